"""What is made of the answers to a council's own questions: what is wrong with them, and how they read in words.

Nothing in them ever stops receipt. What is wrong is a finding like any other, and the council's policy says which of
these stop an approval.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from schemas.base import Issue, escape
from schemas.questions import OwnAnswer, OwnQuestion, Questions
from schemas.reviews import Finding

AT, AT_VERSION = "/supplementary", "/supplementary_version"
LONGEST = {"line": 200, "text": 4_000}


class AskedSet(Protocol):
    """A version of a council's own questions, as the service keeps it or as a tablet has pulled it."""

    @property
    def version(self) -> int: ...
    @property
    def asked(self) -> Questions: ...


def findings(given: Mapping[str, Any] | None, version: int | None, sets: Sequence[AskedSet]) -> list[Finding]:
    """What is wrong with answers to the council's own questions; `sets` are its versions that were ever opened."""
    return [
        Finding(pointer=one.pointer, code=one.code, params=one.params, kind="other")
        for one in _issues(given or {}, version, sets)
    ]


def _issues(given: Mapping[str, Any], version: int | None, sets: Sequence[AskedSet]) -> Iterator[Issue]:
    if version is None:
        yield from _of_no_version(given, sets)
    elif (named := next((one for one in sets if one.version == version), None)) is None:
        yield Issue(pointer=AT_VERSION, code="supplementary-version-unknown", params={"version": version})
    else:
        yield from judged(given, named.asked.questions)


def _of_no_version(given: Mapping[str, Any], sets: Sequence[AskedSet]) -> Iterator[Issue]:
    """Answers that don't say to what, and none where an answer is required of whoever is asked now."""
    in_use = max(sets, key=lambda one: one.version, default=None)
    if given:
        yield Issue(pointer=AT_VERSION, code="supplementary-version-missing")
    elif in_use and any(question.required for question in in_use.asked.questions):
        yield Issue(pointer=AT, code="supplementary-not-answered", params={"version": in_use.version})


def judged(given: Mapping[str, Any], questions: Sequence[OwnQuestion]) -> Iterator[Issue]:
    """What is wrong with these answers to these questions, in their order; what nobody asked comes last."""
    for question in questions:
        if is_blank(given.get(question.code)):
            code = "supplementary-missing" if question.required else None
        else:
            code = fault(question, given[question.code])
        if code is not None:
            yield Issue(pointer=f"{AT}/{question.code}", code=code, params={"question": question.label})
    for code in sorted(given.keys() - {question.code for question in questions}):
        yield Issue(pointer=f"{AT}/{escape(code)}", code="supplementary-unknown")


def is_blank(answer: Any) -> bool:
    return answer is None or answer == [] or (isinstance(answer, str) and not answer.strip())


def fault(question: OwnQuestion, answer: Any) -> str | None:
    """Why this can't be the answer to that question, as a code; None where it can."""
    if not _is_of_the_type(question, answer):
        return "supplementary-type"
    chosen = answer if isinstance(answer, list) else [answer]
    options = {option.value for option in question.options or []}
    if question.type in ("choice", "choices") and not options.issuperset(chosen):
        return "supplementary-option"
    if question.type in LONGEST and len(answer) > (question.longest or LONGEST[question.type]):
        return "supplementary-too-long"
    return None if _is_within_bounds(question, answer) else "supplementary-bound"


def _is_of_the_type(question: OwnQuestion, answer: Any) -> bool:
    match question.type:
        case "yes_no":
            return isinstance(answer, bool)
        case "whole_number":
            return isinstance(answer, int) and not isinstance(answer, bool)
        case "number":
            return isinstance(answer, int | float) and not isinstance(answer, bool)
        case "choices":
            return _is_a_selection(answer)
        case "date":
            return isinstance(answer, str) and _is_a_day(answer)
    return isinstance(answer, str)


def _is_a_selection(answer: Any) -> bool:
    return (
        isinstance(answer, list)
        and all(isinstance(one, str) for one in answer)
        and len(set(answer)) == len(answer)
    )


def _is_a_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_within_bounds(question: OwnQuestion, answer: Any) -> bool:
    measured = len(answer) if isinstance(answer, list) else answer
    if isinstance(measured, str | bool):
        return True
    too_little = question.at_least is not None and measured < question.at_least
    too_much = question.at_most is not None and measured > question.at_most
    return not (too_little or too_much)


def in_words(given: Mapping[str, Any] | None, questions: Sequence[OwnQuestion]) -> list[OwnAnswer]:
    """Label and answer as people read them, in the order of the questions; what nobody asked comes last."""
    answers = {code: answer for code, answer in (given or {}).items() if not is_blank(answer)}
    asked = {question.code: question for question in questions}
    codes = [*(code for code in asked if code in answers), *sorted(answers.keys() - asked.keys())]
    return [_in_words(code, answers[code], asked.get(code)) for code in codes]


def _in_words(code: str, answer: Any, question: OwnQuestion | None) -> OwnAnswer:
    if question is None:
        return OwnAnswer(code=code, text=words(answer, {}))
    labels = {option.value: option.label for option in question.options or []}
    text = words(answer, labels)
    if question.mapping_code is None:
        return OwnAnswer(code=code, label=question.label, text=text)
    return OwnAnswer(code=code, label=question.label, text=text, mapping_code=question.mapping_code)


def words(answer: Any, labels: Mapping[str, str]) -> str:
    match answer:
        case bool():
            return "Yes" if answer else "No"
        case float():
            return f"{answer:g}"
        case list():
            return "\n".join(labels.get(one, one) for one in answer)
    return labels.get(answer, str(answer)) if isinstance(answer, str) else str(answer)
