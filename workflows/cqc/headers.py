"""Finding the header of a file of the Care Quality Commission, whose names and place vary by year."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from schemas.base import Issue, Malformed
from schemas.cqc import FileKind

HEADER_WITHIN = 40
"""In how many rows of a sheet a header is looked for, below the lines that say what file it is."""

Aliases = Mapping[str, tuple[str, ...]]


class Shape(NamedTuple):
    """The columns of one kind of file, each with the names that it has had, in small letters without brackets."""

    required: Aliases
    optional: Aliases
    services: str = ""
    """How the names of columns begin that say Y or N about one service each."""


SHAPES: Mapping[FileKind, Shape] = MappingProxyType(
    {
        "ratings": Shape(
            required={
                "location_id": ("locationid", "cqclocationid"),
                "group": ("servicepopulationgroup", "servicegroup", "populationgroup"),
                "domain": ("domain", "keyquestion", "keyquestiondomain"),
                "rating": ("latestrating", "rating"),
                "published_on": ("publicationdate", "reportpublicationdate"),
            },
            optional={"inherited": ("inheritedrating",)},
        ),
        "locations": Shape(
            required={
                "location_id": ("locationid", "cqclocationid"),
                "name": ("locationname",),
                "dormant": ("dormant", "locationdormant"),
                "rating": ("locationlatestoverallrating", "latestoverallrating"),
                "published_on": ("publicationdate", "ratingpublicationdate"),
            },
            optional={
                "inherited": ("inheritedrating",),
                "status": ("locationstatus", "registrationstatus", "locationregistrationstatus"),
                "started_on": ("locationhscastartdate", "hscastartdate"),
                "postcode": ("locationpostalcode", "locationpostcode"),
                "local_authority": ("locationlocalauthority",),
                "provider_id": ("providerid", "cqcproviderid"),
                "provider_name": ("providername",),
            },
            services="servicetype",
        ),
        "directory": Shape(
            required={
                "location_id": ("cqclocationid", "cqclocation"),
                "name": ("name",),
                "postcode": ("postcode",),
                "provider_id": ("cqcproviderid", "cqcprovider"),
                "provider_name": ("providername",),
                "local_authority": ("localauthority",),
                "services": ("servicetypes",),
            },
            optional={},
        ),
    }
)


class Header(NamedTuple):
    """Where the columns of a sheet are, from 0; `services` with the name of the service each is about."""

    kind: FileKind
    places: Mapping[str, int]
    services: Mapping[int, str]

    def cell(self, cells: list[str], column: str) -> str:
        """The text in a column; empty where the file has no such column or the row ends before it."""
        place = self.places.get(column)
        return cells[place] if place is not None and place < len(cells) else ""


def header_of(cells: list[str]) -> Header | None:
    """The header that this row is, if it is one. Raises Malformed for one that names a column twice."""
    names = [plain(cell) for cell in cells]
    for kind, shape in SHAPES.items():
        if not missing(names, kind):
            return Header(kind, _places(names, shape), _services(cells, names, shape))
    return None


def missing(names: Iterable[str], kind: FileKind) -> list[str]:
    """The columns that a file of this kind has to have, and that aren't among these names."""
    known = set(names)
    return [column for column, aliases in SHAPES[kind].required.items() if known.isdisjoint(aliases)]


def plain(name: str) -> str:
    """A column's name without case, brackets and what is in them, blanks and marks."""
    return re.sub(r"[^a-z0-9]", "", re.sub(r"\(.*?\)", "", name.casefold()))


def _places(names: list[str], shape: Shape) -> dict[str, int]:
    found = {}
    for column, aliases in {**shape.required, **shape.optional}.items():
        at = [place for place, name in enumerate(names) if name in aliases]
        if len(at) > 1:
            raise Malformed([Issue(pointer=f"/header/{column}", code="repeated")])
        if at:
            found[column] = at[0]
    return found


def _services(cells: list[str], names: list[str], shape: Shape) -> dict[int, str]:
    if not shape.services:
        return {}
    return {place: cells[place] for place, name in enumerate(names) if name.startswith(shape.services)}
