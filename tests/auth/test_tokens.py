"""What passes for an access token, and what doesn't, however well it is made."""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from service.auth.keys import new_signing_key
from service.auth.tokens import LEEWAY, Bearer, InvalidToken, Tokens
from tests.support.world import NOON

LIFETIME = timedelta(minutes=15)
KEY = new_signing_key()
BEARER = Bearer(session_id=uuid4(), account_id=uuid4(), device_id=uuid4(), device_version=3)
TOKEN_ID = uuid4()


def tokens_with(pem: str = KEY, *, issuer: str = "tamar", audience: str = "tablets") -> Tokens:
    return Tokens(pem, issuer=issuer, audience=audience, lifetime=LIFETIME)


@pytest.fixture
def tokens() -> Tokens:
    return tokens_with()


@pytest.fixture
def token(tokens: Tokens) -> str:
    return tokens.issue(BEARER, TOKEN_ID, NOON)


def encoded(part: bytes) -> str:
    return urlsafe_b64encode(part).rstrip(b"=").decode()


def decoded(part: str) -> dict[str, Any]:
    members: dict[str, Any] = json.loads(urlsafe_b64decode(part + "=="))
    return members


def signed_by_hand(token: str, key: str = KEY, header: dict[str, Any] | None = None, **claims: Any) -> str:
    """The same token with other members, signed as if by the service; what is None is left out."""
    said, heading = decoded(token.split(".")[1]), decoded(token.split(".")[0])
    return jwt.encode(
        without_none({**said, **claims}),
        key,
        algorithm="ES256",
        headers=without_none({**heading, **(header or {})}),
    )


def without_none(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def test_a_token_says_whom_it_was_given_to(tokens: Tokens, token: str) -> None:
    claims = tokens.read(token, NOON)

    assert Bearer(claims.sid, claims.sub, claims.device, claims.device_version) == BEARER
    assert claims.jti == TOKEN_ID


def test_a_token_of_somebody_at_a_desk_names_no_device(tokens: Tokens) -> None:
    at_a_desk = Bearer(session_id=uuid4(), account_id=uuid4(), device_id=None, device_version=None)

    token = tokens.issue(at_a_desk, TOKEN_ID, NOON)

    assert tokens.read(token, NOON).device is None
    assert "device" not in decoded(token.split(".")[1])


def test_a_token_has_every_claim_that_was_promised(token: str) -> None:
    header, claims, _ = token.split(".")

    assert decoded(header).keys() == {"alg", "kid", "typ"}
    assert decoded(claims).keys() == {
        *("iss", "aud", "sub", "iat", "exp", "jti", "sid", "device", "device_version")
    }


def test_anybody_can_check_a_token_with_the_published_key(tokens: Tokens, token: str) -> None:
    (published,) = tokens.public.keys
    key = jwt.PyJWK({name: getattr(published, name) for name in published.__struct_fields__})

    said = jwt.decode(token, key, audience="tablets", options={"verify_exp": False, "verify_iat": False})

    assert said["sub"] == str(BEARER.account_id)
    assert jwt.get_unverified_header(token)["kid"] == published.kid


def test_the_id_of_a_key_is_its_thumbprint(tokens: Tokens) -> None:
    (key,) = tokens.public.keys
    members = {"crv": key.crv, "kty": key.kty, "x": key.x, "y": key.y}

    thumbprint = sha256(json.dumps(members, sort_keys=True, separators=(",", ":")).encode()).digest()

    assert key.kid == encoded(thumbprint)


@pytest.mark.parametrize(
    "at",
    [NOON, NOON + LIFETIME, NOON + LIFETIME + LEEWAY - timedelta(seconds=1), NOON - LEEWAY],
    ids=["when issued", "at its end", "by a clock that is behind", "by a clock that is further behind"],
)
def test_a_token_is_valid_for_its_time_and_a_little_skew(tokens: Tokens, token: str, at: Any) -> None:
    assert tokens.read(token, at).jti == TOKEN_ID


@pytest.mark.parametrize(
    "at",
    [NOON + LIFETIME + LEEWAY, NOON + timedelta(days=1), NOON - LEEWAY - timedelta(seconds=1)],
    ids=["just over", "long over", "from the future"],
)
def test_a_token_is_not_valid_before_or_after(tokens: Tokens, token: str, at: Any) -> None:
    with pytest.raises(InvalidToken):
        tokens.read(token, at)


def test_a_token_that_was_read_before_ends_at_its_time_too(tokens: Tokens, token: str) -> None:
    tokens.read(token, NOON)

    with pytest.raises(InvalidToken):
        tokens.read(token, NOON + LIFETIME + LEEWAY)


def test_a_token_without_signature_is_refused(tokens: Tokens, token: str) -> None:
    header, claims, _ = token.split(".")
    unsigned = encoded(json.dumps({**decoded(header), "alg": "none"}).encode())

    for forged in (f"{unsigned}.{claims}.", f"{header}.{claims}."):
        with pytest.raises(InvalidToken):
            tokens.read(forged, NOON)


@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
def test_the_public_key_is_no_shared_secret(tokens: Tokens, token: str, encoding: Encoding) -> None:
    public = load_pem_private_key(KEY.encode(), None).public_key()
    secret = public.public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)
    header, claims, _ = token.split(".")
    confused = encoded(json.dumps({**decoded(header), "alg": "HS256"}).encode())

    mac = hmac.digest(secret, f"{confused}.{claims}".encode(), "sha256")

    with pytest.raises(InvalidToken):
        tokens.read(f"{confused}.{claims}.{encoded(mac)}", NOON)


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "somebody-else"},
        {"aud": None},
        {"iss": "somebody-else"},
        {"iss": None},
        {"sub": None},
        {"sub": "not-an-id"},
        {"sid": None},
        {"jti": None},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": None},
        {"device": "not-an-id"},
        {"device_version": "3"},
    ],
    ids=str,
)
def test_a_well_signed_token_that_says_something_else_is_refused(
    tokens: Tokens, token: str, claims: dict[str, Any]
) -> None:
    with pytest.raises(InvalidToken):
        tokens.read(signed_by_hand(token, **claims), NOON)


