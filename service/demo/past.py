"""What happened before the demonstration begins: reviews sent and decided in the months before, the real way."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from asyncpg import Record
from msgspec import Raw
from msgspec.structs import replace

from schemas.accounts import Actor
from schemas.base import encode
from schemas.ratings import Colour
from schemas.submissions import Action
from schemas.sync import Push
from schemas.verification import Nothing, Pointed, Reject, ReturnToReviewer
from service.actions import submissions
from service.demo import reviews
from service.store.database import Database
from service.sync.push import push
from workflows.verification import Command

COLOURS = (Colour.GREEN,) * 6 + (Colour.AMBER,) * 3 + (Colour.RED,)
BACK = ReturnToReviewer(
    comments=[Pointed(pointer="/working_well", text="Please say what the person told you themselves.")]
)
NO = Reject(reason="This person's package ended before the review was made.")

ENDINGS: tuple[tuple[Action, Command, int], ...] = (
    (Action.APPROVE, Nothing(), 60),
    (Action.RETURN, BACK, 4),
    (Action.REJECT, NO, 1),
)
"""How many reviews of the past ended how."""
WAITING = 28
"""How many people's reviews wait for a verifier as the demonstration begins."""
AGAIN = 8
"""How many more wait of people of whom the same was verified before."""


class Author(NamedTuple):
    """A reviewer with the tablet they hold."""

    actor: Actor
    device_id: UUID
    location_id: UUID


class Past:
    """Sends and decides reviews in the order in which they happened."""

    def __init__(
        self, database: Database, authors: Sequence[Author], verifier: Actor, authority: UUID, now: datetime
    ) -> None:
        self.database, self.authors, self.verifier = database, authors, verifier
        self.authority, self.now = authority, now
        self.dice = random.Random(1948)  # noqa: S311 - data that has to come out the same, nothing secret
        self.seq = 0
        self.verified: list[tuple[Record, Colour]] = []

    async def happen(self, packages: Sequence[Record]) -> int:
        """Let everything happen; `packages` are paid by the council. Answers how many reviews there are."""
        endings = [(action, command) for action, command, times in ENDINGS for _ in range(times)]
        self.dice.shuffle(endings)
        chosen = iter(self.dice.sample(packages, len(endings) + WAITING))
        for n, (action, command) in enumerate(endings):
            sent_at = self.now - timedelta(days=190 - 2.7 * n, hours=self.dice.randrange(3, 9))
            package, colour = next(chosen), self.dice.choice(COLOURS)
            sent = await self._send(package, colour, sent_at)
            await self._decide(sent, action, command, sent_at + timedelta(hours=20))
            if action is Action.APPROVE:
                self.verified.append((package, colour))
        waiting = [(package, self.dice.choice(COLOURS)) for package in chosen]
        waiting += self.dice.sample(self.verified, AGAIN)
        for n, (package, colour) in enumerate(waiting):
            await self._send(package, colour, self.now - timedelta(hours=60 - n))
        return len(endings) + len(waiting)

    async def _send(self, package: Record, colour: Colour, at: datetime) -> UUID:
        author = next(one for one in self.authors if one.location_id == package["location_id"])
        body = reviews.a_review(dict(package), author.actor.account_id, colour, at, self.dice)
        self.seq += 1
        op = reviews.submission_of(body, self.authority, self.seq, self.dice)
        batch = Push(
            protocol=1, device_id=author.device_id, batch_id=op.op_id, sent_at=at, ops=[Raw(encode(op))]
        )
        sender = replace(author.actor, device_id=author.device_id)
        answer = await push(self.database, batch, author.location_id, sender, at)
        if answer.results[0].status != "accepted":
            raise RuntimeError(
                f"The demonstration's review was not accepted: {encode(answer.results[0]).decode()}"
            )
        return op.entity_id

    async def _decide(self, submission: UUID, action: Action, command: Command, at: datetime) -> None:
        for step, given, moment in (
            (Action.OPEN, Nothing(), at),
            (action, command, at + timedelta(minutes=12)),
        ):
            await submissions.move(self.database, submission, step, given, 1, None, self.verifier, moment)
