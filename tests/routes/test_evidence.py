"""What a review names and what has come of it is counted; an approval waits for it, and receipt never does."""

import asyncio
from typing import Any

import pytest

from service.actions import attachments
from tests.support.desk import Desk, Item, refusal
from tests.support.scene import Someone
from tests.support.uploads import announced, chunk, document, named, naming, photo, sent

REASON = {"reason": "She showed me the ramp when I rang."}


async def evidence(reader: Someone, item: Item) -> dict[str, Any]:
    shown = await reader.get(f"/v1/submissions/{item.id}")
    return shown.json()["evidence"]  # type: ignore[no-any-return] # JSON


async def pulled(someone: Someone, item: Item, cursor: str | None = None) -> dict[str, Any]:
    page = await someone.pull(cursor)
    bodies = [row["body"] for row in page["rows"] if row["kind"] == "submission" and row["id"] == item.id]
    return bodies[-1] | {"cursor": page["cursor"]}  # type: ignore[no-any-return] # JSON


async def waived(desk: Desk, item: Item) -> Any:
    return await desk.vera.act(item.id, "waive_evidence", item.rev, REASON)


async def test_a_review_is_received_whether_its_evidence_has_come_or_not(desk: Desk) -> None:
    files = [photo(size=(20 + n, 20)) for n in range(4)]

    item = await naming(desk, *files)
    none = await evidence(desk.vera, item)
    for one in files[:3]:
        await sent(desk, desk.rowena, item.id, one)

    assert none == {"named": 4, "arrived": 0}
    assert await evidence(desk.vera, item) == {"named": 4, "arrived": 3}


async def test_a_file_that_came_before_its_review_counts(desk: Desk) -> None:
    content, cared = document(), await desk.scene.cared()
    body = desk.scene.review(cared, attachments=named(content))
    await sent(desk, desk.rowena, body["submission_id"], content)

    await desk.rowena.push(desk.scene.submit(desk.rowena, cared, body))

    assert await evidence(desk.vera, Item(body["submission_id"], body, cared)) == {"named": 1, "arrived": 1}


async def test_a_file_that_the_review_does_not_name_is_no_evidence(desk: Desk) -> None:
    item = await naming(desk)

    await sent(desk, desk.rowena, item.id, document())

    assert await evidence(desk.vera, item) == {"named": 0, "arrived": 0}


async def test_what_is_missing_stops_an_approval_until_it_comes(desk: Desk) -> None:
    content = document()
    item = await naming(desk, content)

    missing = await desk.do(desk.vera, item, "open", "approve")
    await sent(desk, desk.rowena, item.id, content)
    approved = await desk.do(desk.vera, item, "approve")

    assert refusal(missing) == (409, "evidence-missing", ["evidence-missing"])
    assert missing.json()["issues"][0]["params"] == {"named": 1, "arrived": 0}
    assert approved.json()["state"] == "approved"


async def test_a_verifier_waives_what_is_missing_with_a_reason_that_stays(desk: Desk) -> None:
    item = await naming(desk, document())
    await desk.do(desk.vera, item, "open")

    without = await desk.vera.act(item.id, "waive_evidence", item.rev, {"reason": " "})
    answer = await waived(desk, item)
    approved = await desk.do(desk.vera, item, "approve")

    assert refusal(without)[:2] == (400, "malformed")
    assert answer.json()["evidence"] == {"named": 1, "arrived": 0, "waived": True}
    assert approved.json()["state"] == "approved"
    (event,) = [one for one in approved.json()["history"] if one["action"] == "waive_evidence"]
    assert event["reason"] == REASON["reason"]


async def test_what_was_waived_is_asked_for_again_of_the_next_revision(desk: Desk) -> None:
    item = await naming(desk, document())
    await desk.do(desk.vera, item, "open")
    await waived(desk, item)
    await desk.amended(item, "She says that she likes the new ramp.")
    await desk.vera.act(item.id, "take_in", 2)
    item.rev = 2

    assert refusal(await desk.do(desk.vera, item, "approve"))[1] == "evidence-missing"


