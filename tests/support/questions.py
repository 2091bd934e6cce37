"""A council of the scene asks questions of its own, and looks at what became of the answers."""

from typing import Any

import httpx

from tests.given_questions import ASKED
from tests.support.scene import Scene, Someone

PATH = "/v1/forms/review/versions/1/questions"


async def draft(ada: Someone, whole: dict[str, Any] = ASKED, path: str = PATH) -> httpx.Response:
    return await ada.post(path, whole | {"reason": "Asked for by the fire service."})


async def ask(
    scene: Scene, whole: dict[str, Any] = ASKED, path: str = PATH, **command: Any
) -> dict[str, Any]:
    """Let the council's administrator draft a set of questions and open it."""
    ada = await scene.as_("ada")
    drafted = await draft(ada, whole, path)
    assert drafted.status_code == 201, drafted.text
    opened = await ada.post(f"{path}/{drafted.json()['version']}/open", command)
    assert opened.status_code == 200, opened.text
    answer: dict[str, Any] = opened.json()
    return answer
