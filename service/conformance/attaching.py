"""Files arrive in chunks, by tus 1.0."""

from uuid import uuid4

from service.conformance.claims import claims_of, same
from service.conformance.stage import Stage

IN_TUS = {"Tus-Resumable": "1.0.0"}


def the_service_says_how_it_takes_files(stage: Stage) -> None:
    answer = stage.http.options("/v1/attachments")

    same("version", answer.headers.get("Tus-Version"), "1.0.0")
    told = set(answer.headers.get("Tus-Extension", "").split(","))
    same("missing extensions", {"creation", "checksum", "expiration"} - told, set())


def a_file_arrives_in_chunks_and_goes_on_where_it_stands(stage: Stage) -> None:
    content = _document()
    where = stage.upload(stage.filed()["submission_id"], content).headers["Location"]

    first = stage.chunk(where, 0, content[:1_000])
    stands = stage.http.head(where, headers=stage.tablet | IN_TUS)
    last = stage.chunk(where, 1_000, content[1_000:])

    same("after the first", (first.status_code, first.headers.get("Upload-Offset")), (204, "1000"))
    same("when asked", stands.headers.get("Upload-Offset"), "1000")
    same("after the last", (last.status_code, last.headers.get("Upload-Offset")), (204, str(len(content))))


def a_chunk_for_another_place_is_refused(stage: Stage) -> None:
    content = _document()
    where = stage.upload(stage.filed()["submission_id"], content).headers["Location"]

    same("status", stage.chunk(where, 500, content[500:]).status_code, 409)


def bytes_that_are_there_already_need_not_be_sent(stage: Stage) -> None:
    content, entity = _document(), stage.filed()["submission_id"]
    where = stage.upload(entity, content).headers["Location"]
    stage.chunk(where, 0, content)

    again = stage.upload(entity, content)

    same("offset of the second", again.headers.get("Upload-Offset"), str(len(content)))


def _document() -> bytes:
    """A PDF, as far as anybody looks, that was never sent before."""
    body = b"%PDF-1.7\n" + uuid4().hex.encode()
    return body + b"\n" * (3_000 - len(body))


CLAIMS = claims_of(
    __name__,
    the_service_says_how_it_takes_files,
    a_file_arrives_in_chunks_and_goes_on_where_it_stands,
    a_chunk_for_another_place_is_refused,
    bytes_that_are_there_already_need_not_be_sent,
)
