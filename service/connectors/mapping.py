"""A council's mapping profile: which answers go to which question of its record, in which words, and who is asked next.

Reviews and what homes decide about assessments go to forms of their own. Step types, question codes and lists of
answers are each council's own, so they are data: a file that is checked as a whole before anything is sent by it.
"""

import typing
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import msgspec
from msgspec import Meta, Raw, Struct, UnsetType, field

from schemas.assessments import Assessment
from schemas.base import Issue, Line, Malformed, Payload, decode, encode
from schemas.placements import PlacementRecord, ToRecord
from schemas.questions import MappingCode, OwnAnswer
from schemas.records import OF_PLACEMENTS, OF_REVIEWS, ActionKind, NextAction, VerifiedRecord
from schemas.reviews import Review
from service.connectors import reasons
from service.connectors.wire import Code, NextStep

Pointer = Annotated[str, Meta(pattern=r"^(/[a-z0-9_]+)+$(?!\n)", max_length=200)]
Councils = list[Annotated[str, Meta(pattern=r"^[A-Z][0-9]{8}$(?!\n)")]] | Literal["any"]


class BadProfile(Exception):
    """A mapping profile that can't be used: one sentence for whoever wrote it."""


class Mapped(Payload, frozen=True, kw_only=True):
    """One question of the record's form, and where its answer comes from.

    `source` points into the verified record. Of a list of objects, `each` points to what is shown of every one, in a
    line of its own. With `words`, the answer is put in the record's wording, and one without a wording stops the
    delivery. What isn't there is left out, unless it is `required`.
    """

    source: Pointer = field(name="from")
    question: Code
    words: dict[str, Line] | None = None
    each: Annotated[list[Pointer], Meta(min_length=1, max_length=5)] | None = None
    required: bool = False


class Assigned(Payload, frozen=True, kw_only=True):
    """Which step a next action begins, and which team sees to it."""

    step_type: Code
    team: Line


class Source(NamedTuple):
    """What the record can be told of one kind of work: the record's view of it, and the form's answers in it."""

    record: type[Struct]
    answers: type[Struct]


class Part(Payload, frozen=True, kw_only=True):
    """How a record wants to be told of one kind of work."""

    step_type: Code
    note_type: Annotated[str, Meta(min_length=1, max_length=16)]
    document_category: Line
    answers: Annotated[list[Mapped], Meta(min_length=1, max_length=500)]
    next_actions: dict[ActionKind, Assigned]
    own_questions: dict[MappingCode, Code] = {}
    """Where answers to a council's own questions go, by mapping code; all others go to the question of that code."""


class Profile(Part, frozen=True, kw_only=True):
    """How one council's record wants to be told. What is of councils that it isn't for is left where it is.

    Without a part about assessments, what homes decide about them waits for staff.
    """

    name: Line
    councils: Councils
    assessments: Part | None = None


def load(path: Path | None) -> Profile:
    """The profile in a file, or the one for the simulator; raises BadProfile."""
    try:
        raw = path.read_bytes() if path else _built_in().read_bytes()
    except OSError as error:
        raise BadProfile(f"The mapping profile {path} can't be read ({error.strerror}).") from None
    try:
        profile = decode(raw, Profile)
    except Malformed as error:
        raise BadProfile(f"The mapping profile {path} is not of the right shape: {error}.") from None
    if faults := [f"{issue.pointer}: {issue.code}" for issue in check(profile)]:
        raise BadProfile(f"The mapping profile {profile.name} can't be used: {', '.join(faults)}.")
    return profile


def _built_in() -> Any:
    return files("service.connectors") / "profiles" / "simulator.json"


def check(profile: Profile) -> Iterator[Issue]:
    """Everything because of which a profile of the right shape would still fail, or lose something."""
    yield from _check(profile, "", Source(VerifiedRecord, Review), OF_REVIEWS)
    if profile.assessments is not None:
        of_placements = Source(PlacementRecord, Assessment)
        yield from _check(profile.assessments, "/assessments", of_placements, OF_PLACEMENTS)


def part_about(profile: Profile, record: ToRecord) -> Part:
    """The part of the profile by which the record is told of this; raises NotDelivered where there is none."""
    if isinstance(record, VerifiedRecord):
        return profile
    if profile.assessments is None:
        raise reasons.never("assessments-not-mapped")
    return profile.assessments


