"""Pulled and pending as one: what the council knows of each review, and on top of it what this tablet still has.

A pending op is shown until a pull has brought its effect, and never beside it. Nothing is merged that people have
signed: where two changed the same review, both are shown by section and one of them decides.
"""

from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct, UnsetType

from schemas.attachments import EvidenceCount
from schemas.discharges import PulledAssessment
from schemas.pulls import PulledSubmission
from schemas.submissions import State
from schemas.sync import WITH_ANSWERS, OpProblem
from schemas.verification import CommentView
from service.client.outbox import NOT_TAKEN, Stage, Work
from service.client.wording import pending_line, standing_line
from workflows.forms import REVIEW, UNMAPPED, current, difference

Answers = dict[str, Any]


class Shown(Struct, frozen=True, kw_only=True):
    """One review as the tablet shows it; without a `state` the council has not got it yet."""

    id: UUID
    line: str
    state: State | None
    rev: int
    reference: str | None
    answers: Answers
    comments: list[CommentView]
    evidence: EvidenceCount | None
    """How many files the review names, and how many of them the council has."""
    pending: list[Work]

    @property
    def person_name(self) -> str:
        return str(self.answers["person"]["name"])

    @property
    def problem(self) -> OpProblem | None:
        """Why the oldest pending work was not taken, with what may be done about it (`offer`)."""
        not_taken = next((work for work in self.pending if work.stage in NOT_TAKEN), None)
        return not_taken.outcome.problem or None if not_taken and not_taken.outcome else None


class Ground(NamedTuple):
    """What the next work on a submission builds on: the newest revision there is or will be, and its answers.

    Revision 0 means that nothing was taken yet; the answers are then those that were not.
    """

    rev: int
    body: bytes | None
    form_version: int = 1

    @property
    def answers(self) -> Answers:
        """As they are asked now; what has no place any more stays in the revision in which it was said."""
        read = current(self.body or b"{}", (REVIEW[0], self.form_version))
        return {name: answer for name, answer in read.items() if name != UNMAPPED}


class Clash(Struct, frozen=True, kw_only=True):
    """One answer that differs: what both began with, what this tablet made of it, and what the council has now."""

    section: str
    pointer: str
    base: Any = UNSET
    mine: Any = UNSET
    theirs: Any = UNSET


def merged(pulled: Iterable[PulledSubmission], pending: Iterable[Work]) -> list[Shown]:
    """Every review once, in the order of their ids."""
    known = {one.id: one for one in pulled}
    works: dict[UUID, list[Work]] = {}
    for work in pending:
        works.setdefault(work.op.entity_id, []).append(work)
    return [shown(each, known.get(each), works.get(each, [])) for each in sorted(known.keys() | works.keys())]


def shown(submission_id: UUID, pulled: PulledSubmission | None, pending: Sequence[Work]) -> Shown:
    """One review; what the council had before and may have lost counts only if it is not there any more."""
    if pulled:
        pending = [work for work in pending if work.stage is not Stage.OFFERED]
    return Shown(
        id=submission_id,
        line=_line(pulled, pending),
        state=pulled.state if pulled else None,
        rev=pulled.body_rev if pulled else 0,
        reference=_reference(pulled, pending),
        answers=msgspec.json.decode(_newest_answers(pulled, pending)),
        comments=pulled.comments if pulled else [],
        evidence=pulled.evidence or None if pulled else None,
        pending=list(pending),
    )


def ground(pulled: PulledSubmission | PulledAssessment | None, pending: Sequence[Work]) -> Ground:
    """What was not taken, and all that was made upon it, counts only where there is nothing else.

    KeyError where nothing is known of the submission at all.
    """
    if pulled is None and not pending:
        raise KeyError("There is no such review on this tablet.")
    rev, body = (pulled.body_rev, bytes(pulled.body)) if pulled else (0, None)
    version = pulled.form_version if isinstance(pulled, PulledSubmission) else 1
    for work in takewhile(lambda work: work.stage not in NOT_TAKEN, pending):
        rev = max(rev, _rev_after(work))
        if work.op.kind in WITH_ANSWERS and work.op.form:
            body, version = work.body, work.op.form.version
    return Ground(rev, body or _newest_answers(pulled, pending), version)


def three_way(base: bytes, mine: bytes, theirs: bytes) -> list[Clash]:
    """Every answer that either side changed, in the form's order."""
    changed_here = {each.pointer: each for each in difference(base, mine)}
    changed_there = {each.pointer: each for each in difference(base, theirs)}
    clashes = []
    for pointer, one in (changed_here | changed_there).items():
        here, there = changed_here.get(pointer), changed_there.get(pointer)
        clashes.append(
            Clash(
                section=one.section,
                pointer=pointer,
                base=one.before,
                mine=here.after if here else one.before,
                theirs=there.after if there else one.before,
            )
        )
    return clashes


def _line(pulled: PulledSubmission | None, pending: Sequence[Work]) -> str:
    """What was not taken comes first, since somebody has to do something about it; else the newest work."""
    not_taken = [work for work in pending if work.stage in NOT_TAKEN]
    if pending:
        return pending_line((not_taken or pending[::-1])[0])
    return standing_line(pulled) if pulled else ""


def _reference(pulled: PulledSubmission | None, pending: Sequence[Work]) -> str | None:
    if pulled:
        return pulled.reference
    told = (work.outcome.reference for work in pending if work.outcome)
    return next((reference for reference in told if not isinstance(reference, UnsetType)), None)


def _newest_answers(pulled: PulledSubmission | PulledAssessment | None, pending: Sequence[Work]) -> bytes:
    """Words about a review have no answers; beside them stand those that they are about."""
    if pending:
        newest = pending[-1]
        return newest.body if newest.op.kind in WITH_ANSWERS else newest.built_on or newest.body
    return bytes(pulled.body) if pulled else b"{}"


def _rev_after(work: Work) -> int:
    if work.stage in (Stage.ACCEPTED, Stage.OFFERED) and work.outcome and work.outcome.rev:
        return work.outcome.rev
    return work.op.base_rev + (work.op.kind in WITH_ANSWERS)
