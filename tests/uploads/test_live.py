"""A client of the upload protocol that others wrote sends to the running service, which is killed on the way."""

import socket
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from tusclient.client import TusClient
from tusclient.exceptions import TusUploadFailed

from service.postgres.processes import wait_until
from tests.support.desk import Desk
from tests.support.uploads import announced, document, photo
from tests.uploads.conftest import PATIENCE, Serving

MIB = 1_048_576


def uploader(desk: Desk, url: str, token: str, content: bytes, **options: object) -> Any:
    client = TusClient(f"{url}/v1/attachments", headers={"Authorization": f"Bearer {token}"})
    pairs, _ = announced(desk, uuid4(), content)
    return client.uploader(file_stream=BytesIO(content), metadata=pairs, **options)


def asked(upload: Any, token: str) -> dict[str, object]:
    answer = httpx.get(upload.url, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return] # JSON


@pytest.mark.parametrize("checked", [False, True])
async def test_a_file_is_sent_in_chunks(desk: Desk, live: str, checked: bool) -> None:
    content = photo(size=(900, 700))
    upload = uploader(desk, live, desk.rowena.token, content, chunk_size=100_000, upload_checksum=checked)

    upload.upload()

    assert len(content) > 300_000
    assert (asked(upload, desk.rowena.token)["state"], upload.offset) == ("complete", len(content))


async def test_a_client_that_forgot_everything_but_the_address_goes_on(desk: Desk, live: str) -> None:
    content = document(300_000)
    first = uploader(desk, live, desk.rowena.token, content, chunk_size=100_000)
    first.upload_chunk()
    client = TusClient(f"{live}/v1/attachments", headers={"Authorization": f"Bearer {desk.rowena.token}"})

    again = client.uploader(file_stream=BytesIO(content), url=first.url, chunk_size=100_000)
    stood_at = again.offset
    again.upload()

    assert stood_at == 100_000
    assert asked(again, desk.rowena.token)["state"] == "complete"


async def test_a_client_that_was_overtaken_asks_where_the_upload_stands(desk: Desk, live: str) -> None:
    content = document(300_000)
    first = uploader(desk, live, desk.rowena.token, content, chunk_size=100_000, retries=1, retry_delay=0)
    first.upload_chunk()
    first.offset = 0

    first.upload()

    assert asked(first, desk.rowena.token)["state"] == "complete"


async def test_a_client_is_told_that_a_file_is_not_taken(desk: Desk, live: str) -> None:
    with pytest.raises(TusUploadFailed) as failed:
        uploader(desk, live, desk.rowena.token, b"#!/bin/sh\n" * 100).upload()

    assert failed.value.status_code == 422


def half_sent(where: str, token: str, content: bytes) -> socket.socket:
    """A connection on which all but the last bytes of a chunk have been sent."""
    place = urlsplit(where)
    head = "\r\n".join(
        [
            f"PATCH {place.path} HTTP/1.1",
            "Host: tamar.test",
            f"Authorization: Bearer {token}",
            "Tus-Resumable: 1.0.0",
            "Upload-Offset: 0",
            "Content-Type: application/offset+octet-stream",
            f"Content-Length: {len(content)}",
            "\r\n",
        ]
    )
    line = socket.create_connection((place.hostname, place.port))
    line.sendall(head.encode() + content[: -MIB // 2])
    return line


async def test_what_came_before_the_service_was_killed_is_not_sent_again(
    desk: Desk, serving: Serving, token: str
) -> None:
    content = document(6 * MIB)
    upload = uploader(desk, serving.url, token, content)
    upload.set_url(upload.create_url())

    with half_sent(upload.url, token, content):
        assert wait_until(lambda: upload.get_offset() >= 4 * MIB, PATIENCE)
        serving.kill()
    serving.start()
    upload.offset = stood_at = upload.get_offset()
    upload.upload()

    assert stood_at >= 4 * MIB
    assert asked(upload, token)["state"] == "complete"


async def test_what_came_before_the_connection_broke_is_kept(desk: Desk, live: str) -> None:
    content = document(2 * MIB)
    upload = uploader(desk, live, desk.rowena.token, content)
    upload.set_url(upload.create_url())

    half_sent(upload.url, desk.rowena.token, content).close()

    assert wait_until(lambda: upload.get_offset() == 2 * MIB - MIB // 2, PATIENCE)