def _check(part: Part, at: str, told: Source, kinds: frozenset[ActionKind]) -> Iterator[Issue]:
    asked: set[str] = set()
    for n, one in enumerate(part.answers):
        here = f"{at}/answers/{n}"
        if one.question in asked:
            yield Issue(pointer=f"{here}/question", code="question-twice")
        asked.add(one.question)
        found = _shape(told, told.record, one.source)
        if found is None:
            yield Issue(pointer=f"{here}/from", code="no-such-answer")
        elif one.each is None and _is_made_of_parts(found):
            yield Issue(pointer=f"{here}/each", code="missing")
        for m, pointer in enumerate(one.each or ()):
            if _shape(told, _item(found), pointer) is None:
                yield Issue(pointer=f"{here}/each/{m}", code="no-such-answer")
    for code, question in part.own_questions.items():
        if question in asked:
            yield Issue(pointer=f"{at}/own_questions/{code}", code="question-twice")
        asked.add(question)
    for kind in sorted(kinds - part.next_actions.keys()):
        yield Issue(pointer=f"{at}/next_actions/{kind}", code="missing")


def answers(part: Part, record: ToRecord) -> dict[str, str]:
    """Question code to answer, as the record wants them; raises NotDelivered where the profile lacks words."""
    whole = msgspec.json.decode(encode(record))
    whole["answers"] = whole.get("read_as", whole["answers"])
    told = {one.question: _answer(one, whole) for one in part.answers}
    unanswered = [one.question for one in part.answers if one.required and not told[one.question]]
    if unanswered:
        raise reasons.never("answers-missing", unanswered)
    own = _own(part, record.own_answers)
    if twice := sorted(told.keys() & own.keys()):
        raise reasons.never("own-question-twice", twice)
    return {question: text for question, text in (told | own).items() if text}


def _own(part: Part, said: Iterable[OwnAnswer]) -> dict[str, str]:
    """Answers to the council's own questions for which its record has a question."""
    return {
        part.own_questions.get(one.mapping_code, one.mapping_code): one.text
        for one in said
        if one.mapping_code
    }


def next_steps(part: Part, actions: list[NextAction]) -> list[NextStep]:
    """The steps to which it leads, each for a team: nothing is changed, somebody is asked to."""
    return [
        NextStep(
            step_type=part.next_actions[action.kind].step_type,
            team=part.next_actions[action.kind].team,
            note=action.why,
            due=action.due or None,
        )
        for action in actions
    ]


def _answer(one: Mapped, whole: dict[str, Any]) -> str:
    value = _at(whole, one.source)
    if one.each is None:
        return "\n".join(_text(one, item) for item in (value if isinstance(value, list) else [value]))
    return "\n".join(" – ".join(_text(one, _at(item, part)) for part in one.each) for item in value or ())


def _text(one: Mapped, value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            text = "Yes" if value else "No"
        case float():
            text = f"{value:g}"
        case _:
            text = str(value)
    if one.words is None:
        return text
    if text not in one.words:
        raise reasons.never("answer-not-mapped", [one.question])
    return one.words[text]


def _at(value: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _shape(told: Source, of: Any, pointer: str) -> Any:
    """The type of what a pointer points to, or None if there is nothing like it."""
    for step in pointer.split("/")[1:]:
        of = told.answers if of is Raw else of
        if not (isinstance(of, type) and issubclass(of, Struct)):
            return None
        names = {one.encode_name: one.name for one in msgspec.structs.fields(of)}
        if step not in names:
            return None
        of = _bare(typing.get_type_hints(of)[names[step]])
    return of


def _bare(hint: Any) -> Any:
    """The type itself, of one that may be absent."""
    if get_origin(hint) not in (Union, UnionType):
        return hint
    return next(one for one in get_args(hint) if one not in (NoneType, UnsetType))


def _item(hint: Any) -> Any:
    return _bare(get_args(hint)[0]) if get_origin(hint) is list else hint


def _is_made_of_parts(hint: Any) -> bool:
    item = _item(hint)
    return isinstance(item, type) and issubclass(item, Struct)
