"""The files of the Care Quality Commission: what they say of locations, and what that changes of what is known."""

from workflows.cqc.changes import CqcChanges, Ground, changes
from workflows.cqc.gathering import Gathered, Sought, as_one_word, gather
from workflows.cqc.names import date_in
from workflows.cqc.reading import CqcFile, read

__all__ = [
    "CqcChanges",
    "CqcFile",
    "Gathered",
    "Ground",
    "Sought",
    "as_one_word",
    "changes",
    "date_in",
    "gather",
    "read",
]
