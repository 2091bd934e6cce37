"""The forms, questions and rulesets in use: every tablet holds them before the work that needs them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple
from uuid import UUID

from msgspec import UNSET, Raw

from schemas.base import encode
from schemas.pulls import PullKind, PullRow
from schemas.questions import QuestionSet, SetStanding
from schemas.sync import FormsKnown, FormStanding, FormVersions
from service.store import catalogue as store
from service.store import questions
from service.store.engine import Connection
from service.sync import rating
from workflows import forms, ratings
from workflows.forms import FormKey
from workflows.forms.standing import state
from workflows.policies import FormsPolicy
from workflows.questions import showing

MOST_REMEMBERED = 1_000
"""Catalogues; those that were read the longest ago are forgotten first."""


class Catalogue(NamedTuple):
    """What is asked of those who work with some councils."""

    policies: Mapping[UUID, FormsPolicy]
    """Of each council, which versions of forms it takes."""
    sets: Sequence[SetStanding]
    """Every version of their own questions that was ever asked."""
    rated_by: Sequence[PullRow]
    """The rulesets by which their people are rated, or will be, where they decided that for themselves."""

    def forms(self, at: datetime) -> list[FormVersions]:
        """The forms with their versions, and how a version stands with a council that doesn't just ask it."""
        known = [key for key in forms.FORMS if self._is_asked(key, at)]
        standing = {name: [*self._standing(name, known, at)] for name, _ in known}
        return [
            FormVersions(id=name, versions=_versions_of(name, known), standing=standing[name] or UNSET)
            for name in sorted(standing)
        ]

    def questions(self, at: datetime) -> list[FormVersions]:
        """The councils' own questions about each form, as forms of their own."""
        keys = [(showing.form_id(one), one.version) for one in self.sets]
        return [
            FormVersions(
                id=name,
                versions=_versions_of(name, keys),
                standing=[_of_set(one, at) for one in self.sets if showing.form_id(one) == name],
            )
            for name in sorted({name for name, _ in keys})
        ]

    def rulesets(self) -> list[FormVersions]:
        """The versions by which people are rated, or will be."""
        known = {*ratings.RULESETS, *((row.id.partition("@")[0], row.rev) for row in self.rated_by)}
        names = sorted({name for name, _ in known})
        return [FormVersions(id=name, versions=_versions_of(name, known)) for name in names]

    def beyond(self, held: Collection[str], at: datetime) -> Iterator[PullRow]:
        """The forms and rulesets of it but for those that are held."""
        lacking = ((key, row) for key in forms.FORMS if (row := _form(key)).id not in held)
        yield from (row for key, row in lacking if self._is_asked(key, at))
        yield from (row for row in (*_rulesets(), *self.rated_by) if row.id not in held)

    def sets_beyond(self, held: Collection[str]) -> set[str]:
        """The names of the councils' own questions but for those that are held."""
        return {_name(one) for one in self.sets} - {*held}

    def has_more_than(self, held: Collection[str], at: datetime) -> bool:
        """Whether anything of it isn't held."""
        return any(self.beyond(held, at)) or bool(self.sets_beyond(held))

    def _is_asked(self, key: FormKey, at: datetime) -> bool:
        """Everybody may see a form that not all of their councils have in draft."""
        states = [policy.state(*key, at) for policy in self.policies.values()]
        return not states or any(one != "draft" for one in states)

    def _standing(self, name: str, known: Iterable[FormKey], at: datetime) -> Iterator[FormStanding]:
        for version in _versions_of(name, known):
            for authority, policy in sorted(self.policies.items()):
                if (now := policy.state(name, version, at)) != "open":
                    until = policy.accept_until(name, version, at)
                    yield FormStanding(
                        authority_id=authority, version=version, state=now, accept_until=until or UNSET
                    )


_remembered: dict[tuple[frozenset[UUID], str], Catalogue] = {}


async def of(db: Connection, authorities: Collection[UUID], at: datetime) -> Catalogue:
    """What is asked of those who work with these councils."""
    decided = await store.decided(db, authorities, at)
    policies = {authority: decided.forms.get(authority, FormsPolicy()) for authority in authorities}
    return Catalogue(policies, decided.sets, await rating.rulesets(db, decided.rated, at))


def remembered(authorities: frozenset[UUID], mark: str | None) -> Catalogue | None:
    """What is asked of those who work with these councils as long as it has this mark, if that was read here before."""
    return None if mark is None else _remembered.get((authorities, mark))


async def marked(db: Connection, authorities: frozenset[UUID], mark: str | None, at: datetime) -> Catalogue:
    """What is asked of those who work with these councils, which has this mark; read once for each mark."""
    asked = remembered(authorities, mark) or await of(db, authorities, at)
    if mark is not None:
        _remembered[authorities, mark] = asked
    while len(_remembered) > MOST_REMEMBERED:
        del _remembered[next(iter(_remembered))]
    return asked


def held(given: Iterable[str], known: Iterable[FormsKnown]) -> set[str]:
    """What a device has been given, or says that it holds."""
    return {*given, *(f"{one.id}@{version}" for one in known for version in one.versions)}


async def unknown(db: Connection, asked: Catalogue, held: Collection[str], at: datetime) -> list[PullRow]:
    """What is asked that a device doesn't hold."""
    rows = [*asked.beyond(held, at)]
    if lacking := asked.sets_beyond(held):
        opened = await questions.opened(db, asked.policies)
        rows += [_of_questions(one) for one in _oldest_first(opened) if _name(one) in lacking]
    return rows


@cache
def _form(key: FormKey) -> PullRow:
    return _row("form", *key, forms.FORMS[key].shown())


@cache
def _rulesets() -> tuple[PullRow, ...]:
    return (
        *(
            _row("ruleset", name, version, rules)
            for (name, version), rules in sorted(ratings.RULESETS.items())
        ),
    )


def _of_questions(one: QuestionSet) -> PullRow:
    return _row("form", showing.form_id(one), one.version, showing.council_form(one))


def _oldest_first(sets: Iterable[QuestionSet]) -> list[QuestionSet]:
    return sorted(sets, key=lambda one: one.version)


def _name(one: SetStanding) -> str:
    return f"{showing.form_id(one)}@{one.version}"


def _row(kind: PullKind, name: str, version: int, body: object) -> PullRow:
    return PullRow(
        scope=None,
        seq=None,
        kind=kind,
        id=f"{name}@{version}",
        rev=version,
        removed=False,
        body=Raw(encode(body)),
    )


def _of_set(one: SetStanding, at: datetime) -> FormStanding:
    return FormStanding(
        authority_id=one.authority_id,
        version=one.version,
        state=state(one.opened_at, one.accept_until, at),
        accept_until=one.accept_until or UNSET,
    )


def _versions_of(name: str, known: Iterable[tuple[str, int]]) -> list[int]:
    return sorted(version for one, version in known if one == name)
