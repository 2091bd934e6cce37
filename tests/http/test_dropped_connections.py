"""A caller that hangs up leaves nothing open and no stack trace behind."""

import json
import logging
import socket
from http.client import HTTPConnection

import pytest
from litestar import Litestar

from tests.support.serving import served

BEGUN = b"POST /trap/json HTTP/1.1\r\nHost: tamar\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"
ASKED = b"GET /trap/long HTTP/1.1\r\nHost: tamar\r\n\r\n"


def hang_up(address: tuple[str, int], sent: bytes) -> None:
    with socket.create_connection(address) as connection:
        connection.sendall(sent)


@pytest.mark.parametrize(
    "sent", [BEGUN, BEGUN + b"\x1f\x8b", ASKED], ids=["in the body", "later", "before the answer"]
)
def test_who_hangs_up_is_forgotten(app: Litestar, caplog: pytest.LogCaptureFixture, sent: bytes) -> None:
    caplog.set_level(logging.INFO, "tamar")
    with served(app) as address:
        for _ in range(50):
            hang_up(address, sent)
        after = HTTPConnection(*address, timeout=10)
        after.request("GET", "/health/live")
        assert json.load(after.getresponse()) == {"status": "live"}
        after.close()

    assert [record.message for record in caplog.records if record.exc_info] == []
    assert len([record for record in caplog.records if record.name == "tamar.requests"]) == 51


def test_a_head_sends_no_body_over_the_wire(app: Litestar) -> None:
    with served(app) as address:
        connection = HTTPConnection(*address, timeout=10)
        for _ in range(2):
            connection.request("HEAD", "/trap/long")
            answer = connection.getresponse()
            assert (answer.status, answer.read()) == (200, b"")
        connection.close()
