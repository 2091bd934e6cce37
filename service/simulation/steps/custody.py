"""What becomes of a tablet itself: put out of use and let back, given up and wiped, enrolled anew; its box for work."""

from typing import TypeAlias

from schemas.devices import DeviceAction
from service.simulation.steps import Deed


class Manage(Deed, frozen=True, tag=True):
    """An administrator suspends a tablet, puts it out of use or lets it back."""

    told = "the admin wants to {action} tablet {tablet}"
    tablet: int
    action: DeviceAction


class OrderWipe(Deed, frozen=True, tag=True):
    told = "the admin orders tablet {tablet} to wipe itself (its work handed in first: {deposit_first})"
    tablet: int
    deposit_first: bool


class Deposit(Deed, frozen=True, tag=True):
    told = "tablet {tablet} puts its unsent work into the box"
    tablet: int


class EnrolAnew(Deed, frozen=True, tag=True):
    """A tablet that has wiped itself begins again, as a new one, with a code that an administrator reads out."""

    told = "tablet {tablet} is enrolled anew"
    tablet: int


class FileAsItIs(Deed, frozen=True, tag=True):
    """Staff file what waits in quarantine as it came."""

    told = "verifier {verifier} files what was quarantined as it came"
    verifier: int


Custody: TypeAlias = Manage | OrderWipe | Deposit | EnrolAnew | FileAsItIs
