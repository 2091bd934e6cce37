"""How answers to a council's own questions are read by whoever verifies them: in words, as asked and as asked now."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from schemas.assessments import Assessment
from schemas.forms import Difference
from schemas.questions import OwnAnswer, OwnAnswers, OwnAnswersNow, QuestionSet
from schemas.reviews import Review
from workflows.questions.answers import AT, in_words
from workflows.questions.moving import moved


def own_answers(
    given: Mapping[str, Any] | None, version: int | None, sets: Sequence[QuestionSet]
) -> OwnAnswers | UnsetType:
    """The answers in words; UNSET where nothing was asked or answered. `sets` are the versions ever asked."""
    if not given and version is None:
        return UNSET
    named = next((one for one in sets if one.version == version), None)
    return OwnAnswers(
        version=version or UNSET,
        title=named.asked.title if named else UNSET,
        answers=in_words(given, named.asked.questions if named else []),
        now=_now(given or {}, named, sets) if named else UNSET,
    )


def in_words_of(answers: Review | Assessment, sets: Iterable[QuestionSet]) -> list[OwnAnswer]:
    """What was answered to the council's own questions, in the words of the version that was asked."""
    named = next((one for one in sets if one.version == answers.supplementary_version), None)
    return in_words(answers.supplementary, named.asked.questions if named else [])


def _now(
    given: Mapping[str, Any], named: QuestionSet, sets: Sequence[QuestionSet]
) -> OwnAnswersNow | UnsetType:
    newest = max(sets, key=lambda one: one.version)
    if newest.version == named.version:
        return UNSET
    projection = moved(given, named.version, sets)
    return OwnAnswersNow(
        version=newest.version,
        title=newest.asked.title,
        answers=in_words(projection.body, newest.asked.questions),
        notes=projection.notes,
        unmapped=projection.unmapped,
        filled_in=projection.filled_in,
    )


def labelled(
    differences: Iterable[Difference], sets: Iterable[QuestionSet], version: int | None
) -> list[Difference]:
    """The same differences, those of a council's own questions with the words in which that version asked them."""
    asked = next((one.asked.questions for one in sets if one.version == version), [])
    labels = {f"{AT}/{question.code}": question.label for question in asked}
    return [
        msgspec.structs.replace(one, label=labels[one.pointer]) if one.pointer in labels else one
        for one in differences
    ]
