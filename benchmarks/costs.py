"""Where the service's own processor time goes: each part's share, by a profile of the application in this process."""

import cProfile
import pstats
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple

from litestar import Litestar

from benchmarks import pulls, pushes
from benchmarks.stage import Stage
from schemas.base import encode
from schemas.pulls import Pull, Want
from service.app import create_app
from service.serve import settle_memory, utc_now
from service.settings import Settings
from service.store.database import Database

PARTS = (
    ("/workflows/compliance/", "findings of law and guidance"),
    ("/workflows/ratings", "safe-care rating"),
    ("/workflows/routing/", "routing"),
    ("/workflows/clocks", "routing"),
    ("/workflows/", "the other rules"),
    ("/schemas/", "the other rules"),
    ("/asyncpg/", "talking to PostgreSQL"),
    ("/service/store/", "rows and statements"),
    ("/service/sync/", "the protocol"),
    ("/service/http/", "HTTP and who is calling"),
    ("/service/auth/", "HTTP and who is calling"),
    ("/service/routes/", "HTTP and who is calling"),
    ("/litestar/", "HTTP and who is calling"),
    ("/logging/", "HTTP and who is calling"),
)
"""What a file belongs to: the first that its path contains."""
REST = "Python's own library"
HEAD = "| Part | Share |\n|---|---|"


class Ask(NamedTuple):
    """One request of somebody."""

    path: str
    token: str
    body: bytes


async def page(stage: Stage, folder: Path, ops: Sequence[int], requests: int) -> str:
    """The shares as a chapter in Markdown: of pushes of so many reviews, and of a pull."""
    asked = {f"Push of {n}": list(_pushes(stage, n, requests)) for n in ops}
    asked[f"Pull of {pulls.ROWS}"] = [await _pull(stage)] * requests
    lines = ["## What costs it", "", ABOUT, ""]
    async with _application(stage, folder) as app:
        for title, asks in asked.items():
            lines += [f"### {title}", "", HEAD, *_table(await _profiled(app, asks)), ""]
    return "\n".join(lines)


ABOUT = (
    "Shares of the service's own processor time, without uvicorn's, by a profile of the same application in this "
    "process. A profile makes calls of Python dearer than what is done in C: it tells where to look and not how long "
    "anything takes. What PostgreSQL does is in the tables above."
)


def shares(profile: cProfile.Profile) -> dict[str, float]:
    """Part → its share; what is done in C belongs to whoever called it."""
    seconds: Counter[str] = Counter()
    for (file, _, _), (_, _, own, _, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined] # untyped
        if file == "~" and callers:
            for (caller, _, _), (_, _, of_caller, _) in callers.items():
                seconds[_part(caller)] += of_caller
        else:
            seconds[_part(file)] += own
    return {part: spent / seconds.total() for part, spent in seconds.most_common()}


def _part(file: str) -> str:
    return next((part for path, part in PARTS if path in file), REST)


def _table(found: dict[str, float]) -> Iterable[str]:
    return [f"| {part} | {share:.0%} |" for part, share in found.items() if share >= 0.01]


async def _profiled(app: Litestar, asks: Sequence[Ask]) -> dict[str, float]:
    """After a tenth that warms up."""
    profile = cProfile.Profile(process_time)
    warm = max(len(asks) // 10, 1)
    for number, ask in enumerate(asks):
        if number == warm:
            profile.enable()
        await _answered(app, ask)
    profile.disable()
    return shares(profile)


def _pushes(stage: Stage, ops: int, requests: int) -> Iterator[Ask]:
    tablet = stage.town.tablets[0]
    for _ in range(requests):
        yield Ask("/v1/sync/push", stage.tokens[tablet.username], pushes.made(stage, tablet, ops).body)


async def _pull(stage: Stage) -> Ask:
    tablet = stage.town.tablets[0]
    asked = Pull(
        cursor=await pulls.after_the_people(stage, tablet),
        want=Want(max_rows=pulls.ROWS),
        forms_known=pulls.KNOWN,
    )
    return Ask(pulls.PULL, stage.tokens[tablet.username], encode(asked))


@asynccontextmanager
async def _application(stage: Stage, folder: Path) -> AsyncIterator[Litestar]:
    """The same application as the service's, with the same keys, on the same database."""
    database = Database(stage.databases.application, min_size=1, max_size=1)
    app = create_app(Settings(data_dir=folder), database, utc_now)
    settle_memory()
    await database.open()
    try:
        yield app
    finally:
        await database.close()


async def _answered(app: Litestar, ask: Ask) -> None:
    told: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": ask.body, "more_body": False}

    async def send(message: Any) -> None:
        told.append(message)

    await app(_scope(ask), receive, send)
    if told[0]["status"] != 200:
        raise RuntimeError(f"{ask.path} answered {told}")


def _scope(ask: Ask) -> Any:
    headers = {"content-type": "application/json", "authorization": f"Bearer {ask.token}"}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": ask.path,
        "raw_path": ask.path.encode(),
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 40_000),
        "state": {},
    }
