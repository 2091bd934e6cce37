"""Reviews that are begun, gone on with, thrown away and handed in, on whichever tablets of the same reviewer."""

from typing import TypeAlias

from service.simulation.steps import Deed


class Write(Deed, frozen=True, tag=True):
    """The newest draft that the tablet shows is gone on with; where it shows none, one about this person is begun."""

    told = "tablet {tablet}: a draft is gone on with, or one of the {person}. person it knows is begun"
    tablet: int
    person: int
    words: int


class Finish(Deed, frozen=True, tag=True):
    told = "tablet {tablet}: its oldest draft is handed in"
    tablet: int


class ThrowAway(Deed, frozen=True, tag=True):
    told = "tablet {tablet}: its newest draft is thrown away"
    tablet: int


OfWriting: TypeAlias = Write | Finish | ThrowAway
