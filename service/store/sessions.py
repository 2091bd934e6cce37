"""Sessions, tokens and the throttle: everything here goes through the listed functions of migration 0002."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from service.store.engine import Connection
from service.store.rows import read
from workflows.sessions import PresentedToken


class SignInFacts(Struct, frozen=True):
    """The account behind a username, if there is one, and how it stands to where it is used from."""

    account_id: UUID | None
    password_hash: str | None
    device_enrolled: bool
    device_known: bool
    address_known: bool


class NewToken(Struct, frozen=True, kw_only=True):
    """A pair of tokens to keep: its id, and the digest of its refresh token."""

    id: UUID
    hash: bytes
    expires_at: datetime


async def sign_in_facts(
    db: Connection, username: str, device_id: UUID | None, device: bytes, address: bytes, since: datetime
) -> SignInFacts:
    found = await db.fetchrow(
        "select * from sign_in_facts($1, $2, $3, $4, $5)", username, device_id, device, address, since
    )
    return read(found, SignInFacts)


async def throttle_take(
    db: Connection, keys: Sequence[bytes], drips: Sequence[timedelta], bursts: Sequence[int], at: datetime
) -> timedelta:
    """Count one attempt in every bucket; or in none, and answer how long to wait."""
    wait: timedelta = await db.fetchval("select throttle_take($1, $2, $3, $4)", keys, drips, bursts, at)
    return wait


async def throttle_give_back(db: Connection, keys: Sequence[bytes], drips: Sequence[timedelta]) -> None:
    await db.execute("select throttle_give_back($1, $2)", keys, drips)


async def password_rehash(db: Connection, account_id: UUID, old: str, new: str) -> None:
    await db.execute("select password_rehash($1, $2, $3)", account_id, old, new)


async def standing(db: Connection, account_id: UUID, device_id: UUID | None, at: datetime) -> bytes | None:
    """As JSON, the shape of service.auth.standing.Standing."""
    found: bytes | None = await db.fetchval("select caller_standing($1, $2, $3)", account_id, device_id, at)
    return found


async def access_is_live(db: Connection, session_id: UUID, token_id: UUID) -> bool:
    return bool(await db.fetchval("select access_is_live($1, $2)", session_id, token_id))


async def open_session(
    db: Connection,
    session_id: UUID,
    account_id: UUID,
    device_id: UUID | None,
    source: bytes,
    key: str | None,
    token: NewToken,
    at: datetime,
) -> None:
    """`key` is the thumbprint of the key that the session is bound to, if its tablet has shown one."""
    await db.execute(
        "select session_open($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        session_id,
        account_id,
        device_id,
        source,
        key,
        token.id,
        token.hash,
        token.expires_at,
        at,
    )


async def lock_refresh_token(db: Connection, digest: bytes) -> PresentedToken | None:
    """What is known of a refresh token; its session stays locked until the transaction ends."""
    found = await db.fetchrow("select * from refresh_token_lock($1)", digest)
    return read(found, PresentedToken) if found else None


async def replace_refresh_token(db: Connection, old_id: UUID, new: NewToken, at: datetime) -> None:
    await db.execute(
        "select refresh_token_replace($1, $2, $3, $4, $5)", old_id, new.id, new.hash, new.expires_at, at
    )


async def end_session(db: Connection, session_id: UUID, reason: str, at: datetime) -> None:
    await db.execute("select session_end($1, $2, $3)", session_id, reason, at)


async def suspend_device_of(db: Connection, session_id: UUID, at: datetime) -> None:
    await db.execute("select session_device_suspend($1, $2)", session_id, at)


async def forget_expired(db: Connection, at: datetime) -> None:
    await db.execute("select sign_in_forget($1)", at)
