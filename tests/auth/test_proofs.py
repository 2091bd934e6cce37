"""What passes for a proof of a tablet's key, and what doesn't."""

from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from jwt.algorithms import ECAlgorithm

from service.auth.keys import described, new_signing_key
from service.auth.proofs import FRESH_FOR, InvalidProof, NeedsNonce, key_shown, new_nonce
from service.auth.tokens import Tokens
from tests.support.proofs import new_key, proof, public
from tests.support.world import NOON

OURS = Tokens(new_signing_key(), issuer="tamar", audience="tamar", lifetime=timedelta(minutes=15))
KEY = new_key()
A_SECOND = timedelta(seconds=1)


def shown(given: str) -> str:
    return key_shown(given, "POST", "tamar.test", "/v1/auth/token", OURS, NOON)


def test_a_proof_shows_the_thumbprint_of_its_key() -> None:
    assert shown(proof(KEY, NOON)) == described(KEY.public_key()).kid


def test_which_scheme_it_came_by_only_the_proxy_knows() -> None:
    assert shown(proof(KEY, NOON, htu="http://TAMAR.test/v1/auth/token?any=thing#at-all"))


@pytest.mark.parametrize(
    "other",
    [
        {"htm": "GET"},
        {"htu": "https://elsewhere.test/v1/auth/token"},
        {"htu": "https://tamar.test/v1/sync/push"},
        {"htu": "https://[tamar/v1/auth/token"},
        {"htu": None},
        {"jti": None},
        {"jti": ""},
        {"iat": None},
        {"iat": "noon"},
        {"nonce": 7},
    ],
    ids=str,
)
def test_a_proof_is_for_one_request_only(other: dict[str, Any]) -> None:
    with pytest.raises(InvalidProof):
        shown(proof(KEY, NOON, **other))


@pytest.mark.parametrize(
    "header",
    [
        {"typ": "JWT"},
        {"jwk": None},
        {"jwk": "a key"},
        {"jwk": {"kty": "oct", "k": "c2VjcmV0"}},
        {"jwk": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}},
        {"jwk": public(new_key())},
        {"jwk": ECAlgorithm.to_jwk(KEY, as_dict=True)},
        {"jwk": ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP384R1()).public_key(), as_dict=True)},
    ],
    ids=range(8),
)
def test_the_key_in_it_is_the_public_part_of_the_one_that_signed(header: dict[str, Any]) -> None:
    with pytest.raises(InvalidProof):
        shown(proof(KEY, NOON, header))


def test_no_other_algorithm_is_taken() -> None:
    claims = {"jti": "1", "htm": "POST", "htu": "https://tamar.test/v1/auth/token", "iat": 0}
    heading = {"typ": "dpop+jwt", "jwk": public(KEY)}

    for algorithm, key in (("none", ""), ("HS256", "a secret that is long enough to be one")):
        with pytest.raises(InvalidProof):
            shown(jwt.encode(claims, key, algorithm=algorithm, headers=heading))


@given(st.text(max_size=300))
def test_whatever_else_is_sent_is_no_proof(anything: str) -> None:
    with pytest.raises(InvalidProof):
        shown(anything)


@pytest.mark.parametrize("off", [-FRESH_FOR, FRESH_FOR])
def test_a_clock_may_be_a_little_wrong(off: timedelta) -> None:
    assert shown(proof(KEY, NOON + off))


@pytest.mark.parametrize("off", [-FRESH_FOR - A_SECOND, FRESH_FOR + A_SECOND, timedelta(days=900)])
def test_a_clock_that_is_more_wrong_needs_our_nonce(off: timedelta) -> None:
    with pytest.raises(NeedsNonce):
        shown(proof(KEY, NOON + off))

    assert shown(proof(KEY, NOON + off, nonce=new_nonce(OURS, NOON)))


def test_a_nonce_is_ours_and_fresh() -> None:
    theirs = Tokens(new_signing_key(), issuer="tamar", audience="tamar", lifetime=timedelta(minutes=15))
    nonces = (
        new_nonce(theirs, NOON),
        new_nonce(OURS, NOON - FRESH_FOR - A_SECOND),
        OURS.sign("at+jwt", {"iat": int(NOON.timestamp())}),
        "never given",
    )

    for nonce in nonces:
        with pytest.raises(NeedsNonce):
            shown(proof(KEY, NOON + timedelta(days=1), nonce=nonce))
