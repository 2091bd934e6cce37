"""Moves answers from one version of a form to the next, and never loses one of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from schemas.base import escape
from schemas.mappings import Default, Drop, Kept, Projection, Rename, Split, Step

HasPlace = Callable[[str, Any], bool]
"""Whether this answer may stand at that pointer of the newer version."""


def project(body: dict[str, Any], releases: Iterable[Sequence[Step]], has_place: HasPlace) -> Projection:
    """Answers to an older version as answers to the newest, by the steps of every release in between.

    What no step names stays where it is as long as it has a place there, and is unmapped otherwise.
    """
    moving = _Moving(deepcopy(body))
    for steps in releases:
        moving.follow(steps)
    settled = _settled(moving.body, "", has_place, moving.unmapped)
    return Projection(
        body=_bare(settled),
        notes=moving.notes,
        unmapped=moving.unmapped,
        filled_in=sorted(one.pointer for one in _innermost(settled) if isinstance(one.value, _MadeUp)),
    )


def answered(value: Any, at: str = "") -> Iterator[Kept]:
    """Every innermost answer with its pointer; null is none. Lists count as one answer."""
    return (one for one in _innermost(value, at) if not isinstance(one.value, _MadeUp))


class _MadeUp(NamedTuple):
    """What stands for an answer that nobody gave; it travels as such."""

    value: Any


class _Moving:
    """Answers on their way: where they are by now, and what was left of them."""

    def __init__(self, body: dict[str, Any]) -> None:
        self.body = body
        self.notes: list[Kept] = []
        self.unmapped: list[Kept] = []

    def follow(self, steps: Sequence[Step]) -> None:
        """All answers are taken up before one is put down, so that two may change places."""
        taken: list[tuple[Rename | Split | Drop, Any]] = [
            (step, value)
            for step in steps
            if not isinstance(step, Default) and (value := _take(self.body, step.source)) is not None
        ]
        for moved, value in taken:
            self._put_down(moved, value)
        for step in steps:
            if isinstance(step, Default):
                _put(self.body, step.to, _MadeUp(step.value))

    def _put_down(self, step: Rename | Split | Drop, value: Any) -> None:
        match step:
            case Drop():
                self.notes += answered(value, step.source)
            case Rename():
                self._move(step.source, step.to, value)
            case Split() if isinstance(_bare(value), str) and _bare(value).strip(step.at):
                for to, part in zip(step.to, _parted(value, step), strict=False):
                    if _bare(part):
                        self._move(step.source, to, part)
            case Split():
                self.unmapped += answered(value, step.source)

    def _move(self, source: str, to: str, value: Any) -> None:
        if not _put(self.body, to, value):
            self.unmapped += answered(value, source)


def _parted(value: Any, step: Split) -> list[Any]:
    parts = _bare(value).split(step.at, len(step.to) - 1)
    return [_MadeUp(part) if isinstance(value, _MadeUp) else part for part in parts]


def _settled(members: dict[str, Any], at: str, has_place: HasPlace, unmapped: list[Kept]) -> dict[str, Any]:
    """The members that have a place in the newer version; the answers among all others are noted in `unmapped`."""
    settled = {}
    for name, value in members.items():
        pointer = f"{at}/{escape(name)}"
        if has_place(pointer, _bare(value)):
            settled[name] = value
        elif not isinstance(value, dict):
            unmapped += answered(value, pointer)
        elif inner := _settled(value, pointer, has_place, unmapped):
            settled[name] = inner
    return settled


def _innermost(value: Any, at: str = "") -> Iterator[Kept]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _innermost(inner, f"{at}/{escape(name)}")
    elif value is not None:
        yield Kept(pointer=at, value=value)


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _bare(inner) for name, inner in value.items()}
    return value.value if isinstance(value, _MadeUp) else value


def _take(body: dict[str, Any], pointer: str) -> Any:
    *above, last = _steps(pointer)
    parent = _found(body, above)
    return parent.pop(last, None) if isinstance(parent, dict) else None


def _put(body: dict[str, Any], pointer: str, value: Any) -> bool:
    """Put an answer where none is; False if one is, or if what should be a group is none."""
    *above, last = _steps(pointer)
    group: Any = body
    for step in above:
        if group.get(step) is None:
            group[step] = {}
        group = group[step]
        if not isinstance(group, dict):
            return False
    if group.get(last) is not None:
        return False
    group[last] = value
    return True


def _found(value: Any, steps: Iterable[str]) -> Any:
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _steps(pointer: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
