"""The forms and rulesets in use: every tablet holds them before the work that needs them."""

from collections.abc import Collection, Iterator, Sequence
from functools import cache

from msgspec import Raw

from schemas.base import encode
from schemas.sync import FormsKnown, FormVersions, PullRow
from workflows import ratings
from workflows.forms import FORMS


def forms() -> list[FormVersions]:
    return _versions(FORMS)


def rulesets() -> list[FormVersions]:
    return _versions(ratings.RULESETS)


def unknown(given: Collection[str], known: Sequence[FormsKnown]) -> Iterator[PullRow]:
    """The forms and rulesets that a device has neither been given nor says that it holds."""
    held = {*given, *(f"{one.id}@{version}" for one in known for version in one.versions)}
    return (row for row in _rows() if row.id not in held)


@cache
def _rows() -> tuple[PullRow, ...]:
    return (
        *(
            PullRow(
                scope=None,
                seq=None,
                kind="form",
                id=f"{name}@{version}",
                rev=version,
                removed=False,
                body=Raw(encode(form.shown())),
            )
            for (name, version), form in FORMS.items()
        ),
        *(
            PullRow(
                scope=None,
                seq=None,
                kind="ruleset",
                id=f"{name}@{version}",
                rev=version,
                removed=False,
                body=Raw(encode(rules)),
            )
            for (name, version), rules in sorted(ratings.RULESETS.items())
        ),
    )


def _versions(known: Collection[tuple[str, int]]) -> list[FormVersions]:
    names = sorted({name for name, _ in known})
    return [FormVersions(id=name, versions=sorted(n for one, n in known if one == name)) for name in names]
