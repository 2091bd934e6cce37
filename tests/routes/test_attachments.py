"""Attachments come in chunks, are what was announced or are not taken, and are opened by whoever reads the review."""

import asyncio
import hashlib
from base64 import b64encode
from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image

from tests.support.desk import Desk, refusal, statuses
from tests.support.uploads import (
    IN_TUS,
    PLACE,
    announced,
    begun,
    bomb,
    chunk,
    digest,
    document,
    naming,
    photo,
    sent,
    stands,
)


def checksum(content: bytes, algorithm: str = "sha256") -> str:
    return f"{algorithm} {b64encode(hashlib.new(algorithm, content).digest()).decode()}"


async def test_what_the_service_can_do_is_told_to_whoever_asks(desk: Desk) -> None:
    answer = await desk.rowena.caller.call("OPTIONS", "/v1/attachments")

    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "creation,checksum,expiration,termination"
    assert answer.headers["Tus-Max-Size"] == "26214400"
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha256,sha1"


async def test_a_file_comes_in_chunks_and_stands_where_the_last_one_ended(desk: Desk) -> None:
    content = document(3_000)
    where = await begun(desk, desk.rowena, uuid4(), content)

    first = await chunk(desk.rowena, where, 0, content[:1_000])
    asked = await desk.rowena.caller.call("HEAD", where, token=desk.rowena.token, headers=IN_TUS)
    last = await chunk(desk.rowena, where, 1_000, content[1_000:])

    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "1000")
    assert (asked.headers["Upload-Offset"], asked.headers["Upload-Length"]) == ("1000", "3000")
    assert asked.headers["Upload-Expires"] == "Mon, 30 Nov 2026 12:00:00 GMT"
    assert asked.headers["Cache-Control"] == "no-store"
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, "3000")
    assert last.headers["Tus-Resumable"] == "1.0.0"
    assert (await stands(desk.rowena, where))["state"] == "complete"


async def test_a_chunk_from_another_offset_changes_nothing(desk: Desk) -> None:
    content = document()
    where = await begun(desk, desk.rowena, uuid4(), content)
    await chunk(desk.rowena, where, 0, content[:1_000])

    answer = await chunk(desk.rowena, where, 999, content[999:])

    assert refusal(answer)[:2] == (409, "offset-differs")
    assert answer.headers["Upload-Offset"] == "1000"
    assert (await stands(desk.rowena, where))["received"] == 1_000


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
async def test_a_chunk_that_is_not_what_its_checksum_says_is_not_kept(desk: Desk, algorithm: str) -> None:
    content = document()
    where = await begun(desk, desk.rowena, uuid4(), content)

    broken = await chunk(
        desk.rowena, where, 0, b"x" + content[1:], Upload_Checksum=checksum(content, algorithm)
    )
    after = await stands(desk.rowena, where)
    whole = await chunk(desk.rowena, where, 0, content, Upload_Checksum=checksum(content, algorithm))

    assert refusal(broken)[:2] == (460, "checksum-differs")
    assert after["received"] == 0
    assert whole.status_code == 204


async def test_a_checksum_of_a_kind_that_nobody_announced_is_refused(desk: Desk) -> None:
    content = document()
    where = await begun(desk, desk.rowena, uuid4(), content)

    assert refusal(await chunk(desk.rowena, where, 0, content, Upload_Checksum="crc32 AAAAAA=="))[0] == 400


async def test_a_file_that_is_not_what_was_announced_is_kept_out_and_can_be_sent_again(desk: Desk) -> None:
    content = document()
    where = await begun(desk, desk.rowena, uuid4(), content)

    other = await chunk(desk.rowena, where, 0, document())
    after = await stands(desk.rowena, where)
    again = await chunk(desk.rowena, where, 0, content)

    assert refusal(other)[:2] == (409, "digest-differs")
    assert (after["state"], after["received"], after["fault"]) == ("receiving", 0, "digest-differs")
    assert again.status_code == 204
    assert "fault" not in await stands(desk.rowena, where)


async def test_more_than_was_announced_is_refused(desk: Desk) -> None:
    content = document()
    where = await begun(desk, desk.rowena, uuid4(), content)

    assert refusal(await chunk(desk.rowena, where, 0, content + b"\n"))[:2] == (413, "too-large")
    assert (await stands(desk.rowena, where))["received"] == 0


async def test_what_began_twice_because_the_answer_was_lost_is_one_upload(desk: Desk) -> None:
    content, submission = document(), uuid4()
    _, headers = announced(desk, submission, content)

    first, second = [await desk.rowena.post("/v1/attachments", headers=headers) for _ in range(2)]

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()