@pytest.mark.parametrize(
    "header", [{"typ": "JWT"}, {"typ": None}, {"kid": "unknown"}, {"kid": None}], ids=str
)
def test_a_well_signed_token_of_another_kind_is_refused(
    tokens: Tokens, token: str, header: dict[str, Any]
) -> None:
    with pytest.raises(InvalidToken):
        tokens.read(signed_by_hand(token, header=header), NOON)


def test_a_token_signed_with_another_key_under_our_id_is_refused(tokens: Tokens, token: str) -> None:
    with pytest.raises(InvalidToken):
        tokens.read(signed_by_hand(token, key=new_signing_key()), NOON)


def test_a_changed_token_is_refused(tokens: Tokens, token: str) -> None:
    header, claims, signature = token.split(".")
    promoted = encoded(json.dumps({**decoded(claims), "sub": str(uuid4())}).encode())

    with pytest.raises(InvalidToken):
        tokens.read(f"{header}.{promoted}.{signature}", NOON)


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        "a.b.c",
        "..",
        encoded(b"[" * 100_000) + ".e30.e30",
        encoded(b'{"kid": ["a"], "alg": "ES256"}') + ".e30.e30",
        encoded(b'{"kid": ' + b"9" * 5_000 + b"}") + ".e30.e30",
    ],
    ids=["nothing", "letters", "dots", "deep", "listed", "large"],
)
def test_nonsense_is_refused_like_any_invalid_token(tokens: Tokens, nonsense: str) -> None:
    with pytest.raises(InvalidToken):
        tokens.read(nonsense, NOON)


def test_after_a_change_of_keys_the_tokens_of_the_old_one_count(token: str) -> None:
    new = new_signing_key()
    rotated = tokens_with(new + KEY)

    fresh = rotated.issue(BEARER, TOKEN_ID, NOON)

    assert rotated.read(token, NOON).jti == TOKEN_ID
    assert tokens_with(new).read(fresh, NOON).jti == TOKEN_ID
    assert len(rotated.public.keys) == 2


def test_of_an_old_key_the_public_half_is_enough(token: str) -> None:
    public = load_pem_private_key(KEY.encode(), None).public_key()
    old = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    assert tokens_with(new_signing_key() + old).read(token, NOON).jti == TOKEN_ID


def test_once_the_old_key_is_left_out_its_tokens_count_no_more(token: str) -> None:
    with pytest.raises(InvalidToken):
        tokens_with(new_signing_key()).read(token, NOON)
