"""What the council does: its verifiers, its administrator, and the worker that tells the record."""

from typing import TypeAlias

from schemas.submissions import Action
from service.simulation.steps import Deed


class Decide(Deed, frozen=True, tag=True):
    """A verifier looks at a review and acts on what they saw; what others do meanwhile comes in between."""

    told = "verifier {verifier} wants to {action} review {review}"
    verifier: int
    review: int
    action: Action


class ApproveAll(Deed, frozen=True, tag=True):
    """A verifier selects what may be approved in bulk, and approves it; they ask again if no answer comes."""

    told = "verifier {verifier} approves in bulk"
    verifier: int


class Settle(Deed, frozen=True, tag=True):
    """Staff send back what was quarantined."""

    told = "verifier {verifier} sends back what was quarantined"
    verifier: int


class Move(Deed, frozen=True, tag=True):
    """Somebody's care goes over to the other location, and back the next time."""

    told = "person {person} moves"
    person: int


class Tell(Deed, frozen=True, tag=True):
    """The worker tells the record what is due."""

    told = "the worker tells the record"


OfTheCouncil: TypeAlias = Decide | ApproveAll | Settle | Move | Tell
