"""The one small mechanism behind every lifecycle: a table of moves, who may make them and what must be true first."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Generic, Protocol, TypeVar

from schemas.accounts import Actor, Role
from schemas.base import Issue


class HasState(Protocol):
    """What a lifecycle needs to know of its subject."""

    @property
    def state(self) -> StrEnum: ...


Subject = TypeVar("Subject", bound=HasState)
State = TypeVar("State", bound=StrEnum)
Action = TypeVar("Action", bound=StrEnum)

Requirement = Callable[[Subject, Actor], Iterator[Issue]]
"""A statement of fact by its name; yields an issue for everything because of which it isn't true."""


class Why(Enum):
    """Why a move is refused: it is not this actor's to make, or it is, but not now."""

    FORBIDDEN = "forbidden"
    NOT_NOW = "not-now"


@dataclass(frozen=True)
class Refused:
    """A move that may not be made, with every reason."""

    why: Why
    issues: tuple[Issue, ...]


@dataclass(frozen=True)
class Transition(Generic[Subject, State, Action]):
    """From any of `sources`, `action` leads to `to`: for `roles`, if no requirement objects.

    What `who` requires is asked first, and makes a move forbidden; what `first` requires comes before the state,
    what `when` requires after it, and both say that the time for the move is not now. `case` tells apart the rows
    of one action from one state; for a given subject exactly one of them holds.
    """

    action: Action
    sources: Set[State]
    to: State
    roles: frozenset[Role]
    who: tuple[Requirement[Subject], ...] = ()
    first: tuple[Requirement[Subject], ...] = ()
    when: tuple[Requirement[Subject], ...] = ()
    case: Callable[[Subject, Actor], bool] = lambda _subject, _actor: True
    effect: str = ""


class Lifecycle(Generic[Subject, State, Action]):
    """A table of transitions, and everything that is read off it."""

    def __init__(self, *transitions: Transition[Subject, State, Action], begins: State) -> None:
        self.transitions = transitions
        self.begins = begins

    @property
    def moves(self) -> Mapping[tuple[State, Action], frozenset[State]]:
        """Every legal move: (state, action) → the states it may lead to."""
        ends: dict[tuple[State, Action], frozenset[State]] = {}
        for row in self.transitions:
            for source in row.sources:
                ends[source, row.action] = ends.get((source, row.action), frozenset()) | {row.to}
        return ends

    @property
    def actions(self) -> list[Action]:
        """Every action, in the order of the table."""
        return list(dict.fromkeys(row.action for row in self.transitions))

    def rows(self, action: Action) -> tuple[Transition[Subject, State, Action], ...]:
        return tuple(row for row in self.transitions if row.action is action)

    def roles(self, action: Action) -> frozenset[Role]:
        """In which roles an action may be taken."""
        return frozenset(role for row in self.rows(action) for role in row.roles)

    def guard(self, action: Action) -> list[str]:
        """The states in which `action` is legal, as they are stored: what SQL that carries it out compares with."""
        return sorted({str(source) for row in self.rows(action) for source in row.sources})

    def forbidden(self, subject: Subject, action: Action, actor: Actor) -> Refused | None:
        """Why this actor may never take `action` on this subject, whatever its state."""
        rows = self.rows(action)
        if not self.roles(action) & actor.roles:
            return Refused(Why.FORBIDDEN, (_role_not_allowed(self.roles(action)),))
        issues = _objections(subject, actor, (need for row in rows for need in row.who))
        return Refused(Why.FORBIDDEN, issues) if issues else None

    def decide(
        self, subject: Subject, action: Action, actor: Actor
    ) -> Transition[Subject, State, Action] | Refused:
        """The transition that `action` is for this subject and actor, or why it is none."""
        if refused := self.forbidden(subject, action, actor):
            return refused
        rows = self.rows(action)
        if issues := _objections(subject, actor, (need for row in rows for need in row.first)):
            return Refused(Why.NOT_NOW, issues)
        open_rows = [row for row in rows if subject.state in row.sources]
        if not open_rows:
            return Refused(Why.NOT_NOW, (_wrong_state(subject, action),))
        row = next(row for row in open_rows if row.case(subject, actor))
        issues = _objections(subject, actor, row.when)
        return Refused(Why.NOT_NOW, issues) if issues else row

    def possible(self, subject: Subject, actor: Actor) -> list[Action]:
        """The actions that this actor could take now, in the order of the table."""
        return [
            action for action in self.actions if isinstance(self.decide(subject, action, actor), Transition)
        ]

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram."""
        arrows = [
            f"    {source} --> {row.to} : {row.action}{f' ({row.effect})' if row.effect else ''}"
            for row in self.transitions
            for source in sorted(row.sources)
        ]
        return "\n".join(["stateDiagram-v2", f"    [*] --> {self.begins}", *arrows])


def _objections(subject: Subject, actor: Actor, needs: Iterable[Requirement[Subject]]) -> tuple[Issue, ...]:
    return tuple(issue for need in dict.fromkeys(needs) for issue in need(subject, actor))


def _role_not_allowed(allowed: Iterable[Role]) -> Issue:
    return Issue(pointer="/role", code="role-not-allowed", params={"allowed": sorted(allowed)})


def _wrong_state(subject: HasState, action: StrEnum) -> Issue:
    params = {"state": str(subject.state), "action": str(action)}
    return Issue(pointer="/state", code="wrong-state", params={**params})
