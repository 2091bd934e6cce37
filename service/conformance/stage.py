"""Two people whom the service knows: a reviewer with a tablet, and a verifier at a desk."""

import gzip
import hashlib
import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import count
from typing import Any, NamedTuple
from uuid import uuid4

import httpx

Json = dict[str, Any]
MOST_PAGES = 10_000
ON_A_FORM = ("submit", "amend", "save_draft")


class Member(NamedTuple):
    """Somebody who can log in; a reviewer with the tablet that they do it on."""

    username: str
    password: str
    device_id: str | None = None


class Stage:
    """Requests to one service, as a tablet and as a desk make them."""

    def __init__(self, http: httpx.Client, reviewer: Member, verifier: Member) -> None:
        self.http = http
        self.reviewer = reviewer
        self.verifier = verifier
        self.numbers: Iterator[int] = count(int(datetime.now(UTC).timestamp() * 1_000))

    def log_in(self, who: Member, **changes: str) -> httpx.Response:
        form = {"grant_type": "password", "username": who.username, "password": who.password}
        form |= {"device_id": who.device_id} if who.device_id else {}
        return self.http.post("/v1/auth/token", data=form | changes)

    @cached_property
    def pair(self) -> Json:
        """The reviewer's tokens on their tablet."""
        return _answered(self.log_in(self.reviewer))

    @cached_property
    def tablet(self) -> Json:
        return _bearer(self.pair["access_token"])

    @cached_property
    def desk(self) -> Json:
        return _bearer(_answered(self.log_in(self.verifier))["access_token"])

    @cached_property
    def me(self) -> Json:
        return _answered(self.http.get("/v1/me", headers=self.tablet))

    @cached_property
    def hello(self) -> Json:
        return _answered(self.http.get("/v1/sync/hello", headers=self.tablet))

    @cached_property
    def held(self) -> "Held":
        """What the tablet has after its first pull."""
        return self.pull_all()

    @cached_property
    def package(self) -> Json:
        """One that the council pays for alone, so that one verifier's decision is enough."""
        held = (row["body"] for row in self.held.rows.values() if row["kind"] == "package")
        package: Json | None = next((body for body in held if body["funder"] == "council"), None)
        if package is None:
            raise LookupError(
                "The reviewer's tablet needs somebody with a package that the council pays for."
            )
        return package

    @property
    def authority(self) -> str:
        return str(self.package["authority_id"])

    def review(self, **changes: Any) -> Json:
        """The form's own example, made out to the person of the package."""
        now = datetime.now(UTC)
        package, person = self.package, self.held.body("person", self.package["person_id"])
        scope = next(one for one in self.hello["scopes"] if one["location"]["id"] == package["location_id"])
        care = {"visits": package["visits"], "hours_per_week": package["hours_per_week"]}
        cares = {"package_current": care, "package_proposed": care} if package["visits"] else {}
        known = {
            "submission_id": str(uuid4()),
            "device_created_at": _stamp(now - timedelta(hours=2)),
            "submitted_at": _stamp(now - timedelta(minutes=1)),
            "person": {
                "mosaic_person_id": person.get("record_id"),
                "nhs_number": person.get("nhs_number"),
                "name": person["name"],
                "date_of_birth": person["date_of_birth"],
                "postcode": person["postcode"],
            },
            "package_id": package["id"],
            "funder": package["funder"],
            "provider_cqc_location_id": scope["location"].get("cqc_location_id"),
            "reviewer_id": self.me["account"]["id"],
            "conducted_by_name": self.me["account"]["name"],
            "review_date": str(now.date()),
            "next_review_due": str(now.date() + timedelta(days=180)),
            "declaration": {
                "reviewer_name": self.me["account"]["name"],
                "declared_at": _stamp(now - timedelta(minutes=2)),
            },
        }
        return self.example | cares | known | changes

    @cached_property
    def example(self) -> Json:
        example: Json = _answered(self.http.get("/v1/forms/review/versions/1", headers=self.tablet))[
            "example"
        ]
        return example

    def op(self, kind: str, entity: str, body: Any, base_rev: int = 0, **changes: Any) -> Json:
        form = {"id": "review", "version": 1} if kind in ON_A_FORM else None
        usual = {
            "op_id": str(uuid4()),
            "authority_id": self.authority,
            "device_seq": next(self.numbers),
            "kind": kind,
            "entity_id": entity,
            "base_rev": base_rev,
            "form": form,
            "made_at": _stamp(datetime.now(UTC) - timedelta(minutes=1)),
            "depends_on": [],
            "body_sha256": hashlib.sha256(written(body)).hexdigest(),
            "body": body,
        }
        return usual | changes

    def submit(self, body: Json, **changes: Any) -> Json:
        return self.op("submit", body["submission_id"], body, **changes)

    def amend(self, body: Json, base_rev: int, **changes: Any) -> Json:
        return self.op("amend", body["submission_id"], body, base_rev, **changes)

    def envelope(self, *ops: Any) -> Json:
        return {
            "protocol": 1,
            "device_id": self.reviewer.device_id,
            "batch_id": str(uuid4()),
            "sent_at": _stamp(datetime.now(UTC)),
            "forms_known": [],
            "ops": list(ops),
        }

    def try_push(self, *ops: Any, packed: bool = False, **changes: Any) -> httpx.Response:
        content = written(self.envelope(*ops) | changes)
        headers = self.tablet | {"Content-Type": "application/json"}
        if packed:
            content, headers = gzip.compress(content), headers | {"Content-Encoding": "gzip"}
        return self.http.post("/v1/sync/push", content=content, headers=headers)

    def push(self, *ops: Any, **options: Any) -> list[Json]:
        results: list[Json] = _answered(self.try_push(*ops, **options))["results"]
        return results

    def filed(self, **changes: Any) -> Json:
        """A review that has been accepted; its body."""
        body = self.review(**changes)
        (result,) = self.push(self.submit(body))
        if result["status"] != "accepted":
            raise LookupError(f"A review with nothing wrong was not accepted: {result!r}")
        return body

    def pull(self, cursor: str | None = None, **members: Any) -> Json:
        return _answered(self.try_pull({"cursor": cursor} | members))

    def try_pull(self, asked: Json) -> httpx.Response:
        return self.http.post("/v1/sync/pull", json=asked, headers=self.tablet)

    def pull_all(self, cursor: str | None = None, **want: int) -> "Held":
        """Page by page until there is no more."""
        held = Held()
        for _ in range(MOST_PAGES):
            page = self.pull(cursor, **({"want": want} if want else {}))
            held.take(page)
            cursor = page["cursor"]
            if page["caught_up"]:
                return held
        raise LookupError(f"{MOST_PAGES} pages, and no end.")

    def show(self, submission: str) -> httpx.Response:
        return self.http.get(f"/v1/submissions/{submission}", headers=self.desk)

    def act(
        self, submission: str, action: str, seen: int | None = None, body: Json | None = None
    ) -> httpx.Response:
        headers = self.desk | ({} if seen is None else {"If-Match": f'"{seen}"'})
        return self.http.post(
            f"/v1/submissions/{submission}/actions/{action}", json=body or {}, headers=headers
        )

    def bulk(self, items: list[Json], key: str) -> httpx.Response:
        asked = {"items": items, "action": "approve", "note": "Read together."}
        headers = self.desk | {"Idempotency-Key": key}
        return self.http.post("/v1/verification/bulk", json=asked, headers=headers)

    def ask(self, submission: str, text: str) -> httpx.Response:
        """A verifier's question."""
        asked = {"text": text, "pointer": "/contingency_plan"}
        return self.http.post(f"/v1/submissions/{submission}/queries", json=asked, headers=self.desk)

    def upload(self, submission: str, content: bytes) -> httpx.Response:
        """Begin an upload; the answer says where it is."""
        pairs = {
            "id": str(uuid4()),
            "authority_id": self.authority,
            "submission_id": submission,
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        told = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in pairs.items())
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(content)), "Upload-Metadata": told}
        return self.http.post("/v1/attachments", headers=self.tablet | headers)

    def chunk(self, where: str, offset: int, content: bytes) -> httpx.Response:
        headers = {
            "Tus-Resumable": "1.0.0",
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
        }
        return self.http.patch(where, content=content, headers=self.tablet | headers)


