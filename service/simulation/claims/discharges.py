"""What has to be true of people who leave hospital: of referrals, their assessments, and what homes decided."""

from collections import Counter
from collections.abc import Iterable, Iterator
from uuid import UUID

from asyncpg import Record

from schemas.pulls import feed_kind
from schemas.referrals import HAS_THE_MOVE, TAKES, HomeState, ReferralState
from service.simulation.claims.ending import Ending
from service.simulation.holders import Holder

REFERRALS = "select * from referral where authority_id = $1"
HOMES = "select referral_id, location_id, state from referral_home where authority_id = $1 order by place"
ASSESSMENTS = "select id, referral_id, state, rev from assessment where authority_id = $1"
DECISIONS = """
select referral_id, assessment_id, rev, outcome, coalesce(reason, accommodation ->> 'room') as words, location_id
from home_decision where authority_id = $1 order by id
"""
HISTORY = """
select referral_id, subject, location_id, from_state, to_state, rev from discharge_history where authority_id = $1
order by id
"""
CONFLICTS = """
select l.entity_id, convert_from(l.outcome, 'UTF8')::jsonb -> 'problem' ->> 'code' as code from op_ledger l
where l.authority_id = $1 and l.status = 'conflict' and exists (
  select from assessment a where a.authority_id = l.authority_id and a.id = l.entity_id)
"""
MESSAGES = """
select d.assessment_id, o.rev, o.message, o.state from outbox o
join home_decision d on d.authority_id = o.authority_id and d.id = o.home_decision_id
where o.authority_id = $1 and o.state <> 'withheld'
"""
REACHED = """
with mine as (
  select g.person_id from access_grant g where g.authority_id = $1 and g.holder_id = $2
    and g.valid_from <= $3 and (g.valid_until is null or g.valid_until > $3))
select id, version, state, 0 as rev from referral
where authority_id = $1 and person_id in (select m.person_id from mine m)
union all
select id, version, state, rev from assessment
where authority_id = $1 and person_id in (select m.person_id from mine m)
"""
LISTED = """
select f.entity_id, f.rev from sync_scope z join sync_feed f on f.scope_id = z.scope_id
where z.authority_id = $1 and z.holder_id = $2 and f.kind = any ($3) and not f.removed
"""
KINDS = [feed_kind("referral"), feed_kind("assessment")]
AFTER = {"accept": HomeState.ACCEPTED, "decline": HomeState.DECLINED}
NEEDS_ONE = frozenset(
    {ReferralState.ASKED, ReferralState.PLACED, ReferralState.ARRIVED, ReferralState.UNPLACED}
)


def homes_decided_on_what_they_saw(end: Ending) -> Iterator[str]:
    """On no other revision, nothing else than they asked, and each time that they asked once."""
    asked = {words: one for home in end.play.care_homes for words, one in home.asked.items()}
    kept = Counter(row["words"] for row in _decisions(end))
    for row in _decisions(end):
        about = end.review(row["assessment_id"])
        if asked.get(row["words"]) != (row["assessment_id"], row["rev"], row["outcome"]):
            yield f"a home decided on revision {row['rev']} of {about}, and nobody asked for that"
        if kept[row["words"]] > 1:
            yield f"one decision on {about} is kept {kept[row['words']]} times"
    for home in end.play.care_homes:
        yield from (f"a decision of {home.name} is gone" for words in home.told if not kept[words])


def homes_decided_on_the_newest_answers(end: Ending) -> Iterator[str]:
    """Whatever came between what they saw and what they asked for."""
    decided: dict[tuple[UUID, UUID], list[int]] = {}
    for row in _decisions(end):
        decided.setdefault((row["referral_id"], row["location_id"]), []).append(row["rev"])
    newest: dict[UUID, int] = {}
    for row in _history(end, "assessment", "home"):
        referral, home = row["referral_id"], row["location_id"]
        if row["subject"] == "assessment":
            newest[referral] = row["rev"]
        elif row["to_state"] in AFTER.values():
            rev = decided[referral, home].pop(0)
            if rev != newest[referral]:
                yield f"a home decided on revision {rev} when there was a revision {newest[referral]}"


def a_referral_follows_from_its_history(end: Ending) -> Iterator[str]:
    """Each of its steps began where the one before it ended, and it stands where the last one did."""
    stands: dict[UUID, str] = {}
    for row in _history(end, "referral"):
        before = stands.get(row["referral_id"])
        if row["from_state"] != before:
            yield f"a referral that was {before} went from {row['from_state']} to {row['to_state']}"
        stands[row["referral_id"]] = row["to_state"]
    for row in _referrals(end):
        if row["state"] != stands.get(row["id"]):
            yield f"a referral is {row['state']}, and by its history {stands.get(row['id'])}"


