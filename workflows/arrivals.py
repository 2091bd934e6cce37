"""A piece of work as it arrives: an op, the bytes of its body, and what they say."""

import hashlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from schemas.assessments import Assessment
from schemas.base import Issue, Malformed, decode
from schemas.corrections import RequestCorrection
from schemas.pieces import decode_around
from schemas.reviews import Review
from schemas.submission_queries import AnswerQuery
from schemas.submissions import Withdraw
from schemas.sync import MAX_BODY_BYTES, PROTOCOL, Glimpse, Op
from workflows import forms

WORDS: dict[str, type[Withdraw] | type[RequestCorrection] | type[AnswerQuery]] = {
    "withdraw": Withdraw,
    "answer_query": AnswerQuery,
    "request_correction": RequestCorrection,
}
"""What the body of a kind without answers says."""


class Arrival(Struct, frozen=True, kw_only=True):
    """A readable op with the bytes of its body; `payload` is the body read, `malformed` why it could not be."""

    index: int
    op: Op
    body: bytes
    payload: Review | Assessment | Withdraw | RequestCorrection | AnswerQuery | None = None
    malformed: tuple[Issue, ...] = ()
    unread: bool = False
    """Of another protocol, and no op as this one has them: the body is all that came."""
    reference: str | None = None
    """Under which staff see it already, of work that was held."""

    @property
    def sha256(self) -> bytes:
        return bytes.fromhex(self.op.body_sha256)

    @property
    def depends_on(self) -> frozenset[tuple[UUID, UUID]]:
        """(authority, op) of the work that has to be applied before."""
        return frozenset((self.op.authority_id, one) for one in self.op.depends_on)


def read(index: int, raw: bytes, protocol: int = PROTOCOL, at: datetime | None = None) -> Arrival | None:
    """Read one op of a batch, and its body by the form it names; None when it is not even an op.

    Of another `protocol`, what at least says what it is and for whom is kept whole, as made when it came, `at`.
    """
    try:
        op = decode_around(raw, Op, "body")
        op.made_at.astimezone(UTC)
    except (Malformed, OverflowError):  # a time that in UTC is before or after the calendar is none
        return None if protocol == PROTOCOL or at is None else _glimpsed(index, raw, at)
    return arrival(index, op, bytes(op.body).strip())


def _glimpsed(index: int, raw: bytes, at: datetime) -> Arrival | None:
    try:
        seen = decode(raw, Glimpse)
    except Malformed:
        return None
    op = Op(
        op_id=seen.op_id,
        authority_id=seen.authority_id,
        device_seq=seen.device_seq,
        kind=seen.kind,
        entity_id=seen.entity_id or seen.op_id,
        base_rev=0,
        made_at=at,
        body_sha256=hashlib.sha256(raw.strip()).hexdigest(),
        body=msgspec.Raw(raw.strip()),
    )
    return Arrival(index=index, op=op, body=raw.strip(), unread=True)


def arrival(index: int, op: Op, body: bytes) -> Arrival:
    if not is_readable(op) or len(body) > MAX_BODY_BYTES:
        return Arrival(index=index, op=op, body=body)
    try:
        return Arrival(index=index, op=op, body=body, payload=_payload(op, body))
    except Malformed as error:
        return Arrival(index=index, op=op, body=body, malformed=tuple(error.issues))


def form_of(op: Op) -> str:
    """The id of the form that an op names; without one that is known here, it counts as a review."""
    known = {name for name, _ in forms.FORMS}
    return op.form.id if op.form and op.form.id in known else "review"


def as_answers(work: Arrival) -> dict[str, Any]:
    """The answers of a piece of work as they are read now."""
    form = work.op.form
    return forms.current(work.body, (form.id, form.version)) if form else {}


def arrived_whole(work: Arrival) -> bool:
    """The digest is over the decompressed bytes of the body as sent, without surrounding white space."""
    return hashlib.sha256(work.body).hexdigest() == work.op.body_sha256


def fingerprint(op: Op) -> bytes:
    """By this two ops of one id are told apart: kind, entity, base, form and body digest."""
    form = f"{op.form.id}@{op.form.version}" if op.form else ""
    text = "\n".join((op.kind, str(op.entity_id), str(op.base_rev), form, op.body_sha256))
    return hashlib.sha256(text.encode()).digest()


def is_readable(op: Op) -> bool:
    """Whether the shape of its body is known here: of words always, of answers by the form and its version."""
    return op.kind in WORDS or (op.form is not None and (op.form.id, op.form.version) in forms.FORMS)


def _payload(op: Op, body: bytes) -> Any:
    """The body in the shape that the rules are about; checked by the version of the form that its author used."""
    if op.kind in WORDS or op.form is None:
        return decode(body, WORDS.get(op.kind, Withdraw))
    return forms.read(body, (op.form.id, op.form.version))
