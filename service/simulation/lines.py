"""The line between one caller and the service: what is asked goes through it, spoilt as the schedule says."""

from collections.abc import Callable, Sequence

import httpx
from msgspec import Struct

from service.client.faults import Fault, FaultyTransport
from service.simulation.plan import Spoilt, Step, Struck, Trouble
from service.simulation.processes import Killed, ServiceProcess
from service.simulation.story import Story, afresh


class Exchange(Struct, frozen=True):
    """A request as it arrived, and its answer."""

    request: httpx.Request
    answer: httpx.Response

    @property
    def path(self) -> str:
        return self.request.url.path

    def content(self) -> bytes:
        """The answer, unpacked."""
        return afresh(self.answer).read()


class Carrier(httpx.BaseTransport):
    """Carries requests out, one step of the event loop after the other, and remembers what was answered."""

    def __init__(
        self, who: str, service: ServiceProcess, story: Story, others: Callable[[Sequence[Step]], None]
    ) -> None:
        self.who, self.service, self.story, self.others = who, service, story, others
        self.struck: dict[int, Struck] = {}
        self.carried = 0
        self.exchanges: list[Exchange] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        struck = self.struck.get(self.carried)
        self.carried += 1
        try:
            answer = self.service.carry(
                self.service.answer(request),
                struck.mishap if struck else None,
                lambda: self._meanwhile(struck),
            )
        except Killed:
            self.story.exchange(self.who, request.url.path, None)
            raise httpx.RemoteProtocolError("The service hung up.", request=request) from None
        self.story.exchange(self.who, request.url.path, answer)
        self.exchanges.append(Exchange(request, answer))
        return afresh(answer)

    def _meanwhile(self, struck: Struck | None) -> None:
        if struck is not None:
            self.story.say(f"  {self.who} stands still {struck.mishap.place}; meanwhile")
            self.others(struck.meanwhile)


class Line(FaultyTransport):
    """A caller's connection; it is good unless trouble was announced for the requests that come."""

    def __init__(self, carrier: Carrier) -> None:
        super().__init__(carrier)
        self.carrier = carrier

    def expect(self, troubles: Sequence[Trouble]) -> None:
        """What is to go wrong with the requests from now on; nothing of what was to go wrong before."""
        spoilt = {one.request: Fault[one.fault] for one in troubles if isinstance(one, Spoilt)}
        self.faults = iter([spoilt.get(number, Fault.NONE) for number in range(max(spoilt, default=-1) + 1)])
        self.carrier.carried = 0
        self.carrier.struck = {one.request: one for one in troubles if isinstance(one, Struck)}
