"""How long a tablet shows its caseload without having been online: as long as the service has signed for, no longer.

A lease guards people against a tablet that stays away for good, suspended or not. It never stops work: what was begun
is there, can be finished, and says when it is sent that it was made outside of the lease.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from schemas.devices import LEASE_TYPE, OfflineLease
from service.client.statements import read_statement
from service.client.store import Store


class OutsideLease(Exception):
    """Nothing of the caseload is shown before the tablet has been online again; work that was begun is there."""


def keep(store: Store, account_id: UUID, signed: str) -> None:
    store.run("update author set lease = ? where account_id = ?", signed.encode(), str(account_id))


def until(store: Store, account_id: UUID) -> datetime | None:
    """When this person's lease on this tablet ends, by the service's clock; None if they have none."""
    found = store.run("select lease from author where account_id = ?", str(account_id))
    signed = found[0]["lease"].decode() if found and found[0]["lease"] else None
    lease = read_statement(store, signed, LEASE_TYPE, OfflineLease)
    if lease is None or (str(lease.sub), str(lease.device)) != (str(account_id), store.note("device")):
        return None
    return datetime.fromtimestamp(lease.exp, UTC)


def is_over(store: Store, account_id: UUID, at: datetime) -> bool:
    ends = until(store, account_id)
    return ends is None or _by_the_service(store, at) >= ends


def require(store: Store, account_id: UUID, at: datetime) -> None:
    if is_over(store, account_id, at):
        raise OutsideLease(
            "This tablet has not been online for too long: sync, then its people are shown again."
        )


def note_time(store: Store, at: datetime) -> None:
    """It has been this late; a clock that is put back later lengthens no lease."""
    if at > _latest(store):
        store.set_note("latest", at.isoformat())


def trust_clock(store: Store, at: datetime) -> None:
    """The service has just told the time, so the tablet's own counts from here on."""
    store.set_note("latest", at.isoformat())


def _by_the_service(store: Store, at: datetime) -> datetime:
    skew = timedelta(seconds=float(store.note("skew") or 0))
    return max(at, _latest(store)) + skew


def _latest(store: Store) -> datetime:
    noted = store.note("latest")
    return datetime.fromisoformat(noted) if noted else datetime.min.replace(tzinfo=UTC)
