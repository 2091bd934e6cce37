"""A schedule: what everybody does, in which order, and what goes wrong on the way. Kept as JSON."""

from typing import TypeAlias

import msgspec
from msgspec import Struct

from service.simulation.mishaps import Mishap
from service.simulation.steps.accidents import Accidents
from service.simulation.steps.corrections import OfCorrections
from service.simulation.steps.council import OfTheCouncil
from service.simulation.steps.custody import Custody
from service.simulation.steps.discharges import OfDischarges
from service.simulation.steps.files import OfFiles
from service.simulation.steps.questions import OfQuestions
from service.simulation.steps.tablets import OnTablets
from service.simulation.steps.turns import Turns
from service.simulation.steps.writing import OfWriting

What: TypeAlias = (
    OnTablets
    | OfWriting
    | OfQuestions
    | OfCorrections
    | OfTheCouncil
    | Accidents
    | Custody
    | OfFiles
    | Turns
    | OfDischarges
)


class Spoilt(Struct, frozen=True, tag=True):
    """What becomes of the nth request of a step on its way there or back, counted from 0."""

    request: int
    fault: str


class Struck(Struct, frozen=True, tag=True):
    """What becomes of the process that carries it out; `meanwhile` is what others do where it stands still."""

    request: int
    mishap: Mishap
    meanwhile: "list[Step]" = []


Trouble: TypeAlias = Spoilt | Struck


class Step(Struct, frozen=True, omit_defaults=True):
    """What is done, what goes wrong with it, and what others do while its doer hesitates."""

    what: What
    troubles: list[Trouble] = []
    meanwhile: "list[Step]" = []


class Schedule(Struct, frozen=True):
    """The seed makes the ids as well, so that a shortened schedule goes as the whole one did."""

    seed: int
    steps: list[Step]


def words(step: Step) -> str:
    """A step in one line."""
    what = step.what.told.format(**msgspec.to_builtins(step.what))
    troubles = "; ".join(_trouble(one) for one in step.troubles)
    return f"{what} [{troubles}]" if troubles else what


def _trouble(one: Trouble) -> str:
    if isinstance(one, Spoilt):
        return f"request {one.request}: {one.fault.lower().replace('_', ' ')}"
    return f"request {one.request}: {one.mishap.kind} {one.mishap.place}"
