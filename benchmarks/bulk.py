"""A Monday's pile: a verifier approves a thousand reviews, or five thousand, in one request."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID, uuid4

import msgspec

from benchmarks import past, raw
from benchmarks.measuring import Scenario, Side, Work
from benchmarks.raw import Pattern
from benchmarks.stage import Stage
from schemas.base import encode
from schemas.bulk import Bulk, BulkAnswer, BulkItem, BulkStatus
from service.actions.bulk import AT_ONCE

MAY_BE_APPROVED = {"bulk_approvable": True, "concern_raised": False, "blocking_findings": 0}
RESET = """
update outbox set state = 'withheld' where authority_id = $1 and submission_id = any ($2) and state = 'ready';
update decision set void = true where authority_id = $1 and submission_id = any ($2) and not void;
update submission set state = 'submitted' where authority_id = $1 and id = any ($2);
"""

FORMS_WAIT = "update {}_form set approved = false where id = any ($1)"


class Approved(msgspec.Struct):
    """What a bare program answers."""

    results: list[UUID]


async def pile(stage: Stage, pattern: Pattern, items: int) -> list[UUID]:
    """So many reviews that wait and may be approved in bulk, with the bare programs too."""
    ids = await waiting(stage, pattern, items)
    await past.add_forms(stage, ids)
    return ids


async def waiting(stage: Stage, pattern: Pattern, items: int) -> list[UUID]:
    return await past.add(stage, raw.changed(pattern, "submission", MAY_BE_APPROVED), items)


def scenario(stage: Stage, piled: Sequence[UUID], items: int) -> Scenario:
    """One verifier, one request; what was approved before waits again in every round."""
    ids = list(piled[:items])
    asked = encode(Bulk(items=[BulkItem(id=one, rev=1) for one in ids], action="approve"))

    async def by_service() -> Work:
        await _wait_again(stage, ids)
        return Work(partial(_by_service, stage, asked), done)

    async def by_floor(program: str) -> Work:
        await past.on_the_floor(stage, FORMS_WAIT.format(program), ids)
        return Work(partial(_by_floor, stage, f"/{program}/bulk", asked), approved)

    async def by_raw_sql() -> Work:
        await _wait_again(stage, ids)
        return Work(partial(_by_raw_sql, stage, ids), sum)

    return Scenario(
        name=f"bulk-{items}",
        title=f"Bulk approval of {items:,}",
        item="review",
        requests=1,
        sides=[
            Side("service", by_service, stage.service.pid),
            Side("plain", partial(by_floor, "plain"), stage.floor.pid),
            Side("spare", partial(by_floor, "spare"), stage.floor.pid),
            Side("raw SQL", by_raw_sql),
        ],
    )


def done(answer: bytes) -> int:
    """How many reviews were approved: all, or it raises."""
    results = msgspec.json.decode(answer, type=BulkAnswer).results
    left = [one for one in results if one.status != BulkStatus.DONE]
    if left:
        raise RuntimeError(f"{len(left)} reviews were not approved: {left[0]}")
    return len(results)


def approved(answer: bytes) -> int:
    return len(msgspec.json.decode(answer, type=Approved).results)


async def _by_service(stage: Stage, asked: bytes) -> bytes:
    async with stage.desk() as line:
        return await line.post("/v1/verification/bulk", asked, idempotency_key=str(uuid4()))


async def _by_floor(stage: Stage, path: str, asked: bytes) -> bytes:
    async with stage.floor.line() as line:
        return await line.post(path, asked)


async def _by_raw_sql(stage: Stage, ids: Sequence[UUID]) -> list[int]:
    """In the service's own portions, each a transaction."""
    portions = [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
    return [await raw.approve(stage.raw, stage.town.authority_id, portion) for portion in portions]


async def _wait_again(stage: Stage, ids: Sequence[UUID]) -> None:
    async with stage.raw.pool.acquire() as db:
        for statement in RESET.strip().split("\n"):
            await db.execute(statement, stage.town.authority_id, ids)
