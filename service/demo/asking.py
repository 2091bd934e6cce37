"""What the demonstration's council asks of its own in reviews, made up like everything else in it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from schemas.accounts import Actor
from schemas.base import encode
from schemas.questions import OpenQuestions, QuestionsDraft
from schemas.ratings import Colour
from service.actions import questions
from service.store.database import Database
from workflows.forms import REVIEW

VERSION = 1
ASKED: dict[str, Any] = {
    "title": "Demo Council asks: safe and warm at home",
    "hint": "Made up for the demonstration.",
    "reason": "The demonstration shows how a council asks questions of its own.",
    "questions": [
        {
            "code": "smoke_alarm",
            "type": "choice",
            "label": "Is there a smoke alarm that works?",
            "hint": "Press its button if you can reach it.",
            "required": True,
            "options": [
                {"value": "tested", "label": "Yes, it was tested"},
                {"value": "not_tested", "label": "Yes, but nobody tested it"},
                {"value": "none", "label": "No"},
            ],
            "mapping_code": "PLR_SMOKE_ALARM",
        },
        {
            "code": "warm_enough",
            "type": "yes_no",
            "label": "Can they keep the rooms that they use warm?",
            "required": True,
            "mapping_code": "PLR_WARM_ENOUGH",
        },
        {
            "code": "key_holder",
            "type": "line",
            "label": "Who else holds a key?",
            "hint": "A role, such as neighbour; no names.",
        },
    ],
}
ANSWERED: Mapping[Colour, Mapping[str, Any]] = {
    Colour.GREEN: {"smoke_alarm": "tested", "warm_enough": True, "key_holder": "A neighbour"},
    Colour.AMBER: {"smoke_alarm": "not_tested", "warm_enough": True},
    Colour.RED: {"smoke_alarm": "none", "warm_enough": False},
}
"""What is answered in a review of each rating."""


async def ask(database: Database, admin: Actor, at: datetime) -> None:
    """Draft the questions and open them, the real way."""
    draft = msgspec.json.decode(encode(ASKED), type=QuestionsDraft)
    drafted = await questions.draft(database, REVIEW, draft, admin, at)
    await questions.open_(database, REVIEW, drafted.version, OpenQuestions(), admin, at)
