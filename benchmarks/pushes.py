"""Reviews that arrive: one or fifty in a push, of so many tablets at once."""

import random
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import msgspec

from benchmarks import raw
from benchmarks.measuring import Scenario, Side, Work, at_once
from benchmarks.raw import Pattern
from benchmarks.reviews import Sent, envelope, now
from benchmarks.stage import Stage
from benchmarks.town import Tablet
from benchmarks.wire import Line
from schemas.sync import PushAnswer

Batches = list[list[Sent]]
"""By tablet, what it sends one after the other."""

_dice = random.Random(1948)  # noqa: S311 - whose review it is has to come out alike, nothing secret


class Stored(msgspec.Struct):
    """What a bare program answers."""

    stored: int


def scenario(stage: Stage, pattern: Pattern, clients: int, ops: int, batches: int) -> Scenario:
    """`clients` tablets at once, of which each sends `batches` pushes of `ops` reviews."""

    def all_made() -> Batches:
        return [[made(stage, tablet, ops) for _ in range(batches)] for tablet in stage.town.tablets[:clients]]

    async def by_service() -> Work:
        return Work(partial(to_service, stage, all_made()), accepted)

    async def by_floor(path: str) -> Work:
        return Work(partial(_to_floor, stage, path, all_made()), stored)

    async def by_raw_sql() -> Work:
        given = [[raw.values(pattern, sent) for sent in several] for several in all_made()]
        return Work(partial(_to_database, stage, pattern, given), sum)

    many = "1 review" if ops == 1 else f"{ops} reviews"
    return Scenario(
        name=f"push-{ops}-{clients}",
        title=f"Push of {many} by {clients} client{'s' if clients > 1 else ''}",
        item="review",
        requests=clients * batches,
        sides=[
            Side("service", by_service, stage.service.pid),
            Side("plain", partial(by_floor, "/plain/push"), stage.floor.pid),
            Side("spare", partial(by_floor, "/spare/push"), stage.floor.pid),
            Side("raw SQL", by_raw_sql),
        ],
    )


async def one_stored(stage: Stage) -> UUID:
    """Push one review everywhere, for a pattern; answers its submission's id."""
    sent = made(stage, stage.town.tablets[0], 1)
    accepted(await to_service(stage, [[sent]]))
    for path in ("/plain/push", "/spare/push"):
        stored(await _to_floor(stage, path, [[sent]]))
    return sent.ids[0]


def accepted(answers: list[bytes]) -> int:
    """How many reviews the service has taken: all, or it raises."""
    outcomes = [one for answer in answers for one in msgspec.json.decode(answer, type=PushAnswer).results]
    refused = [one for one in outcomes if one.status != "accepted"]
    if refused:
        raise RuntimeError(f"{len(refused)} reviews were not accepted: {refused[0]}")
    return len(outcomes)


def stored(answers: list[bytes]) -> int:
    return sum(msgspec.json.decode(answer, type=Stored).stored for answer in answers)


def made(stage: Stage, tablet: Tablet, ops: int) -> Sent:
    return envelope(tablet, _dice.choices(stage.town.people_of(tablet), k=ops), now())


async def to_service(stage: Stage, batches: Batches) -> list[bytes]:
    return await _send(
        batches, lambda tablet: stage.service.line(stage.tokens[tablet.username]), "/v1/sync/push"
    )


async def _to_floor(stage: Stage, path: str, batches: Batches) -> list[bytes]:
    return await _send(batches, lambda _: stage.floor.line(), path)


async def _to_database(stage: Stage, pattern: Pattern, given: list[list[list[Any]]]) -> list[int]:
    async def client(batches: list[list[Any]]) -> int:
        for batch in batches:
            await raw.push(stage.raw, pattern, batch)
        return sum(len(batch[0]) for batch in batches)

    return await at_once(map(client, given))


async def _send(batches: Batches, line_of: Callable[[Tablet], Line], path: str) -> list[bytes]:
    async def client(several: list[Sent]) -> list[bytes]:
        async with line_of(several[0].tablet) as line:
            return [await line.post(path, sent.body) for sent in several]

    return [answer for answers in await at_once(map(client, batches)) for answer in answers]
