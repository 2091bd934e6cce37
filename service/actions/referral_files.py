"""Taking in a file of referrals: everybody by themselves, so that one who can't be referred holds up nobody else."""

import hashlib
import logging
from collections import Counter
from datetime import datetime
from io import BytesIO
from uuid import UUID

from anyio import to_thread
from msgspec import UNSET

from schemas.accounts import Actor
from schemas.base import Issue, Malformed
from schemas.referral_files import ImportReferrals, ReferralFault, ReferralRow, ReferralsImported
from schemas.referrals import OpenReferral
from service import spreadsheets
from service.actions import imports, referrals
from service.actions.imports import Owner
from service.problems import ALREADY_REFERRED, NOT_A_HOME, Problem
from service.store import referrals as store
from service.store.database import Database
from workflows.clocks import LONDON
from workflows.referral_files import fault, is_as_referred, read
from workflows.referrals import COORDINATORS

log = logging.getLogger("tamar.imports")

COUNTED = ("rows", "created", "changed", "unchanged", "rejected")
WHY = {
    "unknown": ("record_id", "The council knows nobody by this number; somebody new needs an NHS number."),
    "ambiguous": ("nhs_number", "The numbers belong to different people."),
    "differs": ("date_of_birth", "The council knows this number with another date of birth or family name."),
}
"""Why somebody can't be told apart: the column that is looked at first, and what to do."""


class _OnlyTried(Exception):
    """Ends a trial, so that nothing of it is written."""


async def take_in(
    database: Database, raw: bytes, asked: ImportReferrals, actor: Actor, at: datetime
) -> ReferralsImported:
    """Refer everybody in a file, or only say what that would do; again changes nothing.

    Raises Malformed for what is no such file, and Problem: FORBIDDEN for who coordinates at no hospital of the council.
    """
    authority_id = imports.authority_of(actor, asked.authority_id, COORDINATORS)
    hospital = _hospital(actor, asked.hospital_location_id)
    today = at.astimezone(LONDON).date()
    reading = await to_thread.run_sync(lambda: read(spreadsheets.rows(BytesIO(raw)), today))
    digest = hashlib.sha256(raw).digest()
    run_id = await imports.begin(database, "referrals", Owner(authority_id), digest, asked, actor, at)
    verdicts: Counter[str] = Counter()
    faults = list(reading.faults)
    for row in reading.rows:
        verdict = await _take_in(database, (authority_id, hospital), row, actor, at, dry_run=asked.dry_run)
        if isinstance(verdict, ReferralFault):
            faults.append(verdict)
        else:
            verdicts[verdict] += 1
    done = _summary(reading.records, verdicts, faults)
    counts = {name: getattr(done, name) for name in COUNTED}
    await imports.end(database, run_id, counts, actor, at)
    log.info("referrals taken in", extra={"fields": {"account_id": actor.account_id} | counts})
    return done


def _hospital(actor: Actor, named: UUID | None) -> UUID:
    """The hospital named, or the only one at which the caller coordinates."""
    if named is not None:
        return named
    own = {one.location.id for one in actor.memberships if one.role in COORDINATORS and one.location}
    if not own:
        raise Malformed([Issue(pointer="/query/hospital_location_id", code="missing")])
    return imports.the_only_one(own, "hospital_location_id")


async def _take_in(
    database: Database, of: tuple[UUID, UUID], row: ReferralRow, actor: Actor, at: datetime, *, dry_run: bool
) -> str | ReferralFault:
    """Created, unchanged, or why not: whoever can't be referred leaves nothing behind."""
    try:
        async with database.tx(actor, at) as db:
            homes = await store.locations(db, row.homes, at)
            if unknown := [home for home in row.homes if home not in homes]:
                detail = f"No location has this id: {', '.join(unknown)}."
                return fault(row.row, "homes", "unknown-location", detail)
            given = _given(of, row, [homes[home] for home in row.homes])
            await referrals.open_one(db, given, actor, at)
            _write_only_if(not dry_run)
    except _OnlyTried:
        return "created"
    except Problem as refused:
        if refused.refusal is ALREADY_REFERRED and await _is_known(database, of, row, actor, at):
            return "unchanged"
        return _fault(row, refused)
    return "created"


async def _is_known(
    database: Database, of: tuple[UUID, UUID], row: ReferralRow, actor: Actor, at: datetime
) -> bool:
    async with database.tx(actor, at, readonly=True) as db:
        known = await store.open_of(db, *of, row.person)
    return known is not None and is_as_referred(row, known)


def _write_only_if(meant: bool) -> None:
    if not meant:
        raise _OnlyTried


def _given(of: tuple[UUID, UUID], row: ReferralRow, homes: list[UUID]) -> OpenReferral:
    authority_id, hospital = of
    return OpenReferral(
        authority_id=authority_id,
        hospital_location_id=hospital,
        person=row.person,
        ward=row.ward,
        pathway=row.pathway,
        category=row.category,
        medically_fit_at=row.medically_fit_at,
        proposed_from=row.proposed_from,
        proposed_until=row.proposed_until,
        homes=homes,
    )


def _fault(row: ReferralRow, refused: Problem) -> ReferralFault:
    """Why the service refuses to refer somebody, in the file's words; what is about the whole file is refused whole."""
    if refused.refusal is NOT_A_HOME:
        return fault(row.row, "homes", refused.code, "One of these doesn't work with the council.")
    if refused.refusal is ALREADY_REFERRED:
        return fault(row.row, "", refused.code, "This person is referred already, and otherwise than here.")
    for issue in refused.issues:
        if issue.code in WHY:
            column, detail = WHY[issue.code]
            return fault(row.row, column, issue.code, detail)
    raise refused


def _summary(records: int, verdicts: Counter[str], faults: list[ReferralFault]) -> ReferralsImported:
    return ReferralsImported(
        rows=records,
        created=verdicts["created"],
        changed=0,
        unchanged=verdicts["unchanged"],
        rejected=len({one.row for one in faults}),
        errors=sorted(faults, key=lambda one: one.row),
        errors_left_out=UNSET,
    )