class Held:
    """What a tablet holds after it has taken pages: the rows by scope, kind and id."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str | None, str, str], Json] = {}
        self.page: Json = {}

    def take(self, page: Json) -> None:
        for row in page["rows"]:
            key = (row["scope"], row["kind"], row["id"])
            if row["removed"]:
                self.rows.pop(key, None)
            else:
                self.rows[key] = row
        self.page = page

    def body(self, kind: str, id_: str) -> Json:
        """KeyError for what is not held."""
        found = (row["body"] for (_, one, other), row in self.rows.items() if (one, other) == (kind, id_))
        body: Json | None = next(found, None)
        if body is None:
            raise KeyError(f"{kind} {id_}")
        return body

    def of(self, scope: str) -> dict[tuple[str, str], int]:
        """(kind, id) → rev of what one scope has."""
        return {(kind, id_): row["rev"] for (one, kind, id_), row in self.rows.items() if one == scope}

    def digest(self, scope: str) -> str:
        """As a tablet computes it over what it holds."""
        total = 0
        for (kind, id_), rev in self.of(scope).items():
            total ^= int.from_bytes(hashlib.sha256(f"{kind}:{id_}:{rev}".encode()).digest()[:8], "big")
        return f"{total:016x}"


def written(value: Any) -> bytes:
    """The bytes as they are sent, and as digests are over them."""
    return json.dumps(value).encode()


def _answered(answer: httpx.Response) -> Json:
    answer.raise_for_status()
    told: Json = answer.json()
    return told


def _bearer(token: str) -> Json:
    return {"Authorization": f"Bearer {token}"}


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
