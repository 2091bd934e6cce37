"""Only what may well succeed in a moment is called so; everything else that breaks is ours to mend."""

from pathlib import Path

import asyncpg
import pytest

from service.http.failures import is_transient


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        ConnectionResetError(),
        TimeoutError(),
        asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
        asyncpg.InterfaceError("connection is closed"),
        asyncpg.InterfaceError("pool is closing"),
        asyncpg.TooManyConnectionsError(),
        asyncpg.CannotConnectNowError(),
        asyncpg.AdminShutdownError(),
        asyncpg.CrashShutdownError(),
        asyncpg.QueryCanceledError(),
        asyncpg.SerializationError(),
        asyncpg.DeadlockDetectedError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_database_that_is_away_or_busy_is_worth_another_try(error: Exception) -> None:
    assert is_transient(error)


async def test_a_socket_that_is_not_there_is_a_database_that_is_away(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as missing:
        await asyncpg.connect(host=str(tmp_path), user="nobody")

    assert is_transient(missing.value)


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.InterfaceError("cannot perform operation: another operation is in progress"),
        asyncpg.DataError("invalid input for query argument $1"),
        asyncpg.UniqueViolationError(),
        asyncpg.InsufficientPrivilegeError(),
        asyncpg.UndefinedTableError(),
        FileNotFoundError(),
        KeyError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_mistake_of_ours_stays_a_mistake(error: Exception) -> None:
    assert not is_transient(error)
