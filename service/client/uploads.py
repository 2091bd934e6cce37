"""Files on their way to the council: kept sealed and in pieces, sent piece by piece, gone on with after a drop."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import httpx
from msgspec import Struct

from service.client.ids import uuid7
from service.client.session import Session
from service.client.store import Store
from service.client.wire import Refused

PIECE_BYTES = 256 * 1024
"""So much is sent at once, and lost at most when a connection drops."""
VERSION = {"Tus-Resumable": "1.0.0"}
WORTH_TRYING_AGAIN = frozenset({"offset-differs", "checksum-differs", "digest-differs"})
"""The upload stands elsewhere than we thought, or was damaged: where it stands now, the service says."""
NOT_OF_THE_FILE = frozenset(
    {"not-authenticated", "account-suspended", "device-elsewhere", "device-suspended"}
)
"""Author or tablet may not sync at present; when they may again, the file goes on its way."""
MOST_TRIES = 5


class Upload(Struct, frozen=True, kw_only=True):
    """One file, and how far it has come; `fault` is the code by which the service refused it."""

    id: UUID
    account_id: UUID
    """Whose it is, and under whose token alone it goes."""
    submission_id: UUID
    authority_id: UUID
    sha256: str
    length: int
    sent: int
    state: str
    fault: str | None


class Uploads:
    """The files of everybody who works with this tablet."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def add(
        self, content: bytes, submission_id: UUID, authority_id: UUID, account_id: UUID, at: datetime
    ) -> str:
        """Queue a file for a submission; answers its digest. The same file again is the same upload."""
        digest = sha256(content).hexdigest()
        known = "select 1 from attachment where submission_id = ? and sha256 = ? and state <> 'refused'"
        with self.store.transaction():
            if not self.store.run(known, str(submission_id), digest):
                self._keep(content, digest, submission_id, authority_id, account_id, at)
        return digest

    def all(self, submission_id: UUID | None = None) -> list[Upload]:
        """Every file that was attached here, of one submission or of all, the oldest first."""
        rows = self.store.run(
            "select * from attachment where ?1 is null or submission_id = ?1 order by added_at, id",
            str(submission_id) if submission_id else None,
        )
        return [
            Upload(
                id=UUID(row["id"]),
                account_id=UUID(row["account_id"]),
                submission_id=UUID(row["submission_id"]),
                authority_id=UUID(row["authority_id"]),
                sha256=row["sha256"],
                length=row["length"],
                sent=row["sent"],
                state=row["state"],
                fault=row["fault"],
            )
            for row in rows
        ]

    def send(self, session: Session) -> None:
        """Everything that waits, of whoever is signed in; what has arrived stays there.

        Raises Unreachable, and Refused when author or tablet may not sync.
        """
        for upload in self._waiting(session.account_id):
            self._send(upload, session)

    def _send(self, upload: Upload, session: Session) -> None:
        """A refusal is the end of this file, not of the others."""
        for _ in range(MOST_TRIES):
            try:
                self._carry_on(upload, session)
            except Refused as refusal:
                if refusal.code in NOT_OF_THE_FILE:
                    raise
                if refusal.code not in WORTH_TRYING_AGAIN:
                    self._end(upload, "refused", refusal.code)
                    return
            else:
                self._end(upload, "complete", None)
                return

    def _carry_on(self, upload: Upload, session: Session) -> None:
        """To begin again is to ask where it stands; where the council has the very bytes, it stands at the end."""
        stands = self._stands(upload, _begin(upload, session))
        while stands < upload.length:
            stands = self._stands(upload, self._send_piece(upload, stands, session))

    def _send_piece(self, upload: Upload, offset: int, session: Session) -> httpx.Headers:
        piece = self._piece(upload, offset)
        headers = {
            **VERSION,
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(offset),
            "Upload-Checksum": f"sha256 {b64encode(sha256(piece).digest()).decode()}",
        }
        path = f"/v1/attachments/{upload.id}"
        return session.call(lambda token: session.wire.upload("PATCH", path, token, piece, headers))

    def _stands(self, upload: Upload, told: httpx.Headers) -> int:
        offset = int(told["upload-offset"])
        self.store.run("update attachment set sent = ? where id = ?", offset, str(upload.id))
        return offset

    def _piece(self, upload: Upload, offset: int) -> bytes:
        """What follows `offset` of the piece that it falls into."""
        starts_at = offset - offset % PIECE_BYTES
        (row,) = self.store.run(
            "select content from attachment_piece where attachment_id = ? and starts_at = ?",
            str(upload.id),
            starts_at,
        )
        content: bytes = row["content"]
        return content[offset - starts_at :]

    def _keep(
        self,
        content: bytes,
        digest: str,
        submission_id: UUID,
        authority_id: UUID,
        account_id: UUID,
        at: datetime,
    ) -> None:
        upload_id = str(uuid7(at))
        self.store.run(
            "insert into attachment (id, account_id, authority_id, submission_id, sha256, length, added_at)"
            " values (?, ?, ?, ?, ?, ?, ?)",
            upload_id,
            str(account_id),
            str(authority_id),
            str(submission_id),
            digest,
            len(content),
            at.timestamp(),
        )
        for starts_at in range(0, len(content), PIECE_BYTES):
            piece = content[starts_at : starts_at + PIECE_BYTES]
            self.store.run("insert into attachment_piece values (?, ?, ?)", upload_id, starts_at, piece)

    def _end(self, upload: Upload, state: str, fault: str | None) -> None:
        """What the council has needn't be here any more; what it refused is kept, to be looked at."""
        with self.store.transaction():
            self.store.run(
                "update attachment set state = ?, fault = ? where id = ?", state, fault, str(upload.id)
            )
            if state == "complete":
                self.store.run("delete from attachment_piece where attachment_id = ?", str(upload.id))

    def _waiting(self, account_id: UUID) -> Iterator[Upload]:
        return (one for one in self.all() if one.account_id == account_id and one.state == "waiting")


def _begin(upload: Upload, session: Session) -> httpx.Headers:
    said = {
        "id": str(upload.id),
        "authority_id": str(upload.authority_id),
        "submission_id": str(upload.submission_id),
        "sha256": upload.sha256,
    }
    metadata = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in said.items())
    headers = {**VERSION, "Upload-Length": str(upload.length), "Upload-Metadata": metadata}
    return session.call(lambda token: session.wire.upload("POST", "/v1/attachments", token, b"", headers))
