"""What a tablet says about a review: one plain sentence, worded without a connection."""

import re

from msgspec import UNSET

from schemas.pulls import PulledSubmission
from schemas.submissions import State
from schemas.sync import OpProblem
from service.client.outbox import Stage, Work

STANDING = {
    State.SUBMITTED: "The council has it ({reference}); a verifier will look at it.",
    State.CHECKING: "A verifier is checking it ({reference}).",
    State.APPROVED: "Approved ({reference}); on its way to the person's record.",
    State.RECORDED: "In the person's record as {record_reference} ({reference}).",
    State.RETURNED: "Returned to you with comments ({reference}): correct it and send it again.",
    State.REJECTED: "Not approved ({reference}).",
    State.WITHDRAWN: "Withdrawn ({reference}).",
    State.CORRECTION_OPEN: "The council has opened it again for a correction ({reference}).",
}
MADE_HERE = {
    "submit": "On this tablet; it will be sent when there is a connection.",
    "amend": "Changed on this tablet; the change will be sent when there is a connection.",
    "withdraw": "Withdrawn on this tablet; the council will be told when there is a connection.",
    "request_correction": "A correction is asked for; the council will be told when there is a connection.",
}
HANDED_IN = "Handed in to the council's staff, because this tablet may not sync; they will look at it."
PENDING = {
    Stage.ACCEPTED: "The council has received it ({reference}).",
    Stage.OFFERED: "The council had it ({reference}) and lost it since; it will be sent again.",
    Stage.HELD: "The council has received it, and waits for something that comes before it.",
    Stage.CONFLICT: "Not taken over, and kept here: {problem}",
    Stage.QUARANTINED: "Received; somebody at the council has to look at it ({reference}): {problem}",
    Stage.SENT_BACK: "Sent back by the council: {reason}",
    Stage.REJECTED: "Can't be sent as it is, and kept here: {problem}",
}


CORRECTIONS = {
    "requested": "You asked for a correction; the council will answer.",
    "declined": "The council will not open it for a correction: {answer}",
    "open": "Change it and send it again: {answer}",
    "unchanged": "The correction ended without a change: {ending}",
}


def standing_line(pulled: PulledSubmission) -> str:
    recorded_as = pulled.record_reference or "its own number"
    standing = STANDING[pulled.state].format(reference=pulled.reference, record_reference=recorded_as)
    return " ".join(filter(None, (standing, _correction_line(pulled), _query_line(pulled))))


def _query_line(pulled: PulledSubmission) -> str:
    """The first question that waits for an answer."""
    waiting = next((one for one in pulled.queries if not one.answer), None)
    return f"The council asks: {waiting.text}" if waiting else ""


def _correction_line(pulled: PulledSubmission) -> str:
    """What became of the newest correction, as long as that says anything about the revision that stands."""
    correction = pulled.correction
    if not correction or correction.rev != pulled.rev:
        return ""
    words = CORRECTIONS.get(correction.state, "")
    return words.format(answer=correction.answer, ending=correction.ending)


def pending_line(work: Work) -> str:
    if work.stage is Stage.WAITING and work.deposited:
        return HANDED_IN
    if work.stage is Stage.WAITING:
        return MADE_HERE[work.op.kind]
    outcome = work.outcome
    return PENDING[work.stage].format(
        reference=outcome.reference if outcome and outcome.reference is not UNSET else "no reference",
        problem=problem_line(outcome.problem) if outcome and outcome.problem else "",
        reason=work.reason,
    )


def problem_line(problem: OpProblem) -> str:
    """The sentence of a problem with its facts filled in; a fact that is missing is left as its name."""
    return re.sub(r"\{(\w+)\}", lambda named: str(problem.params.get(named[1], named[1])), problem.template)
