"""What goes wrong between two requests, and time that passes."""

from typing import TypeAlias

from service.simulation.steps import Deed


class Pass(Deed, frozen=True, tag=True):
    told = "{seconds} s pass"
    seconds: int


class Jump(Deed, frozen=True, tag=True):
    """A tablet's clock is set, by mistake or in the end rightly."""

    told = "the clock of tablet {tablet} jumps by {seconds} s"
    tablet: int
    seconds: int


class Backup(Deed, frozen=True, tag=True):
    told = "tablet {tablet} is backed up"
    tablet: int


class Restore(Deed, frozen=True, tag=True):
    """A tablet becomes what it was at its last backup."""

    told = "tablet {tablet} is restored from its backup"
    tablet: int


class EmptyBattery(Deed, frozen=True, tag=True):
    """A tablet's battery dies at the nth statement to its store while it syncs."""

    told = "tablet {tablet} syncs, and its battery dies at statement {statements}"
    tablet: int
    statements: int


class Kill(Deed, frozen=True, tag=True):
    """The service is killed between two requests."""

    told = "the service is killed"


class Arrive(Deed, frozen=True, tag=True):
    """Whatever was delayed on its way arrives."""

    told = "what was delayed arrives"


class Rotate(Deed, frozen=True, tag=True):
    """The operator tells all tablets that the database was restored; nothing is in fact missing."""

    told = "the epoch is rotated"


Accidents: TypeAlias = Pass | Jump | Backup | Restore | EmptyBattery | Kill | Arrive | Rotate
