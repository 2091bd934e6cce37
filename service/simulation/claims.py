"""What has to be true after every schedule, whatever went wrong in it; each claim answers in what way it is broken."""

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

import httpx
from asyncpg import Record

from schemas.base import decode
from schemas.pulls import Pull, PullAnswer, feed_kind
from schemas.sync import PushAnswer
from service.client.holdings import Holdings
from service.simulation.holders import Holder
from service.simulation.lines import Exchange
from service.simulation.play import Play
from service.sync import cursors
from service.sync.pull import hex_of

OPS = """
select l.op_id, l.status, l.entity_id, l.kind,
  (select count(*) from submission_rev r where r.authority_id = l.authority_id and r.op_id = l.op_id) as revisions,
  exists (select from op_body b where b.authority_id = l.authority_id and b.op_id = l.op_id) as has_body
from op_ledger l where l.authority_id = $1
"""
REVISIONS = """
select r.id, r.rev, r.op_id, s.rev as latest, s.proposed_rev from submission_rev r
join submission s on s.authority_id = r.authority_id and s.id = r.id where r.authority_id = $1 order by r.id, r.rev
"""
APPROVALS = "select submission_id, rev from decision where authority_id = $1 and outcome = 'approved'"
MESSAGES = """
select o.submission_id, o.rev, o.message, o.state from outbox o where o.authority_id = $1 and o.state <> 'withheld'
"""
DIGESTS = """
select z.scope_id, coalesce((
  select bit_xor(sync_share(f.kind, f.entity_id, f.rev)) from sync_feed f
  where f.scope_id = z.scope_id and not f.removed), 0) as digest
from sync_scope z where z.authority_id = $1 and z.holder_id = $2
"""
LISTED = """
select f.entity_id, f.rev from sync_scope z join sync_feed f on f.scope_id = z.scope_id
where z.authority_id = $1 and z.holder_id = $2 and f.kind = $3 and not f.removed
"""
REACHED = """
select s.id, s.version, s.state, coalesce(s.rev, 0) as rev from submission s
where s.authority_id = $1 and exists (
  select from access_grant g where g.authority_id = s.authority_id and g.person_id = s.person_id and g.holder_id = $2
    and g.valid_from <= $3 and (g.valid_until is null or g.valid_until > $3))
"""
PLACE = "select location_id from device where id = $1"
EVERYTHING = """
select (select count(*) from op_ledger where authority_id = $1) as ops,
  (select count(*) from op_body where authority_id = $1) as bodies,
  (select count(*) from submission_rev where authority_id = $1) as revisions,
  (select coalesce(sum(version), 0) from submission where authority_id = $1) as versions,
  (select count(*) from history where authority_id = $1) as events,
  (select count(*) from outbox where authority_id = $1) as messages,
  (select coalesce(sum(head), 0) from sync_scope where authority_id = $1) as heads
"""


