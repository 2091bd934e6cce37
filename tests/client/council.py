"""A council in memory that speaks nothing but the wire: what a tablet may rely on, in as few lines as that takes.

The real service is what counts, and other tests talk to it. This one is quick enough for thousands of schedules,
can be restored from a backup, and can take a scope away.
"""

import gzip
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec

from schemas.base import encode
from schemas.sync import Op
from service.auth.keys import new_signing_key
from service.auth.statements import Statements
from service.auth.tokens import Tokens
from workflows.forms import review_form
from workflows.safe_care import SAFE_CARE_1

Json = dict[str, Any]
Key = tuple[str, str]
CLOSED = {"approved": "already-approved", "rejected": "closed", "withdrawn": "closed"}
LIMITS = {"max_ops": 3, "max_bytes": 65_536, "max_body_bytes": 32_768}
TOKENS = Tokens(new_signing_key(), issuer="tamar", audience="tamar", lifetime=timedelta(minutes=15))
STATEMENTS = Statements(TOKENS, timedelta(hours=72))
DEVICE, LOCATION, ACCOUNT = uuid4(), str(uuid4()), str(uuid4())


@dataclass
class Feed:
    """One scope: its authority, its head, and (kind, id) → (seq, version, removed)."""

    authority: str = field(default_factory=lambda: str(uuid4()))
    head: int = 0
    rows: dict[Key, tuple[int, int, bool]] = field(default_factory=dict)

    def write(self, key: Key, removed: bool = False) -> None:
        self.head += 1
        _, version, _ = self.rows.get(key, (0, 0, False))
        self.rows[key] = (self.head, version + 1, removed)

    def digest(self) -> str:
        digest = 0
        for (kind, entity), (_, version, removed) in self.rows.items():
            share = sha256(f"{kind}:{entity}:{version}".encode()).digest()[:8]
            digest ^= 0 if removed else int.from_bytes(share)
        return f"{digest:016x}"


@dataclass
class Books:
    """Everything that a backup has. A submission's body is kept as the bytes that came."""

    feeds: dict[str, Feed] = field(default_factory=dict)
    entities: dict[Key, Json] = field(default_factory=dict)
    ledger: dict[str, tuple[str, Json]] = field(default_factory=dict)
    quarantine: dict[str, tuple[Op, Json]] = field(default_factory=dict)


