"""How answers to one version of a form become answers to the next, as data; and what such a move leaves."""

from typing import Annotated, Any

from msgspec import Meta, field

from schemas.base import Payload, View

Place = Annotated[str, Meta(pattern=r"^(/[^/]+)+$(?!\n)", max_length=200)]
"""A JSON pointer (RFC 6901) into a body; lists are moved whole."""
Plain = (
    bool
    | Annotated[int, Meta(ge=-(10**12), le=10**12)]
    | Annotated[float, Meta(ge=-(10**12), le=10**12)]
    | Annotated[str, Meta(max_length=4_000)]
)


class Rename(Payload, frozen=True, kw_only=True, tag_field="do", tag="rename"):
    """The same answer to a question of another name."""

    source: Place = field(name="from")
    to: Place


class Split(Payload, frozen=True, kw_only=True, tag_field="do", tag="split"):
    """One text, parted at the first separators, as the answers to several questions."""

    source: Place = field(name="from")
    at: Annotated[str, Meta(min_length=1, max_length=20)]
    to: Annotated[list[Place], Meta(min_length=2, max_length=10)]


class Default(Payload, frozen=True, kw_only=True, tag_field="do", tag="default"):
    """What counts as the answer where there is none; it is marked as nobody's words."""

    to: Place
    value: Plain


class Drop(Payload, frozen=True, kw_only=True, tag_field="do", tag="drop"):
    """A question that isn't asked any more: its answer is kept as a note."""

    source: Place = field(name="from")


Step = Rename | Split | Default | Drop


class Kept(View, frozen=True, kw_only=True):
    """An answer that has no place any more, and where it stood."""

    pointer: str
    value: Any


class Projection(View, frozen=True, kw_only=True):
    """Answers read as those to a newer version. Every answer is in `body`, among the `notes` or `unmapped`.

    `filled_in` points to what nobody answered and a default stands for.
    """

    body: dict[str, Any]
    notes: list[Kept] = []
    unmapped: list[Kept] = []
    filled_in: list[str] = []


class ReadAs(Projection, frozen=True, kw_only=True):
    """Answers given on an older version of a form, as those to the version by which they are verified."""

    version: int
