"""How passwords are kept and checked."""

import threading
from dataclasses import replace

import pytest
from anyio import create_task_group
from argon2 import PasswordHasher, extract_parameters, profiles

from service.auth.passwords import COST, Passwords


@pytest.fixture
def passwords() -> Passwords:
    return Passwords(profiles.CHEAPEST)


async def test_only_the_right_password_matches(passwords: Passwords) -> None:
    kept = await passwords.hash("nine spoons")

    assert await passwords.match(kept, "nine spoons")
    assert not await passwords.match(kept, "ten spoons")


async def test_the_same_letters_match_whichever_keyboard_composed_them(passwords: Passwords) -> None:
    kept = await passwords.hash("caf\u00e9")

    assert await passwords.match(kept, "cafe\u0301")


def test_passwords_are_kept_as_argon2id_as_the_standard_recommends() -> None:
    parameters = extract_parameters(PasswordHasher.from_parameters(COST).hash("nine spoons"))

    assert (parameters.type.name, parameters.memory_cost, parameters.time_cost) == ("ID", 46 * 1024, 1)


@pytest.mark.parametrize("stored", [None, ""])
async def test_no_password_matches_where_none_is_kept(passwords: Passwords, stored: str | None) -> None:
    assert not await passwords.match(stored, "nine spoons")


async def test_saying_no_to_an_unknown_name_takes_the_same_work(
    passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = await passwords.hash("nine spoons")
    worked: list[str] = []
    verify = PasswordHasher.verify

    def watched(hasher: PasswordHasher, stored: str, password: str) -> bool:
        worked.append(stored)
        return verify(hasher, stored, password)

    monkeypatch.setattr(PasswordHasher, "verify", watched)

    await passwords.match(kept, "ten spoons")
    await passwords.match(None, "ten spoons")

    known, unknown = (extract_parameters(stored) for stored in worked)
    assert known == unknown


async def test_a_hash_of_other_parameters_is_outdated(passwords: Passwords) -> None:
    stronger = Passwords(replace(profiles.CHEAPEST, time_cost=2))
    kept = await passwords.hash("nine spoons")

    assert stronger.is_outdated(kept)
    assert not passwords.is_outdated(kept)
    assert await stronger.match(kept, "nine spoons")


async def test_only_so_many_passwords_are_checked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = Passwords(profiles.CHEAPEST, at_once=2)
    side_by_side = threading.Barrier(2, timeout=10)
    lock, running, most = threading.Lock(), 0, 0

    def watched(hasher: PasswordHasher, stored: str, password: str) -> bool:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        side_by_side.wait()
        with lock:
            running -= 1
        return True

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    async with create_task_group() as checks:
        for _ in range(6):
            checks.start_soon(passwords.match, "kept", "nine spoons")

    assert most == 2
