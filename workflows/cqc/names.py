"""The day of which a file of the Care Quality Commission is, as its name says it."""

import re
from datetime import date, datetime

_DAY = re.compile(r"(?<![0-9])([0-9]{1,2})[_ -]([A-Za-z]+)[_ -]([0-9]{4})(?![0-9])")


def date_in(name: str) -> date | None:
    """`01_November_2026_HSCA_Active_Locations.ods` is of the first of November; None where no day is named."""
    if (found := _DAY.search(name)) is None:
        return None
    for month in ("%B", "%b"):
        try:
            return datetime.strptime(" ".join(found.groups()), f"%d {month} %Y").date()  # noqa: DTZ007 - a day, no moment
        except ValueError:
            continue
    return None
