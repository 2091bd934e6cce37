"""The other side: a verifier at a desk, who decides about exactly the revision that they saw."""

from urllib.parse import urlencode
from uuid import UUID

from schemas.base import Payload, encode
from schemas.bulk import Bulk, BulkAnswer, BulkItem
from schemas.corrections import CloseCorrection, DeclineCorrection, OpenCorrection
from schemas.pushes import PushList, PushView
from schemas.selections import Select, Selection
from schemas.submission_queries import Ask, QueryView
from schemas.submission_views import SubmissionView
from schemas.submissions import Action, State
from schemas.verification import Nothing, Pointed, Reject, ReturnToReviewer
from schemas.worklists import Worklist
from service.client.colleague import Colleague


class Desk(Colleague):
    """A verifier."""

    def worklist(self, **filters: str | int) -> Worklist:
        """What waits, and how much; the filters are the worklist's own, as `q` and `limit`."""
        query = f"?{urlencode(filters)}" if filters else ""
        return self.wire.get(f"/v1/verification/worklist{query}", Worklist, self.token)

    def show(self, submission_id: UUID) -> SubmissionView:
        return self.wire.get(f"/v1/submissions/{submission_id}", SubmissionView, self.token)

    def open(self, submission_id: UUID, seen: int) -> SubmissionView:
        """Take it off the pile for half an hour."""
        return self._act(submission_id, Action.OPEN, seen, Nothing())

    def approve(self, submission_id: UUID, seen: int) -> SubmissionView:
        return self._act(submission_id, Action.APPROVE, seen, Nothing())

    def take_in(self, submission_id: UUID, proposed: int) -> SubmissionView:
        """Go on with the revision that came while this one was open."""
        return self._act(submission_id, Action.TAKE_IN, proposed, Nothing())

    def give_back(self, submission_id: UUID, seen: int, comments: list[Pointed]) -> SubmissionView:
        """Return it to its reviewer, with what has to be put right."""
        return self._act(submission_id, Action.RETURN, seen, ReturnToReviewer(comments=comments))

    def reject(self, submission_id: UUID, seen: int, reason: str) -> SubmissionView:
        return self._act(submission_id, Action.REJECT, seen, Reject(reason=reason))

    def correct(self, submission_id: UUID, seen: int, reason: str) -> SubmissionView:
        """Open what was approved for a correction, whether the record has it or not."""
        stands = self.show(submission_id)
        action = Action.CORRECT if stands.state is State.RECORDED else Action.UN_APPROVE
        return self._act(submission_id, action, seen, OpenCorrection(reason=reason))

    def decline_correction(self, submission_id: UUID, seen: int, reason: str) -> SubmissionView:
        """Leave what was approved as it is, although its author asked to correct it."""
        body = DeclineCorrection(reason=reason)
        return self._act(submission_id, Action.DECLINE_CORRECTION, seen, body)

    def close_correction(self, submission_id: UUID, seen: int, reason: str) -> SubmissionView:
        """End a correction without a change."""
        return self._act(submission_id, Action.CLOSE_CORRECTION, seen, CloseCorrection(reason=reason))

    def ask(self, submission_id: UUID, text: str, pointer: str = "") -> QueryView:
        """Ask its author something without returning it."""
        path = f"/v1/submissions/{submission_id}/queries"
        return self.wire.post(path, encode(Ask(text=text, pointer=pointer)), QueryView, self.token)

    def select(self, asked: Select | None = None) -> Selection:
        """What may be approved in bulk, and what may not and why, at the revisions of this moment."""
        return self.wire.post("/v1/verification/selections", encode(asked or Select()), Selection, self.token)

    def approve_all(self, selection: Selection, key: str, note: str | None = None) -> BulkAnswer:
        """Approve the items of a selection; if no answer comes, ask again under the same key."""
        items = [BulkItem(id=item.id, rev=item.rev) for item in selection.items]
        body = encode(Bulk(items=items, action="approve", note=note))
        return self.wire.post("/v1/verification/bulk", body, BulkAnswer, self.token, key=key)

    def pushes(self, **filters: str | int) -> list[PushView]:
        """What goes to the record, newest first; the filters are the list's own, as `state` and `submission`."""
        return self.wire.get(f"/v1/record/pushes?{urlencode(filters)}", PushList, self.token).items

    def retry(self, push_id: UUID) -> PushView:
        """Have a push tried again now."""
        return self.wire.post(f"/v1/record/pushes/{push_id}/retry", b"{}", PushView, self.token)

    def _act(self, submission_id: UUID, action: Action, seen: int, body: Payload) -> SubmissionView:
        path = f"/v1/submissions/{submission_id}/actions/{action.value}"
        return self.wire.post(path, encode(body), SubmissionView, self.token, seen)
