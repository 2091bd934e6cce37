"""A row of a spreadsheet, whatever kind of file it came in."""

from typing import NamedTuple


class Row(NamedTuple):
    """One row that isn't empty: its sheet, its number as a spreadsheet shows it, and its cells as text.

    A CSV is one sheet without a name. Cells after the last that has something in it are left out.
    """

    sheet: str
    number: int
    cells: list[str]