async def test_where_nothing_is_missing_there_is_nothing_to_waive(desk: Desk) -> None:
    item = await desk.given("checking")

    assert refusal(await waived(desk, item)) == (409, "no-evidence-missing", ["no-evidence-missing"])


async def test_bulk_approves_nothing_whose_evidence_is_missing(desk: Desk) -> None:
    content = document()
    item = await naming(desk, content)
    await desk.db.execute("update submission set bulk_approvable = true")

    async def in_bulk() -> dict[str, Any]:
        asked = {"items": [{"id": item.id, "rev": 1}], "action": "approve"}
        answer = await desk.vera.post("/v1/verification/bulk", asked)
        return answer.json()["results"][0]  # type: ignore[no-any-return] # JSON

    missing = await in_bulk()
    await sent(desk, desk.rowena, item.id, content)

    assert (missing["status"], [one["code"] for one in missing["reasons"]]) == (
        "excluded",
        ["evidence-missing"],
    )
    assert (await in_bulk())["status"] == "done"


async def test_the_tablets_of_the_location_learn_when_evidence_comes(desk: Desk) -> None:
    content = document()
    item = await naming(desk, content)
    before = await pulled(desk.rowena, item)

    await sent(desk, desk.rowena, item.id, content)
    after = await pulled(desk.rowena, item, before["cursor"])

    assert before["evidence"] == {"named": 1, "arrived": 0}
    assert after["evidence"] == {"named": 1, "arrived": 1}


async def test_or_when_it_is_sent_again_because_the_service_died_before_it_could_say_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = document()
    item = await naming(desk, content)
    before = await pulled(desk.rowena, item)
    _, headers = announced(desk, item.id, content)
    begun = await desk.rowena.post("/v1/attachments", headers=headers)
    with monkeypatch.context() as dying:
        dying.setattr(attachments, "tell", died)
        answer = await chunk(desk.rowena, begun.headers["Location"], 0, content)

    again = await desk.rowena.post("/v1/attachments", headers=headers)

    assert (answer.status_code, again.headers["Upload-Offset"]) == (503, str(len(content)))
    told = await pulled(desk.rowena, item, before["cursor"])
    assert told["evidence"] == {"named": 1, "arrived": 1}


async def died(*_: Any) -> None:
    raise ConnectionResetError


async def test_an_accused_provider_is_not_told_that_evidence_was_waived(desk: Desk) -> None:
    item = await naming(desk, document())
    await desk.do(desk.vera, item, "open")
    await waived(desk, item)
    await desk.db.execute("update submission set withheld_since = received_at where id = $1", item.id)

    assert await evidence(desk.vera, item) == {"named": 1, "arrived": 0, "waived": True}
    assert await evidence(desk.rowena, item) == {"named": 1, "arrived": 0}
    assert (await pulled(desk.rowena, item))["evidence"] == {"named": 1, "arrived": 0}


@pytest.mark.parametrize("turn", range(3))
async def test_a_file_that_comes_while_its_review_does_is_counted(desk: Desk, turn: int) -> None:
    content, cared = document(), await desk.scene.cared()
    body = desk.scene.review(cared, attachments=named(content))
    op = desk.scene.submit(desk.rowena, cared, body)

    await asyncio.gather(sent(desk, desk.rowena, body["submission_id"], content), desk.rowena.push(op))

    item = Item(body["submission_id"], body, cared)
    assert (await pulled(desk.rowena, item))["evidence"] == {"named": 1, "arrived": 1}


async def test_what_a_scanner_finds_harmful_is_no_evidence(desk: Desk) -> None:
    content = document()
    item = await naming(desk, content)
    where = await sent(desk, desk.rowena, item.id, content)
    await desk.db.execute("update attachment_file set scan = 'infected'")

    assert await evidence(desk.vera, item) == {"named": 1, "arrived": 0}
    assert refusal(await desk.vera.get(f"{where}/content"))[:2] == (409, "attachment-not-open")
