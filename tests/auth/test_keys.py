"""Where the key that signs comes from."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from service.auth.keys import new_signing_key, parse, signing_keys
from service.settings import BadSetting, Settings

P256 = ec.generate_private_key(ec.SECP256R1())


def private_pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, password: str = "") -> str:
    lock = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock).decode()


def test_the_first_start_makes_a_key_that_only_its_owner_can_read(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")

    first, second = signing_keys(settings), signing_keys(settings)

    assert first == second
    assert stat.S_IMODE((tmp_path / "data" / "signing-key.pem").stat().st_mode) == 0o600


def test_a_key_that_is_set_wins_over_a_file_and_a_file_over_the_data_folder(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("from the file")

    from_file = Settings(data_dir=tmp_path / "data", signing_key_file=tmp_path / "key.pem")
    from_both = Settings(signing_key="as set", signing_key_file=tmp_path / "key.pem")

    assert signing_keys(from_file) == "from the file"
    assert signing_keys(from_both) == "as set"
    assert not (tmp_path / "data").exists()


def test_a_file_that_is_not_there_gets_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="can't be read: No such file"):
        signing_keys(Settings(signing_key_file=tmp_path / "nowhere.pem"))


@pytest.mark.parametrize(
    "pem",
    [
        "",
        "no key at all",
        P256.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
        private_pem(rsa.generate_private_key(65_537, 2_048)),
        private_pem(ec.generate_private_key(ec.SECP384R1())),
        private_pem(P256, password="locked"),
        new_signing_key().replace("M", "!"),
    ],
    ids=["empty", "text", "public", "RSA", "another curve", "with a password", "broken"],
)
def test_what_can_t_sign_is_refused_at_the_start(pem: str) -> None:
    with pytest.raises(BadSetting):
        parse(pem)
