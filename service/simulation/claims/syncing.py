"""What has to be true of what tablets were told and show, and of everything that is sent once more."""

from collections.abc import Iterator

import httpx
import jwt

from schemas.base import decode
from schemas.pulls import Pull, PullAnswer, feed_kind
from schemas.sync import PushAnswer
from service.client.holdings import Holdings
from service.simulation.claims.ending import Ending, unpacked
from service.simulation.holders import Holder
from service.simulation.lines import Exchange
from service.sync import cursors
from service.sync.pull import hex_of

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
EVERYTHING = """
select (select count(*) from op_ledger where authority_id = $1) as ops,
  (select count(*) from op_body where authority_id = $1) as bodies,
  (select count(*) from submission_rev where authority_id = $1) as revisions,
  (select coalesce(sum(version), 0) from submission where authority_id = $1) as versions,
  (select count(*) from history where authority_id = $1) as events,
  (select count(*) from assessment_rev where authority_id = $1) as assessments,
  (select coalesce(sum(version), 0) from assessment where authority_id = $1) as versions_of_assessments,
  (select coalesce(sum(version), 0) from referral where authority_id = $1) as versions_of_referrals,
  (select count(*) from home_decision where authority_id = $1) as decisions_of_homes,
  (select count(*) from discharge_history where authority_id = $1) as events_of_discharges,
  (select coalesce(sum(version), 0) from draft where authority_id = $1) as drafts,
  (select count(answer) from submission_query where authority_id = $1) as answers,
  (select count(*) from correction where authority_id = $1) as corrections,
  (select count(*) from outbox where authority_id = $1) as messages,
  (select coalesce(sum(head), 0) from sync_scope where authority_id = $1) as heads
"""


def cursors_only_go_on(end: Ending) -> Iterator[str]:
    """From the cursor that was asked with to the one that was answered, in every scope that wasn't reset."""
    for line in end.play.lines:
        for exchange in line.carrier.exchanges:
            if exchange.path == "/v1/sync/pull" and exchange.answer.is_success:
                yield from _steps_back(exchange)


def no_digest_ever_differed(end: Ending) -> Iterator[str]:
    """A pull that loses nothing leaves nothing to compare; whoever asks for a manifest has lost something."""
    for line in end.play.lines:
        if any(exchange.path == "/v1/sync/manifest" for exchange in line.carrier.exchanges):
            yield f"{line.carrier.who} had not got what the service said that it had"


def every_tablet_shows_what_the_service_has(end: Ending) -> Iterator[str]:
    for holder in end.signed_in():
        place = end.place(holder)
        rows = end.stage.fetch(DIGESTS, end.authority, place)
        digests = {str(row["scope_id"]): hex_of(row["digest"]) for row in rows}
        if Holdings(holder.tablet.store).differing(digests):
            yield f"{holder.name} doesn't hold what its scope's digest says"
        shown = {one.id: one for one in holder.shown()}
        for row in end.reached(holder):
            one = shown.get(row["id"])
            if one is None or (one.state, one.rev) != (row["state"], end.latest(row["id"])):
                has = "nothing" if one is None else f"{one.state} at {one.rev}"
                yield f"{end.review(row['id'])} is {row['state']}, and {holder.name} shows {has}"


def nobody_is_told_of_what_isnt_theirs(end: Ending) -> Iterator[str]:
    """What a scope lists is what its holder reaches, in the version that it has now."""
    for holder in end.signed_in():
        rows = end.stage.fetch(LISTED, end.authority, end.place(holder), feed_kind("submission"))
        listed = {row["entity_id"]: row["rev"] for row in rows}
        reached = {row["id"]: row["version"] for row in end.reached(holder)}
        for review in sorted(listed.keys() | reached.keys()):
            if listed.get(review) != reached.get(review):
                said = f"version {listed.get(review)}, and is at {reached.get(review)}"
                yield f"the scope of {holder.name} lists {end.review(review)} in {said}"


def no_transaction_is_open(end: Ending) -> Iterator[str]:
    for name, process in (("service", end.stage.service), ("worker", end.stage.worker)):
        counted = process.database.connections()
        if counted["open"] != counted["idle"]:
            yield f"{counted['open'] - counted['idle']} connections never came back to the pool of the {name}"


def repeating_everything_changes_nothing(end: Ending) -> Iterator[str]:
    """Every push that ever arrived arrives once more."""
    before = _everything(end)
    for holder in end.signed_in():
        for exchange in list(holder.line.carrier.exchanges):
            if exchange.path == "/v1/sync/push" and exchange.answer.is_success:
                yield from _repeated(holder, exchange)
    after = _everything(end)
    if before != after:
        yield f"it was {before} and is {after}"


def _repeated(holder: Holder, exchange: Exchange) -> Iterator[str]:
    """The very same bytes, with a token that still counts, if it is theirs who sent them."""
    token = holder.tablet.session.call(lambda token: token)
    if _bearer(f"Bearer {token}") != _bearer(exchange.request.headers["authorization"]):
        return
    headers = dict(exchange.request.headers) | {"authorization": f"Bearer {token}"}
    request = httpx.Request("POST", exchange.request.url, headers=headers, content=exchange.request.content)
    answered = holder.line.inner.handle_request(request)
    if not answered.is_success:
        yield f"a push of {holder.name} was answered before, and now with {answered.status_code}"
        return
    first = {one.op_id: one for one in decode(exchange.content(), PushAnswer).results}
    for again in decode(answered.read(), PushAnswer).results:
        was = first[again.op_id]
        if was.status in ("accepted", "conflict", "quarantined") and again.status != "duplicate":
            yield f"an op of {holder.name} was {was.status} and is {again.status} when it is sent again"


def _bearer(authorization: str) -> tuple[str, str]:
    """Who sent it, on which tablet."""
    said = jwt.decode(authorization.removeprefix("Bearer "), options={"verify_signature": False})
    return said["sub"], said["device"]


def _everything(end: Ending) -> dict[str, int]:
    return dict(end.stage.fetch(EVERYTHING, end.authority)[0])


def _steps_back(exchange: Exchange) -> Iterator[str]:
    asked = cursors.read(decode(unpacked(exchange.request), Pull).cursor)
    page = decode(exchange.content(), PullAnswer)
    answered = cursors.read(page.cursor)
    for scope, position in answered.scopes.items():
        before = asked.scopes.get(scope)
        if before and scope not in page.scopes.reset and position.after < before.after:
            yield f"a cursor went back from {before.after} to {position.after}"


CLAIMS = (
    cursors_only_go_on,
    no_digest_ever_differed,
    every_tablet_shows_what_the_service_has,
    nobody_is_told_of_what_isnt_theirs,
    no_transaction_is_open,
    repeating_everything_changes_nothing,
)
