"""What the council lets this tablet know: its people, their packages and reviews, as they were at one moment.

A pull comes in pages. Its rows and its cursor are written down together, page by page, and are shown when the pull
has caught up, so that nobody ever sees a person without their package, or half of a change. A scope that is
pulled from its start takes the place of what was held of it, so that what is not there any more goes.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TypeVar
from uuid import UUID

from schemas.base import decode
from schemas.discharges import PulledReferral
from schemas.forms import FormVersion
from schemas.people import PulledPackage, PulledPerson
from schemas.pulls import (
    PullAnswer,
    PulledDraft,
    PulledOutcome,
    PulledSubmission,
    PullRow,
    ScopeChanges,
    WantedEntity,
)
from schemas.questions import CouncilForm
from schemas.repairs import ManifestItem
from schemas.rulesets import CouncilRuleset, Ruleset
from schemas.sync import FormsKnown
from service.client.store import Store

T = TypeVar("T")

OF_COUNCIL = "substr(id, instr(id || ':', ':') + 1) = ?"
"""Forms and rulesets have ids like `review@1`; a council's own end in a colon and the council."""


class Holdings:
    """The pulled side of the tablet's file. Every change of it belongs into a transaction of the caller."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @property
    def cursor(self) -> str | None:
        return self.store.note("cursor")

    def take(self, page: PullAnswer) -> bool:
        """Write down one page with its cursor; True when the pull has caught up and what it brought is shown."""
        self._note_changes(page.scopes)
        for row in page.rows:
            self._keep(row)
        self.store.set_note("cursor", page.cursor)
        if page.caught_up:
            self._show(page.reached)
        return page.caught_up

    def differing(self, digests: Mapping[str, str]) -> list[str]:
        """The scopes that are not as the service says that they are."""
        return [scope for scope, digest in digests.items() if self._digest(scope) != digest]

    def suspects(self) -> list[str]:
        """Scopes that have to be compared with their manifest."""
        return [row["scope_id"] for row in self.store.run("select scope_id from scope where suspect = 1")]

    def suspect(self, differing: Collection[str]) -> None:
        """A scope that was compared and differs all the same is all there is to have, until it fits again."""
        for row in self.store.run("select scope_id, suspect from scope"):
            now = max(row["suspect"], 1) if row["scope_id"] in differing else 0
            self.store.run("update scope set suspect = ? where scope_id = ?", now, row["scope_id"])

    def compare(self, scope: str, listed: Iterable[ManifestItem]) -> None:
        """Note what of a scope's manifest is wanting here; what it doesn't list goes when the pull has caught up."""
        should = {(one.kind, str(one.id)): one.rev for one in listed}
        rows = self.store.run("select kind, id, rev from held where scope_id = ?", scope)
        have = {(row["kind"], row["id"]): row["rev"] for row in rows}
        for (kind, entity), _ in should.items() - have.items():
            self.store.run("insert or replace into wanted values (?, ?, ?)", scope, kind, entity)
        for kind, entity in have.keys() - should.keys():
            self.store.run("insert or replace into arriving values (?, ?, ?, 0, null)", scope, kind, entity)
        self.forget_suspicion(scope)

    def wanted(self, most: int) -> list[WantedEntity]:
        """What to ask for by name, at most so much at once."""
        rows = self.store.run("select scope_id as scope, kind, id from wanted limit ?", most)
        return [
            WantedEntity(scope=UUID(row["scope"]), kind=row["kind"], id=UUID(row["id"]))
            for row in rows  # of whatever kind: the service knows it
        ]

    def forget_suspicion(self, scope: str) -> None:
        """It has been compared, or is not ours to compare any more."""
        self.store.run("update scope set suspect = 2 where scope_id = ?", scope)

    def begin_again(self) -> None:
        """Pull everything from its start; until that has caught up, what is shown stays as it is."""
        self.store.set_note("cursor", None)

    def leave(self) -> bool:
        """Purge the scopes that are no longer ours, but for those about which there is still work to send."""
        gone = (
            "select scope_id from scope where leaving and not exists (select 1 from op"
            " where op.scope_id = scope.scope_id and stage in ('waiting', 'held'))"
        )
        self.store.run(f"delete from held where scope_id in ({gone})")  # noqa: S608 a constant of this function
        return bool(self.store.run(f"delete from scope where scope_id in ({gone}) returning 1"))  # noqa: S608 same

    def people(self) -> list[PulledPerson]:
        return [decode(body, PulledPerson) for body in self._bodies("person")]

    def packages(self) -> list[PulledPackage]:
        return [decode(body, PulledPackage) for body in self._bodies("package")]

    def submissions(self) -> list[PulledSubmission]:
        return [decode(body, PulledSubmission) for body in self._bodies("submission")]

    def referrals(self) -> list[PulledReferral]:
        return [decode(body, PulledReferral) for body in self._bodies("referral")]

    def drafts(self, account_id: UUID) -> dict[UUID, tuple[int, PulledDraft]]:
        """What somebody has begun on any of their tablets, each with its version.

        Those of a colleague who had the tablet before are held until the next pull sweeps them, and are not shown.
        """
        rows = self.store.run("select rev, body from held where kind = 'draft' order by id")
        found = ((row["rev"], decode(row["body"], PulledDraft)) for row in rows)
        return {draft.id: (rev, draft) for rev, draft in found if draft.account_id == account_id}

    def outcomes(self) -> list[PulledOutcome]:
        return [decode(body, PulledOutcome) for body in self._bodies("outcome")]

    def find(self, kind: str, entity_id: UUID, shape: type[T]) -> T | None:
        """One entity as it is held, in the newest version where several scopes have it."""
        found = self.store.run(
            "select body from held where kind = ? and id = ? order by rev desc limit 1", kind, str(entity_id)
        )
        return decode(found[0]["body"], shape) if found else None

    def scope_of(self, kind: str, entity_id: UUID) -> str | None:
        found = self.store.run("select scope_id from held where kind = ? and id = ?", kind, str(entity_id))
        return found[0]["scope_id"] if found else None

    def forms(self) -> dict[str, FormVersion]:
        """By id and version, as `review@1`; without those that are a council's own questions."""
        return {name: form for name, form in self._catalogue("form", FormVersion).items() if "/" not in name}

    def questions(self, name: str) -> list[CouncilForm]:
        """Every version of a council's own questions beside a form, by a name such as `review/<authority>`."""
        rows = self.store.run("select id, body from catalogue where kind = 'form'")
        return [decode(row["body"], CouncilForm) for row in rows if row["id"].partition("@")[0] == name]

    def rulesets(self) -> list[Ruleset]:
        """Those that every council begins with."""
        return list(self._catalogue("ruleset", Ruleset).values())

    def rulesets_of(self, authority_id: UUID) -> list[CouncilRuleset]:
        """Those that this council has, or will have, in force."""
        return list(self._catalogue("ruleset", CouncilRuleset, str(authority_id)).values())

    def forms_known(self) -> list[FormsKnown]:
        versions: dict[str, list[int]] = {}
        for row in self.store.run(f"select id from catalogue where {OF_COUNCIL} order by id", ""):  # noqa: S608 - our own
            name, _, version = row["id"].partition("@")
            versions.setdefault(name, []).append(int(version))
        return [FormsKnown(id=name, versions=numbers) for name, numbers in versions.items()]

    def _note_changes(self, scopes: ScopeChanges) -> None:
        for scope in (*scopes.entered, *scopes.reset, *scopes.left):
            self.store.run("delete from arriving where scope_id = ?", str(scope))
            self.store.run("delete from wanted where scope_id = ?", str(scope))
        for scope in (*scopes.entered, *scopes.reset):
            self.store.run("insert or replace into scope (scope_id, anew) values (?, 1)", str(scope))
        for scope in scopes.left:
            self.store.run("update scope set leaving = 1 where scope_id = ?", str(scope))

    def _keep(self, row: PullRow) -> None:
        """A form or ruleset may be used at once; everything else waits until the pull has caught up."""
        body = bytes(row.body) if row.body and not row.removed else None
        if row.scope is not None:
            self.store.run(
                "delete from wanted where scope_id = ? and kind = ? and id = ?",
                str(row.scope),
                row.kind,
                row.id,
            )
            self.store.run(
                "insert or replace into arriving values (?, ?, ?, ?, ?)",
                str(row.scope),
                row.kind,
                row.id,
                row.rev,
                body,
            )
        elif body is not None and row.kind in ("form", "ruleset"):
            self.store.run("insert or replace into catalogue values (?, ?, ?)", row.kind, row.id, body)

    def _show(self, reached: Mapping[str, int]) -> None:
        self.store.run("delete from held where scope_id in (select scope_id from scope where anew)")
        self.store.run(
            "delete from held where (scope_id, kind, id) in (select scope_id, kind, id from arriving)"
        )
        self.store.run("insert into held select * from arriving where body is not null")
        self.store.run("delete from arriving")
        for scope, seq in reached.items():
            self.store.run("update scope set reached = ?, anew = 0 where scope_id = ?", seq, scope)

    def _digest(self, scope: str) -> str:
        """XOR of the first eight bytes of the SHA-256 of `kind:id:rev`, over everything held in the scope."""
        digest = 0
        for row in self.store.run("select kind, id, rev from held where scope_id = ?", scope):
            line = f"{row['kind']}:{row['id']}:{row['rev']}"
            digest ^= int.from_bytes(hashlib.sha256(line.encode("ascii")).digest()[:8])
        return f"{digest:016x}"

    def _bodies(self, kind: str) -> Iterator[bytes]:
        rows = self.store.run("select body, max(rev) from held where kind = ? group by id order by id", kind)
        return (row["body"] for row in rows)

    def _catalogue(self, kind: str, shape: type[T], council: str = "") -> dict[str, T]:
        found = f"select id, body from catalogue where kind = ? and {OF_COUNCIL} order by id"  # noqa: S608 - our own
        rows = self.store.run(found, kind, council)
        return {row["id"]: decode(row["body"], shape) for row in rows}
