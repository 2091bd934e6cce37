"""What uploads leave behind is swept away, and nothing that anybody needs is."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from schemas.attachments import Scan
from service.actions.sweeping import AN_ORPHAN_AFTER, Swept, sweep
from service.keeping.clamd import Clamd
from service.keeping.files import Files, file_key, part_key
from service.settings import Settings
from service.store.database import Database
from tests.support.desk import Desk, refusal
from tests.support.uploads import begun, chunk, document, naming, photo, sent, stands

EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


@pytest.fixture
def folder(desk: Desk, tmp_path: Path) -> Path:
    """A folder of attachments of this test's own."""
    use(desk, tmp_path)
    return tmp_path / "attachments"


def use(desk: Desk, data_dir: Path, **settings: str) -> Files:
    files = Files.of(Settings(data_dir=data_dir, **settings))  # type: ignore[arg-type] # of several types, by name
    desk.scene.app.state.update(files=files)
    return files


def kinds(folder: Path) -> dict[str, int]:
    """How many files and how many parts are kept."""
    objects = [path.relative_to(folder).parts[0] for path in folder.rglob("*") if path.is_file()]
    return {kind: objects.count(kind) for kind in sorted(set(objects))}


async def swept(desk: Desk, database: Database) -> Swept:
    return await sweep(database, desk.scene.app.state.files, desk.scene.clock.now)


async def test_an_upload_leaves_its_content_and_no_part_of_it(desk: Desk, folder: Path) -> None:
    await sent(desk, desk.rowena, uuid4(), document())

    assert kinds(folder) == {"files": 1}


async def test_what_was_not_finished_in_a_fortnight_is_ended_and_its_parts_deleted(
    desk: Desk, database: Database, folder: Path
) -> None:
    content = document()
    where = await begun(desk, desk.rowena, uuid4(), content)
    await chunk(desk.rowena, where, 0, content[:1_000])
    before = (await swept(desk, database), kinds(folder))
    desk.scene.clock.forward(days=14)

    after = await swept(desk, database)

    assert before == (Swept(parts_of_expired=0, orphans=0, scanned=0), {"parts": 1})
    assert (after.parts_of_expired, kinds(folder)) == (1, {})
    assert await desk.db.fetchval("select state from attachment") == "expired"


async def test_what_no_row_names_is_deleted_once_it_has_lain_about_for_a_day(
    desk: Desk, database: Database, folder: Path
) -> None:
    content = document()
    where = await begun(desk, desk.rowena, uuid4(), content)
    await chunk(desk.rowena, where, 0, content[:1_000])
    await sent(desk, desk.rowena, uuid4(), photo())
    files: Files = desk.scene.app.state.files
    await files.objects.put(part_key(desk.scene.authority, uuid4()), b"left by a killed process")
    await files.objects.put("somebody/elses", b"not ours")

    put_at = max([at async for page in files.objects.pages() for _, at in page])
    early = await sweep(database, files, put_at + AN_ORPHAN_AFTER - timedelta(hours=1))
    await desk.db.execute("update attachment set expires_at = 'infinity'")
    late = await sweep(database, files, put_at + AN_ORPHAN_AFTER)

    assert (early.orphans, late.orphans) == (0, 1)
    assert kinds(folder) == {"files": 1, "parts": 1, "somebody": 1}


@asynccontextmanager
async def scanner(found: Callable[[bytes], bytes]) -> AsyncIterator[str]:
    """A daemon that speaks INSTREAM; answers its address."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(10) == b"zINSTREAM\0"
        content = b""
        while length := int.from_bytes(await reader.readexactly(4), "big"):
            content += await reader.readexactly(length)
        writer.write(found(content) + b"\0")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        host, port = server.sockets[0].getsockname()
        yield f"tcp://{host}:{port}"


def looks(content: bytes) -> bytes:
    return b"stream: Eicar-Signature FOUND" if EICAR in content else b"stream: OK"


def harmful() -> bytes:
    return document() + EICAR


async def test_what_a_scanner_finds_harmful_is_not_kept_and_not_opened(desk: Desk, tmp_path: Path) -> None:
    content, clean = harmful(), document()
    item = await naming(desk, content, clean)
    async with scanner(looks) as address:
        use(desk, tmp_path, clamd_url=address)
        where = await sent(desk, desk.rowena, item.id, content)
        other = await sent(desk, desk.rowena, item.id, clean)

    assert (await stands(desk.rowena, where))["scan"] == "infected"
    assert refusal(await desk.vera.get(f"{where}/content"))[:2] == (409, "attachment-not-open")
    assert (await desk.vera.get(f"{other}/content")).content == clean
    assert kinds(tmp_path / "attachments") == {"files": 1}


async def test_what_came_while_the_scanner_was_away_is_kept_shut_until_it_is_back(
    desk: Desk, database: Database, tmp_path: Path
) -> None:
    contents = [harmful(), document()]
    item = await naming(desk, *contents)
    use(desk, tmp_path, clamd_url="tcp://127.0.0.1:1")
    bad, good = [await sent(desk, desk.rowena, item.id, one) for one in contents]
    shut = [(await stands(desk.vera, one))["may_open"] for one in (bad, good)]

    async with scanner(looks) as address:
        use(desk, tmp_path, clamd_url=address)
        done = await swept(desk, database)

    assert shut == [False, False]
    assert done.scanned == 2
    assert [(await stands(desk.vera, one))["may_open"] for one in (bad, good)] == [False, True]
    assert kinds(tmp_path / "attachments") == {"files": 1}


async def test_a_file_that_is_lost_keeps_no_other_from_being_looked_through(
    desk: Desk, database: Database, tmp_path: Path
) -> None:
    use(desk, tmp_path, clamd_url="tcp://127.0.0.1:1")
    lost, here = document(), document()
    for content in (lost, here):
        await sent(desk, desk.rowena, uuid4(), content)

    async with scanner(looks) as address:
        files = use(desk, tmp_path, clamd_url=address)
        await files.objects.delete([file_key(desk.scene.authority, hashlib.sha256(lost).digest())])
        done = await swept(desk, database)

    assert done.scanned == 1


async def test_a_council_may_let_what_was_not_scanned_be_opened(desk: Desk, tmp_path: Path) -> None:
    content = document()
    item = await naming(desk, content)
    use(desk, tmp_path, clamd_url="tcp://127.0.0.1:1", open_unscanned="yes")
    where = await sent(desk, desk.rowena, item.id, content)

    assert (await stands(desk.vera, where))["scan"] == "unscanned"
    assert (await desk.vera.get(f"{where}/content")).content == content


@pytest.mark.parametrize(
    ("said", "scan"),
    [
        (b"stream: OK", "clean"),
        (b"stream: Win.Test.EICAR_HDB-1 FOUND", "infected"),
        (b"INSTREAM size limit exceeded. ERROR", "unscanned"),
        (b"", "unscanned"),
    ],
)
async def test_only_a_clear_answer_of_the_scanner_counts(tmp_path: Path, said: bytes, scan: Scan) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"anything" * 20_000)

    async with scanner(lambda _: said) as address:
        with path.open("rb") as file:
            assert await Clamd(address).scan(file) == scan
