"""A verified review lands in a folder as one whole file."""

import json
import os
from pathlib import Path

import pytest

from schemas.pushes import Delivered, NotNow
from service.connectors.files import Files, drop
from tests.support.records import COUNCIL, a_record


def dropped(folder: Path) -> list[str]:
    """Everything in the council's folder, hidden files too."""
    return sorted(path.name for path in (folder / COUNCIL).iterdir())


async def test_a_review_lands_whole_in_its_councils_folder(tmp_path: Path) -> None:
    record = a_record()

    answer = await Files(tmp_path).deliver(record)

    assert isinstance(answer, Delivered)
    assert dropped(tmp_path) == [f"{answer.reference}.json"]
    told = json.loads((tmp_path / COUNCIL / f"{answer.reference}.json").read_bytes())
    assert told["key"] == record.key
    assert told["answers"] == json.loads(bytes(record.answers))


async def test_a_review_dropped_twice_is_one_file_that_stays_as_it_was(tmp_path: Path) -> None:
    record = a_record()
    first = await Files(tmp_path).deliver(record)
    assert isinstance(first, Delivered)
    (tmp_path / COUNCIL / f"{first.reference}.json").write_text("as it was")

    second = await Files(tmp_path).deliver(record)

    assert isinstance(second, Delivered)
    assert second.reference == first.reference
    assert [one.came_back for one in (*first.exchanges, *second.exchanges)] == [
        {"written": True},
        {"written": False},
    ]
    assert (tmp_path / COUNCIL / f"{first.reference}.json").read_text() == "as it was"


async def test_two_reviews_of_one_day_are_two_files(tmp_path: Path) -> None:
    for _ in range(2):
        await Files(tmp_path).deliver(a_record())

    assert len(dropped(tmp_path)) == 2


async def test_a_folder_that_can_not_be_used_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / COUNCIL).write_text("a file where the folder should be")

    answer = await Files(tmp_path).deliver(a_record())

    assert isinstance(answer, NotNow)
    assert (answer.code, answer.record_is_down) == ("folder-unusable", True)


def test_what_breaks_off_halfway_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", breaks)

    with pytest.raises(OSError, match="No space"):
        drop(tmp_path, "review.json", b"{}")

    assert list(tmp_path.iterdir()) == []


def test_only_owner_and_group_may_read_it(tmp_path: Path) -> None:
    drop(tmp_path, "review.json", b"{}")

    assert (tmp_path / "review.json").stat().st_mode & 0o777 == 0o640
