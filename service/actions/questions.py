"""A council's own questions about a form: drafted with a reason, looked at, and asked from a moment on."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import msgspec
from msgspec import UNSET, UnsetType

from schemas.accounts import Actor, Role
from schemas.base import Malformed
from schemas.questions import (
    OpenQuestions,
    OwnAnswers,
    Questions,
    QuestionsDraft,
    QuestionSet,
    QuestionSetList,
    QuestionSetView,
)
from service import problems
from service.store import questions as store
from service.store.database import Database
from service.store.engine import Connection
from workflows import forms
from workflows.forms import FormKey
from workflows.forms.standing import state
from workflows.questions import reading, sets, showing

MAY_DECIDE = frozenset({Role.ADMIN})


async def listing(database: Database, form: FormKey, actor: Actor, at: datetime) -> QuestionSetList:
    """Every version for this version of the form, newest first, of all councils that the caller works with."""
    async with database.tx(actor, at, readonly=True) as db:
        found = await store.versions(db, actor.authority_ids, form[0])
    return QuestionSetList(items=[_view(one, at) for one in found if one.form_version == form[1]])


async def draft(
    database: Database, form: FormKey, given: QuestionsDraft, actor: Actor, at: datetime
) -> QuestionSetView:
    """Write the next version; it is asked of nobody yet. Raises Malformed for a set that can't be asked."""
    authority = _authority(actor)
    asked = _asked(given)
    if faults := sets.faults(asked):
        raise Malformed(faults)
    try:
        async with database.tx(actor, at) as db:
            number = await store.add(db, authority, form, asked, given.reason, actor.account_id, at)
            found = await store.versions(db, [authority], form[0])
    except asyncpg.UniqueViolationError:
        raise problems.UNAVAILABLE.problem(retry_after=1) from None
    return _view(_named(found, form, number), at)


async def open_(
    database: Database, form: FormKey, version: int, command: OpenQuestions, actor: Actor, at: datetime
) -> QuestionSetView:
    """Ask a draft from now on. Raises `wrong-state` for one that is none, or that a later version has overtaken."""
    authority = _authority(actor)
    accept_until = at + timedelta(days=command.accept_for_days)
    async with database.tx(actor, at) as db:
        known = await store.lock(db, authority, form[0])
        found = _named(known, form, version)
        if any(one.opened_at is not None and one.version >= version for one in known):
            raise problems.WRONG_STATE.problem(
                "This version, or a later one, was opened before: write the next."
            )
        await store.open_(db, found, actor.account_id, at, accept_until)
    return _view(msgspec.structs.replace(found, opened_at=at), at)


async def of_callers_council(
    database: Database, form: FormKey, actor: Actor, at: datetime
) -> list[QuestionSet] | None:
    """What the caller's council ever asked beside this version of the form; None for callers of no or several."""
    if len(actor.authority_ids) != 1:
        return None
    async with database.tx(actor, at, readonly=True) as db:
        known = await store.opened(db, actor.authority_ids, form[0])
    return [one for one in known if one.form_version == form[1]]


async def answers(db: Connection, authority_id: UUID, form: FormKey, body: bytes) -> OwnAnswers | UnsetType:
    """What a body says to the council's own questions, in words; UNSET where nothing was asked or answered."""
    said = forms.current(body, form)
    given, version = said.get("supplementary"), said.get("supplementary_version")
    if given is None and version is None:
        return UNSET
    return reading.own_answers(given, version, await store.opened(db, [authority_id], form[0]))


def _asked(given: QuestionsDraft) -> Questions:
    return Questions(**{name: getattr(given, name) for name in Questions.__struct_fields__})


def _named(known: Sequence[QuestionSet], form: FormKey, version: int) -> QuestionSet:
    for one in known:
        if (one.form, one.form_version, one.version) == (*form, version):
            return one
    raise problems.NOT_FOUND.problem("There is no such version of these questions.")


def _authority(actor: Actor) -> UUID:
    authorities = actor.authorities_as(MAY_DECIDE)
    if not authorities:
        raise problems.FORBIDDEN.problem("A council's questions are written by its own staff.")
    return min(authorities)


def _view(one: QuestionSet, at: datetime) -> QuestionSetView:
    return showing.view(one, state(one.opened_at, one.accept_until, at))
