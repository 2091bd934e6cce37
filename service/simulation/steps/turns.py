"""Reviewers who share a tablet, and what is finished on one that was away for too long."""

from typing import TypeAlias

from service.simulation.steps import Deed


class ChangeHands(Deed, frozen=True, tag=True):
    """The next of the reviewers of its place signs in on a tablet."""

    told = "somebody else signs in on tablet {tablet}"
    tablet: int


class FinishLate(Deed, frozen=True, tag=True):
    """A review is begun; it is finished when the tablet hasn't been online for longer than its lease allows."""

    told = "tablet {tablet}: a review of the {person}. person it knows is begun, and finished days after"
    tablet: int
    person: int


Turns: TypeAlias = ChangeHands | FinishLate
