"""An upload survives a database that hangs up, and a store that has lost what was in it."""

from itertools import count
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from service.store import database
from service.store.engine import Connection
from tests.support.desk import Desk, refusal
from tests.support.uploads import begun, chunk, document, naming, sent


@pytest.mark.parametrize("lost", range(1, 7))
async def test_a_commit_of_which_nothing_was_heard_loses_no_piece(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, lost: int
) -> None:
    content = document()
    where = await begun(desk, desk.rowena, uuid4(), content)
    lose_answer_of_commit(monkeypatch, lost)

    tries = 0
    while (state := await asked(desk, where))["state"] != "complete" and tries < 9:
        tries += 1
        await chunk(desk.rowena, where, state["received"], content[state["received"] :][:1_000])

    assert (state["state"], state.get("fault")) == ("complete", None)
    assert tries <= 4, "of three pieces one was sent again"


def lose_answer_of_commit(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """The database hangs up when it has carried out this one of the commits that follow."""
    commit, commits = database._commit, count(1)

    async def commit_and_hang_up(connection: Connection) -> None:
        await commit(connection)
        if next(commits) == number:
            raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")

    monkeypatch.setattr(database, "_commit", commit_and_hang_up)


async def test_an_upload_whose_parts_are_gone_begins_anew(desk: Desk) -> None:
    content = document()
    where = await begun(desk, desk.rowena, uuid4(), content)
    await chunk(desk.rowena, where, 0, content[:1_000])
    await lose_what_is_kept(desk)

    last = await chunk(desk.rowena, where, 1_000, content[1_000:])
    again = await chunk(desk.rowena, where, 0, content)

    assert refusal(last)[:2] == (409, "digest-differs")
    assert last.headers["Upload-Offset"] == "0"
    assert again.status_code == 204


async def test_what_is_not_where_it_was_kept_can_not_be_opened(desk: Desk) -> None:
    content = document()
    item = await naming(desk, content)
    where = await sent(desk, desk.rowena, item.id, content)
    await lose_what_is_kept(desk)

    answer = await desk.vera.get(f"{where}/content")

    assert refusal(answer)[:2] == (409, "attachment-not-open")


async def test_what_is_not_where_it_was_kept_is_taken_again_from_whoever_has_it(desk: Desk) -> None:
    content = document()
    item = await naming(desk, content)
    await sent(desk, desk.rowena, item.id, content)
    await lose_what_is_kept(desk)

    again = await sent(desk, desk.rowena, item.id, content)

    assert (await desk.vera.get(f"{again}/content")).content == content


async def lose_what_is_kept(desk: Desk) -> None:
    objects = desk.scene.app.state.files.objects
    async for page in objects.pages():
        await objects.delete(key for key, _ in page)


async def asked(desk: Desk, where: str) -> dict[str, Any]:
    """How the upload stands, however often one has to ask."""
    while (answer := await desk.rowena.get(where)).status_code == 503:
        continue
    return answer.json()  # type: ignore[no-any-return] # JSON
