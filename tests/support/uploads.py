"""Files as a tablet's camera makes them, and requests of the upload protocol as a client makes them."""

import hashlib
import zlib
from base64 import b64encode
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import httpx
from PIL import Image

from tests.support.desk import Desk, Item
from tests.support.scene import Someone

PLACE = "N 50 15 48"
"""Where a photograph was taken, as a telephone writes it beside the picture."""
IN_TUS = {"Tus-Resumable": "1.0.0"}


def photo(format_: str = "JPEG", size: tuple[int, int] = (64, 48), **saved: Any) -> bytes:
    """A picture that says where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = f"Kitchen at {PLACE}"
    exif.get_ifd(0x8825)[2] = (50.0, 15.0, 48.0)
    exif.get_ifd(0x8825)[1] = "N"
    file = BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(file, format_, exif=exif, **saved)
    return file.getvalue()


def bomb(side: int = 40_000) -> bytes:
    """A PNG of a few bytes that says it is gigabytes of picture."""
    header = side.to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n"
        + _piece(b"IHDR", header)
        + _piece(b"IDAT", zlib.compress(bytes(1_000)))
        + _piece(b"IEND", b"")
    )


def _piece(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content)
    return len(content).to_bytes(4, "big") + name + content + check.to_bytes(4, "big")


def document(length: int = 3_000) -> bytes:
    """A PDF, as far as anybody looks."""
    body = b"%PDF-1.7\n" + uuid4().hex.encode()
    return body + b"\n" * (length - len(body))


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def named(*files: bytes) -> list[dict[str, str]]:
    """The files as a review names them."""
    return [{"sha256": digest(one), "type": "image/jpeg", "caption": "The new ramp"} for one in files]


def announced(
    desk: Desk, submission: str | UUID, content: bytes, **changes: str
) -> tuple[dict[str, str], dict[str, str]]:
    """What an upload says of itself, as pairs and as the headers that begin it."""
    pairs = {
        "id": str(uuid4()),
        "authority_id": str(desk.scene.authority),
        "submission_id": str(submission),
        "sha256": digest(content),
        "filename": "Morwenna Tregear.jpg",
    } | changes
    told = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in pairs.items())
    return pairs, {"Upload-Metadata": told, "Upload-Length": str(len(content)), **IN_TUS}


async def begun(desk: Desk, someone: Someone, submission: str | UUID, content: bytes, **changes: str) -> str:
    """The address of an upload that was begun."""
    _, headers = announced(desk, submission, content, **changes)
    answer = await someone.post("/v1/attachments", headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


async def chunk(someone: Someone, where: str, offset: int, content: bytes, **headers: str) -> httpx.Response:
    """Send a chunk; header names with _ for -."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return await someone.caller.call(
        "PATCH",
        where,
        token=someone.token,
        content=content,
        headers={
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
            **IN_TUS,
            **told,
        },
    )


async def sent(desk: Desk, someone: Someone, submission: str | UUID, content: bytes) -> str:
    """The address of an upload that is complete."""
    where = await begun(desk, someone, submission, content)
    answer = await chunk(someone, where, 0, content)
    assert answer.status_code == 204, answer.text
    return where


async def stands(someone: Someone, where: str) -> dict[str, Any]:
    answer = await someone.get(where)
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return] # JSON


async def naming(desk: Desk, *files: bytes) -> Item:
    """A review that has come and names these files."""
    return await desk.sent(await desk.scene.cared(), attachments=named(*files))
