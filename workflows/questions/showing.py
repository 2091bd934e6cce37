"""A council's own questions as a section of the form, and as a form that tablets pull beside it."""

from typing import Any

from msgspec import UNSET, to_builtins

from schemas.forms import FormState, Option, Question, Section
from schemas.questions import CouncilForm, OwnQuestion, Questions, QuestionSet, QuestionSetView, SetStanding
from workflows.forms.json_schema import NO_NUL
from workflows.questions.answers import AT, LONGEST

SECTION = "supplementary"
"""The id of the section, in every form."""


def section(asked: Questions) -> Section:
    return Section(
        id=SECTION,
        title=asked.title,
        hint=asked.hint or UNSET,
        questions=[_question(one) for one in asked.questions],
    )


def council_form(of: QuestionSet) -> CouncilForm:
    """What a tablet pulls of a set that was opened."""
    return CouncilForm(
        id=form_id(of),
        version=of.version,
        title=of.asked.title,
        schema=json_schema(of.asked),
        sections=[section(of.asked)],
        example={one.code: _example(one) for one in of.asked.questions},
        authority_id=of.authority_id,
        form=of.form,
        form_version=of.form_version,
        asked=of.asked,
    )


def form_id(of: SetStanding) -> str:
    return f"{of.form}/{of.authority_id}"


def view(of: QuestionSet, state: FormState) -> QuestionSetView:
    return QuestionSetView(
        authority_id=of.authority_id,
        form=of.form,
        form_version=of.form_version,
        version=of.version,
        state=state,
        opened_at=of.opened_at or UNSET,
        accept_until=of.accept_until or UNSET,
        title=of.asked.title,
        hint=of.asked.hint or UNSET,
        questions=of.asked.questions,
        mappings=of.asked.mappings,
        section=section(of.asked),
        reason=of.reason,
        made_by=of.made_by,
        made_at=of.made_at,
    )


def json_schema(asked: Questions) -> dict[str, Any]:
    """JSON Schema 2020-12 of the member `supplementary`; what it refuses is a finding."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {one.code: _answer_schema(one) for one in asked.questions},
        "required": [one.code for one in asked.questions if one.required],
        "additionalProperties": False,
    }


def _question(of: OwnQuestion) -> Question:
    return Question(
        pointer=f"{AT}/{of.code}",
        name=of.code,
        type=of.type,
        label=of.label,
        hint=of.hint or UNSET,
        required=of.required,
        filled_in_by="reviewer",
        options=[Option(value=one.value, label=one.label) for one in of.options or []] or UNSET,
    )


def _answer_schema(of: OwnQuestion) -> dict[str, Any]:
    match of.type:
        case "yes_no":
            return {"type": "boolean"}
        case "date":
            return {"type": "string", "format": "date"}
        case "choice":
            return {"enum": _values(of)}
        case "choices":
            bounds = _bounds(of, "minItems", "maxItems")
            return {"type": "array", "items": {"enum": _values(of)}, "uniqueItems": True, **bounds}
        case "whole_number":
            return {"type": "integer", **_bounds(of, "minimum", "maximum")}
        case "number":
            return {"type": "number", **_bounds(of, "minimum", "maximum")}
    return {
        "type": "string",
        "minLength": 1,
        "maxLength": of.longest or LONGEST[of.type],
        "pattern": NO_NUL,
    }


def _values(of: OwnQuestion) -> list[str]:
    return [option.value for option in of.options or []]


def _bounds(of: OwnQuestion, least: str, most: str) -> dict[str, Any]:
    bounds = {least: of.at_least, most: of.at_most}
    return {
        name: int(bound) if of.type != "number" else bound
        for name, bound in bounds.items()
        if bound is not None
    }


def _example(of: OwnQuestion) -> Any:
    least = of.at_least if of.at_least is not None else min(0.0, of.at_most or 0.0)
    match of.type:
        case "yes_no":
            return True
        case "date":
            return "2026-06-03"
        case "choice":
            return _values(of)[0]
        case "choices":
            return _values(of)[: max(1, int(least))]
        case "whole_number":
            return -int(-least // 1)
        case "number":
            return to_builtins(least)
    return "As an example"[: of.longest or None]
