"""A tablet and the council in memory, for claims that need no service."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import httpx

from service.client.drafts import from_example
from service.client.faults import FaultyTransport
from service.client.merge import Answers
from service.client.store import BeforeStatement
from service.client.tablet import Tablet
from tests.client.council import DEVICE, Council
from workflows.forms import review_form

EXAMPLE = review_form().example


def switched_on(file: Path, council: Council, before_statement: BeforeStatement | None = None) -> Tablet:
    return Tablet(
        file,
        "http://council.test",
        transport=FaultyTransport(httpx.MockTransport(council.answer)),
        clock=council.clock,
        before_statement=before_statement,
    )


@contextmanager
def signed_in(file: Path, council: Council) -> Iterator[Tablet]:
    tablet = switched_on(file, council)
    try:
        tablet.become(DEVICE)
        tablet.log_in("rowena", "a password")
        yield tablet
    finally:
        tablet.close()


def review(tablet: Tablet, package: UUID) -> Answers:
    """A review that has nothing wrong with it."""
    return from_example(EXAMPLE, tablet.new_review(package))
