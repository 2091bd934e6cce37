"""The one small mechanism behind every lifecycle: a table of moves, who may make them and what must be true first."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Generic, Protocol, TypeVar

from schemas.accounts import Actor, Role
from schemas.base import Issue


class HasState(Protocol):
    """What a lifecycle needs to know of its subject."""

    @property
    def state(self) -> Enum: ...


S = TypeVar("S", bound=HasState)
Requirement = Callable[[S, Actor], Iterator[Issue]]


class Why(Enum):
    """Why a move is refused; in this order, so that nobody learns of a state they may not act on."""

    FORBIDDEN = "forbidden"
    NOT_NOW = "not-now"


@dataclass(frozen=True)
class Refused:
    """A move that may not be made, with every reason."""

    why: Why
    code: str
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True)
class Transition(Generic[S]):
    """From any of `sources`, `action` leads to `to`: for `roles`, if nothing in `who` or `when` objects.

    `case` tells apart rows of one action from one state; for a given subject exactly one of them holds.
    """

    action: Enum
    sources: frozenset[Enum]
    to: Enum
    roles: frozenset[Role]
    who: tuple[Requirement[S], ...] = ()
    when: tuple[Requirement[S], ...] = ()
    case: Callable[[S, Actor], bool] = lambda _subject, _actor: True
    effect: str = ""


class Lifecycle(Generic[S]):
    """A table of transitions, and everything that is read off it."""

    def __init__(self, *transitions: Transition[S]) -> None:
        self.transitions = transitions

    @property
    def moves(self) -> Mapping[tuple[Enum, Enum], frozenset[Enum]]:
        """Every legal move: (state, action) → the states it may lead to."""
        ends: dict[tuple[Enum, Enum], frozenset[Enum]] = {}
        for row in self.transitions:
            for source in row.sources:
                ends[source, row.action] = ends.get((source, row.action), frozenset()) | {row.to}
        return ends

    @property
    def actions(self) -> list[Enum]:
        """Every action, in the order of the table."""
        return list(dict.fromkeys(row.action for row in self.transitions))

    def roles(self, action: Enum) -> frozenset[Role]:
        """In which roles an action may be taken."""
        return frozenset(role for row in self._rows(action) for role in row.roles)

    def sources(self, action: Enum) -> frozenset[Enum]:
        """The states in which `action` is legal: the guard of every statement that carries it out."""
        return frozenset(source for row in self._rows(action) for source in row.sources)

    def forbidden(self, subject: S, action: Enum, actor: Actor) -> Refused | None:
        """Why this actor may never take `action` on this subject, whatever its state."""
        rows = self._rows(action)
        if not any(row.roles & actor.roles for row in rows):
            return Refused(Why.FORBIDDEN, "role-not-allowed")
        if objections := _objections(subject, actor, (need for row in rows for need in row.who)):
            return Refused(Why.FORBIDDEN, objections[0].code, objections)
        return None

    def decide(self, subject: S, action: Enum, actor: Actor) -> Transition[S] | Refused:
        """The transition that `action` is for this subject and actor, or why it is none."""
        if refused := self.forbidden(subject, action, actor):
            return refused
        rows = self._rows(action)
        open_rows = [row for row in rows if subject.state in row.sources]
        if not open_rows:
            return Refused(Why.NOT_NOW, "wrong-state", (_wrong_state(subject, action),))
        row = next(row for row in open_rows if row.case(subject, actor))
        if objections := _objections(subject, actor, row.when):
            return Refused(Why.NOT_NOW, objections[0].code, objections)
        return row

    def possible(self, subject: S, actor: Actor) -> list[Enum]:
        """The actions that this actor could take now, in the order of the table."""
        return [
            action for action in self.actions if isinstance(self.decide(subject, action, actor), Transition)
        ]

    def sql_states(self, action: Enum) -> list[str]:
        """The guard of `action` for SQL: the states to compare with, as they are stored."""
        return sorted(str(state.value) for state in self.sources(action))

    def mermaid(self) -> str:
        """The table as a state diagram."""
        arrows = [
            f"    {source.value} --> {row.to.value} : {row.action.value}{f' ({row.effect})' if row.effect else ''}"
            for row in self.transitions
            for source in sorted(row.sources, key=lambda state: str(state.value))
        ]
        return "\n".join(["stateDiagram-v2", *arrows])

    def _rows(self, action: Enum) -> tuple[Transition[S], ...]:
        return tuple(row for row in self.transitions if row.action is action)


def _objections(subject: S, actor: Actor, needs: Iterable[Requirement[S]]) -> tuple[Issue, ...]:
    return tuple(issue for need in dict.fromkeys(needs) for issue in need(subject, actor))


def _wrong_state(subject: HasState, action: Enum) -> Issue:
    return Issue(
        pointer="/state",
        code="wrong-state",
        params={"state": str(subject.state.value), "action": str(action.value)},
    )
