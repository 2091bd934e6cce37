"""What reviewers do with their tablets."""

from typing import TypeAlias

from service.simulation.steps import Deed


class Sync(Deed, frozen=True, tag=True):
    told = "tablet {tablet} syncs"
    tablet: int


class HandIn(Deed, frozen=True, tag=True):
    """A review of one of the people whom the tablet knows, counted from 0 and from the first again after the last."""

    told = "tablet {tablet}: a review of the {person}. person it knows is handed in"
    tablet: int
    person: int


class Amend(Deed, frozen=True, tag=True):
    told = "tablet {tablet}: review {review} is changed"
    tablet: int
    review: int
    words: int


class Withdraw(Deed, frozen=True, tag=True):
    told = "tablet {tablet}: review {review} is withdrawn"
    tablet: int
    review: int


class SetAside(Deed, frozen=True, tag=True):
    told = "tablet {tablet}: what was not taken of review {review} is given up"
    tablet: int
    review: int


OnTablets: TypeAlias = Sync | HandIn | Amend | Withdraw | SetAside
