"""Files sent as a request's body, kept on disk while they are read: their length costs no memory."""

from collections.abc import AsyncIterator
from io import BufferedRandom
from tempfile import TemporaryFile
from typing import Any

from anyio import to_thread
from litestar import Request

from service.http.bodies import Body, require_media_type

ANY_FILE = "application/octet-stream"


def file_body(shape: Any) -> Body:
    """The body as a file that can be gone back in, gone when the request is answered; larger ones are 413."""

    async def read(request: Request[Any, Any, Any]) -> AsyncIterator[BufferedRandom]:
        require_media_type(request, ANY_FILE)
        with TemporaryFile() as file:
            async for piece in request.stream():
                await to_thread.run_sync(file.write, piece)
            yield file

    return Body(shape, ANY_FILE, read)
