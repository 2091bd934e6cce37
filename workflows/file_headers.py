"""The first row of a file that is brought in: it names every column once, in any order."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from schemas.base import Issue, Malformed
from schemas.spreadsheets import Row

Column = TypeVar("Column", bound=str)


def places(first: Row, columns: Sequence[Column]) -> Mapping[Column, int]:
    """Where each column stands. Malformed, pointing at what is missing, repeated or unknown."""
    names = [name.strip().lower() for name in first.cells]
    issues = [
        *(Issue(pointer=f"/header/{column}", code="missing") for column in columns if column not in names),
        *(
            Issue(pointer=f"/header/{place}", code="unknown-column" if name not in columns else "repeated")
            for place, name in enumerate(names)
            if name not in columns or name in names[:place]
        ),
    ]
    if issues:
        raise Malformed(issues)
    return {column: names.index(column) for column in columns}


def cell(row: Row, place: int) -> str:
    """What stands there, without the blanks around it; cells after the last that has something are empty."""
    return row.cells[place].strip() if place < len(row.cells) else ""
