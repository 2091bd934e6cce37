"""However many callers hang up, every connection to the database comes back."""

import asyncio
import json
import logging
import socket
from contextlib import AsyncExitStack
from datetime import datetime
from http.client import HTTPConnection

import pytest
from litestar import Controller, get, post
from litestar.di import NamedDependency

from service.app import create_app
from service.auth.keys import new_signing_key
from service.http.bodies import json_body
from service.settings import Settings
from service.store.database import NOBODY, Database
from tests.http.conftest import NOON, Echo, Thing
from tests.support.serving import served

POOL = 3
CALLERS = 200
HEAD = (
    b"POST /busy/work HTTP/1.1\r\nHost: tamar\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n"
)
BODY = b'{"name": "ramp"}'


class BusyController(Controller):
    path = "/busy"
    opt = {"public": True}

    @post("/work", dependencies={"thing": json_body(Thing)})
    async def work(
        self,
        thing: NamedDependency[Thing],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Echo:
        async with database.tx(NOBODY, now) as db:
            await db.execute("select pg_sleep(0.01)")
        return Echo(said=thing.name)

    @get("/whole")
    async def whole(self, database: NamedDependency[Database]) -> Echo:
        async with asyncio.timeout(10), AsyncExitStack() as held:
            all_of_them = [await held.enter_async_context(database.pool.acquire()) for _ in range(POOL)]
            states = [one.is_in_transaction() for one in all_of_them]
        return Echo(said=f"{len(states)} connections, {sum(states)} in a transaction")


@pytest.mark.parametrize("sent", [HEAD + BODY, HEAD + BODY[:5]], ids=["before the answer", "within the body"])
def test_the_pool_is_whole_after_callers_hung_up(
    app_dsn: str, caplog: pytest.LogCaptureFixture, sent: bytes
) -> None:
    caplog.set_level(logging.INFO, "tamar")
    database = Database(app_dsn, min_size=1, max_size=POOL)
    app = create_app(Settings(signing_key=new_signing_key()), database, lambda: NOON)
    app.register(BusyController)

    with served(app) as address:
        for _ in range(CALLERS):
            with socket.create_connection(address) as caller:
                caller.sendall(sent)
        afterwards = HTTPConnection(*address, timeout=60)
        afterwards.request("GET", "/busy/whole")
        answer = json.load(afterwards.getresponse())
        afterwards.close()

    assert answer == {"said": "3 connections, 0 in a transaction"}
    assert [record.message for record in caplog.records if record.exc_info] == []
