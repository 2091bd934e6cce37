"""The story of three reviews, from a farmhouse to the record: told against a running service, and checked."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec

from schemas.people import PulledPackage, PulledPerson
from schemas.pushes import PushView
from schemas.ratings import Colour, CompleteFactors
from schemas.selections import Selection
from schemas.submissions import State
from schemas.verification import Pointed
from service.client.desk import Desk
from service.client.drafts import from_example
from service.client.handset import utc_now
from service.client.tablet import Tablet
from service.demo.accounts import DemoAccount
from service.demo.asking import ANSWERED
from service.demo.record import Record
from service.demo.reviews import RATED

Say = Callable[[str], None]
Clock = Callable[[], datetime]
WHAT_TO_ADD = "Please say in the person's own words what they think of their care."
IN_THEIR_WORDS = "I like the same carer to come. I was sad when that changed."


class NotAsTold(Exception):
    """The service did something else than the story says; the message is the sentence that isn't true."""


class Signal(httpx.BaseTransport):
    """The connection of the tablet, as it is in a farmhouse: there, not there, or losing the one reply that matters."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self.inner = inner
        self.is_there = True
        self.loses_reply_to: str | None = None
        self.lost = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if not self.is_there:
            raise httpx.ConnectError("There is no signal.", request=request)
        response = self.inner.handle_request(request)
        if request.url.path == self.loses_reply_to:
            response.read()
            response.close()
            self.loses_reply_to, self.lost = None, self.lost + 1
            raise httpx.ReadTimeout("The reply got lost.", request=request)
        return response

    def close(self) -> None:
        self.inner.close()


class Story:
    """Its chapters in order; each says what happens and checks that it did."""

    def __init__(
        self,
        url: str,
        folder: Path,
        reviewer: DemoAccount,
        verifier: DemoAccount,
        record: Record,
        say: Say,
        clock: Clock = utc_now,
    ) -> None:
        self.signal = Signal(httpx.HTTPTransport())
        self.tablet = Tablet(folder / "tablet.sqlite", url, transport=self.signal, clock=clock)
        self.url, self.reviewer, self.verifier, self.say = url, reviewer, verifier, say
        self.record = record
        self.reviews: dict[Colour, UUID] = {}
        self.to_open: list[Colour] = []

    def chapters(self) -> Sequence[tuple[str, Callable[[], None]]]:
        return (
            ("Morning at the office", self.morning),
            ("In a farmhouse without signal", self.without_signal),
            ("A reply gets lost", self.lost_reply),
            ("A pile on the verifier's desk", self.approved_in_bulk),
            ("What has to be opened", self.opened),
            ("The returned review is put right", self.correction),
            ("A record that is closed to us", self.failed_push),
            ("Where everything is", self.ending),
        )

    def close(self) -> None:
        self.tablet.close()

    def morning(self) -> None:
        if self.reviewer.device_id is None:
            raise NotAsTold(f"{self.reviewer.username} has a tablet.")
        self.tablet.become(self.reviewer.device_id)
        self.tablet.log_in(self.reviewer.username, self.reviewer.password)
        self.tablet.sync()
        people = len(self.tablet.people())
        self._check(people > 0, f"{self.reviewer.location} has people on its tablet.")
        self.say(
            f"{self.reviewer.username} takes the tablet of {self.reviewer.location}: {people} people are on it."
        )

    def without_signal(self) -> None:
        self.signal.is_there = False
        for colour, package in zip(Colour, self._packages(len(Colour)), strict=True):
            body = self._review(package, colour)
            rated = self._rate(body)
            self._check(
                rated == colour, f"The tablet rates the {colour} review {colour} by itself (it said {rated})."
            )
            self.reviews[colour] = self.tablet.submit(body)
            self.say(
                f"A review of {body['person']['name']} is made and rated {_styled(colour)} without a connection."
            )
        ended = self.tablet.sync()
        self._check(ended.interrupted is not None, "Without signal a sync ends early.")
        self._check(len(self.tablet.outbox()) == len(Colour), "All three reviews wait on the tablet.")
        self.say("The tablet tries to send them; there is no signal, and all three wait in its outbox.")

    def lost_reply(self) -> None:
        self.signal.is_there, self.signal.loses_reply_to = True, "/v1/sync/push"
        self.tablet.sync()
        self._check(self.signal.lost == 1, "The reply to the first push got lost.")
        self._check(
            len(self.tablet.outbox()) == len(Colour), "The tablet doesn't know that its reviews arrived."
        )
        self.say(
            "On the road there is signal. The reviews arrive, but the reply gets lost: the tablet can't know."
        )
        self.tablet.sync()
        self._check(self.tablet.outbox() == [], "The same bytes sent again get the same answer.")
        for review in self.reviews.values():
            self._check(self._stands(review, State.SUBMITTED, 1), "Each review arrived once.")
        self.say(
            "It sends the same bytes again and gets the first answer: each review arrived once, none twice."
        )

    def approved_in_bulk(self) -> None:
        with self._desk() as desk:
            waiting = desk.worklist(limit=1).counts
            self.say(
                f"{self.verifier.username} has {waiting.total} reviews waiting: {_counted(waiting.rating)}."
            )
            selection = desk.select()
            may = {one.id for one in selection.items}
            may_not = {one.id: [reason.code for reason in one.reasons] for one in selection.excluded}
            self.to_open = [colour for colour, review in self.reviews.items() if review in may_not]
            self._check({Colour.AMBER, Colour.RED} <= set(self.to_open), "Amber and red have to be opened.")
            if Colour.GREEN in self.to_open:
                drawn = may_not[self.reviews[Colour.GREEN]] == ["sampled"]
                self._check(drawn, "The green review holds nothing new; only a draw can have it opened.")
                self.say(
                    f"The {_styled(Colour.GREEN)} one holds nothing new, and was drawn for a full check."
                )
            codes = Counter(code for codes in may_not.values() for code in codes)
            self.say(
                f"{len(may)} may be approved in bulk, {len(may_not)} have to be opened, each for reasons:"
            )
            self.say(", ".join(f"{code} ({times})" for code, times in codes.most_common(4)) + ".")
            if selection.items:
                self._approve_at_once(desk, selection)

    def _approve_at_once(self, desk: Desk, selection: Selection) -> None:
        key = str(uuid4())
        told = desk.approve_all(selection, key).results
        self._check(all(one.status == "done" for one in told), "All of them were approved as they were seen.")
        self._check(desk.approve_all(selection, key).results == told, "Asked again, it is done once.")
        self.say(
            "Those are approved in one request, each at the revision listed; asked again, it is done once."
        )

    def opened(self) -> None:
        with self._desk() as desk:
            for colour in self.to_open:
                review = self.reviews[colour]
                seen = desk.open(review, 1)
                self._check(
                    seen.rating.effective == colour, f"The service rates the {colour} review like the tablet."
                )
                if colour is Colour.AMBER:
                    desk.give_back(review, 1, [Pointed(pointer="/person_views", text=WHAT_TO_ADD)])
                    self.say(f"The {_styled(colour)} one goes back with a comment: “{WHAT_TO_ADD}”")
                else:
                    if colour is Colour.RED:
                        self._close_record_of(review)
                    desk.approve(review, 1)
                    self.say(
                        f"The {_styled(colour)} one is opened, read and approved at the revision that was read."
                    )
        self.tablet.sync()
        returned = self.tablet.submission(self.reviews[Colour.AMBER])
        self._check(returned.state is State.RETURNED, "The tablet shows the amber review as returned.")
        self._check(
            [one.text for one in returned.comments] == [WHAT_TO_ADD], "The comment reached the tablet."
        )
        self.say(f"The tablet shows it: “{returned.line}”")

    def correction(self) -> None:
        review = self.reviews[Colour.AMBER]
        self.tablet.amend(review, {"person_views": IN_THEIR_WORDS})
        self.tablet.sync()
        self._check(self._stands(review, State.SUBMITTED, 2), "The corrected review arrived as revision 2.")
        self.say(f"The reviewer asks again and writes down: “{IN_THEIR_WORDS}” It arrives as revision 2.")
        with self._desk() as desk:
            before = desk.open(review, 2)
            self._check(before.rev == 2, "The verifier sees revision 2.")
            desk.approve(review, 2)
        self.say("The verifier opens revision 2 and approves it.")

    def failed_push(self) -> None:
        review = self.reviews[Colour.RED]
        with self._desk() as desk:
            refused = self.record.comes_to_pass(lambda: self._push(desk, review).state == "dead")
            self._check(refused, "The record refuses the red review.")
            failed = self._push(desk, review)
            self._check(failed.code == "person-restricted", "Staff are told why.")
            self.say(f"The record did not take the {_styled(Colour.RED)} one: “{failed.why}”")
            self.record.restrict(self._person(review), restricted=False)
            desk.retry(failed.id)
            self.say(f"Access is given in the record, and {self.verifier.username} has the push tried again.")
            sent = self.record.comes_to_pass(lambda: self._push(desk, review).state == "sent")
            self._check(sent, "The record takes the red review.")

    def ending(self) -> None:
        for colour, review in self.reviews.items():
            recorded = self.record.comes_to_pass(partial(self._is_recorded, review))
            self._check(recorded, f"The tablet shows the {colour} review as recorded.")
            shown = self.tablet.submission(review)
            self._check(self.record.times(shown.reference) == 1, f"The record has the {colour} review once.")
            self._check(shown.pending == [], f"Nothing of the {colour} review waits on the tablet.")
            self.say(f"{_styled(colour)} {shown.reference} · {shown.person_name}: {shown.line}")

    def _packages(self, count: int) -> list[PulledPackage]:
        """Packages that the council pays and nobody is reviewing at the moment."""
        unsettled = (State.SUBMITTED, State.CHECKING, State.RETURNED)
        busy = {one.answers["package_id"] for one in self.tablet.submissions() if one.state in unsettled}
        free = [one for one in self.tablet.packages() if one.funder == "council" and str(one.id) not in busy]
        self._check(
            len(free) >= count, f"{self.reviewer.location} has {count} packages that nobody is reviewing."
        )
        return random.sample(free, count)

    def _review(self, package: PulledPackage, colour: Colour) -> dict[str, Any]:
        example = self.tablet.forms()["review@1"].example
        body = from_example(example, self.tablet.new_review(package.id))
        rating = body["safe_care_rag"]
        asked = self.tablet.questions(package.id)
        answered = {"supplementary": ANSWERED[colour]} if asked else {}
        return (
            body
            | answered
            | {
                "safe_care_rag": rating
                | {"factors": rating["factors"] | RATED[colour], "provider_rating": colour}
            }
        )

    def _rate(self, body: dict[str, Any]) -> Colour:
        factors = msgspec.convert(body["safe_care_rag"]["factors"], CompleteFactors)
        return self.tablet.rate(factors, [], date.fromisoformat(body["review_date"])).computed

    def _stands(self, review: UUID, state: State, rev: int) -> bool:
        shown = self.tablet.submission(review)
        return (shown.state, shown.rev) == (state, rev)

    def _close_record_of(self, review: UUID) -> None:
        """Somebody has restricted this person's record, as is done for staff who are cared for by colleagues."""
        self.record.restrict(self._person(review), restricted=True)

    def _person(self, review: UUID) -> PulledPerson:
        record_id = self.tablet.submission(review).answers["person"]["mosaic_person_id"]
        return next(one for one in self.tablet.people() if one.record_id == record_id)

    def _is_recorded(self, review: UUID) -> bool:
        self.tablet.sync()
        return self.tablet.submission(review).state is State.RECORDED

    def _push(self, desk: Desk, review: UUID) -> PushView:
        """The latest message about a review to the record."""
        return desk.pushes(submission=str(review), limit=1)[0]

    def _desk(self) -> AbstractContextManager[Desk]:
        return closing(Desk(self.url, self.verifier.username, self.verifier.password))

    def _check(self, holds: bool, sentence: str) -> None:
        if not holds:
            raise NotAsTold(sentence)


def _styled(colour: Colour) -> str:
    """The word, in its colour where the terminal has colours."""
    return f"[{'yellow' if colour is Colour.AMBER else colour.value}]{colour.value}[/]"


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{n} {name}" for name, n in counts.items())
