"""What becomes of a draft that arrives: its author's newest, on whichever tablet they wrote it."""

from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from schemas.drafts import Draft
from schemas.sync import MAX_DRAFT_BYTES, MAX_DRAFTS, Op, OpProblem, Status
from workflows.grounds import Sender
from workflows.op_problems import problem

KEPT_FOR = timedelta(days=90)
"""How long a draft is kept that nobody goes on with."""
DISCARDED = b"null"
"""The body by which an author discards a draft."""


class DraftGround(Struct, frozen=True, kw_only=True):
    """What is known where a draft lands."""

    before: Draft | None
    others: int
    """How many other drafts the author has with this authority."""
    latest_rev: int | None
    """The newest revision of the submission that the draft is of; 0 where there is none, None out of reach."""
    before_made_at: datetime | None = None
    """When `before` was made, by the clock of its tablet: looked up where this one seems to be older."""
    handed_in: bool = False
    """The same batch brings, after the draft, the finished work."""


class DraftVerdict(Struct, frozen=True, kw_only=True):
    """The outcome of one draft; `draft` is how it is kept from now on, None where nothing changes."""

    status: Status
    draft: Draft | None = None
    problem: OpProblem | None = None


def decide(op: Op, body: bytes, ground: DraftGround, sender: Sender, at: datetime) -> DraftVerdict:
    """The last one that comes counts; of two by one tablet the one that was made last, in whatever order they come.

    A draft is no finished work: what can't be kept stays on the tablet, and is put before nobody.
    """
    before = ground.before
    if _is_older(op, ground, sender) or ground.handed_in:
        return DraftVerdict(status="accepted")
    if body == DISCARDED:
        is_gone = before is not None and before.body is None
        return DraftVerdict(status="accepted", draft=None if is_gone else _kept(op, None, before, sender, at))
    if why := _why_not(op, body, ground):
        return why
    return DraftVerdict(status="accepted", draft=_kept(op, body, before, sender, at))


def _kept(op: Op, body: bytes | None, before: Draft | None, sender: Sender, at: datetime) -> Draft:
    """The draft as this op leaves it: thrown away before it came, too, so that it isn't kept when it comes late."""
    return Draft(
        authority_id=op.authority_id,
        account_id=sender.account_id,
        id=op.entity_id,
        device_id=sender.device_id,
        device_seq=op.device_seq,
        form=op.form.id if op.form else "",
        form_version=op.form.version if op.form else 0,
        base_rev=op.base_rev,
        version=before.version + 1 if before else 1,
        body=body,
        saved_at=at,
    )


def discarded(draft: Draft, at: datetime) -> Draft | None:
    """The draft once its author is done with it; None if they were already."""
    if draft.body is None:
        return None
    return msgspec.structs.replace(draft, body=None, version=draft.version + 1, saved_at=at)


def _why_not(op: Op, body: bytes, ground: DraftGround) -> DraftVerdict | None:
    if op.form is None or not _is_an_object(body):
        return _rejected("draft-unreadable")
    if len(body) > MAX_DRAFT_BYTES:
        return _rejected("draft-too-large", max_draft_bytes=MAX_DRAFT_BYTES)
    if ground.latest_rev is None:
        return _rejected("id-in-use")
    if ground.latest_rev > op.base_rev:
        why = problem("draft-overtaken", seen_rev=op.base_rev, server_rev=ground.latest_rev, offer=["amend"])
        return DraftVerdict(status="conflict", problem=why)
    if ground.others >= MAX_DRAFTS:
        return _rejected("too-many-drafts", max_drafts=MAX_DRAFTS)
    return None


def seems_older(op: Op, before: Draft | None, sender: Sender) -> bool:
    """Whether by the numbers of its tablet it was made before the one that is kept."""
    return before is not None and before.device_id == sender.device_id and op.device_seq <= before.device_seq


def _is_older(op: Op, ground: DraftGround, sender: Sender) -> bool:
    """A tablet that was restored from a backup gives out its numbers again: there its clock decides."""
    made_since = ground.before_made_at is not None and op.made_at > ground.before_made_at
    return seems_older(op, ground.before, sender) and not made_since


def _is_an_object(body: bytes) -> bool:
    """Read to the last word: what every pull of the author carries as it came must not spoil the rest of a page."""
    try:
        return isinstance(msgspec.json.decode(body), dict)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


def _rejected(code: str, **params: int) -> DraftVerdict:
    return DraftVerdict(status="rejected", problem=problem(code, params=params))
