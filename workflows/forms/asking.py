"""How a shape and the words for it become questions on a tablet.

The shape says what kind of answer each question takes, its options and whether it must be answered; the
table of needs says after which other answers it is asked.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, cast

import msgspec
from msgspec import UNSET, Struct, inspect

from schemas.code_lists import Choice
from schemas.forms import Condition, Option, Question, QuestionType, Section
from workflows.compliance.needs import Need

LONGEST_LINE = 200
"""Characters; what may be longer is asked with room for a paragraph."""

TYPES: dict[type[inspect.Type], QuestionType] = {
    inspect.UUIDType: "identifier",
    inspect.BoolType: "yes_no",
    inspect.DateType: "date",
    inspect.DateTimeType: "moment",
    inspect.IntType: "whole_number",
    inspect.FloatType: "number",
    inspect.EnumType: "choice",
    inspect.LiteralType: "choice",
    inspect.StructType: "group",
}
SEVERAL: dict[QuestionType, QuestionType] = {
    "choice": "choices",
    "line": "lines",
    "text": "lines",
    "group": "groups",
}


class Ask(NamedTuple):
    """The words for one member of a shape, or for a group and each of its parts.

    `expected` asks for an answer that the shape would let be left out.
    """

    name: str
    label: str
    hint: str = ""
    parts: tuple["Ask", ...] = ()
    options: tuple[Option, ...] = ()
    visible_when: tuple[Condition, ...] = ()
    type: QuestionType | None = None
    from_tablet: bool = False
    expected: bool = False


class Page(NamedTuple):
    """A section of a form."""

    id: str
    title: str
    hint: str
    asks: tuple[Ask, ...]


def sections(shape: type[Struct], pages: Iterable[Page], needs: Sequence[Need]) -> list[Section]:
    """The pages with what the shape and the needs say about each question."""
    root = cast(inspect.StructType, inspect.type_info(shape))
    return [
        Section(
            id=page.id,
            title=page.title,
            hint=page.hint or UNSET,
            questions=list(_questions(page.asks, root, "", needs, from_tablet=False)),
        )
        for page in pages
    ]


def _questions(
    asks: Iterable[Ask], group: inspect.StructType, at: str, needs: Sequence[Need], *, from_tablet: bool
) -> Iterator[Question]:
    fields = {field.encode_name: field for field in group.fields}
    for ask in asks:
        by_tablet = from_tablet or ask.from_tablet
        yield _question(ask, fields[ask.name], f"{at}/{ask.name}", needs, from_tablet=by_tablet)


def _question(
    ask: Ask, field: inspect.Field, pointer: str, needs: Sequence[Need], *, from_tablet: bool
) -> Question:
    answer = _without_null(field.type)
    item = _without_null(answer.item_type) if isinstance(answer, inspect.ListType) else answer
    below = pointer if item is answer else f"{pointer}/*"
    called_for = _called_for(pointer, needs)
    return Question(
        pointer=pointer,
        name=ask.name,
        type=ask.type or _type(answer, item),
        label=ask.label,
        hint=ask.hint or UNSET,
        required=field.required or ask.expected or bool(called_for),
        filled_in_by="tablet" if from_tablet else "reviewer",
        options=_options(ask, item) or UNSET,
        visible_when=called_for or list(ask.visible_when) or UNSET,
        questions=list(_questions(ask.parts, item, below, needs, from_tablet=from_tablet))
        if isinstance(item, inspect.StructType)
        else UNSET,
    )


def _without_null(answer: inspect.Type) -> inspect.Type:
    if isinstance(answer, inspect.UnionType):
        return next(kind for kind in answer.types if not isinstance(kind, inspect.NoneType))
    return answer


def _type(answer: inspect.Type, item: inspect.Type) -> QuestionType:
    if isinstance(item, inspect.StrType):
        one: QuestionType = "text" if (item.max_length or 0) > LONGEST_LINE else "line"
    else:
        one = TYPES[type(item)]
    return one if item is answer else SEVERAL[one]


def _options(ask: Ask, item: inspect.Type) -> list[Option]:
    if isinstance(item, inspect.EnumType) and issubclass(item.cls, Choice):
        return [Option(value=choice.value, label=choice.label) for choice in item.cls]
    return list(ask.options)


def _called_for(pointer: str, needs: Sequence[Need]) -> list[Condition]:
    """The conditions of the need for this question, their `*` read as the part in which the question lies."""
    steps = pointer.split("/")
    return [
        msgspec.structs.replace(condition, pointer=_beside(condition.pointer, steps))
        for need in needs
        if _leads_to(need.pointer.split("/"), steps)
        for condition in need.when
    ]


def _leads_to(pattern: list[str], steps: list[str]) -> bool:
    return len(pattern) == len(steps) and all(
        ours in ("*", theirs) for ours, theirs in zip(pattern, steps, strict=True)
    )


def _beside(pointer: str, steps: list[str]) -> str:
    return "/".join(steps[depth] if step == "*" else step for depth, step in enumerate(pointer.split("/")))
