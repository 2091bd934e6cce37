"""People who leave hospital: referred, assessed on the ward's tablet, and taken by a care home or not."""

from typing import Literal, TypeAlias

from service.simulation.steps import Deed

Said = Literal["accept", "decline"]


class Refer(Deed, frozen=True, tag=True):
    """The hospital's coordinator refers one of the people; they ask again if no answer comes."""

    told = "person {person} is to leave hospital"
    person: int


class Assess(Deed, frozen=True, tag=True):
    """An assessment is handed in on the ward's tablet; where there is one already, it is handed in again, changed."""

    told = "the ward's tablet: whoever referral {referral} is about is assessed"
    referral: int
    words: int


class DecideAsHome(Deed, frozen=True, tag=True):
    """A home's manager looks at an assessment and decides on what they saw; others act in between."""

    told = "care home {home} wants to {said} on assessment {assessment}"
    home: int
    assessment: int
    said: Said


class NoteArrival(Deed, frozen=True, tag=True):
    told = "care home {home} says that whoever assessment {assessment} is about has come"
    home: int
    assessment: int


class CallOff(Deed, frozen=True, tag=True):
    """The hospital's coordinator withdraws a referral."""

    told = "referral {referral} is withdrawn"
    referral: int


OfDischarges: TypeAlias = Refer | Assess | DecideAsHome | NoteArrival | CallOff
