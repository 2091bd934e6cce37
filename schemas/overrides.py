"""A council's word that a location may take part whatever its rating, for a reason and until a day."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from schemas.base import Moment, Payload, Text, View


class DecideOverride(Payload, frozen=True, kw_only=True):
    """Why a location may take part, and until when; a deregistered or dormant one may not in any case."""

    reason: Annotated[Text, Meta(description="For whoever asks later; the location reads it too.")]
    valid_from: Annotated[date | None, Meta(description="Today, unless said.")] = None
    valid_until: Annotated[date, Meta(description="The last day.")]
    authority_id: Annotated[
        UUID | None, Meta(description="For which authority; needed of those who act for several.")
    ] = None


class OverrideView(View, frozen=True, kw_only=True):
    """An override as it was decided, and when it was withdrawn, if it was."""

    id: UUID
    authority_id: UUID
    location_id: UUID
    reason: str
    valid_from: date
    valid_until: date
    decided_at: Moment
    withdrawn_at: Moment | UnsetType = UNSET


class OverrideList(View, frozen=True, kw_only=True):
    """Every override, also past and withdrawn, the latest first."""

    items: list[OverrideView]
