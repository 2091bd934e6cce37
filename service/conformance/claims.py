"""A claim about a service: a sentence, what it rests on, and the requests that show it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from service.conformance.stage import Json, Stage

Show = Callable[[Stage], None]


class Claim(NamedTuple):
    """`topic` is the module that makes it; `show` raises Unmet for a service that doesn't keep it."""

    topic: str
    sentence: str
    show: Show


class Unmet(Exception):
    """The service did something else; the message says what was expected and what came."""


def same(what: str, came: Any, told: Any) -> None:
    """Raises Unmet unless both are equal."""
    if came != told:
        raise Unmet(f"{what}: expected {told!r}, came {came!r}")


def holds(what: str, is_so: object, came: Any = "") -> None:
    """Raises Unmet unless it is so."""
    if not is_so:
        raise Unmet(f"{what}{f', came {came!r}' if came else ''}")


def outcome_of(result: Json) -> tuple[object, object]:
    """The status of an op, and the code of its problem."""
    return result["status"], result.get("problem", {}).get("code")


def claims_of(module: str, *shows: Show) -> list[Claim]:
    """The sentence of each is its name."""
    topic = module.rpartition(".")[2].replace("_", " ")
    return [Claim(topic, show.__name__.replace("_", " "), show) for show in shows]