class Claims:
    """Looks at the end of one schedule: at the database, and at what everybody has been told."""

    def __init__(self, play: Play) -> None:
        self.play, self.stage = play, play.stage
        self.authority = play.town.authority
        self.ops = {row["op_id"]: row for row in self.stage.fetch(OPS, self.authority)}
        self.revisions = self.stage.fetch(REVISIONS, self.authority)

    def broken(self) -> list[str]:
        """Everything that is not as it has to be; nothing where all is well."""
        claims = (
            self.nothing_is_lost,
            self.every_outcome_has_its_effect,
            self.nothing_is_there_twice,
            self.only_seen_revisions_were_approved,
            self.the_record_has_every_approval_once,
            self.cursors_only_go_on,
            self.no_digest_ever_differed,
            self.every_tablet_shows_what_the_service_has,
            self.nobody_is_told_of_what_isnt_theirs,
            self.no_transaction_is_open,
            self.repeating_everything_changes_nothing,
        )
        return [f"{_worded(claim.__name__)}: {how}" for claim in claims for how in claim()]

    def nothing_is_lost(self) -> Iterator[str]:
        """Every op that was ever finished has a stored outcome, or is still in the outbox of its tablet."""
        for holder in self.play.holders:
            pending = {work.op.op_id for work in holder.tablet.outbox()}
            gone = holder.destroyed | holder.given_up
            for op, review in holder.finished.items():
                if op not in self.ops.keys() | pending | gone:
                    yield f"work of {holder.name} on {self._review(review)} is nowhere"

    def every_outcome_has_its_effect(self) -> Iterator[str]:
        """Outcome and effect are there both, or neither."""
        for row in self.ops.values():
            about = f"{row['kind']} of {self._review(row['entity_id'])}"
            if row["status"] == "claimed":
                yield f"{about} was claimed and never settled"
            if row["status"] in ("conflict", "held", "quarantined") and not row["has_body"]:
                yield f"{about} is {row['status']}, and its bytes are gone"
            if row["status"] == "accepted" and row["kind"] == "submit" and not row["revisions"]:
                yield f"{about} was accepted, and there is no revision of it"
        for row in self.revisions:
            if row["op_id"] not in self.ops:
                yield f"revision {row['rev']} of {self._review(row['id'])} came with an op that nobody knows of"

    def nothing_is_there_twice(self) -> Iterator[str]:
        for row in self.ops.values():
            if row["revisions"] > 1:
                yield f"one op made {row['revisions']} revisions of {self._review(row['entity_id'])}"
        for review, revs in self._revs().items():
            if revs != list(range(1, len(revs) + 1)):
                yield f"the revisions of {self._review(review)} are {revs}"
        for holder in self._signed_in():
            for review, times in Counter(one.id for one in holder.shown()).items():
                if times > 1:
                    yield f"{holder.name} shows {self._review(review)} {times} times"

    def only_seen_revisions_were_approved(self) -> Iterator[str]:
        asked = set().union(*(office.approved for office in self.play.verifiers))
        for row in self.stage.fetch(APPROVALS, self.authority):
            if (row["submission_id"], row["rev"]) not in asked:
                yield f"revision {row['rev']} of {self._review(row['submission_id'])} was approved by nobody who saw it"

    def the_record_has_every_approval_once(self) -> Iterator[str]:
        effects = Counter(self.stage.record.effects.values())
        for about, times in effects.items():
            if times > 1:
                yield f"the record has {about[1]} of {self._review(UUID(about[0]))} {times} times"
        for row in self.stage.fetch(MESSAGES, self.authority):
            known = (str(row["submission_id"]), row["message"], row["rev"]) in effects
            if not known or row["state"] != "sent":
                message = f"{row['message']} of {self._review(row['submission_id'])}"
                yield f"{message} is {row['state']}, and known there: {known}"

    def cursors_only_go_on(self) -> Iterator[str]:
        """From the cursor that was asked with to the one that was answered, in every scope that wasn't reset."""
        for line in self.play.lines:
            for exchange in line.carrier.exchanges:
                if exchange.path == "/v1/sync/pull" and exchange.answer.is_success:
                    yield from _steps_back(exchange)

    def no_digest_ever_differed(self) -> Iterator[str]:
        """A pull that loses nothing leaves nothing to compare; whoever asks for a manifest has lost something."""
        for line in self.play.lines:
            if any(exchange.path == "/v1/sync/manifest" for exchange in line.carrier.exchanges):
                yield f"{line.carrier.who} had not got what the service said that it had"

    def every_tablet_shows_what_the_service_has(self) -> Iterator[str]:
        for holder in self._signed_in():
            place = self._place(holder)
            rows = self.stage.fetch(DIGESTS, self.authority, place)
            digests = {str(row["scope_id"]): hex_of(row["digest"]) for row in rows}
            if Holdings(holder.tablet.store).differing(digests):
                yield f"{holder.name} doesn't hold what its scope's digest says"
            shown = {one.id: one for one in holder.shown()}
            for row in self._reached(holder):
                one = shown.get(row["id"])
                if one is None or (one.state, one.rev) != (row["state"], self._latest(row["id"])):
                    has = "nothing" if one is None else f"{one.state} at {one.rev}"
                    yield f"{self._review(row['id'])} is {row['state']}, and {holder.name} shows {has}"

    def nobody_is_told_of_what_isnt_theirs(self) -> Iterator[str]:
        """What a scope lists is what its holder reaches, in the version that it has now."""
        for holder in self._signed_in():
            rows = self.stage.fetch(LISTED, self.authority, self._place(holder), feed_kind("submission"))
            listed = {row["entity_id"]: row["rev"] for row in rows}
            reached = {row["id"]: row["version"] for row in self._reached(holder)}
            for review in sorted(listed.keys() | reached.keys()):
                if listed.get(review) != reached.get(review):
                    said = f"version {listed.get(review)}, and is at {reached.get(review)}"
                    yield f"the scope of {holder.name} lists {self._review(review)} in {said}"

    def no_transaction_is_open(self) -> Iterator[str]:
        for name, process in (("service", self.stage.service), ("worker", self.stage.worker)):
            counted = process.database.connections()
            if counted["open"] != counted["idle"]:
                yield f"{counted['open'] - counted['idle']} connections never came back to the pool of the {name}"

    def repeating_everything_changes_nothing(self) -> Iterator[str]:
        """Every push that ever arrived arrives once more."""
        before = self._everything()
        for holder in self._signed_in():
            for exchange in list(holder.line.carrier.exchanges):
                if exchange.path == "/v1/sync/push" and exchange.answer.is_success:
                    yield from self._repeated(holder, exchange)
        after = self._everything()
        if before != after:
            yield f"it was {before} and is {after}"

    def _repeated(self, holder: Holder, exchange: Exchange) -> Iterator[str]:
        """The very same bytes, with a token that still counts."""
        token = holder.tablet.session.call(lambda token: token)
        headers = dict(exchange.request.headers) | {"authorization": f"Bearer {token}"}
        request = httpx.Request(
            "POST", exchange.request.url, headers=headers, content=exchange.request.content
        )
        answered = holder.line.inner.handle_request(request)
        if not answered.is_success:
            yield f"a push of {holder.name} was answered before, and now with {answered.status_code}"
            return
        first = {one.op_id: one for one in decode(exchange.content(), PushAnswer).results}
        for again in decode(answered.read(), PushAnswer).results:
            was = first[again.op_id]
            if was.status in ("accepted", "conflict", "quarantined") and again.status != "duplicate":
                yield f"an op of {holder.name} was {was.status} and is {again.status} when it is sent again"

    def _everything(self) -> dict[str, int]:
        return dict(self.stage.fetch(EVERYTHING, self.authority)[0])

    def _signed_in(self) -> list[Holder]:
        return [holder for holder in self.play.holders if holder.is_in_use]

    def _reached(self, holder: Holder) -> list[Record]:
        return self.stage.fetch(REACHED, self.authority, self._place(holder), self.stage.now)

    def _place(self, holder: Holder) -> UUID:
        place: UUID = self.stage.fetch(PLACE, holder.seat.device_id)[0]["location_id"]
        return place

    def _revs(self) -> dict[UUID, list[int]]:
        revs: dict[UUID, list[int]] = {}
        for row in self.revisions:
            revs.setdefault(row["id"], []).append(row["rev"])
        return revs

    def _latest(self, review: UUID) -> int:
        return max(self._revs()[review])

    def _review(self, review: UUID) -> str:
        """A review as the trace counts them."""
        known = self.play.reviews
        return f"review {known.index(review)}" if review in known else "a review that nobody handed in"


def _steps_back(exchange: Exchange) -> Iterator[str]:
    asked = cursors.read(decode(_unpacked(exchange.request), Pull).cursor)
    page = decode(exchange.content(), PullAnswer)
    answered = cursors.read(page.cursor)
    for scope, position in answered.scopes.items():
        before = asked.scopes.get(scope)
        if before and scope not in page.scopes.reset and position.after < before.after:
            yield f"a cursor went back from {before.after} to {position.after}"


def _unpacked(request: httpx.Request) -> bytes:
    return httpx.Response(200, headers=request.headers, content=request.content).read()


def _worded(name: str) -> str:
    return name.replace("_", " ").replace("isnt", "isn't")
