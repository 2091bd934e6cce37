"""Submissions in lines: filtered, in a stable order, a page at a time, and counted."""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Any
from uuid import UUID

from asyncpg import Record
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from schemas.accounts import Named
from schemas.ratings import Colour
from schemas.routing import Queue
from schemas.submissions import State
from schemas.worklists import (
    ElementsCounted,
    FindingCounts,
    Sort,
    WorklistAsked,
    WorklistCounts,
    WorklistItem,
)
from service.store.database import query
from service.store.engine import Connection
from workflows import bulk, judgements, references

Number = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]


class Place(Struct, frozen=True, array_like=True):
    """Where a page of a list in this order ends: at the key it is sorted by, the time received, the id."""

    sort: Sort
    key: Number
    received: Number
    id: UUID


async def page(
    db: Connection, authorities: Iterable[UUID], asked: WorklistAsked, after: Place | None
) -> tuple[list[WorklistItem], Place | None]:
    """The next page, and the place where it ends if there is more after it."""
    place = (after.key, after.received, after.id) if after else (None, None, None)
    filters = _filters(authorities, asked)
    rows = await db.fetch(query("worklist_page"), *filters, asked.sort, *place, asked.limit + 1)
    shown, more = rows[: asked.limit], rows[asked.limit :]
    end = Place(asked.sort, shown[-1]["key"], shown[-1]["received"], shown[-1]["id"]) if more else None
    return [_item(row) for row in shown], end


async def counts(db: Connection, authorities: Iterable[UUID], asked: WorklistAsked) -> WorklistCounts:
    """How much there is of everything that the filters let through."""
    rows = await db.fetch(query("worklist_counts"), *_filters(authorities, asked))
    return WorklistCounts(
        total=sum(row["n"] for row in rows),
        state=_sums((row["state"], row["n"]) for row in rows),
        queue=_sums((row["queue"], row["n"]) for row in rows),
        rating=_sums((row["rating"], row["n"]) for row in rows),
    )


def _filters(authorities: Iterable[UUID], asked: WorklistAsked) -> list[Any]:
    return [
        list(authorities),
        list(asked.state),
        [asked.queue] if asked.queue else [],
        list(asked.rating),
        asked.provider,
        asked.location,
        asked.form,
        asked.due_before,
        references.normal(asked.q) if asked.q else None,
        asked.q,
        asked.not_met,
    ]


def _sums(counted: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for name, n in counted:
        sums[name] += n
    return dict(sorted(sums.items()))


def _item(row: Record) -> WorklistItem:
    """A submission in a line; where what happens is withheld from the reader, as it arrived."""
    withheld = row["withheld"]
    rating = Colour(row["rating_as_seen"])
    return WorklistItem(
        id=row["id"],
        authority_id=row["authority_id"],
        kind=row["kind"],
        reference=row["reference"],
        state=State.SUBMITTED if withheld else State(row["state"]),
        rev=(row["proposed_rev"] if withheld else None) or row["rev"],
        proposed_rev=UNSET if withheld else row["proposed_rev"] or UNSET,
        queue=Queue(row["queue"]),
        person=Named(id=row["person_id"], name=row["person_name"]),
        location=Named(id=row["location_id"], name=row["location_name"]),
        provider=Named(id=row["organisation_id"], name=row["organisation_name"]),
        rating=rating,
        findings=FindingCounts(statutory=row["statutory_findings"], other=row["other_findings"]),
        elements=_elements(row),
        bulk_approvable=row["bulk_approvable"] and not row["open_queries"],
        reason=_reason(row, rating),
        open_queries=0 if withheld else row["open_queries"],
        received_at=row["received_at"],
        due_at=UNSET if withheld else row["due_at"] or UNSET,
        opened_by=UNSET if withheld else row["opened_by"] or UNSET,
        correction_requested_at=UNSET if withheld else row["correction_requested_at"] or UNSET,
        summary=row["summary"],
    )


def _elements(row: Record) -> ElementsCounted | UnsetType:
    if row["elements_met"] is None:
        return UNSET
    return ElementsCounted(met=row["elements_met"], not_met=row["elements_not_met"])


def _reason(row: Record, rating: Colour) -> str:
    """Why it may be approved in bulk, or may not."""
    if row["open_queries"]:
        return bulk.QUERY_OPEN
    if row["bulk_approvable"]:
        return bulk.why(rating)
    return bulk.why_not(judgements.routing_in(Raw(row["routing"])).reasons)
