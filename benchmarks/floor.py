"""The bare programs: Starlette and asyncpg, which store the forms of a push and do nothing else.

`plain` is what anybody would write first: Starlette's own JSON, `executemany`, a jsonb column. `spare` is the least
that can be done with this service's tools: the bodies stay bytes, and one statement writes them all. Neither knows
who calls, checks an answer, or tells anybody. `python -m benchmarks.floor DSN PORT` creates their tables and serves
both on the loopback.
"""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

TABLES = """
create table plain_form (id uuid primary key, body jsonb not null, approved boolean not null default false);
create table spare_form (id uuid primary key, body bytea not null, approved boolean not null default false);
alter table spare_form alter column body set storage external;
"""


class SpareOp(msgspec.Struct):
    entity_id: UUID
    body: msgspec.Raw


class SparePush(msgspec.Struct):
    ops: list[SpareOp]


class SparePull(msgspec.Struct):
    after: UUID
    limit: int


class SpareItem(msgspec.Struct):
    id: UUID


class SpareBulk(msgspec.Struct):
    items: list[SpareItem]


async def plain_push(request: Request) -> Response:
    ops = (await request.json())["ops"]
    rows = [(op["entity_id"], json.dumps(op["body"])) for op in ops]
    await request.app.state.pool.executemany("insert into plain_form (id, body) values ($1, $2)", rows)
    return JSONResponse({"stored": len(rows)})


async def spare_push(request: Request) -> Response:
    ops = msgspec.json.decode(await request.body(), type=SparePush).ops
    ids, bodies = [op.entity_id for op in ops], [bytes(op.body) for op in ops]
    await request.app.state.pool.execute(
        "insert into spare_form (id, body) select * from unnest($1::uuid[], $2::bytea[])", ids, bodies
    )
    return Response(b'{"stored":%d}' % len(ops), media_type="application/json")


async def plain_pull(request: Request) -> Response:
    asked = await request.json()
    rows = await request.app.state.pool.fetch(
        "select id, body from plain_form where id > $1 order by id limit $2", asked["after"], asked["limit"]
    )
    return JSONResponse({"rows": [{"id": str(row["id"]), "body": json.loads(row["body"])} for row in rows]})


async def spare_pull(request: Request) -> Response:
    asked = msgspec.json.decode(await request.body(), type=SparePull)
    rows = await request.app.state.pool.fetch(
        "select id, body from spare_form where id > $1 order by id limit $2", asked.after, asked.limit
    )
    told = b",".join(b'{"id":"%s","body":%s}' % (str(row["id"]).encode(), row["body"]) for row in rows)
    return Response(b'{"rows":[%s]}' % told, media_type="application/json")


async def plain_bulk(request: Request) -> Response:
    items = (await request.json())["items"]
    done = await request.app.state.pool.fetch(
        "update plain_form set approved = true where id = any($1) and not approved returning id",
        [one["id"] for one in items],
    )
    return JSONResponse({"results": [str(row["id"]) for row in done]})


async def spare_bulk(request: Request) -> Response:
    items = msgspec.json.decode(await request.body(), type=SpareBulk).items
    done = await request.app.state.pool.fetch(
        "update spare_form set approved = true where id = any($1) and not approved returning id",
        [one.id for one in items],
    )
    return Response(
        msgspec.json.encode({"results": [row["id"] for row in done]}), media_type="application/json"
    )


HANDLERS = (plain_push, spare_push, plain_pull, spare_pull, plain_bulk, spare_bulk)


def app(dsn: str) -> Starlette:
    @asynccontextmanager
    async def opened(served: Starlette) -> AsyncIterator[None]:
        async with asyncpg.create_pool(dsn, min_size=2, max_size=10) as served.state.pool:
            await served.state.pool.execute(TABLES)
            yield

    routes = [Route(f"/{one.__name__.replace('_', '/')}", one, methods=["POST"]) for one in HANDLERS]
    return Starlette(routes=routes, lifespan=opened)


def main(dsn: str, port: str) -> None:
    uvicorn.run(app(dsn), host="127.0.0.1", port=int(port), log_level="warning", access_log=False, ws="none")


if __name__ == "__main__":
    main(*sys.argv[1:])