async def test_an_id_that_another_file_has_is_refused(desk: Desk) -> None:
    submission = uuid4()
    pairs, headers = announced(desk, submission, document())
    _, others = announced(desk, submission, document(), id=pairs["id"])
    await desk.rowena.post("/v1/attachments", headers=headers)

    assert refusal(await desk.rowena.post("/v1/attachments", headers=others))[:2] == (409, "id-in-use")


async def test_the_same_bytes_in_the_same_authority_need_not_be_sent_again(desk: Desk) -> None:
    content = photo()
    await sent(desk, desk.rowena, uuid4(), content)
    _, headers = announced(desk, uuid4(), content)

    answer = await desk.rowena.post("/v1/attachments", headers=headers)
    nothing = await chunk(desk.rowena, answer.headers["Location"], len(content), b"")

    assert answer.json()["state"] == "complete"
    assert answer.headers["Upload-Offset"] == str(len(content))
    assert nothing.status_code == 204


@pytest.mark.parametrize("changes", [{"sha256": "no digest"}, {"id": "7"}, {"submission_id": ""}])
async def test_an_upload_that_does_not_say_what_it_is_is_refused(desk: Desk, changes: dict[str, str]) -> None:
    _, headers = announced(desk, uuid4(), document(), **changes)

    answer = await desk.rowena.post("/v1/attachments", headers=headers)

    (name,) = changes
    assert refusal(answer)[:2] == (400, "malformed")
    assert answer.json()["issues"][0]["pointer"] == f"/headers/Upload-Metadata/{name}"


@pytest.mark.parametrize("length", ["0", "-1", "", "26214401", "many"])
async def test_a_length_that_can_not_be_is_refused(desk: Desk, length: str) -> None:
    _, headers = announced(desk, uuid4(), document())

    answer = await desk.rowena.post("/v1/attachments", headers={**headers, "Upload-Length": length})

    assert refusal(answer)[:2] == ((413, "too-large") if length == "26214401" else (400, "malformed"))


async def test_whoever_speaks_another_version_is_told_which(desk: Desk) -> None:
    _, headers = announced(desk, uuid4(), document())

    answer = await desk.rowena.post("/v1/attachments", headers={**headers, "Tus-Resumable": "0.2.2"})

    assert refusal(answer)[:2] == (412, "upload-version")
    assert answer.headers["Tus-Version"] == "1.0.0"


async def test_a_submission_has_twenty_attachments_at_most_however_many_begin_at_once(desk: Desk) -> None:
    submission = uuid4()
    announcements = [announced(desk, submission, document())[1] for _ in range(23)]

    answers = await asyncio.gather(
        *(desk.rowena.post("/v1/attachments", headers=one) for one in announcements)
    )

    assert statuses(answers) == [201] * 20 + [409] * 3
    assert {refusal(one)[1] for one in answers if one.status_code == 409} == {"too-many-attachments"}


async def test_of_two_chunks_for_the_same_place_one_counts(desk: Desk) -> None:
    content = document(4_000)
    where = await begun(desk, desk.rowena, uuid4(), content)

    halves = await asyncio.gather(*(chunk(desk.rowena, where, 0, content[:2_000]) for _ in range(4)))
    after = await stands(desk.rowena, where)
    ends = await asyncio.gather(*(chunk(desk.rowena, where, 2_000, content[2_000:]) for _ in range(4)))

    assert statuses(halves) == statuses(ends) == [204, 409, 409, 409]
    assert after["received"] == 2_000
    assert (await stands(desk.rowena, where))["state"] == "complete"


async def test_what_is_not_finished_in_a_fortnight_is_gone(desk: Desk) -> None:
    content = document()
    where = await begun(desk, desk.rowena, uuid4(), content)
    desk.scene.clock.forward(days=14)
    rowena = await desk.scene.as_("rowena", with_tablet=True)

    head = await rowena.caller.call("HEAD", where, token=rowena.token, headers=IN_TUS)
    answer = await chunk(rowena, where, 0, content)

    assert head.status_code == 410
    assert refusal(answer)[:2] == (410, "attachment-gone")


async def test_an_upload_can_be_taken_back_until_it_is_complete(desk: Desk) -> None:
    content = document()
    where = await begun(desk, desk.rowena, uuid4(), content)
    whole = await sent(desk, desk.rowena, uuid4(), document())

    async def taken_back(place: str) -> int:
        answer = await desk.rowena.caller.call("DELETE", place, token=desk.rowena.token, headers=IN_TUS)
        return answer.status_code

    assert [await taken_back(where), await taken_back(where), await taken_back(whole)] == [204, 410, 409]
    assert refusal(await chunk(desk.rowena, where, 0, content))[0] == 410


async def test_nobody_but_who_began_an_upload_carries_it_on(desk: Desk) -> None:
    content = document()
    item = await naming(desk, content)
    where = await begun(desk, desk.rowena, item.id, content)
    piran, tegen = [await desk.scene.as_(name, with_tablet=True) for name in ("piran", "tegen")]

    assert refusal(await chunk(piran, where, 0, content))[:2] == (403, "forbidden")
    assert refusal(await chunk(tegen, where, 0, content))[:2] == (404, "not-found")
    assert refusal(await chunk(desk.vera, where, 0, content))[:2] == (403, "forbidden")


