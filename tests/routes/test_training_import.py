"""What people have learnt comes in as a file, and again changes nothing."""

from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from schemas.accounts import Role
from service.cli import main
from service.store.engine import Connection
from tests.support.identity import person
from tests.support.scene import Scene, Someone
from tests.support.world import World

HEADER = "username,course,completed_on,expires_on,level"
FIRST_AID = "rowena,First aid,2026-01-10,2028-01-09,2"


@pytest.fixture
async def wenna(scene: Scene) -> Someone:
    return await scene.as_("wenna")


async def send(someone: Someone, *lines: str, query: str = "", header: str = HEADER) -> httpx.Response:
    return await someone.caller.call(
        "POST",
        f"/v1/imports/training{query}",
        token=someone.token,
        content="\n".join((header, *lines)).encode(),
        headers={"Content-Type": "text/csv"},
    )


async def counts(someone: Someone, *lines: str, query: str = "") -> dict[str, int]:
    """What became of the rows, without the zeros."""
    answered = await send(someone, *lines, query=query)
    assert answered.status_code == 200, answered.text
    return {name: n for name, n in answered.json().items() if name not in ("rows", "errors") and n}


async def held(scene: Scene, name: str = "rowena") -> list[dict[str, Any]]:
    me = (await (await scene.as_(name)).get("/v1/me")).json()
    return [one for one in me["training"] if one["course"].casefold() == "first aid"]


async def test_rows_are_recorded_and_again_change_nothing(scene: Scene, wenna: Someone) -> None:
    assert await counts(wenna, FIRST_AID, "tegen,Webinar,2026-02-01,,") == {"created": 2}
    assert await counts(wenna, FIRST_AID, "tegen,Webinar,2026-02-01,,") == {"unchanged": 2}
    (one,) = await held(scene)
    assert (one["completed_on"], one["expires_on"], one["level"]) == ("2026-01-10", "2028-01-09", 2)


async def test_a_row_that_says_otherwise_corrects_what_was_recorded_and_that_stays(
    scene: Scene, wenna: Someone, owner: Connection
) -> None:
    await counts(wenna, FIRST_AID)

    assert await counts(wenna, "rowena,FIRST AID,2026-01-10,2026-12-31,2") == {"changed": 1}
    assert [one["expires_on"] for one in await held(scene)] == ["2026-12-31"]
    kept = "select count(*) from training where lower(course) = 'first aid'"
    assert await owner.fetchval(kept) == 2


async def test_a_dry_run_writes_nothing(scene: Scene, wenna: Someone, owner: Connection) -> None:
    assert await counts(wenna, FIRST_AID, query="?dry_run=true") == {"created": 1}
    assert await held(scene) == []
    assert await owner.fetchval("select asked ->> 'dry_run' from import_run") == "true"


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        ("nobody,First aid,2026-01-10,,", "username", "unknown-account"),
        ("vera,First aid,2026-01-10,,", "username", "unknown-account"),
        (",First aid,2026-01-10,,", "username", "missing"),
        ("rowena,,2026-01-10,,", "course", "missing"),
        ("rowena,First aid,,,", "completed_on", "missing"),
        ("rowena,First aid,10/01/2026,,", "completed_on", "date-format"),
        ("rowena,First aid,2026-11-17,,", "completed_on", "date-in-future"),
        ("rowena,First aid,2026-01-10,2026-01-09,", "expires_on", "ends-before-it-begins"),
        ("rowena,First aid,2026-01-10,,9", "level", "not-a-level"),
        ("rowena,First aid,2026-01-10,,12", "level", "not-a-level"),
    ],
)
async def test_a_row_that_can_not_be_is_told_and_holds_up_no_other(
    wenna: Someone, line: str, column: str, code: str
) -> None:
    answer = (await send(wenna, line, "tegen,Webinar,2026-02-01,,")).json()

    assert (answer["created"], answer["rejected"]) == (1, 1)
    assert [(one["row"], one["column"], one["code"]) for one in answer["errors"]] == [(2, column, code)]


async def test_a_course_stands_in_a_file_once(wenna: Someone) -> None:
    answer = (await send(wenna, FIRST_AID, FIRST_AID.upper())).json()

    assert [(one["row"], one["code"]) for one in answer["errors"]] == [(3, "repeated")]


async def test_a_file_with_other_columns_is_refused(wenna: Someone) -> None:
    answer = await send(wenna, header="username,course,when")

    assert answer.status_code == 400
    assert [(one["pointer"], one["code"]) for one in answer.json()["issues"]] == [
        ("/header/completed_on", "missing"),
        ("/header/expires_on", "missing"),
        ("/header/level", "missing"),
        ("/header/2", "unknown-column"),
    ]


async def test_who_brought_in_which_file_is_kept(scene: Scene, wenna: Someone, owner: Connection) -> None:
    await counts(wenna, FIRST_AID)
    await counts(await scene.as_("ada"), FIRST_AID)

    runs = await owner.fetch(
        "select kind, authority_id, organisation_id, counts from import_run order by authority_id"
    )
    assert [(run["authority_id"], run["organisation_id"]) for run in runs] == [
        (scene.authority, None),
        (None, scene.provider),
    ]
    assert all(run["counts"] and run["kind"] == "training" for run in runs)


async def test_each_brings_in_only_what_their_own_people_have_learnt(scene: Scene, world: World) -> None:
    elsewhere = await world.organisation("provider", scene.authority, name="Elsewhere Care")
    scene.actors["lowena"] = await person(world, Role.PROVIDER_ADMIN, elsewhere, username="lowena")

    assert await counts(await scene.as_("lowena"), FIRST_AID) == {"rejected": 1}
    for name in ("rowena", "vera"):
        assert (await send(await scene.as_(name), FIRST_AID)).status_code == 403


def test_it_comes_in_from_the_shell_too(scene: Scene, app_dsn: str) -> None:
    answer = CliRunner().invoke(
        main,
        ["import", "training", "-"],
        input="\n".join((HEADER, FIRST_AID, "nobody,First aid,2026-01-10,,")),
        env={"DATABASE_URL": app_dsn},
    )

    assert answer.exit_code == 1
    assert answer.stdout.endswith("2 rows: 1 created, 0 changed, 0 unchanged, 1 rejected.\n")