class Council:
    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.epoch = str(uuid4())
        self.books = Books()
        self.page_size = 3
        self.quarantines = False
        self.north, self.south = str(uuid4()), str(uuid4())
        self.held = {self.north, self.south}
        self.books.feeds = {self.north: Feed(), self.south: Feed()}
        self.limits = dict(LIMITS)
        self.takes_at_most = LIMITS["max_ops"]
        self.cannot_read: str | None = None
        self.digests_are_wrong = False
        self.batches: list[int] = []
        self.cursors_asked_for: list[str | None] = []
        self.manifests_asked_for = 0
        self.rows_sent: list[Key] = []
        self.deposited: list[Json] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        body = request.read()
        if request.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        match request.url.path:
            case "/v1/auth/token":
                return _json(
                    {
                        "access_token": "a",
                        "token_type": "Bearer",
                        "expires_in": 900,
                        "refresh_token": "r",
                        "offline_lease": self.lease(),
                        "deposit_token": "d",
                    }
                )
            case "/.well-known/jwks.json":
                return _json(msgspec.to_builtins(TOKENS.public))
            case "/v1/sync/deposit":
                return self.deposit(msgspec.json.decode(body))
            case "/v1/me":
                account = {"id": ACCOUNT, "username": "rowena", "name": "Rowena Hocking"}
                return _json({"account": account, "memberships": [], "device_id": str(DEVICE)})
            case "/v1/sync/hello":
                return _json(self.hello())
            case "/v1/sync/push":
                return self.push(msgspec.json.decode(body))
            case "/v1/sync/pull":
                return self.pull(msgspec.json.decode(body))
            case "/v1/sync/manifest":
                return self.manifest(msgspec.json.decode(body))
            case "/v1/sync/reconcile":
                return self.reconcile(msgspec.json.decode(body))
            case elsewhere:
                raise AssertionError(elsewhere)

    def care_for(self, scope: str) -> UUID:
        """Somebody new, and the package that their location provides."""
        person, package = str(uuid4()), str(uuid4())
        authority = self.books.feeds[scope].authority
        who = {"id": person, "authority_id": authority, "name": "Morwenna Tregear", "flags": []}
        born = {"date_of_birth": "1941-03-08", "postcode": "TR1 2AB", "packages": [package]}
        care = {"id": package, "authority_id": authority, "person_id": person, "location_id": LOCATION}
        plan = {"funder": "council", "visits": [], "hours_per_week": 14, "outcomes": ["To see the sea"]}
        self._write(scope, ("person", person), who | born)
        self._write(scope, ("package", package), care | plan)
        return UUID(package)

    def tell_of(self, scope: str, kind: str) -> None:
        """Something of this kind, known to tablets or not."""
        thing = str(uuid4())
        self._write(scope, (kind, thing), {"id": thing})

    def decide(self, submission: UUID, state: str) -> None:
        key = "submission", str(submission)
        found = dict(self.books.entities[key])
        newest = found.pop("proposed_rev", found["rev"])
        self._write(self._scope_of(key), key, found | {"state": state, "rev": newest})

    def settle_quarantine(self, op_id: str, *, accept: bool) -> None:
        """Staff file what was put aside as it came, or send it back."""
        op, told = self.books.quarantine.pop(op_id)
        scope = self._scope_of_authority(op)
        submission = "submission", str(op.entity_id)
        if accept and submission not in self.books.entities:
            self._accept(op, submission, scope, None, 0)
        verdict = {"status": "accepted"} if accept else {"status": "returned", "reason": "Who is that?"}
        self._write(scope, ("outcome", op_id), told | verdict)

    def submissions_of_the_tablet(self) -> list[Json]:
        keys = [key for _, feed in self.feeds() for key in feed.rows if key[0] == "submission"]
        return [self.books.entities[key] for key in keys]

    def share(self, package: UUID, scope: str) -> None:
        self._write(scope, ("package", str(package)), self.books.entities["package", str(package)])

    def backup(self) -> Books:
        return deepcopy(self.books)

    def restore(self, backup: Books) -> None:
        """Go back to an earlier state of the books; everything since is forgotten here."""
        self.books = deepcopy(backup)
        self.epoch = str(uuid4())

    def hello(self) -> Json:
        location = {"id": LOCATION, "name": "Truro office", "cqc_location_id": "1-900000001"}
        scopes = [
            {
                "scope_id": scope,
                "authority_id": feed.authority,
                "location": location,
                "class": "active",
                "head": feed.head,
            }
            for scope, feed in self.feeds()
        ]
        return {
            "protocol": {"min": 1, "max": 1},
            "server_time": self.clock(),
            "limits": self.limits,
            "epoch": self.epoch,
            "scopes": scopes,
            "forms": [],
            "rulesets": [],
            "offline_lease": self.lease(),
        }

    def lease(self) -> str:
        return STATEMENTS.lease(UUID(ACCOUNT), DEVICE, self.clock())

    def deposit(self, asked: Json) -> httpx.Response:
        """Kept unseen; here it is the tablet's business alone that it was."""
        self.deposited += asked["ops"]
        at = self.clock()
        results = [
            {
                "index": index,
                "op_id": op["op_id"],
                "status": "kept",
                "receipt": {"id": str(uuid4()), "sha256": op["body_sha256"], "received_at": at},
            }
            for index, op in enumerate(asked["ops"])
        ]
        return _json({"server_time": at, "results": results})

    def push(self, envelope: Json) -> httpx.Response:
        ops = envelope["ops"]
        self.batches.append(len(ops))
        if len(ops) > self.takes_at_most:
            return _refusal(413, "too-many-ops", "Too many at once.")
        if self.cannot_read == "protocol":
            return _refusal(400, "malformed", "Not readable.", "/protocol")
        for index, op in enumerate(ops):
            if op["op_id"] == self.cannot_read:
                return _refusal(400, "malformed", "Not readable.", f"/ops/{index}/body")
        raws = msgspec.json.decode(encode(ops), type=list[msgspec.Raw])
        results = [{"index": index, **self._settle(bytes(raw))} for index, raw in enumerate(raws)]
        return _json({"server_time": self.clock(), "results": results})

    def reconcile(self, asked: Json) -> httpx.Response:
        known = {op_id: fingerprint.split()[-1] for op_id, (fingerprint, _) in self.books.ledger.items()}
        unknown = [one["op_id"] for one in asked["ops"] if known.get(one["op_id"]) != one["sha256"]]
        return _json({"unknown": unknown})

    def pull(self, asked: Json) -> httpx.Response:
        """The cursor is opaque to the tablet: where it stands in each scope, and under which epoch."""
        self.cursors_asked_for.append(asked["cursor"])
        if (asked["cursor"] or "{")[0] != "{":
            return _refusal(400, "cursor-unreadable", "No cursor of this service.")
        cursor = msgspec.json.decode(asked["cursor"] or '{"epoch":"","after":{}}')
        feeds, after = dict(self.feeds()), cursor["after"]
        entered = [scope for scope in feeds if scope not in after]
        reset = [scope for scope in feeds if scope in after and cursor["epoch"] != self.epoch]
        stands = {scope: 0 if scope in (*entered, *reset) else after[scope] for scope in feeds}
        waiting = [
            (scope, key, *row)
            for scope, feed in feeds.items()
            for key, row in sorted(feed.rows.items(), key=lambda item: item[1])
            if row[0] > stands[scope]
        ]
        page, more = waiting[: self.page_size], waiting[self.page_size :]
        for scope, feed in feeds.items():
            seen = [seq for of, _, seq, _, _ in page if of == scope]
            left = any(of == scope for of, *_ in more)
            stands[scope] = max(seen, default=stands[scope]) if left else feed.head
        answer = {
            "rows": [
                *self._catalogue(asked["forms_known"]),
                *self._named(asked["want"]["entities"]),
                *(self._row(*each) for each in page),
            ],
            "cursor": encode({"epoch": self.epoch, "after": stands}).decode(),
            "reached": stands,
            "scopes": {
                "entered": entered,
                "left": [one for one in after if one not in feeds],
                "reset": reset,
            },
            "caught_up": not more,
            "server_time": self.clock(),
            **({} if more else {"digests": {scope: self._digest(feed) for scope, feed in feeds.items()}}),
        }
        return _json(answer)

    def manifest(self, asked: Json) -> httpx.Response:
        """In pages as small as those of a pull; the cursor is the last item."""
        self.manifests_asked_for += 1
        feeds = dict(self.feeds())
        if asked["scope"] not in feeds:
            return _refusal(404, "not-found", "There is no such scope.")
        feed = feeds[asked["scope"]]
        live = sorted((*key, rev) for key, (_, rev, removed) in feed.rows.items() if not removed)
        after = tuple((asked["cursor"] or "/").split("/"))
        rest = [one for one in live if one[:2] > after]
        page = rest[: self.page_size]
        answer = {
            "scope": asked["scope"],
            "head": feed.head,
            "digest": self._digest(feed),
            "items": [{"kind": kind, "id": entity, "rev": rev} for kind, entity, rev in page],
        }
        return _json(answer | ({"next_cursor": "/".join(page[-1][:2])} if len(rest) > len(page) else {}))

    def _named(self, wanted: list[Json]) -> list[Json]:
        """What is asked for by name, as it is now."""
        gone = (0, 0, True)
        rows = {scope: feed.rows for scope, feed in self.feeds()}
        keys = [(one["scope"], (one["kind"], one["id"])) for one in wanted if one["scope"] in rows]
        return [self._row(scope, key, *rows[scope].get(key, gone)) for scope, key in keys]

    def _digest(self, feed: Feed) -> str:
        return "0" * 16 if self.digests_are_wrong else feed.digest()

    def _settle(self, raw: bytes) -> Json:
        op = msgspec.json.decode(raw, type=Op)
        op_id, fingerprint = str(op.op_id), f"{op.kind} {op.entity_id} {op.base_rev} {op.body_sha256}"
        assert sha256(bytes(op.body)).hexdigest() == op.body_sha256
        if op_id in self.books.ledger:
            known, original = self.books.ledger[op_id]
            assert known == fingerprint
            return {"op_id": op_id, "status": "duplicate", "original": original}
        outcome = {"op_id": op_id, **self._apply(op)}
        if outcome["status"] != "retry":
            self.books.ledger[op_id] = fingerprint, outcome
        return outcome

    def _apply(self, op: Op) -> Json:
        key = "submission", str(op.entity_id)
        before = self.books.entities.get(key)
        scope = self._scope_of_authority(op)
        if before is None and op.kind != "submit":
            return {"status": "retry", "retry_after": 5, "problem": _problem("dependency-missing")}
        if self.quarantines:
            told = {
                "op_id": str(op.op_id),
                "authority_id": str(op.authority_id),
                "entity_id": str(op.entity_id),
            }
            reference = {"reference": "Q-1", "resolved_at": self.clock()}
            self.books.quarantine[str(op.op_id)] = op, told | reference
            return {"status": "quarantined", "problem": _problem("unknown-person"), "reference": "Q-1"}
        newest = before.get("proposed_rev", before["rev"]) if before else 0
        if op.base_rev != newest:
            return {"status": "conflict", "problem": _problem("stale-base", offer=["amend"])}
        if before and before["state"] in CLOSED:
            return {"status": "conflict", "problem": _problem(CLOSED[before["state"]])}
        if before and before["state"] == "checking" and op.kind == "withdraw":
            return {"status": "conflict", "problem": _problem("in-checking")}
        return self._accept(op, key, scope, before, newest)

    def _accept(self, op: Op, key: Key, scope: str, before: Json | None, newest: int) -> Json:
        after = before or _first(op)
        if op.kind == "withdraw":
            after = after | {"state": "withdrawn"}
        elif before and before["state"] == "checking":
            after = after | {"proposed_rev": newest + 1, "body_rev": newest + 1, "body": op.body}
        else:
            after = after | {"state": "submitted", "rev": newest + 1, "body_rev": newest + 1, "body": op.body}
        self._write(scope, key, after)
        receipt = {"id": str(uuid4()), "sha256": op.body_sha256, "received_at": self.clock()}
        place = {"scope": scope, "seq": self.books.feeds[scope].head}
        stands = {
            "rev": after.get("proposed_rev", after["rev"]),
            "state": after["state"],
            "reference": after["reference"],
        }
        return {"status": "accepted", "receipt": receipt | place, **stands}

    def _write(self, scope: str, key: Key, entity: Json) -> None:
        self.books.entities[key] = entity
        self.books.feeds[scope].write(key)

    def _scope_of_authority(self, op: Op) -> str:
        return next(
            scope for scope, feed in self.books.feeds.items() if feed.authority == str(op.authority_id)
        )

    def _scope_of(self, key: Key) -> str:
        return next(scope for scope, feed in self.books.feeds.items() if key in feed.rows)

    def feeds(self) -> list[tuple[str, Feed]]:
        return [(scope, feed) for scope, feed in self.books.feeds.items() if scope in self.held]

    def _row(self, scope: str, key: Key, seq: int, version: int, removed: bool) -> Json:
        kind, entity = key
        self.rows_sent.append(key)
        row = {"scope": scope, "seq": seq, "kind": kind, "id": entity, "rev": version, "removed": removed}
        return row if removed else row | {"body": self.books.entities[key]}

    def _catalogue(self, known: list[Json]) -> list[Json]:
        held = {one["id"] for one in known}
        everything = {"review": ("form", review_form()), "safe-care": ("ruleset", SAFE_CARE_1)}
        nowhere = {"scope": None, "seq": None, "rev": 1, "removed": False}
        return [
            {**nowhere, "kind": kind, "id": f"{name}@1", "body": body}
            for name, (kind, body) in everything.items()
            if name not in held
        ]


def _first(op: Op) -> Json:
    body = msgspec.json.decode(bytes(op.body))
    identity = {"id": str(op.entity_id), "authority_id": str(op.authority_id), "kind": "review"}
    about = {"person_id": body["package_id"], "reference": f"TR-{str(op.entity_id)[-4:]}"}
    return identity | about | {"submitted_at": body["submitted_at"], "comments": []}


def _problem(code: str, **more: Any) -> Json:
    return {"code": code, "retry": "never", "template": f"It is {code}.", "params": {}, **more}


def _refusal(status: int, code: str, title: str, pointer: str = "") -> httpx.Response:
    issues = [{"pointer": pointer, "code": "malformed"}]
    problem = encode({"status": status, "code": code, "title": title, "issues": issues})
    return httpx.Response(status, content=problem, headers={"Content-Type": "application/problem+json"})


def _json(answer: Json) -> httpx.Response:
    return httpx.Response(200, content=encode(answer), headers={"Content-Type": "application/json"})
