"""Evidence: photos and documents beside a review."""

from typing import TypeAlias

from service.simulation.steps import Deed

FILES = 4
"""So many files there are to choose from."""


class Attach(Deed, frozen=True, tag=True):
    """One of a few files is put beside a review that the tablet shows, and the tablet syncs."""

    told = "tablet {tablet}: file {file} is put beside review {review}, and it syncs"
    tablet: int
    review: int
    file: int


OfFiles: TypeAlias = Attach
