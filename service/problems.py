"""Every way in which a request can be refused: one list, each with a status, a stable code and a sentence."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from schemas.base import Issue, encode


class Refusal(Struct, frozen=True):
    """One way to be refused: `code` is for programs and never changes, `title` is for people."""

    status: int
    code: str
    title: str

    def problem(
        self,
        detail: str | None = None,
        *,
        issues: Sequence[Issue] = (),
        retry_after: int | None = None,
        headers: Mapping[str, str] | None = None,
        **members: object,
    ) -> "Problem":
        """This refusal on one occasion: `detail` says what about it, `retry_after` is in whole seconds.

        `members` travel beside the standard ones, as RFC 6749 `error` does; `headers` go with the answer.
        """
        waiting = {} if retry_after is None else {"Retry-After": str(retry_after)}
        return Problem(self, detail, tuple(issues), {**waiting, **(headers or {})}, members)


class Problem(Exception):
    """A refusal that is happening; rendered as RFC 9457 by the one handler in `service.http.failures`."""

    def __init__(
        self,
        refusal: Refusal,
        detail: str | None,
        issues: tuple[Issue, ...],
        headers: Mapping[str, str],
        members: Mapping[str, object],
    ) -> None:
        super().__init__(detail or refusal.title)
        self.refusal = refusal
        self.detail = detail
        self.issues = issues
        self.headers = headers
        self.members = members

    @property
    def status(self) -> int:
        return self.refusal.status

    @property
    def code(self) -> str:
        return self.refusal.code

    def body(self, request_id: str) -> bytes:
        """The problem document (RFC 9457) as JSON bytes."""
        said = {} if self.detail is None else {"detail": self.detail}
        return encode(
            {
                "type": f"/problems#{self.code}",
                "title": self.refusal.title,
                "status": self.status,
                **said,
                "code": self.code,
                "issues": self.issues,
                "request_id": request_id,
                **self.members,
            }
        )


MALFORMED = Refusal(400, "malformed", "The request is not of the shape that is asked for.")
CURSOR_UNREADABLE = Refusal(
    400, "cursor-unreadable", "That is no cursor of this service; pull with a cursor of null."
)
INCOMPLETE = Refusal(400, "incomplete-request", "The request ended before its body was complete.")
INVALID_GRANT = Refusal(400, "invalid-grant", "The username or password is wrong, or the session is over.")
INVALID_TOKEN_REQUEST = Refusal(
    400, "invalid-token-request", "The request for tokens is not complete or not clear."
)
INVALID_PROOF = Refusal(
    400, "invalid-dpop-proof", "The DPoP header is no proof of a key for this request (RFC 9449)."
)
PROOF_NEEDS_NONCE = Refusal(
    400, "use-dpop-nonce", "The proof's time is not ours: repeat the nonce in the header DPoP-Nonce."
)
UNSUPPORTED_GRANT_TYPE = Refusal(
    400, "unsupported-grant-type", "Tokens are given for a password or for a refresh token, nothing else."
)
INVALID_ENROLMENT_CODE = Refusal(
    400, "invalid-enrolment-code", "This code is wrong, was used or has expired; ask for a new one."
)
NOT_AUTHENTICATED = Refusal(401, "not-authenticated", "Log in first: there is no valid access token.")
FORBIDDEN = Refusal(403, "forbidden", "You can see this, but it is not yours to do.")
ACCOUNT_SUSPENDED = Refusal(403, "account-suspended", "This account is suspended.")
DEVICE_SUSPENDED = Refusal(403, "device-suspended", "This tablet may not be used at the moment.")
DEVICE_ELSEWHERE = Refusal(
    403, "device-elsewhere", "This tablet belongs to another organisation than you do."
)
DEVICE_REQUIRED = Refusal(403, "device-required", "Only an enrolled device syncs; log in with its device_id.")
DEVICE_DIFFERS = Refusal(
    403, "device-differs", "The token was issued to another device than the one named here."
)
NOT_FOUND = Refusal(404, "not-found", "There is nothing here that you can see.")
METHOD_NOT_ALLOWED = Refusal(405, "method-not-allowed", "This address does not answer to that method.")
PUSH_IN_PROGRESS = Refusal(
    409, "push-in-progress", "Another push of this device is under way; send again when it has ended."
)
WRONG_STATE = Refusal(409, "wrong-state", "This can't be done in the state that the item is in now.")
OPEN_WITH_ANOTHER = Refusal(
    409, "open-with-another", "Another verifier has this open; wait until it is free again."
)
OPEN_IT_FIRST = Refusal(409, "open-it-first", "Open this before you decide about it.")
NOTHING_TO_TAKE_IN = Refusal(409, "nothing-to-take-in", "No new revision waits to be taken in.")
ALREADY_DRAFTED = Refusal(
    409, "already-drafted", "Your council has this version already; draft the next one."
)
NOT_DELEGABLE = Refusal(409, "not-delegable", "The Care Act lets no council delegate this function.")
CANNOT_END_THEN = Refusal(409, "cannot-end-then", "It can't end on that day.")
RATING_UNCHANGED = Refusal(409, "rating-unchanged", "That is the rating that it has.")
NOTHING_WITHHELD = Refusal(409, "nothing-withheld", "Nothing is withheld from the provider.")
ALREADY_DECIDED = Refusal(
    409, "already-decided", "Your body has decided about this revision; the other one has not."
)
PROTOCOL_UNSUPPORTED = Refusal(
    409,
    "protocol-unsupported",
    "This app speaks another version of the protocol: update it to pull again. Work can still be handed in.",
)
NO_CORRECTION_REQUESTED = Refusal(
    409, "no-correction-requested", "Nobody has asked for a correction of this."
)
STILL_WITHHELD = Refusal(
    409, "still-withheld", "The provider may not hear what happens to this; disclose it before you ask."
)
TOO_MANY_QUERIES = Refusal(
    409, "too-many-queries", "So many questions about this wait for an answer already."
)
NOT_ACCEPTABLE = Refusal(
    409, "not-acceptable", "This can't be filed with that body either; `problem` says why."
)
EVIDENCE_MISSING = Refusal(
    409,
    "evidence-missing",
    "Files that the review names have not come; wait for them, or waive them with a reason.",
)
NO_EVIDENCE_MISSING = Refusal(409, "no-evidence-missing", "Nothing is missing that could be waived.")
ID_IN_USE = Refusal(409, "id-in-use", "Something else has this id; make a new one.")
OFFSET_DIFFERS = Refusal(
    409, "offset-differs", "The upload stands at another offset; ask for it, and go on from there."
)
DIGEST_DIFFERS = Refusal(
    409,
    "digest-differs",
    "What came is not what was announced, and was thrown away; send it again from the start.",
)
TOO_MANY_ATTACHMENTS = Refusal(
    409, "too-many-attachments", "This submission has as many attachments as one may have."
)
ATTACHMENT_ENDED = Refusal(
    409, "attachment-ended", "This upload is at its end, and can't be changed any more."
)
ATTACHMENT_NOT_OPEN = Refusal(
    409, "attachment-not-open", "This can't be opened: it is not whole, not scanned, or harmful."
)
ATTACHMENT_GONE = Refusal(410, "attachment-gone", "This upload has expired or was taken back.")
ATTACHMENT_REFUSED = Refusal(422, "attachment-refused", "This file is not taken; the issue says why.")
CHECKSUM_DIFFERS = Refusal(460, "checksum-differs", "The chunk has another checksum than was sent with it.")
UPLOAD_VERSION = Refusal(412, "upload-version", "Uploads speak version 1.0.0 of the tus protocol.")
FINDINGS_STOP_APPROVAL = Refusal(
    409, "findings-stop-approval", "What is listed has to be put right before an approval."
)
ALREADY_REFERRED = Refusal(
    409, "already-referred", "This person is referred already; withdraw that referral, or add homes to it."
)
PERSON_UNCLEAR = Refusal(
    409,
    "person-unclear",
    "Number, date of birth and family name don't belong to one person whom the council knows.",
)
NOT_A_HOME = Refusal(
    409, "not-a-home", "One of these is no place that the council works with, or is asked already."
)
DECISION_INCOMPLETE = Refusal(409, "decision-incomplete", "What is listed has to be said with this decision.")
IDEMPOTENCY_IN_FLIGHT = Refusal(
    409, "idempotency-key-in-flight", "A request with this Idempotency-Key is being answered just now."
)
CQC_ID_KNOWN = Refusal(409, "cqc-id-known", "The Commission's id of this is somebody's here already.")
USERNAME_TAKEN = Refusal(409, "username-taken", "Somebody logs in by this username already.")
ALREADY_RECORDED = Refusal(
    409, "already-recorded", "This course is recorded already, as taken on that day; correct that instead."
)
STALE_REVISION = Refusal(412, "stale-revision", "There is a newer revision than the one you saw.")
TOO_MANY_OPS = Refusal(413, "too-many-ops", "One push carries fewer ops than this; send it in parts.")
TOO_LARGE = Refusal(413, "too-large", "The request is larger than is accepted here.")
UNSUPPORTED_MEDIA_TYPE = Refusal(
    415, "unsupported-media-type", "The request is in a format or an encoding that is not read here."
)
IDEMPOTENCY_KEY_REUSED = Refusal(
    422, "idempotency-key-reused", "This Idempotency-Key was used before, with another request."
)
PRECONDITION_REQUIRED = Refusal(
    428, "precondition-required", 'Say in If-Match which revision you saw, for example "3".'
)
TOO_MANY_REQUESTS = Refusal(429, "too-many-requests", "Too many attempts; wait before the next.")
INTERNAL = Refusal(500, "internal", "Something broke here. It is recorded under the request id.")
UNAVAILABLE = Refusal(503, "unavailable", "The service can't answer at the moment; try again shortly.")

NOT_NOW = {
    way.code: way
    for way in (
        WRONG_STATE,
        OPEN_WITH_ANOTHER,
        OPEN_IT_FIRST,
        NOTHING_TO_TAKE_IN,
        NOTHING_WITHHELD,
        ALREADY_DECIDED,
        EVIDENCE_MISSING,
        NO_EVIDENCE_MISSING,
        NO_CORRECTION_REQUESTED,
    )
}
"""Refusals of a move by the code with which the lifecycle says no. That a revision waits was told before, as stale."""

EVERY_REFUSAL: tuple[Refusal, ...] = tuple(one for one in globals().values() if isinstance(one, Refusal))
