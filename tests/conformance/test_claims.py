"""This service keeps every claim that other services of the protocol are held to, and a broken one is found out."""

import json
from collections.abc import Callable

import httpx
import pytest

from service.conformance.claims import Claim, Unmet
from service.conformance.stage import Json, Member, Stage
from service.conformance.suite import CLAIMS
from tests.client.conftest import folder, live, scene
from tests.client.live import Live
from tests.support.identity import PASSWORD

__all__ = ["folder", "live", "scene"]

Breach = Callable[[Json], None]


class Breaking(httpx.BaseTransport):
    """A service that keeps the protocol, but for what `breach` does to the answers of one path."""

    def __init__(self, path: str, breach: Breach) -> None:
        self.inner = httpx.HTTPTransport()
        self.path = path
        self.breach = breach

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self.inner.handle_request(request)
        if not request.url.path.startswith(self.path):
            return answer
        answer.read()
        headers = [
            (name, value)
            for name, value in answer.headers.items()
            if name not in ("content-length", "content-encoding")
        ]
        told = {
            "status": answer.status_code,
            "headers": dict(headers),
            "json": json.loads(answer.content or b"{}"),
        }
        self.breach(told)
        return httpx.Response(
            told["status"], headers=told["headers"], content=json.dumps(told["json"]).encode()
        )

    def close(self) -> None:
        self.inner.close()


def forgets_what_it_settled(told: Json) -> None:
    for result in told["json"].get("results", []):
        if result["status"] == "duplicate":
            result |= {**result.pop("original"), "status": "accepted"}


def receipts_other_bytes(told: Json) -> None:
    for result in told["json"].get("results", []):
        if "receipt" in result:
            result["receipt"]["sha256"] = "0" * 64


def merges_by_itself(told: Json) -> None:
    for result in told["json"].get("results", []):
        if result["status"] == "conflict":
            result |= {"status": "accepted", "rev": 3}


def refuses_what_it_does_not_like(told: Json) -> None:
    for result in told["json"].get("results", []):
        if result["status"] == "quarantined":
            result |= {"status": "rejected"}


def loses_a_row(told: Json) -> None:
    rows = told["json"].get("rows", [])
    told["json"]["rows"] = [row for row in rows if row["kind"] != "submission"]


def says_another_digest(told: Json) -> None:
    told["json"]["digests"] = dict.fromkeys(told["json"].get("digests", {}), "0" * 16)


def approves_whatever_was_seen(told: Json) -> None:
    if told["status"] == 412:
        told |= {"status": 200, "json": {"state": "approved"}}


def speaks_plain_json(told: Json) -> None:
    if told["status"] >= 400:
        told["headers"]["content-type"] = "application/json"


BREACHES: list[tuple[str, Breach, str]] = [
    ("/v1/sync/push", forgets_what_it_settled, "the same op again is a duplicate with its outcome"),
    ("/v1/sync/push", receipts_other_bytes, "a review is accepted with a receipt"),
    ("/v1/sync/push", merges_by_itself, "a change of what has changed is a conflict"),
    ("/v1/sync/push", refuses_what_it_does_not_like, "answers that no form asks for are kept for people"),
    ("/v1/sync/pull", loses_a_row, "a second pull brings only what is new"),
    ("/v1/sync/pull", says_another_digest, "the digest is that of what the tablet holds"),
    (
        "/v1/submissions",
        approves_whatever_was_seen,
        "what came while a verifier looked is not approved unseen",
    ),
    ("/v1", speaks_plain_json, "every refusal is a problem document"),
]


def stage_of(live: Live, transport: httpx.BaseTransport | None = None) -> Stage:
    reviewer = Member("rowena", PASSWORD, str(live.scene.tablets["rowena"]))
    http = httpx.Client(base_url=live.url, transport=transport)
    live.things.callback(http.close)
    return Stage(http, reviewer, Member("vera", PASSWORD))


async def test_this_service_keeps_every_claim(live: Live) -> None:
    await live.cared()
    stage = stage_of(live)

    assert {claim.sentence: unmet(claim, stage) for claim in CLAIMS} == {one.sentence: "" for one in CLAIMS}


async def test_a_service_that_breaks_a_claim_is_found_out(live: Live) -> None:
    await live.cared()
    by_sentence = {claim.sentence: claim for claim in CLAIMS}

    for path, breach, sentence in BREACHES:
        with pytest.raises(Unmet):
            by_sentence[sentence].show(stage_of(live, Breaking(path, breach)))


def test_every_claim_says_something_of_its_own() -> None:
    assert len({claim.sentence for claim in CLAIMS}) == len(CLAIMS)


def unmet(claim: Claim, stage: Stage) -> str:
    try:
        claim.show(stage)
    except Unmet as why:
        return str(why)
    return ""
