"""Requests and answers as a page shows them, to be sent as they stand there and held to what came.

A block of `http` is a request, the next one its answer. In both, `<name>` stands for a value: in a request for one
that is known or, when it is new, an id that sorts after all earlier ones; in an answer for one that was named before
or is named by it now.
`…` stands for anything: a value, what is left of a list, or members that aren't shown.
"""

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx

ANY = "…"
NAME = re.compile(r"<([^<>\n]+)>")
PACKED = "base64 of "
BLOCK = re.compile(r"^```http\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Exchange(NamedTuple):
    """A request and the answer that it gets, both as written."""

    line: int
    method: str
    path: str
    headers: dict[str, str]
    content: str
    status: int
    answer_headers: dict[str, str]
    answer: str


def exchanges(page: str) -> Iterator[Exchange]:
    blocks = list(BLOCK.finditer(page))
    assert len(blocks) % 2 == 0, "every request has an answer"
    for request, answer in zip(blocks[::2], blocks[1::2], strict=True):
        (method, path), headers, content = _parts(request[1])
        (version, status), answer_headers, told = _parts(answer[1])
        assert version == "HTTP/1.1", answer[1]
        line = page.count("\n", 0, request.start()) + 2
        yield Exchange(line, method, path, headers, content, int(status), answer_headers, told)


def _parts(block: str) -> tuple[list[str], dict[str, str], str]:
    head, _, content = block.partition("\n\n")
    first, *rest = head.splitlines()
    return first.split(), dict(line.split(": ", 1) for line in rest), content.strip()


class Teller:
    """Sends what a page shows; `known` are the values that it starts with, texts or whole bodies."""

    def __init__(self, http: httpx.Client, known: dict[str, Any]) -> None:
        self.http = http
        self.known = known

    def tell(self, one: Exchange) -> None:
        answered = self.http.request(
            one.method,
            self._text(one.path),
            headers={name: self._text(value) for name, value in one.headers.items()},
            content=self._content(one),
        )
        where = f"line {one.line}: {one.method} {one.path}"
        assert answered.status_code == one.status, f"{where}\n{answered.text}"
        for name, value in one.answer_headers.items():
            self._compare(value, answered.headers.get(name), f"{where} {name}")
        if one.answer:
            self._compare(json.loads(one.answer), answered.json(), where)
        else:
            assert answered.content == b"", where

    def _content(self, one: Exchange) -> bytes:
        if not one.headers.get("Content-Type", "").startswith("application/json"):
            told = self.known.get(one.content.strip("<>"))
            return told if isinstance(told, bytes) else self._text(one.content).encode()
        return json.dumps(self._value(json.loads(one.content))).encode()

    def _text(self, text: str) -> str:
        return NAME.sub(lambda name: str(self._known(name[1])), text)

    def _known(self, name: str) -> Any:
        if name.startswith(PACKED):
            return b64encode(str(self._known(name.removeprefix(PACKED))).encode()).decode()
        return self.known.setdefault(name, f"01a00000-0000-7000-8000-{len(self.known):012d}")

    def _value(self, said: Any) -> Any:
        match said:
            case dict():
                return _digested({name: self._value(value) for name, value in said.items()})
            case list():
                return [self._value(one) for one in said]
            case str() if whole := NAME.fullmatch(said):
                return said if whole[1] == "sha256" else self._known(whole[1])
            case str():
                return self._text(said)
        return said

    def _compare(self, told: Any, came: Any, where: str) -> None:
        match told:
            case "…":
                return
            case dict():
                self._compare_members(told, came, where)
            case list():
                self._compare_items(told, came, where)
            case str() if (name := NAME.fullmatch(told)) and name[1] not in self.known:
                self.known[name[1]] = came
            case str():
                assert self._text(told) == str(came), f"{where}: {came!r}"
            case _:
                assert told == came, f"{where}: {came!r}"

    def _compare_members(self, told: dict[str, Any], came: Any, where: str) -> None:
        assert isinstance(came, dict), f"{where}: {came!r}"
        shown = told.keys() - {ANY}
        assert shown - came.keys() == set(), f"{where}: {came!r}"
        assert ANY in told or came.keys() - shown == set(), f"{where}: {came!r}"
        for name in sorted(shown):
            self._compare(told[name], came[name], f"{where}/{name}")

    def _compare_items(self, told: list[Any], came: Any, where: str) -> None:
        shown = told[:-1] if told[-1:] == [ANY] else told
        assert isinstance(came, list), f"{where}: {came!r}"
        assert len(came) >= len(shown), f"{where}: {came!r}"
        assert shown != told or len(came) == len(shown), f"{where}: {came!r}"
        for place, (one, other) in enumerate(zip(shown, came, strict=False)):
            self._compare(one, other, f"{where}/{place}")


def _digested(members: dict[str, Any]) -> dict[str, Any]:
    """An op with the digest of its body as it is going to be written."""
    if members.get("body_sha256") != "<sha256>":
        return members
    return members | {"body_sha256": hashlib.sha256(json.dumps(members["body"]).encode()).hexdigest()}
