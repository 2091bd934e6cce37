"""Questions of an invented council's own, to test with."""

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from schemas.base import decode, encode
from schemas.questions import Questions, QuestionSet

COUNCIL = UUID("00000000-0000-4000-8000-00000000c0c0")
LEAD = UUID("00000000-0000-4000-8000-00000000ead0")
MONDAY = datetime(2026, 11, 16, 12, tzinfo=UTC)

ASKED: dict[str, Any] = {
    "title": "Safe at home",
    "questions": [
        {
            "code": "smoke_alarm",
            "type": "choice",
            "label": "Is there a smoke alarm that works?",
            "required": True,
            "options": [
                {"value": "tested", "label": "Yes, it was tested"},
                {"value": "not_tested", "label": "Yes, but nobody tested it"},
                {"value": "none", "label": "No"},
            ],
            "mapping_code": "FIRE_ALARM",
        },
        {
            "code": "heating",
            "type": "choices",
            "label": "How is the home heated?",
            "options": [{"value": "gas", "label": "Gas"}, {"value": "wood", "label": "Wood"}],
            "at_most": 1,
        },
        {"code": "pets", "type": "yes_no", "label": "Are there pets?"},
        {"code": "rooms", "type": "whole_number", "label": "How many rooms?", "at_least": 1, "at_most": 30},
        {"code": "warmth", "type": "number", "label": "How warm was it, in degrees?", "at_most": 45},
        {"code": "alarm_checked_on", "type": "date", "label": "When was the alarm last checked?"},
        {"code": "key_holder", "type": "line", "label": "Who else holds a key?", "longest": 20},
        {"code": "anything_else", "type": "text", "label": "Is there anything else?"},
    ],
}
NEXT: dict[str, Any] = {
    "title": "Safe at home",
    "questions": [
        {"code": "alarm", "type": "choice", "label": "Is there a smoke alarm?", "required": True}
        | {"options": [{"value": "tested", "label": "Tested"}, {"value": "none", "label": "None"}]},
        {"code": "rooms", "type": "whole_number", "label": "How many rooms are used?", "at_most": 10},
        {"code": "key_holder_name", "type": "line", "label": "Who holds a key?"},
        {"code": "key_holder_phone", "type": "line", "label": "Under what number are they reached?"},
        {
            "code": "carbon_monoxide_alarm",
            "type": "yes_no",
            "label": "Is there an alarm for carbon monoxide?",
        },
    ],
    "mappings": [
        {"do": "rename", "from": "/smoke_alarm", "to": "/alarm"},
        {"do": "split", "from": "/key_holder", "at": ", ", "to": ["/key_holder_name", "/key_holder_phone"]},
        {"do": "drop", "from": "/pets"},
        {"do": "default", "to": "/carbon_monoxide_alarm", "value": False},
    ],
}
"""The version after it."""


def asked(whole: dict[str, Any] = ASKED, **changes: Any) -> Questions:
    return decode(encode(deepcopy(whole) | changes), Questions)


def a_set(version: int = 1, whole: dict[str, Any] = ASKED, **changes: Any) -> QuestionSet:
    made = QuestionSet(
        authority_id=COUNCIL,
        form="review",
        form_version=1,
        version=version,
        asked=asked(whole),
        reason="Asked for by the fire service.",
        made_by=LEAD,
        made_at=MONDAY,
        opened_at=MONDAY,
    )
    return msgspec.structs.replace(made, **changes)
