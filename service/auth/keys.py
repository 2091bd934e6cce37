"""The keys of access tokens: where the private one comes from, and how each is known in public."""

import re
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from schemas.base import encode
from schemas.sessions import PublicKey
from service.postgres.files import locked_folder, replace_private
from service.settings import BadSetting, Settings

KEY_FILE = "signing-key.pem"
Key: TypeAlias = ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey
PEM_BLOCK = re.compile(r"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----", re.DOTALL)


def signing_keys(settings: Settings) -> str:
    """The PEM text to sign with: as set, else from the file that is set, else from the data folder.

    A key in the data folder is made at the first start. Raises BadSetting if the file can't be read.
    """
    if settings.signing_key:
        return settings.signing_key
    if settings.signing_key_file:
        return _read(settings.signing_key_file)
    return _kept_in(settings.data_dir)


def new_signing_key() -> str:
    """A private key of its own, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def parse(pem: str) -> tuple[ec.EllipticCurvePrivateKey, list[ec.EllipticCurvePublicKey]]:
    """The key that signs, and all whose signatures count: itself, and every other key in the text.

    To rotate, put a new private key before the old one; leave out the old one when its last token has expired.
    Raises BadSetting.
    """
    keys = [_load(block.group(0), block.group(1)) for block in PEM_BLOCK.finditer(pem)]
    if not keys or not isinstance(keys[0], ec.EllipticCurvePrivateKey):
        raise BadSetting("The signing key must be PEM text that begins with a private key.")
    return keys[0], [key.public_key() if isinstance(key, ec.EllipticCurvePrivateKey) else key for key in keys]


def described(key: ec.EllipticCurvePublicKey) -> PublicKey:
    """The key as others may have it; its id is its thumbprint (RFC 7638)."""
    numbers = key.public_numbers()
    x, y = (_base64url(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
    thumbprint = sha256(encode({"crv": "P-256", "kty": "EC", "x": x, "y": y})).digest()
    return PublicKey(kty="EC", crv="P-256", x=x, y=y, kid=_base64url(thumbprint), use="sig", alg="ES256")


def _load(block: str, label: str) -> Key:
    try:
        private = label.endswith("PRIVATE KEY")
        key = load_pem_private_key(block.encode(), None) if private else load_pem_public_key(block.encode())
    except (ValueError, TypeError) as error:
        raise BadSetting(f"A signing key can't be read as PEM without a password: {error}.") from None
    if isinstance(key, Key) and isinstance(key.curve, ec.SECP256R1):
        return key
    raise BadSetting("Signing keys must be of the curve P-256, for signatures as ES256.")


def _kept_in(folder: Path) -> str:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / KEY_FILE
    with locked_folder(folder):
        if not path.exists():
            replace_private(path, new_signing_key())
        return _read(path)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise BadSetting(f"The signing key in {path} can't be read: {error.strerror}.") from None


def _base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
