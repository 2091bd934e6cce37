"""What tablets fetch: pages of a hundred reviews that they haven't seen, the answers with them."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

import msgspec

from benchmarks import raw
from benchmarks.measuring import Scenario, Side, Work, at_once
from benchmarks.raw import Pattern
from benchmarks.stage import Stage
from benchmarks.town import PLACES, Tablet
from schemas.base import encode
from schemas.pulls import Pull, PullAnswer, Want
from schemas.sync import FormsKnown
from workflows.forms import FORMS
from workflows.ratings import RULESETS

ROWS = 100
PULL = "/v1/sync/pull"
KNOWN = [FormsKnown(id=name, versions=[version]) for name, version in (*FORMS, *RULESETS)]
BEFORE_ALL = UUID(int=0)


class Held(msgspec.Struct):
    id: UUID
    body: msgspec.Raw


class Turned(msgspec.Struct):
    """What has to be known of a page to ask for the next."""

    cursor: str


class Page(msgspec.Struct):
    """What a bare program answers."""

    rows: list[Held]


async def scenario(stage: Stage, pattern: Pattern, pages: int) -> Scenario:
    """A tablet at each place, which pulls as many pages; there have to be so many reviews of the past."""
    tablets = stage.town.tablets[:PLACES]
    starts = await at_once(after_the_people(stage, tablet) for tablet in tablets)
    seqs = [2 * len(stage.town.people_of(tablet)) for tablet in tablets]

    async def by_service() -> Work:
        await stage.raw.pool.execute("truncate served")
        return Work(partial(_from_service, stage, tablets, starts, pages), submissions)

    async def by_floor(path: str) -> Work:
        return Work(partial(_from_floor, stage, path, pages), forms)

    async def by_raw_sql() -> Work:
        scopes = [pattern.scopes[tablet.location_id] for tablet in tablets]
        return Work(partial(_from_database, stage, list(zip(scopes, seqs, strict=True)), pages), sum)

    return Scenario(
        name=f"pull-{ROWS}",
        title=f"Pull of {ROWS} by {PLACES} clients",
        item="review",
        requests=PLACES * pages,
        sides=[
            Side("service", by_service, stage.service.pid),
            Side("plain", partial(by_floor, "/plain/pull"), stage.floor.pid),
            Side("spare", partial(by_floor, "/spare/pull"), stage.floor.pid),
            Side("raw SQL", by_raw_sql),
        ],
    )


def submissions(answers: Sequence[bytes]) -> int:
    """How many reviews came: a whole page each time, or it raises."""
    pages = [msgspec.json.decode(answer, type=PullAnswer) for answer in answers]
    return sum(
        _whole([row.body for row in page.rows if row.kind == "submission" and row.body]) for page in pages
    )


def forms(answers: Sequence[Page]) -> int:
    return sum(_whole([row.body for row in answer.rows]) for answer in answers)


def _whole(bodies: list[Any]) -> int:
    if len(bodies) != ROWS:
        raise RuntimeError(f"A page had {len(bodies)} reviews and not {ROWS}.")
    return len(bodies)


async def after_the_people(stage: Stage, tablet: Tablet) -> str:
    """The cursor after everything that the caseload brought: a row for each person and each package."""
    rows = 2 * len(stage.town.people_of(tablet))
    async with stage.service.line(stage.tokens[tablet.username]) as line:
        asked = Pull(want=Want(max_rows=rows, max_bytes=2**22), forms_known=KNOWN)
        answer = msgspec.json.decode(await line.post(PULL, encode(asked)), type=PullAnswer)
    if len(answer.rows) != rows or any(row.kind == "submission" for row in answer.rows):
        raise RuntimeError("The caseload is not what the feed begins with.")
    return answer.cursor


async def _from_service(
    stage: Stage, tablets: Sequence[Tablet], starts: Sequence[str], pages: int
) -> list[bytes]:
    async def client(tablet: Tablet, cursor: str) -> list[bytes]:
        answers = []
        async with stage.service.line(stage.tokens[tablet.username]) as line:
            for _ in range(pages):
                asked = Pull(cursor=cursor, want=Want(max_rows=ROWS), forms_known=KNOWN)
                answers.append(await line.post(PULL, encode(asked)))
                cursor = msgspec.json.decode(answers[-1], type=Turned).cursor
        return answers

    return [answer for several in await at_once(map(client, tablets, starts)) for answer in several]


async def _from_floor(stage: Stage, path: str, pages: int) -> list[Page]:
    async def client() -> list[Page]:
        answers, after = [], BEFORE_ALL
        async with stage.floor.line() as line:
            for _ in range(pages):
                answered = await line.post(path, encode({"after": after, "limit": ROWS}))
                answers.append(msgspec.json.decode(answered, type=Page))
                after = answers[-1].rows[-1].id
        return answers

    return [answer for several in await at_once(client() for _ in range(PLACES)) for answer in several]


async def _from_database(stage: Stage, starts: Sequence[tuple[UUID, int]], pages: int) -> list[int]:
    async def client(scope_id: UUID, after: int) -> int:
        rows = 0
        for _ in range(pages):
            page = await raw.pull(stage.raw, scope_id, after, ROWS)
            rows, after = rows + _whole(page), page[-1]["seq"]
        return rows

    return await at_once(client(*start) for start in starts)
