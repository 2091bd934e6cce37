"""The statement that approves in bulk lets through what the lifecycle's table lets through, whatever the facts."""

import random
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from schemas.accounts import Actor, Role
from schemas.bulk import BulkItem, BulkStatus
from schemas.submissions import State
from service.actions import cases
from service.store import bulk as store
from service.store.bulk import Batch
from service.store.database import Database
from tests.support.bulk import pile
from tests.support.desk import Desk, Item
from tests.support.identity import person
from workflows import bulk

ITEMS = 400
SEED = 7


async def some_facts(desk: Desk, item: Item, chance: random.Random, colleague: Actor) -> None:
    """Anything that may be the case, each now and then: mostly nothing, so that some can be approved."""
    now, verifiers = desk.scene.clock.now, [desk.vera, desk.victor, desk.hedra]
    leased = chance.random() < 0.4
    until = now + timedelta(minutes=chance.choice((-1, 0, 1)))
    facts: dict[str, Any] = {
        "state": chance.choice((*["submitted", "checking"] * 8, *State)),
        "rev": chance.choice((*[1] * 9, 2)),
        "proposed_rev": chance.choice((*[None] * 9, 2)),
        "funder": chance.choice((*["council"] * 5, "nhs", "joint")),
        "bulk_approvable": chance.random() < 0.9,
        "concern_raised": chance.random() < 0.05,
        "blocking_findings": chance.choice((*[0] * 9, 1)),
        "opened_by": chance.choice(verifiers).actor.account_id if leased else None,
        "lease_until": chance.choice((until, None)) if leased else None,
        "evidence_waived_rev": chance.choice((*[None] * 8, 1, 2)),
        "organisation_id": chance.choice((*[desk.scene.provider] * 9, desk.scene.council)),
    }
    places = ", ".join(f"{name} = ${n}" for n, name in enumerate(facts, 2))
    await desk.db.execute(f"update submission set {places} where id = $1", item.id, *facts.values())  # noqa: S608 names of this file
    authors = {
        "reviewer_id": chance.choice((*[desk.rowena.actor.account_id] * 9, colleague.account_id)),
        "submitter_id": chance.choice((*[desk.rowena.actor.account_id] * 9, desk.vera.actor.account_id)),
        "accepted_by": chance.choice((*[None] * 8, desk.vera.actor.account_id, colleague.account_id)),
    }
    places = ", ".join(f"{name} = ${n}" for n, name in enumerate(authors, 2))
    await desk.db.execute(f"update submission_rev set {places} where id = $1", item.id, *authors.values())  # noqa: S608 names of this file
    await desk.db.execute("update submission_rev set rev = $2 where id = $1", item.id, facts["rev"])
    if chance.random() < 0.2:
        await some_evidence(desk, item, facts["rev"], chance)


async def some_evidence(desk: Desk, item: Item, rev: int, chance: random.Random) -> None:
    """The review names a file, which has come, is on its way, or was found to be harmful."""
    of = {"authority_id": desk.scene.authority, "submission_id": UUID(item.id)}
    sha256 = chance.randbytes(32)
    person = await desk.db.fetchval("select person_id from submission where id = $1", item.id)
    await desk.scene.world.insert("evidence_named", **of, rev=rev, person_id=person, sha256=sha256)
    await desk.scene.world.insert(
        "attachment_file",
        authority_id=desk.scene.authority,
        sha256=sha256,
        shown_sha256=sha256,
        scan=chance.choice(("clean", "unscanned", "infected")),
    )
    await desk.scene.world.insert(
        "attachment",
        **of,
        sha256=sha256,
        state=chance.choice(("complete", "complete", "receiving")),
        created_by=desk.rowena.actor.account_id,
    )


async def test_the_statement_and_the_table_agree(desk: Desk, database: Database) -> None:
    chance = random.Random(SEED)
    items = await pile(desk, ITEMS, 20)
    colleague = await person(desk.scene.world, Role.COMMISSIONER, desk.scene.council, username="kerra")
    for item in items:
        await some_facts(desk, item, chance, colleague)

    verifier, at = desk.vera.actor, desk.scene.clock.now
    asked = [BulkItem(id=UUID(item.id), rev=1) for item in items]
    async with database.tx(verifier, at) as db:
        keys = await store.find(db, verifier.authority_ids, [one.id for one in asked])
        known = await cases.many(db, keys.values(), verifier, at)
        judged = {one.id: bulk.judge(one, known[one.id], verifier).status for one in asked}
        await store.lock(db, keys.values())
        changed = await store.approve(
            db, [(keys[one.id], one.rev) for one in asked], verifier, Batch(uuid4(), None, at)
        )

    approved = {change.entity_id for change in changed}
    assert approved == {one for one, status in judged.items() if status is BulkStatus.DONE}
    assert set(judged.values()) == set(BulkStatus) - {BulkStatus.NOT_FOUND}
    assert len(approved) > ITEMS // 20
