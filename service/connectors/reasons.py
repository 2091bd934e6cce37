"""Why a delivery fails, in sentences for the staff who see to it. None names a person or repeats an answer."""

from collections.abc import Sequence
from datetime import timedelta

from schemas.pushes import Never, NotNow
from service.connectors.protocol import NotDelivered

LASTING = {
    "person-not-found": "The record knows nobody by these numbers: check record id and NHS number, then try again.",
    "person-differs": "The record has other numbers or another date of birth: find out who is right, then try again.",
    "person-ambiguous": "The record knows several people by these numbers: have them merged, then try again.",
    "person-deceased": "The record says that this person has died: decide with the team what becomes of the review.",
    "person-restricted": "The person's record is restricted: give this service access to it there, then try again.",
    "answers-missing": "The record's form asks for answers that are not sent: mend the mapping profile, try again.",
    "answer-not-in-list": "The record's list lacks an answer: add it there or mend the mapping profile, try again.",
    "answer-not-mapped": "The mapping profile has no words for an answer: add them, then try again.",
    "assessments-not-mapped": "The mapping profile has nothing about assessments: add it, then try again.",
    "question-unknown": "The record's form has no such question: add it there or mend the mapping profile, try again.",
    "own-question-twice": "One of the council's own questions goes where the mapping profile puts another answer.",
    "step-type-unknown": "The record has no such kind of step: mend the mapping profile, then try again.",
    "step-cancelled": "The step was cancelled in the record for good: decide with the team what becomes of the review.",
    "idempotency-key-reused": "The record was told something else under this key: tell whoever runs this service.",
}
"""Sent again as it is, it fails again."""

FOR_NOW = {
    "step-checked-out": "Somebody has checked the step out in the record; it is tried again until it is given back.",
    "step-completed": "Somebody has just completed the step in the record; what is missing is added with the next try.",
}
"""The record answers, and it may be otherwise later."""

DOWN = {
    "record-unreachable": "The record can't be reached; it is tried again.",
    "record-silent": "The record did not answer, or not in time; it is tried again, and takes effect once.",
    "record-busy": "The record asks to be left alone for a while; it is tried again.",
    "record-failed": "Something broke in the record; it is tried again, and takes effect once.",
    "record-refuses-us": "The record does not accept this service's credentials: set them right; it is tried again.",
    "record-unexpected": "The record's answer was not understood: check its address; it is tried again.",
    "folder-unusable": "The folder for the record can't be written to: set it right; it is tried again.",
}
"""Whatever is sent now fails."""


def never(code: str, about: Sequence[str] = ()) -> NotDelivered:
    """`about` are codes of questions or kinds, which make the sentence easier to act on."""
    return NotDelivered(Never(code=code, why=_sentence(LASTING[code], about)))


def for_now(code: str) -> NotDelivered:
    return NotDelivered(NotNow(code=code, why=FOR_NOW[code], record_is_down=False))


def down(code: str, retry_after: timedelta | None = None) -> NotDelivered:
    return NotDelivered(NotNow(code=code, why=DOWN[code], record_is_down=True, retry_after=retry_after))


def _sentence(why: str, about: Sequence[str]) -> str:
    return f"{why} ({', '.join(about)})" if about else why
