"""What has to be true of tablets that were put out of use or wiped, and of the work that they put into the box."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

import httpx

from schemas.base import decode
from schemas.deposits import Deposit, DepositAnswer, DepositReceipt
from schemas.devices import DeviceAction
from schemas.quarantine import QuarantinedOp
from schemas.sync import Op
from service.client.outbox import Stage
from service.client.wire import Refused
from service.simulation.claims.ending import WRITTEN, Ending, unpacked
from service.simulation.desks import Office
from service.simulation.holders import Holder
from service.simulation.town import PASSWORD

KEPT = f"""
select l.op_id, l.status, (convert_from(l.outcome, 'UTF8')::jsonb -> 'receipt' ->> 'id')::uuid as receipt,
  coalesce((select encode(r.body_sha256, 'hex') from {WRITTEN} r
     where r.authority_id = l.authority_id and r.op_id = l.op_id and not r.by_staff),
   (select encode(sha256(b.body), 'hex') from op_body b where b.authority_id = l.authority_id and b.op_id = l.op_id
     and b.fingerprint = l.fingerprint)) as sha256
from op_ledger l where l.authority_id = $1
"""  # noqa: S608 - our own words
LISTED = f"""
select l.op_id, l.entity_id, q.state,
  (select count(*) from {WRITTEN} r where r.authority_id = l.authority_id and r.op_id = l.op_id) as revisions
from op_ledger l left join quarantine q on q.authority_id = l.authority_id and q.op_id = l.op_id
where l.authority_id = $1 and l.status = 'quarantined'
"""  # noqa: S608 - as above
HAS_A_SAY = "select from deposit_credential where device_id = $1"
ORDERS = """
select d.state, (select count(*) from device_history h where h.device_id = d.id and h.to_state = 'wiped') as times,
  (select count(*) from wipe_order w where w.device_id = d.id and w.carried_out_at is not null) as orders
from device d where d.id = $1
"""


class Given(NamedTuple):
    """A receipt, and the op for which it was given."""

    op: Op
    receipt: DepositReceipt


def every_receipt_is_kept_to(end: Ending) -> Iterator[str]:
    """What was receipted is there under that receipt, byte for byte, and stays there."""
    kept = {row["op_id"]: row for row in end.stage.fetch(KEPT, end.authority)}
    for holder in end.play.holders:
        for op, receipt in _receipts(holder):
            row = kept.get(op.op_id)
            if row is None:
                yield f"work of {holder.name} on {end.review(op.entity_id)} was receipted, and is nowhere"
            elif row["receipt"] != receipt.id:
                yield f"{op.kind} of {end.review(op.entity_id)} has another receipt than was given"
            elif row["sha256"] not in (op.body_sha256, None) or receipt.sha256 != op.body_sha256:
                yield f"{op.kind} of {end.review(op.entity_id)} is not what was receipted"


def what_waits_for_staff_is_filed_once_or_not_at_all(end: Ending) -> Iterator[str]:
    for row in end.stage.fetch(LISTED, end.authority):
        most = 1 if row["state"] == "accepted" else 0
        if row["state"] is None:
            yield f"work on {end.review(row['entity_id'])} is quarantined, and no staff see it"
        elif row["revisions"] > most:
            yield f"work on {end.review(row['entity_id'])} is {row['state']}, with {row['revisions']} revisions"


def staff_can_see_to_everything_that_waits(end: Ending) -> Iterator[str]:
    """As it came, or else back to its author, who hears of it on a tablet that is served.

    What waited on the tablet for just that may then come before staff in its turn.
    """
    office, seen = end.play.verifiers[0], list(end.play.verifiers[0].quarantined())
    for op in seen:
        yield from _seen_to(end, office, op)
    if office.quarantined():
        yield "something waits for staff, whatever they do"
    for holder in end.signed_in() if seen else []:
        end.play.sync(holder, [])
        for work in holder.pending():
            if work.stage is Stage.QUARANTINED and work.op.op_id in {op.op_id for op in seen}:
                yield f"{holder.name} never hears what became of {end.review(work.op.entity_id)}"


def _seen_to(end: Ending, office: Office, op: QuarantinedOp) -> Iterator[str]:
    try:
        office.file_as_it_is(op)
    except Refused as refusal:
        if refusal.code != "not-acceptable":
            yield f"staff can't file {op.kind} of {end.review(op.entity_id)}: {refusal.code}"
        office.send_back(op.op_id)


def a_wiped_tablet_holds_nothing(end: Ending) -> Iterator[str]:
    """Neither its file nor its key: all that is left is what it still had to say, and that was heard."""
    for holder in end.play.holders:
        for path in holder.wiped.values():
            left = {file.name: file.read_bytes() for file in sorted(path.parent.iterdir())}
            if left != {f"{path.name}.wiped": b""}:
                yield f"{holder.name} was wiped, and has {', '.join(left)}"


def every_wipe_is_known_once(end: Ending) -> Iterator[str]:
    """The service knows of those tablets that they wiped themselves, of no others, and of each once."""
    for holder in end.play.holders:
        for device in (*_heard_of(end, holder), *({holder.seat.device_id} - holder.wiped.keys())):
            (row,) = end.stage.fetch(ORDERS, device)
            known = (row["state"] == "wiped", row["times"], row["orders"])
            if known != ((True, 1, 1) if device in holder.wiped else (False, 0, 0)):
                yield f"{holder.name} is wiped: {device in holder.wiped}; known of it: {known}"


def a_wiped_tablet_is_done_with(end: Ending) -> Iterator[str]:
    """Nobody signs in on it, and nobody lets it back: it is enrolled anew or not used any more."""
    for holder in end.play.holders:
        for device in _heard_of(end, holder):
            if _signs_in(end, holder, device):
                yield f"somebody signs in on {holder.name}, which was wiped"
            try:
                end.play.admin.manage(device, DeviceAction.RESTORE)
                yield f"{holder.name} was wiped, and is let back"
            except Refused:
                continue


def _heard_of(end: Ending, holder: Holder) -> list[UUID]:
    """Of its tablets that wiped themselves, those that could say so: somebody had signed in on them."""
    return [device for device in holder.wiped if end.stage.fetch(HAS_A_SAY, device)]


def _signs_in(end: Ending, holder: Holder, device: UUID) -> bool:
    fields = {"grant_type": "password", "username": holder.username, "password": PASSWORD}
    answer = end.play.admin.desk.http.post("/v1/auth/token", data=fields | {"device_id": str(device)})
    return answer.status_code != httpx.codes.FORBIDDEN


def _receipts(holder: Holder) -> Iterator[Given]:
    """Every receipt that the service ever gave to this tablet, whether it came there or not."""
    for exchange in holder.line.carrier.exchanges:
        if exchange.path != "/v1/sync/deposit" or not exchange.answer.is_success:
            continue
        asked = decode(unpacked(exchange.request), Deposit)
        for told in decode(exchange.content(), DepositAnswer).results:
            op = decode(bytes(asked.ops[told.index]), Op)
            if told.receipt and op.kind != "ack_wipe":
                yield Given(op, told.receipt)


CLAIMS = (
    every_receipt_is_kept_to,
    what_waits_for_staff_is_filed_once_or_not_at_all,
    a_wiped_tablet_holds_nothing,
    every_wipe_is_known_once,
    a_wiped_tablet_is_done_with,
    staff_can_see_to_everything_that_waits,
)