def a_referral_stands_as_its_homes_do(end: Ending) -> Iterator[str]:
    """One home at most has the move, and each stands by what it decided last."""
    homes: dict[UUID, dict[UUID, str]] = {}
    for row in end.stage.fetch(HOMES, end.authority):
        homes.setdefault(row["referral_id"], {})[row["location_id"]] = row["state"]
    for row in _referrals(end):
        states = list(homes[row["id"]].values())
        if not _fit(row["state"], states):
            yield f"a referral is {row['state']}, and its homes are {', '.join(states)}"
    last = {(row["referral_id"], row["location_id"]): row["outcome"] for row in _decisions(end)}
    for (referral, home), outcome in last.items():
        if homes[referral][home] not in (AFTER[outcome], HomeState.RELEASED):
            yield f"a home said {outcome} last, and is {homes[referral][home]}"


def a_referral_has_one_assessment(end: Ending) -> Iterator[str]:
    """As long as it waits for one it has none, and all that were handed in belong to one each."""
    rows = end.stage.fetch(ASSESSMENTS, end.authority)
    live = [(row["referral_id"], row["id"]) for row in rows if row["state"] != "withdrawn"]
    named = [(row["id"], row["assessment_id"]) for row in _referrals(end) if row["assessment_id"]]
    for referral, assessment in sorted(set(live) ^ set(named)):
        yield f"a referral and {end.review(assessment)} don't name each other ({referral})"
    for row in _referrals(end):
        if row["state"] in NEEDS_ONE and row["assessment_id"] is None:
            yield f"a referral is {row['state']}, and nobody was assessed"


def nobody_is_in_conflict_with_themselves(end: Ending) -> Iterator[str]:
    """There is one tablet that assesses: unless it forgets or staff step in, it builds on what it made before."""
    if end.play.bedside.was_restored or end.play.bedside.wiped:
        return
    for row in end.stage.fetch(CONFLICTS, end.authority):
        if row["code"] == "stale-base":
            yield f"{end.review(row['entity_id'])} was changed by its only author, and is in conflict"


def every_tablet_shows_who_leaves_hospital(end: Ending) -> Iterator[str]:
    """Referrals and assessments of everybody whom its place reaches, as the service has them, and no others."""
    for holder in end.signed_in() if _referrals(end) else []:
        place = end.place(holder)
        reached = end.stage.fetch(REACHED, end.authority, place, end.stage.now)
        has = {row["id"]: (row["state"], row["rev"]) for row in reached}
        versions = {row["id"]: row["version"] for row in reached}
        listed = end.stage.fetch(LISTED, end.authority, place, KINDS)
        if versions != {row["entity_id"]: row["rev"] for row in listed}:
            yield f"the scope of {holder.name} lists other referrals and assessments than it reaches"
        if has != (shows := _shown(holder, has)):
            yield f"{holder.name} shows {sorted(shows.values())} of what is {sorted(has.values())}"


def the_record_has_every_word_of_a_home_once(end: Ending) -> Iterator[str]:
    """As often as it is due, and no more."""
    has = Counter(end.stage.record.placements.values())
    due = Counter(
        (str(row["assessment_id"]), row["message"], row["rev"])
        for row in end.stage.fetch(MESSAGES, end.authority)
    )
    for about in sorted(has.keys() | due.keys()):
        if has[about] != due[about]:
            message = f"{about[1]} of {end.review(UUID(about[0]))}"
            yield f"{message} is known there {has[about]} times, and due {due[about]} times"


def _fit(state: str, homes: list[str]) -> bool:
    """Whether a referral can stand so with homes that stand so."""
    taking, moving = [one for one in homes if one in TAKES], [one for one in homes if one in HAS_THE_MOVE]
    match state:
        case "placed":
            return len(taking) == len(moving) == 1
        case "arrived":
            return len(taking) == len(moving) == 1 and HomeState.WAITING not in homes
        case "asked":
            return len(moving) == 1 and not taking
        case "referred":
            return not moving
        case _:
            return not moving and HomeState.WAITING not in homes


def _shown(holder: Holder, of: Iterable[UUID]) -> dict[UUID, tuple[str, int]]:
    """Of all referrals, and of these assessments."""
    shows = {one.id: (one.state.value, 0) for one in holder.tablet.referrals()}
    found = (holder.tablet.assessment(one) for one in of)
    return shows | {one.id: (one.state.value, one.rev) for one in found if one}


def _referrals(end: Ending) -> list[Record]:
    return end.stage.fetch(REFERRALS, end.authority)


def _history(end: Ending, *subjects: str) -> list[Record]:
    return [row for row in end.stage.fetch(HISTORY, end.authority) if row["subject"] in subjects]


def _decisions(end: Ending) -> list[Record]:
    return end.stage.fetch(DECISIONS, end.authority)


CLAIMS = (
    homes_decided_on_what_they_saw,
    homes_decided_on_the_newest_answers,
    a_referral_follows_from_its_history,
    a_referral_stands_as_its_homes_do,
    a_referral_has_one_assessment,
    nobody_is_in_conflict_with_themselves,
    every_tablet_shows_who_leaves_hospital,
    the_record_has_every_word_of_a_home_once,
)
