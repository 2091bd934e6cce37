"""What was approved and turns out to be wrong."""

from typing import Literal, TypeAlias

from service.simulation.steps import Deed

Ruling = Literal["open", "decline", "close"]


class RequestCorrection(Deed, frozen=True, tag=True):
    told = "tablet {tablet}: a correction of review {review} is asked for"
    tablet: int
    review: int


class Rule(Deed, frozen=True, tag=True):
    """A verifier opens what was approved for a correction, declines to, or ends the correction without a change."""

    told = "verifier {verifier} wants to {ruling} the correction of review {review}"
    verifier: int
    review: int
    ruling: Ruling


OfCorrections: TypeAlias = RequestCorrection | Rule
