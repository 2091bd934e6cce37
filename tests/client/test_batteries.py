"""A battery that dies between any two statements costs nothing."""

from copy import deepcopy
from itertools import count
from pathlib import Path
from shutil import copy
from uuid import UUID

from schemas.submissions import State
from service.client.drafts import from_example
from service.client.tablet import Tablet
from tests.client.alone import EXAMPLE, review, signed_in, switched_on
from tests.client.council import Council
from tests.support.clock import Clock
from workflows.drafts import DISCARDED


class Killed(BaseException):
    """The battery is empty."""


class Battery:
    """Lasts for so many statements."""

    def __init__(self, statements: int) -> None:
        self.statements = statements

    def __call__(self, _: str) -> None:
        if self.statements == 0:
            raise Killed
        self.statements -= 1


def visit(tablet: Tablet, package: UUID, done: list[str]) -> None:
    """A review is begun, handed in, sent, changed, and sent again."""
    draft = review(tablet, package)
    done.append("begun")
    made = tablet.submit(draft)
    done.append("handed in")
    tablet.sync()
    tablet.amend(made, {"person_views": "I like the mornings."})
    done.append("changed")
    tablet.sync()
    done.append("at home")


def cut_off(file: Path, council: Council, package: UUID, statements: int) -> list[str]:
    """What had been done when the battery died after so many statements."""
    done: list[str] = []
    tablet = switched_on(file, council)
    tablet.store._before_statement = Battery(statements)
    try:
        visit(tablet, package, done)
    except Killed:
        pass
    finally:
        tablet.close()
    return done


def come_home(file: Path, council: Council, done: list[str]) -> None:
    """Whatever had been done is there after the tablet has been charged, once; the rest can be done now."""
    with signed_in(file, council) as tablet:
        for draft in tablet.drafts():
            tablet.submit(from_example(EXAMPLE, draft))
        assert tablet.sync().interrupted is None
        assert tablet.outbox() == []
        shown = [(each.state, each.rev) for each in tablet.submissions()]
        at_council = [(one["state"], one["rev"]) for one in council.submissions_of_the_tablet()]
    assert shown == at_council
    if "begun" in done:
        assert len(shown) == 1
    if "changed" in done:
        assert shown == [(State.SUBMITTED, 2)]


def test_a_visit_may_be_cut_off_anywhere(folder: Path) -> None:
    prepared = Council(Clock())
    package = prepared.care_for(prepared.north)
    with signed_in(folder / "charged.sqlite", prepared) as tablet:
        tablet.sync()

    for statements in count():
        council = deepcopy(prepared)
        file = Path(copy(folder / "charged.sqlite", folder / "tablet.sqlite"))
        copy(folder / "charged.sqlite.key", folder / "tablet.sqlite.key")
        done = cut_off(file, council, package, statements)
        come_home(file, council, done)
        if "at home" in done:
            break
    assert statements > 100


def test_what_is_thrown_away_is_wholly_gone_or_wholly_there(folder: Path) -> None:
    council = Council(Clock())
    package = council.care_for(council.north)
    with signed_in(folder / "charged.sqlite", council) as tablet:
        tablet.sync()
        tablet.share(review(tablet, package))
        (draft,) = tablet.drafts()

    for statements in count():
        file = Path(copy(folder / "charged.sqlite", folder / "tablet.sqlite"))
        copy(folder / "charged.sqlite.key", folder / "tablet.sqlite.key")
        died = thrown_away_until(file, council, UUID(draft["submission_id"]), statements)
        with signed_in(file, council) as tablet:
            left, (said,) = tablet.drafts(), tablet.outbox()
        assert (left, said.body == DISCARDED) in (([draft], False), ([], True))
        if not died:
            assert left == []
            break
    assert statements > 3


def thrown_away_until(file: Path, council: Council, draft: UUID, statements: int) -> bool:
    """Whether the battery died on the way."""
    tablet = switched_on(file, council)
    tablet.store._before_statement = Battery(statements)
    try:
        tablet.discard(draft)
    except Killed:
        return True
    finally:
        tablet.close()
    return False
