"""Work from tablets that may not sync: taken in unseen, kept for staff, and nothing told but that it arrived.

A tablet that is suspended, out of use, to be wiped or long signed out has no access token, and must not get one. So
each log-in on a tablet leaves a second secret there, of which the service keeps a digest: with it one person's work
from one tablet can be handed in, for as long as the tablet isn't wiped. It opens nothing else. Whoever steals it can
make work for the council's staff, at a bounded rate and signed with a known tablet and account, and learns nothing:
not even whether what they hand in is about anybody.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from msgspec import UNSET

from schemas.accounts import Actor, Membership, Named, Role
from schemas.base import Malformed, decode
from schemas.deposits import Deposit, DepositAnswer, Deposited, DepositReceipt
from schemas.devices import AckWipe, DeviceState
from schemas.sync import DRAFT, MAX_OPS
from service import problems
from service.auth import throttle
from service.auth.identity import digest
from service.store import deposits as store
from service.store.database import NOBODY, Database
from service.store.deposits import Depositor
from service.sync.applying import Settled, keep_aside
from service.sync.push import unfit
from service.sync.trouble import PASSING
from workflows import arrivals
from workflows.arrivals import Arrival
from workflows.grounds import Sender
from workflows.op_problems import problem


async def deposit(
    database: Database, asked: Deposit, credential: str, address: str, at: datetime
) -> DepositAnswer:
    """Keep every op that can be read for the council's staff; the same again changes nothing.

    Raises Problem: NOT_AUTHENTICATED, DEVICE_DIFFERS, DEVICE_SUSPENDED for a tablet that is wiped, TOO_MANY_OPS,
    TOO_MANY_REQUESTS.
    """
    who = await _depositor(database, credential, address, at)
    if asked.device_id != who.device_id:
        raise problems.DEVICE_DIFFERS.problem()
    if len(asked.ops) > MAX_OPS:
        raise problems.TOO_MANY_OPS.problem(max_ops=MAX_OPS)
    works = [arrivals.read(index, bytes(raw)) for index, raw in enumerate(asked.ops)]
    orders = [work for work in works if work and work.op.kind == "ack_wipe"]
    drafts = [work for work in works if work and work.op.kind == DRAFT]
    others = [work for work in works if work and work not in orders and work not in drafts]
    if who.state == DeviceState.WIPED and others:
        raise problems.DEVICE_SUSPENDED.problem(device_state=who.state)
    told = await _keep(database, others, who, asked, at)
    told |= {work.index: await _acknowledge(database, work, who, at) for work in orders}
    told |= {work.index: _left_there(work) for work in drafts}
    results = [told.get(index) or _unreadable(index) for index in range(len(works))]
    return DepositAnswer(server_time=at, results=results, wipe_order=who.wipe_order or UNSET)


async def _depositor(database: Database, credential: str, address: str, at: datetime) -> Depositor:
    guesses = throttle.of_deposit_guess(address)
    async with database.tx(NOBODY, at) as db:
        await throttle.take(db, guesses, at)
        who = await store.depositor(db, digest(credential), at)
        if who is not None:
            await throttle.give_back(db, guesses)
            await throttle.take(db, throttle.of_deposit(who.device_id), at)
    if who is None:
        raise problems.NOT_AUTHENTICATED.problem(headers={"WWW-Authenticate": "Bearer"})
    return who


async def _keep(
    database: Database, works: Sequence[Arrival], who: Depositor, asked: Deposit, at: datetime
) -> dict[int, Deposited]:
    """Whatever it is, it is quarantined as it came: nobody is signed in who could answer for it now."""
    actor = _out_of_reach(who)
    settled = {work.index: refused for work in works if (refused := unfit(work, actor))}
    fit = [work for work in works if work.index not in settled]
    if fit:
        sender = Sender(
            account_id=who.account_id,
            device_id=who.device_id,
            location_id=who.location_id,
            actor=actor,
            skew=at - asked.sent_at,
        )
        why = problem("deposited", params={"device_state": who.state.value})
        try:
            settled |= await keep_aside(database, fit, sender, actor, at, why)
        except PASSING:
            raise problems.PUSH_IN_PROGRESS.problem(retry_after=5) from None
    by_index = {work.index: work for work in works}
    return {index: _told(by_index[index], one) for index, one in settled.items()}


async def _acknowledge(database: Database, work: Arrival, who: Depositor, at: datetime) -> Deposited:
    """The tablet says that it has erased itself. Nobody else knows the nonce of its order."""
    try:
        nonce = decode(work.body, AckWipe).nonce
    except Malformed:
        return Deposited(index=work.index, op_id=work.op.op_id, status="rejected", code="body-invalid")
    async with database.tx(NOBODY, at) as db:
        ordered = await store.wiped(db, who.device_id, nonce, at)
    if not ordered:
        return Deposited(index=work.index, op_id=work.op.op_id, status="rejected", code="no-such-order")
    receipt = DepositReceipt(id=uuid4(), sha256=work.op.body_sha256, received_at=at)
    return Deposited(index=work.index, op_id=work.op.op_id, status="kept", receipt=receipt)


def _left_there(work: Arrival) -> Deposited:
    """What is deposited is put before staff, and nobody but its author reads a draft."""
    return Deposited(index=work.index, op_id=work.op.op_id, status="rejected", code="draft-unreadable")


def _told(work: Arrival, settled: Settled) -> Deposited:
    """That it arrived, and nothing of what became of it, now or when it was sent before."""
    outcome = settled.outcome
    if outcome.receipt:
        receipt = DepositReceipt(
            id=outcome.receipt.id, sha256=outcome.receipt.sha256, received_at=outcome.receipt.received_at
        )
        return Deposited(index=work.index, op_id=work.op.op_id, status="kept", receipt=receipt)
    return Deposited(
        index=work.index,
        op_id=work.op.op_id,
        status="retry" if outcome.status == "retry" else "rejected",
        code=outcome.problem.code if outcome.problem else UNSET,
    )


def _out_of_reach(who: Depositor) -> Actor:
    """The author as the database has to know them to keep their work: they reach nobody, and no one's but their own."""
    works_with = Membership(
        role=Role.REVIEWER,
        organisation=Named(id=who.organisation_id, name=""),
        authority_ids=who.authority_ids,
    )
    return Actor(
        account_id=who.account_id,
        memberships=(works_with,),
        holder_ids=frozenset(),
        device_id=who.device_id,
        device_location_id=who.location_id,
    )


def _unreadable(index: int) -> Deposited:
    return Deposited(index=index, op_id=None, status="rejected", code="unreadable")
