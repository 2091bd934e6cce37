"""How the service is reached: one request, one of three ends. It answered, it refused, or nobody knows.

That nobody knows is the ordinary case on a tablet. Whatever was asked may or may not have been carried out, so
everything that is sent is built to be sent again.
"""

import gzip
from collections.abc import Callable
from email.message import Message
from typing import Any, TypeAlias, TypeVar
from urllib.parse import urlencode

import httpx
import msgspec

from schemas.base import Issue, Malformed, decode

T = TypeVar("T")
Prove: TypeAlias = Callable[[str, str, str | None], str]
"""Method, address, nonce → a proof of the tablet's key for that request."""

WORTH_PACKING_BYTES = 1_024
PACKING_LEVEL = 1
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Unreachable(Exception):
    """No answer of the service has come. `may_have_arrived` is false only when the request surely never left."""

    def __init__(self, why: str, *, may_have_arrived: bool = True, retry_after: int | None = None) -> None:
        super().__init__(why)
        self.may_have_arrived = may_have_arrived
        self.retry_after = retry_after


class Refused(Exception):
    """The service understood and says no (RFC 9457): `code` is for programs, the message for people."""

    def __init__(
        self, status: int, code: str, title: str, issues: list[Issue], wipe_order: str | None = None
    ) -> None:
        """`wipe_order` comes with the refusal of a tablet that was given up; it counts if it is signed."""
        super().__init__(title)
        self.status = status
        self.code = code
        self.issues = issues
        self.wipe_order = wipe_order


class Wire:
    """Requests to one service, told apart by what a tablet has to do next."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def get(self, path: str, answer: type[T], token: str | None = None, patience: float = 5) -> T:
        """`patience` is how many seconds the service may take to answer."""
        return _read(self._exchange("GET", path, token, patience=patience), answer)

    def post(
        self,
        path: str,
        body: bytes,
        answer: type[T],
        token: str | None = None,
        seen: int | None = None,
        key: str | None = None,
    ) -> T:
        """Send JSON bytes, packed where that is worth it.

        `seen` is the revision that the caller acts upon; under `key` the request can be sent again.
        """
        headers = {"Content-Type": "application/json"}
        if key is not None:
            headers["Idempotency-Key"] = key
        if seen is not None:
            headers["If-Match"] = f'"{seen}"'
        if len(body) >= WORTH_PACKING_BYTES:
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body, PACKING_LEVEL, mtime=0)
        return _read(self._exchange("POST", path, token, body, headers), answer)

    def upload(
        self, method: str, path: str, token: str, body: bytes, headers: dict[str, str]
    ) -> httpx.Headers:
        """What an upload is told, which is in the headers. Raises Refused and Unreachable like everything else."""
        response = self._exchange(method, path, token, body, headers)
        if not response.is_success:
            _read(response, bytes)
        return response.headers

    def post_form(self, path: str, fields: dict[str, str], answer: type[T], prove: Prove | None = None) -> T:
        """`prove` makes the proof of the tablet's key; once more, if the service wants its nonce in it."""
        response = self._post_form(path, fields, prove, None)
        if prove is not None and (nonce := response.headers.get("dpop-nonce")):
            response = self._post_form(path, fields, prove, nonce)
        return _read(response, answer)

    def _post_form(
        self, path: str, fields: dict[str, str], prove: Prove | None, nonce: str | None
    ) -> httpx.Response:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if prove is not None:
            headers["DPoP"] = prove("POST", str(self._http.base_url.join(path)), nonce)
        return self._exchange("POST", path, None, urlencode(fields).encode(), headers)

    def _exchange(
        self,
        method: str,
        path: str,
        token: str | None,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        patience: float = 5,
    ) -> httpx.Response:
        identified = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            return self._http.request(
                method, path, content=body, headers={**identified, **(headers or {})}, timeout=patience
            )
        except httpx.TransportError as error:
            raise Unreachable(str(error), may_have_arrived=not isinstance(error, NEVER_LEFT)) from error
        except httpx.DecodingError as error:
            raise Unreachable(str(error)) from error


def _read(response: httpx.Response, answer: type[T]) -> T:
    """Believe nothing that is not whole and not the service's own: between us are proxies and log-in pages."""
    if response.is_success:
        try:
            return decode(response.content, answer)
        except Malformed as error:
            raise Unreachable(f"The answer is none of the service's: {error}") from error
    refusal = _refusal(response)
    if refusal is None or response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise Unreachable(f"Status {response.status_code}.", retry_after=_retry_after(response))
    if response.status_code == httpx.codes.TOO_MANY_REQUESTS or refusal.code == "push-in-progress":
        raise Unreachable(str(refusal), retry_after=_retry_after(response))
    raise refusal


def _refusal(response: httpx.Response) -> Refused | None:
    if _media_type(response) != "application/problem+json":
        return None
    try:
        problem: dict[str, Any] = msgspec.json.decode(response.content, type=dict[str, Any])
        issues = msgspec.convert(problem.get("issues", []), list[Issue])
        order = problem.get("wipe_order")
        return Refused(
            response.status_code,
            problem["code"],
            problem["title"],
            issues,
            wipe_order=order if isinstance(order, str) else None,
        )
    except (msgspec.MsgspecError, UnicodeDecodeError, KeyError):
        return None


def _media_type(response: httpx.Response) -> str:
    header = Message()
    header["Content-Type"] = response.headers.get("content-type", "")
    return header.get_content_type()


def _retry_after(response: httpx.Response) -> int | None:
    said: str = response.headers.get("retry-after", "")
    return int(said) if said.isdecimal() else None
