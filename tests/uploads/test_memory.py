"""However large files are, and however many come at once, the service holds a few pieces of them."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx

from schemas.attachments import MAX_ATTACHMENT_BYTES
from tests.support.desk import Desk
from tests.support.uploads import IN_TUS, announced, photo
from tests.uploads.conftest import Serving

AT_ONCE = 8
PIECE = 65_536


def pieces(mark: bytes) -> Iterator[bytes]:
    """A file of the largest length that is taken, which nobody has whole."""
    yield mark + bytes(PIECE - len(mark))
    for _ in range(MAX_ATTACHMENT_BYTES // PIECE - 1):
        yield bytes(PIECE)


def send(url: str, headers: dict[str, str], mark: bytes, announcement: dict[str, str]) -> int:
    with httpx.Client(base_url=url, headers=headers, timeout=300) as client:
        where = client.post("/v1/attachments", headers=announcement).headers["Location"]
        answer = client.patch(
            where,
            content=pieces(mark),
            headers={
                "Upload-Offset": "0",
                "Content-Type": "application/offset+octet-stream",
                "Content-Length": str(MAX_ATTACHMENT_BYTES),
                **IN_TUS,
            },
        )
        return answer.status_code


def marked(desk: Desk) -> tuple[bytes, dict[str, str]]:
    """How a file begins that nobody else has, and its announcement."""
    mark = b"%PDF-1.7\n" + uuid4().hex.encode()
    digest = hashlib.sha256()
    for piece in pieces(mark):
        digest.update(piece)
    _, headers = announced(desk, uuid4(), b"", sha256=digest.hexdigest())
    return mark, headers | {"Upload-Length": str(MAX_ATTACHMENT_BYTES)}


async def test_eight_of_the_largest_files_at_once_take_a_few_pieces_of_memory(
    desk: Desk, serving: Serving, token: str
) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    files = [marked(desk) for _ in range(AT_ONCE + 1)]
    assert send(serving.url, headers, *files.pop()) == 204
    before = serving.peak_kib()

    with ThreadPoolExecutor(AT_ONCE) as crowd:
        answers = list(crowd.map(lambda one: send(serving.url, headers, *one), files))

    assert answers == [204] * AT_ONCE
    assert serving.peak_kib() - before < 64 * 1024, "less than three of the eight files"


async def test_of_many_large_pictures_one_is_decoded_at_a_time(
    desk: Desk, serving: Serving, token: str
) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    pictures = [photo(size=(4_000, 3_000 + n), quality=50) for n in range(4)]

    def one(content: bytes) -> int:
        _, announcement = announced(desk, uuid4(), content)
        with httpx.Client(base_url=serving.url, headers=headers, timeout=300) as client:
            where = client.post("/v1/attachments", headers=announcement).headers["Location"]
            told = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream", **IN_TUS}
            return client.patch(where, content=content, headers=told).status_code

    assert one(pictures.pop()) == 204
    before = serving.peak_kib()
    with ThreadPoolExecutor(len(pictures)) as crowd:
        answers = list(crowd.map(one, pictures))

    assert answers == [204] * 3
    assert serving.peak_kib() - before < 64 * 1024, "less than two more pictures, decoded"
