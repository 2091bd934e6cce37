"""A safeguarding concern is heard however broken the rest of the work is."""

import pytest

from workflows.concerns import Alarm, raised_in

UNCLEAR = Alarm(None, None)


@pytest.mark.parametrize(
    ("body", "alarm"),
    [
        (
            b'{"safeguarding_concern": "new", "safeguarding_detail": {"alleged_party_is_provider": true}}',
            Alarm(alleged_party_is_provider=True, immediate_danger=None),
        ),
        (b'{"safeguarding_concern": "new"}', UNCLEAR),
        (b'{"safeguarding_concern": "new", "safeguarding_detail": "She is afraid."}', UNCLEAR),
        (b'{"safeguarding_concern": "new", "safeguarding_detail": {"immediate_danger": "yes"}}', UNCLEAR),
        (b'{"safeguarding_concern": "new", "mood": "sunny", "review_date": 7}', UNCLEAR),
        (b'{"safeguarding_concern": "known_open"}', None),
        (b'{"safeguarding_concern": "none"}', None),
        (b'{"reason": "Sent twice."}', None),
        (b'["safeguarding_concern", "new"]', None),
        (b"\xff\xfe", None),
        (b"[" * 100_000, None),
    ],
)
def test_a_new_concern_is_read_from_whatever_can_be_read(body: bytes, alarm: Alarm | None) -> None:
    assert raised_in(body) == alarm
