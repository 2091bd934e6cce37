"""Whether work on a version of a form, or of a council's questions about it, is still taken in."""

from collections.abc import Sequence
from datetime import datetime

from schemas.questions import QuestionSet
from schemas.sync import FormRef
from workflows.forms.standing import state
from workflows.policies import FormsPolicy


def objection(
    form: FormRef | None, answers: int | None, sets: Sequence[QuestionSet], policy: FormsPolicy, at: datetime
) -> tuple[str, str] | None:
    """(code, pointer into the op or its body) of why this comes too late, or too early; None for work in time.

    `answers` is the version of the council's questions that was asked.
    """
    match policy.state(form.id, form.version, at) if form else "open":
        case "draft":
            return "form-not-open", "/form"
        case "closed":
            return "form-closed", "/form"
    named = next((one for one in sets if one.version == answers), None)
    if named and state(named.opened_at, named.accept_until, at) == "closed":
        return "questions-closed", "/supplementary_version"
    return None
