"""Whoever writes a tablet from the page about syncing gets the answers that it shows."""

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.client.conftest import folder, live, scene
from tests.client.live import Live
from tests.support.exchanges import Teller, exchanges
from tests.support.identity import PASSWORD
from tests.support.uploads import digest, document

__all__ = ["folder", "live", "scene"]

IDS = ("01939a2c-0000-7000-8000-000000000001", "01939a2c-0000-7000-8000-000000000002")
PAGE = Path(__file__).parents[2] / "docs" / "sync.md"


async def test_every_example_is_answered_as_it_is_shown(live: Live) -> None:
    known = await what_the_page_begins_with(live)

    with httpx.Client(base_url=live.url) as http:
        teller = Teller(http, known)
        for one in exchanges(PAGE.read_text("utf-8")):
            teller.tell(one)


async def what_the_page_begins_with(live: Live) -> dict[str, Any]:
    """Somebody in care, rowena with her tablet and what she has to say, vera who verifies,
    and wenna who looks after the tablets."""
    scene, cared = live.scene, await live.cared()
    first, second = (scene.review(cared, submission_id=one) for one in IDS)
    picture = document(3_000)
    return {
        "password": PASSWORD,
        "tablet": str(scene.tablets["rowena"]),
        "lost-tablet": str(scene.tablets["tegen"]),
        "verifier": live.desk("vera").token,
        "manager": live.desk("wenna").token,
        "authority": str(scene.authority),
        "location": str(scene.location),
        "person": str(cared.person.id),
        "package": str(cared.package),
        "forms-held": [{"id": one, "versions": [1]} for one in ("review", "assessment", "safe-care")],
        "id-1": first["submission_id"],
        "id-2": second["submission_id"],
        "review-1": first,
        "review-1-with-the-garden": first | {"working_well": "The garden."},
        "review-1-with-the-choir": first | {"working_well": "The choir."},
        "review-1-with-the-wednesdays": first | {"not_working": "The second and the fourth of May."},
        "review-2": second,
        "review-2-with-the-garden": second | {"working_well": "The garden."},
        "document": picture,
        "digest-of-document": digest(picture),
    }


SHOWN = """
```http
GET /thing/<thing>
```

```http
HTTP/1.1 200
ETag: "3"

{"id": "<thing>", "parts": [1, "…"], "made": {"by": "<maker>", "…": "…"}}
```
"""


@pytest.mark.parametrize(
    ("answer", "is_as_shown"),
    [
        ({}, True),
        ({"id": "another"}, False),
        ({"parts": []}, False),
        ({"parts": [2]}, False),
        ({"parts": [1, 2, 3]}, True),
        ({"made": {"by": "rowena"}}, True),
        ({"made": {"on": "Monday"}}, False),
        ({"more": "than is shown"}, False),
        ({"status": 201}, False),
        ({"etag": '"4"'}, False),
    ],
)
def test_an_answer_that_differs_from_the_page_is_found(answer: dict[str, Any], is_as_shown: bool) -> None:
    said = {"id": "7", "parts": [1], "made": {"by": "rowena", "on": "Monday"}} | answer
    status, etag = said.pop("status", 200), said.pop("etag", '"3"')
    answers = httpx.MockTransport(lambda _: httpx.Response(status, headers={"ETag": etag}, json=said))

    with httpx.Client(base_url="http://tamar.test", transport=answers) as http:
        teller = Teller(http, {"thing": "7"})
        (shown,) = exchanges(SHOWN)
        with nullcontext() if is_as_shown else pytest.raises(AssertionError):
            teller.tell(shown)
