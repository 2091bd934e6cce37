"""Log lines: one JSON object each, for machines first, and nothing personal in any of them."""

import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from schemas.base import encode


class JsonLines(logging.Formatter):
    """Time, level, message, and what the caller put under `extra={"fields": {…}}`.

    `part` says which process of the service is speaking, where several write to one log.
    """

    def __init__(self, part: str | None = None) -> None:
        super().__init__()
        self.part = {} if part is None else {"part": part}

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname.lower(),
            **self.part,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = stack(record.exc_info[1])
        return encode(line).decode()


def stack(error: BaseException) -> list[str]:
    """Where it broke, innermost cause first: types and places, never messages, since they quote values."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = [] if cause is None else stack(cause)
    sqlstate = getattr(error, "sqlstate", None)
    kind = f"{type(error).__module__}.{type(error).__qualname__}" + (f" {sqlstate}" if sqlstate else "")
    return [*before, kind, *_places(error.__traceback__)]


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]


def configure(level: str, part: str) -> None:
    """Send every logger of the process to standard output as JSON lines, from this level on."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines(part))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for quiet in ("httpx", "httpcore", "asyncio"):
        logging.getLogger(quiet).setLevel(logging.WARNING)
