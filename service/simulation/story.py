"""What happened in a schedule, line by line: the same lines for the same schedule, since nothing is named by chance."""

import re
from collections import Counter

import httpx
import msgspec
from msgspec import Struct

from schemas.base import Malformed, decode
from schemas.pulls import PullAnswer
from schemas.sync import PushAnswer

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Story:
    """Lines of plain words; what happens while something stands still is set in."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.depth = 0

    def say(self, line: str) -> None:
        self.lines.append("    " * self.depth + line)

    def exchange(self, who: str, path: str, answer: httpx.Response | None) -> None:
        """A request that was carried out, with what was answered; None if the process died over it."""
        self.say(f"  {who} → {ID.sub('…', path)}: {'killed' if answer is None else told(path, answer)}")


class _Refusal(Struct):
    code: str = ""


def afresh(answer: httpx.Response) -> httpx.Response:
    """The same answer, to be read by somebody else."""
    return httpx.Response(answer.status_code, headers=answer.headers, stream=answer.stream)


def told(path: str, answer: httpx.Response) -> str:
    """An answer in a few words that are the same whenever the same happens."""
    content = afresh(answer).read()
    if not answer.is_success:
        return f"{answer.status_code} {_code(content)}".rstrip()
    try:
        if path.endswith("/sync/push"):
            return _pushed(decode(content, PushAnswer))
        if path.endswith("/sync/pull"):
            return _pulled(decode(content, PullAnswer))
    except Malformed:
        return f"{answer.status_code}, not to be read"
    return str(answer.status_code)


def _pushed(answer: PushAnswer) -> str:
    outcomes = [
        f"{one.status}{f' ({one.problem.code})' if one.problem else ''}{f' rev {one.rev}' if one.rev else ''}"
        for one in answer.results
    ]
    return ", ".join(outcomes) or "nothing"


def _pulled(answer: PullAnswer) -> str:
    kinds = Counter(f"{row.kind}{' gone' if row.removed else ''}" for row in answer.rows)
    rows = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items())) or "nothing new"
    return rows if answer.caught_up else f"{rows}, and more to come"


def _code(content: bytes) -> str:
    try:
        return msgspec.json.decode(content, type=_Refusal).code
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ""
