"""The forms that tablets fill in, and where two bodies of one form differ."""

from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from itertools import zip_longest
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET, Struct, UnsetType

from schemas.assessments import Assessment
from schemas.base import decode, encode, escape, without_nulls
from schemas.forms import Difference, FormVersion
from schemas.mappings import Projection, ReadAs, Step
from schemas.reviews import Review
from workflows.assessing import needs as assessment_needs
from workflows.compliance import needs as review_needs
from workflows.forms.asking import sections
from workflows.forms.assessment_pages import ASSESSMENT_PAGES
from workflows.forms.json_schema import json_schema
from workflows.forms.places import places_of
from workflows.forms.projecting import project
from workflows.forms.review_pages import REVIEW_PAGES

UNMAPPED = "_unmapped"
"""Stands for the section of members that the form doesn't have."""

Body = bytes | dict[str, Any]
FormKey = tuple[str, int]
"""Id and version of a form."""
REVIEW: FormKey = ("review", 1)
ASSESSMENT: FormKey = ("assessment", 1)


@cache
def review_form() -> FormVersion:
    """Version 1 of the review.

    Its example has no findings when received from 3 June to 1 July 2026; later it is late, which is one
    finding that stops nothing. To send it, replace what identifies the submission, the person, the package,
    the location and the reviewer, then the dates: `review_date`, `next_review_due`, `declared_at` and when
    it was begun and sent.
    """
    return FormVersion(
        id="review",
        version=1,
        title="Provider-led review",
        schema=json_schema(Review),
        sections=sections(Review, REVIEW_PAGES, review_needs.NEEDS),
        example=_example("review"),
    )


@cache
def assessment_form() -> FormVersion:
    """Version 1 of the pre-discharge assessment.

    Its example has no findings when received on 5 June 2026 or the day after. To send it, replace what identifies
    the submission, the referral, the person, the assessor and the agreement, then the days and times.
    """
    return FormVersion(
        id="assessment",
        version=1,
        title="Pre-discharge assessment",
        schema=json_schema(Assessment),
        sections=sections(Assessment, ASSESSMENT_PAGES, assessment_needs.NEEDS),
        example=_example("assessment"),
    )


class CoreForm(NamedTuple):
    """One version of a form: the shape of its answers, how tablets show it, and how it follows the version before.

    The newest version of a form has the shape that all rules are about; an older one is read by its own, and judged
    as `steps` of the versions after it make of it.
    """

    shape: type[Struct]
    shown: Callable[[], FormVersion]
    steps: tuple[Step, ...] = ()


FORMS: dict[FormKey, CoreForm] = {
    REVIEW: CoreForm(Review, review_form),
    ASSESSMENT: CoreForm(Assessment, assessment_form),
}
"""Every form in use, by id and version."""


def newest(form: str) -> FormKey:
    """The version of a form to which all its rules apply; raises ValueError for a form that nobody knows."""
    return max(key for key in FORMS if key[0] == form)


def read(body: bytes, of: FormKey) -> Any:
    """The answers in the shape of the form's newest version, checked by the version that the author used.

    Raises Malformed for a body that is no instance of it, KeyError for a version that nobody knows.
    """
    answers = decode(body, FORMS[of].shape)
    if of == newest(of[0]):
        return answers
    return decode(encode(projected(msgspec.json.decode(body), of).body), FORMS[newest(of[0])].shape)


def current(body: bytes, of: FormKey) -> dict[str, Any]:
    """A body as its answers are read now; what has no place in the newest version stands under `_unmapped`."""
    given: dict[str, Any] = msgspec.json.decode(body)
    if of == newest(of[0]):
        return given
    projection = projected(given, of)
    left = {one.pointer: one.value for one in (*projection.notes, *projection.unmapped)}
    return projection.body | ({UNMAPPED: left} if left else {})


def read_as(body: bytes, of: FormKey) -> ReadAs | UnsetType:
    """What answers on an older version are verified as; UNSET for those on the newest."""
    form, version = newest(of[0])
    if of == (form, version):
        return UNSET
    projection = projected(msgspec.json.decode(body), of)
    return ReadAs(version=version, **msgspec.structs.asdict(projection))


def projected(body: dict[str, Any], of: FormKey) -> Projection:
    """Answers to this version of a form, a draft's too, as answers to its newest."""
    form, version = of
    last = newest(form)
    later = [FORMS[form, n].steps for n in range(version + 1, last[1] + 1) if (form, n) in FORMS]
    return project(body, later, places_of(FORMS[last].shape))


def _example(form: str) -> dict[str, Any]:
    example: dict[str, Any] = msgspec.json.decode(
        files("schemas").joinpath(f"examples/{form}.json").read_bytes()
    )
    return example


def changed_sections(before: Body, after: Body, of: FormKey = REVIEW) -> list[str]:
    """The ids of the sections in which two bodies of a form differ, in the form's order."""
    return list(dict.fromkeys(each.section for each in difference(before, after, of)))


def difference(before: Body, after: Body, of: FormKey = REVIEW) -> list[Difference]:
    """Every answer in which two bodies of a form differ, in the form's order.

    Both are read as the form's newest version. Answers in lists are compared place by place. Null is the same as
    absent. What the form doesn't have comes last, under `_unmapped`.
    """
    old, new = _members(before), _members(after)
    section_of = _section_of_member(newest(of[0]))
    names = [*section_of, *sorted((old.keys() | new.keys()) - section_of.keys())]
    return [
        Difference(section=section_of.get(name, UNMAPPED), pointer=pointer, before=was, after=now)
        for name in names
        for pointer, was, now in _unequal(old.get(name, UNSET), new.get(name, UNSET), f"/{escape(name)}")
    ]


def _members(body: Body) -> dict[str, Any]:
    read = msgspec.json.decode(body, type=dict[str, Any]) if isinstance(body, bytes) else body
    return {name: without_nulls(answer) for name, answer in read.items() if answer is not None}


@cache
def _section_of_member(of: FormKey) -> dict[str, str]:
    return {
        question.name: section.id for section in FORMS[of].shown().sections for question in section.questions
    }


def _unequal(was: Any, now: Any, at: str) -> Iterator[tuple[str, Any, Any]]:
    """The innermost places at which two values differ; UNSET on the side that has nothing there."""
    if isinstance(was, dict) and isinstance(now, dict):
        for name in dict.fromkeys([*was, *now]):
            yield from _unequal(was.get(name, UNSET), now.get(name, UNSET), f"{at}/{escape(name)}")
    elif isinstance(was, list) and isinstance(now, list):
        for index, (one, other) in enumerate(zip_longest(was, now, fillvalue=UNSET)):
            yield from _unequal(one, other, f"{at}/{index}")
    elif was != now or isinstance(was, bool) != isinstance(now, bool):
        yield at, was, now
