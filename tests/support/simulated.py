"""The simulated record in the test's own process, and a connector to it."""

from typing import Any, cast

import httpx
from litestar import Litestar
from msgspec import convert

from service.connectors.mapping import Profile, load
from service.connectors.mosaic import mosaic
from service.connectors.simulator import create_simulator
from service.connectors.simulator.record import SimulatedRecord
from service.connectors.simulator.shapes import HeldStep
from service.connectors.steps import PATIENCE_SECONDS, StepByStep
from service.connectors.wire import Person

ADDRESS = "http://record.test"


class Simulated:
    """A simulated record that knows nobody but whom it was told of."""

    def __init__(self, app: Litestar | None = None, *, welcoming: bool = False) -> None:
        self.app = app or create_simulator(welcoming=welcoming)
        self.record = cast(SimulatedRecord, self.app.state.record)
        self.transport = httpx.ASGITransport(app=cast(Any, self.app))

    def connector(self, profile: Profile | None = None, patience: float = PATIENCE_SECONDS) -> StepByStep:
        return mosaic(ADDRESS, profile or load(None), transport=self.transport, patience=patience)

    def knows(self, **changes: Any) -> Person:
        """Morwenna, as the record has her."""
        usual: dict[str, Any] = {
            "id": "0000000000000001",
            "name": "TREGEAR, Morwenna",
            "date_of_birth": "1941-03-08",
            "nhs_number": "9434765919",
        }
        person = convert(usual | changes, Person)
        self.record.put_person(person)
        return person

    async def goes_wrong(self, *faults: dict[str, Any]) -> None:
        """From now on, in this order; nothing does without any."""
        answered = await self.ask("PUT", "/control/faults", json={"faults": list(faults)})
        assert answered.status_code == 200, answered.text

    async def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        async with httpx.AsyncClient(transport=self.transport, base_url=ADDRESS) as client:
            return await client.request(method, path, **options)

    def steps(self, step_type: str = "PLR_REVIEW") -> list[HeldStep]:
        return [held for held in self.record.held.steps.values() if held.step.step_type == step_type]

    def counted(self) -> dict[str, int]:
        """How much of everything has arrived."""
        held = self.record.held
        return {
            "reviews": len(self.steps()),
            "completed": sum(one.step.completed_with is not None for one in self.steps()),
            "documents": sum(map(len, held.documents.values())),
            "notes": sum(map(len, held.notes.values())),
            "next reviews": len(self.steps("REVIEW_DUE")),
        }


ONCE = {"reviews": 1, "completed": 1, "documents": 1, "notes": 1, "next reviews": 1}
"""One review, whole, and nothing twice."""
