"""A session that a tablet's key was shown for is carried on only with that key."""

from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric import ec

from tests.support.clock import Clock
from tests.support.identity import INVALID_GRANT, PASSWORD, Caller, Town, refused
from tests.support.proofs import new_key, proof

INVALID_PROOF = (400, "invalid-dpop-proof", "invalid_dpop_proof")
NEEDS_NONCE = (400, "use-dpop-nonce", "use_dpop_nonce")


async def asked(caller: Caller, shown: str, **form: str) -> httpx.Response:
    return await caller.call("POST", "/v1/auth/token", data=form, headers={"DPoP": shown})


async def sign_in(
    caller: Caller, town: Town, clock: Clock, key: ec.EllipticCurvePrivateKey
) -> httpx.Response:
    return await asked(
        caller,
        proof(key, clock.now),
        grant_type="password",
        username="reviewer",
        password=PASSWORD,
        device_id=str(town.tablet),
    )


async def signed_in(
    caller: Caller, town: Town, clock: Clock, key: ec.EllipticCurvePrivateKey
) -> dict[str, Any]:
    answered = await sign_in(caller, town, clock, key)
    assert answered.status_code == 200, answered.text
    pair: dict[str, Any] = answered.json()
    return pair


async def refreshed(caller: Caller, token: str, shown: str) -> httpx.Response:
    return await asked(caller, shown, grant_type="refresh_token", refresh_token=token)


async def test_with_its_key_a_tablet_stays_signed_in(caller: Caller, town: Town, clock: Clock) -> None:
    key = new_key()
    first = await signed_in(caller, town, clock, key)

    second = await refreshed(caller, first["refresh_token"], proof(key, clock.now))

    assert second.status_code == 200
    assert second.json()["token_type"] == "Bearer"
    assert (await caller.me(second.json()["access_token"])).status_code == 200


async def test_a_copied_token_is_worth_nothing_and_harms_nobody(
    caller: Caller, town: Town, clock: Clock
) -> None:
    key = new_key()
    first = await signed_in(caller, town, clock, key)
    second = (await refreshed(caller, first["refresh_token"], proof(key, clock.now))).json()
    clock.forward(minutes=5)

    for copied in (first["refresh_token"], second["refresh_token"]):
        assert refused(await caller.refresh(copied)) == INVALID_GRANT
        assert refused(await refreshed(caller, copied, proof(new_key(), clock.now))) == INVALID_GRANT

    still = await refreshed(caller, second["refresh_token"], proof(key, clock.now))
    assert still.status_code == 200, "the tablet was neither signed out nor suspended"


async def test_a_token_used_twice_with_the_key_suspends_as_ever(
    caller: Caller, town: Town, clock: Clock
) -> None:
    key = new_key()
    first = await signed_in(caller, town, clock, key)
    await refreshed(caller, first["refresh_token"], proof(key, clock.now))
    clock.forward(minutes=5)
    await refreshed(caller, first["refresh_token"], proof(key, clock.now))

    again = await sign_in(caller, town, clock, key)

    assert again.status_code == 403
    assert again.json()["device_state"] == "suspended"


async def test_a_session_without_a_key_is_carried_on_without_one(caller: Caller, town: Town) -> None:
    first = await caller.tokens("reviewer", town.tablet)

    assert (await caller.refresh(first["refresh_token"])).status_code == 200


async def test_what_is_no_proof_is_refused_before_the_password_is_looked_at(caller: Caller) -> None:
    shown = await asked(caller, "not a proof", grant_type="password", username="reviewer", password=PASSWORD)

    assert refused(shown) == INVALID_PROOF


async def test_a_tablet_whose_clock_is_wrong_is_given_a_nonce(
    caller: Caller, town: Town, clock: Clock
) -> None:
    key = new_key()
    first = await signed_in(caller, town, clock, key)
    token, a_year_off = first["refresh_token"], clock.now.replace(year=2025)

    told = await refreshed(caller, token, proof(key, a_year_off))
    assert refused(told) == NEEDS_NONCE

    nonce = told.headers["DPoP-Nonce"]
    assert (await refreshed(caller, token, proof(key, a_year_off, nonce=nonce))).status_code == 200
