"""The council's side of a schedule: verifiers, who decide about what they saw, and an administrator."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from uuid import UUID

import httpx

from schemas.base import encode
from schemas.bulk import BulkAnswer
from schemas.devices import CodeRequest, Device, DeviceAction, EnrolmentCode
from schemas.quarantine import AcceptAs, QuarantinedOp, QuarantineList, Resolved, ReturnToSender
from schemas.selections import Selection
from schemas.submission_views import SubmissionView
from schemas.submissions import Action
from schemas.verification import Nothing, Pointed, Reject, ReturnToReviewer
from service.client.colleague import Colleague
from service.client.desk import Desk
from service.simulation.holders import URL
from service.simulation.lines import Line
from service.simulation.steps.corrections import Ruling
from service.simulation.town import PASSWORD

C = TypeVar("C", bound=Colleague)

SIGN_IN_AFTER = timedelta(minutes=10)
BODIES: dict[Action, Nothing | Reject | ReturnToReviewer] = {
    Action.RETURN: ReturnToReviewer(comments=[Pointed(pointer="/person_views", text="Please say more.")]),
    Action.REJECT: Reject(reason="It is about somebody else."),
}


class AtDesk(Generic[C]):
    """Somebody at a desk, who signs in again whenever their token has grown old."""

    def __init__(
        self, name: str, username: str, line: Line, clock: Callable[[], datetime], signed_in: type[C]
    ) -> None:
        self.name, self.username, self.line, self.clock = name, username, line, clock
        self._signed_in = signed_in
        self._desk: C | None = None
        self._since = clock()
        self.is_busy = False

    def close(self) -> None:
        if self._desk is not None:
            self._desk.close()

    @property
    def desk(self) -> C:
        """Raises Unreachable, or Refused."""
        if self._desk is None or self.clock() - self._since > SIGN_IN_AFTER:
            self._desk = self._signed_in(URL, self.username, PASSWORD, self.line)
            self._since = self.clock()
        return self._desk


class Office(AtDesk[Desk]):
    """One of the council's own."""

    def __init__(self, name: str, username: str, line: Line, clock: Callable[[], datetime]) -> None:
        super().__init__(name, username, line, clock, Desk)
        self.approved: set[tuple[UUID, int]] = set()
        """Every revision that they asked to approve, having seen it."""

    def look_at(self, review: UUID) -> SubmissionView:
        return self.desk.show(review)

    def act(self, action: Action, seen: SubmissionView) -> SubmissionView:
        """Do this to the revision that they saw; to take in is to go on with the one that was proposed."""
        rev = (seen.proposed_rev or seen.rev) if action is Action.TAKE_IN else seen.rev
        if action is Action.APPROVE:
            self.approved.add((seen.id, rev))
        body = encode(BODIES.get(action, Nothing()))
        path = f"/v1/submissions/{seen.id}/actions/{action.value}"
        return self.desk.wire.post(path, body, SubmissionView, self.desk.token, rev)

    def rule(self, ruling: Ruling, seen: SubmissionView) -> SubmissionView:
        match ruling:
            case "open":
                return self.desk.correct(seen.id, seen.rev, "Then put it right.")
            case "decline":
                return self.desk.decline_correction(seen.id, seen.rev, "It is right as it is.")
            case "close":
                return self.desk.close_correction(seen.id, seen.rev, "There is nothing to change after all.")

    def approve_all(self, selection: Selection, key: str) -> BulkAnswer:
        self.approved |= {(item.id, item.rev) for item in selection.items}
        return self.desk.approve_all(selection, key)

    def quarantined(self) -> list[QuarantinedOp]:
        return self.desk.wire.get("/v1/sync/quarantine", QuarantineList, self.desk.token).items

    def file_as_it_is(self, op: QuarantinedOp) -> Resolved:
        body = encode(AcceptAs(body=op.body))
        return self.desk.wire.post(f"/v1/sync/quarantine/{op.op_id}/accept", body, Resolved, self.desk.token)

    def send_back(self, op_id: UUID) -> None:
        body = encode(ReturnToSender(reason="Please look at it again."))
        self.desk.wire.post(f"/v1/sync/quarantine/{op_id}/return", body, Resolved, self.desk.token)

    def bring_in(self, caseload: bytes) -> httpx.Response:
        """Raises httpx.TransportError."""
        desk = self.desk
        headers = {"Authorization": f"Bearer {desk.token}", "Content-Type": "text/csv"}
        return desk.http.post("/v1/imports/caseload", content=caseload, headers=headers)

    def manage(self, device_id: UUID, action: DeviceAction) -> Device:
        return self.desk.wire.post(f"/v1/devices/{device_id}/{action}", b"", Device, self.desk.token)

    def order_wipe(self, device_id: UUID, *, deposit_first: bool) -> Device:
        path = f"/v1/devices/{device_id}/wipe?deposit_first={str(deposit_first).lower()}"
        return self.desk.wire.post(path, b"", Device, self.desk.token)

    def code(self, location_id: UUID) -> EnrolmentCode:
        """With which a tablet becomes one of this location's."""
        body = encode(CodeRequest(location_id=location_id))
        return self.desk.wire.post("/v1/devices/codes", body, EnrolmentCode, self.desk.token)

    def let_back(self, device_id: UUID) -> httpx.Response:
        """A tablet that was suspended may serve again."""
        desk = self.desk
        return desk.http.post(
            f"/v1/devices/{device_id}/restore", headers={"Authorization": f"Bearer {desk.token}"}
        )