async def test_nobody_attaches_to_a_submission_that_they_do_not_reach(desk: Desk) -> None:
    content = document()
    item = await naming(desk, content)
    tegen = await desk.scene.as_("tegen", with_tablet=True)
    _, headers = announced(desk, item.id, content)

    assert refusal(await tegen.post("/v1/attachments", headers=headers))[:2] == (409, "id-in-use")


async def test_nobody_attaches_for_a_council_that_they_do_not_work_with(desk: Desk) -> None:
    _, headers = announced(desk, uuid4(), document(), authority_id=str(uuid4()))

    assert refusal(await desk.rowena.post("/v1/attachments", headers=headers))[:2] == (403, "forbidden")


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
async def test_a_photograph_is_opened_without_where_it_was_taken(desk: Desk, format_: str) -> None:
    content = photo(format_)
    item = await naming(desk, content)
    where = await sent(desk, desk.rowena, item.id, content)

    opened = await desk.vera.get(f"{where}/content")
    shown = await stands(desk.vera, where)

    assert PLACE.encode() in content
    assert PLACE.encode() not in opened.content
    with Image.open(BytesIO(opened.content)) as image:
        assert (image.format, image.size, dict(image.getexif())) == (format_, (64, 48), {})
    assert (shown["sha256"], shown["media_type"]) == (digest(content), f"image/{format_.lower()}")


async def test_what_is_opened_is_offered_as_a_file_and_kept_by_nobody_between(desk: Desk) -> None:
    content = document()
    item = await naming(desk, content)
    where = await sent(desk, desk.rowena, item.id, content)

    opened = await desk.vera.get(f"{where}/content")

    assert opened.content == content
    assert opened.headers["Content-Type"] == "application/pdf"
    assert opened.headers["Content-Disposition"] == f'attachment; filename="{where[16:]}.pdf"'
    assert opened.headers["X-Content-Type-Options"] == "nosniff"
    assert opened.headers["Cache-Control"] == "private, no-store"
    assert opened.headers["Content-Length"] == str(len(content))


async def test_whoever_does_not_read_the_submission_opens_nothing_of_it(desk: Desk) -> None:
    content = document()
    item = await naming(desk, content)
    where = await sent(desk, desk.rowena, item.id, content)
    tegen, cora = await desk.scene.as_("tegen", with_tablet=True), await desk.scene.as_("cora")

    for someone in (tegen, cora):
        assert refusal(await someone.get(where))[0] == 404
        assert refusal(await someone.get(f"{where}/content"))[0] == 404
        assert refusal(await someone.get("/v1/attachments", params={"submission_id": item.id}))[0] == 404


async def test_nobody_opens_a_file_by_knowing_its_digest_before_the_submission_has_come(desk: Desk) -> None:
    content = document()
    await sent(desk, desk.rowena, uuid4(), content)
    where = await sent_at_once(desk, content)

    assert refusal(await desk.rowena.get(f"{where}/content"))[:2] == (404, "not-found")


async def sent_at_once(desk: Desk, content: bytes) -> str:
    where = await begun(desk, desk.rowena, uuid4(), content)
    assert (await stands(desk.rowena, where))["state"] == "complete"
    return where


async def test_the_attachments_of_a_submission_are_listed(desk: Desk) -> None:
    files = [document(), photo()]
    item = await naming(desk, *files)
    places = [await sent(desk, desk.rowena, item.id, one) for one in files]

    answer = await desk.vera.get("/v1/attachments", params={"submission_id": item.id})

    assert {f"/v1/attachments/{one['id']}" for one in answer.json()["items"]} == set(places)
    assert all(one["may_open"] for one in answer.json()["items"])


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"MZ\x90\x00" + bytes(500), "media-type-not-accepted"),
        (b"<html><script>alert(1)</script></html>", "media-type-not-accepted"),
        (b"\xff\xd8\xff\xe0" + bytes(500), "image-unreadable"),
        (photo(size=(300, 300))[:2_000], "image-unreadable"),
        (bomb(), "image-too-large"),
    ],
)
async def test_what_is_in_a_file_decides_whether_it_is_taken(desk: Desk, content: bytes, why: str) -> None:
    where = await begun(desk, desk.rowena, uuid4(), content, type="image/jpeg")

    answer = await chunk(desk.rowena, where, 0, content)

    assert refusal(answer) == (422, "attachment-refused", [why])
    assert (await stands(desk.rowena, where))["state"] == "refused"
    assert refusal(await chunk(desk.rowena, where, 0, content))[:2] == (409, "attachment-ended")
