"""A tablet that is found in a bus tells its finder nothing, and a forgotten PIN loses no work."""

import json
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from service.client.keyring import STRONG, Cost, Keyring, NeedsPin, TryLater, WrongPin
from service.client.store import OPEN_IN_1
from service.client.tablet import Tablet
from tests.client.alone import review, switched_on
from tests.client.council import DEVICE, Council
from tests.support.clock import Clock

CHEAP = Cost(passes=1, memory_kib=8, lanes=1)
PIN, NEW_PIN = "a pin that is long", "another long pin"
VIEWS = "I would rather have my tea before the news."
SECRETS = [
    b"Morwenna",
    b"Tregear",
    b"1941-03-08",
    b"TR1 2AB",
    b"To see the sea",
    b"Rowena",
    b"Hocking",
    b"rowena",
]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def council(clock: Clock) -> Council:
    return Council(clock)


@pytest.fixture
def package(council: Council) -> UUID:
    return council.care_for(council.north)


Opening = Callable[..., Tablet]
Answering = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
def opening(folder: Path, council: Council) -> Opening:
    def open_(pin: str | None = PIN, answer: Answering = council.answer) -> Tablet:
        return Tablet(
            folder / "tablet.sqlite",
            "https://council.example",
            pin=pin,
            cost=CHEAP,
            transport=httpx.MockTransport(answer),
            clock=council.clock,
        )

    return open_


def visited(tablet: Tablet, package: UUID) -> None:
    """Signed in and home from a visit: one review begun, one finished, one handed in."""
    tablet.become(DEVICE)
    tablet.log_in("rowena", "a password")
    tablet.sync()
    tablet.submit(review(tablet, package) | {"person_views": VIEWS})
    tablet.sync()
    tablet.submit(review(tablet, package) | {"person_views": VIEWS})
    tablet.save(tablet.new_review(package) | {"person_views": VIEWS})


def test_no_name_and_no_answer_can_be_read_in_what_lies_on_the_disk(
    folder: Path, opening: Opening, package: UUID
) -> None:
    tablet = opening()
    visited(tablet, package)

    on_disk = b"".join(file.read_bytes() for file in sorted(folder.iterdir()))
    tablet.close()

    assert {file.name for file in folder.iterdir()} >= {"tablet.sqlite", "tablet.sqlite.key"}
    assert [secret for secret in [*SECRETS, VIEWS.encode(), PIN.encode()] if secret in on_disk] == []
    assert len(on_disk) > 20_000


def test_whoever_knows_the_pin_goes_on_without_a_connection(opening: Opening, package: UUID) -> None:
    visited(tablet := opening(), package)
    tablet.close()

    again = opening(answer=nobody_answers)

    assert [one["person_views"] for one in again.drafts()] == [VIEWS]
    assert [person.name for person in again.people()] == ["Morwenna Tregear"]
    again.close()


def nobody_answers(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("There is no connection.", request=request)


def test_nobody_else_gets_in(opening: Opening, package: UUID) -> None:
    visited(tablet := opening(), package)
    tablet.close()

    with pytest.raises(WrongPin):
        opening("some other pin")
    with pytest.raises(NeedsPin):
        opening(None)


def test_after_three_wrong_pins_each_next_one_waits_longer(
    folder: Path, opening: Opening, clock: Clock
) -> None:
    opening().close()
    delays = []
    for _ in range(5):
        with pytest.raises(WrongPin):
            opening("some other pin")
        until = json.loads((folder / "tablet.sqlite.key").read_text())["not_before"]
        delays.append(until - clock.now.timestamp())
        clock.forward(seconds=delays[-1])

    assert delays == [0, 0, 30, 60, 120]


def test_so_does_the_right_one_which_begins_anew(opening: Opening, clock: Clock) -> None:
    opening().close()
    for _ in range(3):
        with pytest.raises(WrongPin):
            opening("some other pin")

    with pytest.raises(TryLater):
        opening()
    clock.forward(seconds=30)
    opening().close()

    with pytest.raises(WrongPin):
        opening("some other pin")
    opening().close()


def test_a_forgotten_pin_loses_no_work(folder: Path, opening: Opening, package: UUID) -> None:
    tablet = opening()
    code = tablet.recovery_code
    visited(tablet, package)
    tablet.close()
    keyring = Keyring(folder / "tablet.sqlite.key", CHEAP)

    with pytest.raises(WrongPin):
        keyring.recover("0" * 26, NEW_PIN)
    keyring.recover(code.lower().replace("-", " ").replace("0", "o") if code else "", NEW_PIN)

    tablet = opening(NEW_PIN)
    assert (len(tablet.drafts()), len(tablet.outbox())) == (1, 1)
    assert tablet.recovery_code is None
    tablet.close()
    with pytest.raises(WrongPin):
        opening(PIN)


def test_a_guess_at_a_pin_is_dear_unless_a_test_says_otherwise(folder: Path) -> None:
    Keyring(folder / "one.key").make(PIN)

    kept = json.loads((folder / "one.key").read_text())

    assert Cost() == STRONG
    assert kept["pin"]["argon2id"] == kept["recovery"]["argon2id"] == [3, 65_536, 4]


def test_a_pin_is_not_short_and_a_tablet_for_real_use_has_one(opening: Opening) -> None:
    for pin in (None, "12345"):
        with pytest.raises(NeedsPin):
            opening(pin)


def test_without_a_pin_the_file_is_sealed_too_and_is_for_this_machine_alone(
    folder: Path, council: Council, package: UUID
) -> None:
    visited(tablet := switched_on(folder / "tablet.sqlite", council), package)
    tablet.close()

    on_disk = (folder / "tablet.sqlite").read_bytes()

    assert b"Morwenna" not in on_disk
    with pytest.raises(NeedsPin):
        Tablet(folder / "tablet.sqlite", "https://council.example")
    assert (folder / "tablet.sqlite.key").stat().st_mode & 0o077 == 0


def test_a_file_of_before_is_sealed_when_it_is_opened(folder: Path, council: Council, package: UUID) -> None:
    file = folder / "tablet.sqlite"
    visited(tablet := switched_on(file, council), package)
    lay_open(tablet)
    tablet.close()
    assert b"Morwenna" in file.read_bytes()

    tablet = switched_on(file, council)

    assert [one["person_views"] for one in tablet.drafts()] == [VIEWS]
    assert tablet.sync().interrupted is None
    assert [person.name for person in tablet.people()] == ["Morwenna Tregear"]
    left = b"".join(one.read_bytes() for one in sorted(folder.iterdir()))
    assert [secret for secret in [*SECRETS, VIEWS.encode()] if secret in left] == []
    tablet.close()


def lay_open(tablet: Tablet) -> None:
    """Make the file what it was in version 1, when nothing was sealed."""
    for table, columns in OPEN_IN_1.items():
        for column in columns:
            read = f"select rowid, {column} from {table} where {column} is not null"  # noqa: S608 our own names
            write = f"update {table} set {column} = ? where rowid = ?"  # noqa: S608 our own names
            for number, value in tablet.store.run(read):
                tablet.store._db.execute(write, (value, number))
    for statement in (
        "drop table attachment_piece",
        "drop table attachment",
        "alter table author drop column lease",
        "alter table author drop column deposit_token",
        "alter table op drop column deposited",
        "alter table draft drop column version",
        "delete from note where name in ('keys', 'latest')",
        "pragma user_version = 1",
    ):
        tablet.store.run(statement)
