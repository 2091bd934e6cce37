"""What would be made of a form if it came in, told before it is sent."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from typing import Any

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from schemas.assessments import Assessment
from schemas.base import Malformed, decode
from schemas.catalogue import Check, FormCheck
from schemas.compliance import PackageKnown
from schemas.reviews import Review
from schemas.rulesets import Ruleset
from workflows import assessing, compliance, forms, ratings
from workflows.compliance.dates import LONDON
from workflows.compliance.report import report
from workflows.forms import ASSESSMENT, REVIEW, FormKey
from workflows.questions import answers
from workflows.questions.answers import AskedSet
from workflows.safe_care import SAFE_CARE_1

NOTHING_KNOWN = PackageKnown()


class _MayBeWrapped(Struct):
    body: Raw | UnsetType = UNSET


def asked(raw: bytes) -> Check:
    """The question: answers under `body`, perhaps with a day, or the answers alone.

    No form has a member of the name `body`, so there is no doubt. Raises Malformed for what is no JSON object.
    """
    if decode(raw, _MayBeWrapped).body is UNSET:
        return Check(body=Raw(raw))
    return decode(raw, Check)


def received_at(question: Check, now: datetime) -> datetime:
    """When the answers are taken to come in: now, or at the end of the day asked for."""
    return now if question.on is None else datetime.combine(question.on, time.max, LONDON)


def check(
    form: FormKey,
    raw: bytes,
    at: datetime,
    rules: Ruleset = SAFE_CARE_1,
    questions: Sequence[AskedSet] | None = None,
) -> FormCheck:
    """Judge a body as if it were received then, while these safe-care rules are in force.

    `questions` are what a council ever asked of its own; without, answers to such questions aren't looked at. Raises
    Malformed for what is no JSON object.
    """
    try:
        given = forms.read(raw, form)
    except Malformed as error:
        if not _is_an_object(raw):
            raise
        return FormCheck(valid=False, issues=error.issues, findings=[])
    judged = _JUDGES[form[0]](given, at, rules)
    if questions is None:
        return judged
    own = answers.findings(given.supplementary, given.supplementary_version, questions)
    return msgspec.structs.replace(judged, findings=[*judged.findings, *own])


def _review(review: Review, at: datetime, rules: Ruleset) -> FormCheck:
    rating = ratings.judge(review.safe_care_rag, review.review_date, rules)
    findings = compliance.findings(review, at.astimezone(LONDON).date(), rated=rating.evaluation)
    return FormCheck(
        valid=True,
        issues=[],
        findings=findings,
        rating=rating,
        compliance=report(review, findings, NOTHING_KNOWN),
    )


def _assessment(assessment: Assessment, at: datetime, rules: Ruleset) -> FormCheck:
    rating = ratings.judge(assessment.safe_care_rag, assessing.assessed_on(assessment), rules)
    return FormCheck(
        valid=True,
        issues=[],
        findings=assessing.findings(assessment, at, rating.evaluation),
        rating=rating,
    )


_JUDGES: Mapping[str, Callable[[Any, datetime, Ruleset], FormCheck]] = {
    REVIEW[0]: _review,
    ASSESSMENT[0]: _assessment,
}


def _is_an_object(raw: bytes) -> bool:
    try:
        msgspec.json.decode(raw, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False
    return True
