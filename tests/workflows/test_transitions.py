"""What the mechanism behind every lifecycle makes of a table, shown on the life of a library book."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from schemas.accounts import Actor, Role
from schemas.base import Issue
from tests.support.cases import COUNCIL, PROVIDER, someone
from workflows.transitions import Lifecycle, Refused, Transition, Why


class Place(StrEnum):
    SHELF = "shelf"
    LENT = "lent"
    STORE = "store"


class Do(StrEnum):
    LEND = "lend"
    GIVE_BACK = "give_back"
    BURN = "burn"


class Book(NamedTuple):
    state: Place = Place.SHELF
    house: object = None
    torn: bool = False
    promised: bool = False
    rare: bool = False


def reader_is_of_another_house(book: Book, actor: Actor) -> Iterator[Issue]:
    if book.house in actor.organisation_ids:
        yield Issue(pointer="/house", code="own-house")


def book_is_not_promised(book: Book, _: Actor) -> Iterator[Issue]:
    if book.promised:
        yield Issue(pointer="/promised", code="promised")


def book_is_whole(book: Book, _: Actor) -> Iterator[Issue]:
    if book.torn:
        yield Issue(pointer="/pages/1", code="torn")
        yield Issue(pointer="/pages/2", code="torn")


def is_rare(book: Book, _: Actor) -> bool:
    return book.rare


def is_common(book: Book, _: Actor) -> bool:
    return not book.rare


books = Lifecycle(
    Transition(
        Do.LEND,
        {Place.SHELF, Place.STORE},
        Place.LENT,
        frozenset({Role.REVIEWER}),
        who=(reader_is_of_another_house,),
        first=(book_is_not_promised,),
        when=(book_is_whole,),
    ),
    Transition(Do.GIVE_BACK, {Place.LENT}, Place.SHELF, frozenset({Role.REVIEWER}), case=is_common),
    Transition(
        Do.GIVE_BACK,
        {Place.LENT},
        Place.STORE,
        frozenset({Role.REVIEWER, Role.ADMIN}),
        case=is_rare,
        effect="under lock and key",
    ),
    begins=Place.SHELF,
)

READER = someone(Role.REVIEWER, PROVIDER)
LIBRARIAN = someone(Role.ADMIN, COUNCIL)
STRANGER = someone(Role.COMMISSIONER, COUNCIL)
BAD = Book(state=Place.LENT, house=PROVIDER, torn=True, promised=True)


def refused(book: Book, action: Do, actor: Actor = READER) -> tuple[Why, list[str]]:
    answer = books.decide(book, action, actor)
    assert isinstance(answer, Refused)
    return answer.why, [issue.code for issue in answer.issues]


def test_a_move_that_nothing_speaks_against_is_its_row_of_the_table() -> None:
    assert books.decide(Book(), Do.LEND, READER) is books.transitions[0]


def test_a_role_that_the_table_does_not_name_is_forbidden_before_all_else() -> None:
    assert refused(BAD, Do.LEND, STRANGER) == (Why.FORBIDDEN, ["role-not-allowed"])


def test_who_may_never_do_it_is_told_so_before_anything_about_the_subject() -> None:
    assert refused(BAD, Do.LEND) == (Why.FORBIDDEN, ["own-house"])
    assert books.forbidden(BAD, Do.LEND, READER) == books.decide(BAD, Do.LEND, READER)


def test_what_is_required_first_is_told_rather_than_a_wrong_state() -> None:
    assert refused(BAD._replace(house=None), Do.LEND) == (Why.NOT_NOW, ["promised"])


def test_a_wrong_state_is_told_rather_than_what_is_required_in_the_right_one() -> None:
    lent = Book(state=Place.LENT, torn=True)

    answer = books.decide(lent, Do.LEND, READER)

    told = Issue(pointer="/state", code="wrong-state", params={"state": "lent", "action": "lend"})
    assert answer == Refused(Why.NOT_NOW, (told,))


def test_everything_that_is_wrong_is_told_at_once() -> None:
    assert refused(Book(torn=True), Do.LEND) == (Why.NOT_NOW, ["torn", "torn"])


def test_of_several_rows_of_an_action_the_one_whose_case_it_is_counts() -> None:
    common, rare = Book(state=Place.LENT), Book(state=Place.LENT, rare=True)

    assert books.decide(common, Do.GIVE_BACK, READER) is books.transitions[1]
    assert books.decide(rare, Do.GIVE_BACK, READER) is books.transitions[2]


def test_an_action_that_no_row_has_is_nobodys() -> None:
    assert refused(Book(), Do.BURN, LIBRARIAN) == (Why.FORBIDDEN, ["role-not-allowed"])


def test_the_possible_actions_are_those_that_would_not_be_refused_now() -> None:
    assert books.possible(Book(), READER) == [Do.LEND]
    assert books.possible(Book(torn=True), READER) == []
    assert books.possible(Book(state=Place.LENT), READER) == [Do.GIVE_BACK]
    assert books.possible(Book(), STRANGER) == []


def test_the_table_can_be_read_in_every_direction() -> None:
    assert books.moves == {
        (Place.SHELF, Do.LEND): {Place.LENT},
        (Place.STORE, Do.LEND): {Place.LENT},
        (Place.LENT, Do.GIVE_BACK): {Place.SHELF, Place.STORE},
    }
    assert books.actions == [Do.LEND, Do.GIVE_BACK]
    assert books.roles(Do.GIVE_BACK) == {Role.REVIEWER, Role.ADMIN}
    assert books.guard(Do.LEND) == ["shelf", "store"]


def test_the_table_can_be_drawn() -> None:
    assert books.mermaid().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> shelf",
        "    shelf --> lent : lend",
        "    store --> lent : lend",
        "    lent --> shelf : give_back",
        "    lent --> store : give_back (under lock and key)",
    ]
