"""The record's side of the story: a person's record is closed and opened again, and what arrived is looked up."""

import time
from collections.abc import Callable
from pathlib import Path

import httpx

from schemas.base import encode
from schemas.people import PulledPerson
from service.connectors.wire import StepStatus

ADDRESS = "simulated-record.url"
"""Where in the data folder `tamar run` notes the address of the simulated record that it keeps."""
LOOKS, PAUSE_SECONDS = 120, 0.5
"""How often, and how far apart, the story looks whether the worker has been at it."""


def note_address(data_dir: Path, url: str | None) -> None:
    """Leave the address for `tamar demo`; none where no simulated record is kept here."""
    place = data_dir / ADDRESS
    if url is None:
        place.unlink(missing_ok=True)
    else:
        place.write_text(url, "utf-8")


def noted_address(data_dir: Path) -> str | None:
    place = data_dir / ADDRESS
    return place.read_text("utf-8").strip() if place.is_file() else None


class Record:
    """The simulated record, as somebody with access to it sees it."""

    def __init__(self, url: str, pause: Callable[[], None] = lambda: time.sleep(PAUSE_SECONDS)) -> None:
        self.http = httpx.Client(base_url=url)
        self.pause = pause

    def close(self) -> None:
        self.http.close()

    def restrict(self, person: PulledPerson, *, restricted: bool) -> None:
        """Keep a person's record from everybody who has no access of their own, or no longer."""
        told = {
            "id": person.record_id,
            "name": person.name,
            "date_of_birth": person.date_of_birth,
            "nhs_number": person.nhs_number or None,
            "restricted": restricted,
        }
        self.http.put(f"/control/persons/{person.record_id}", content=encode(told)).raise_for_status()

    def times(self, reference: str | None) -> int:
        """How often the record has the review with this reference, complete."""
        held = self.http.get("/control/held").raise_for_status().json()
        return sum(
            step["reference"] == reference and step["step"]["status"] == StepStatus.COMPLETED
            for step in held["steps"].values()
        )

    def comes_to_pass(self, is_so: Callable[[], bool]) -> bool:
        """Whether it becomes so while the worker does what is due."""
        for _ in range(LOOKS):
            if is_so():
                return True
            self.pause()
        return is_so()
