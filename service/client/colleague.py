"""Somebody who works at a desk, as the service knows them: logged in, without a tablet."""

import httpx

from schemas.accounts import Me
from schemas.sessions import TokenPair
from service.client.wire import Wire


class Colleague:
    """Who is logged in; every call of theirs may raise Refused with the service's reason, or Unreachable."""

    def __init__(
        self, url: str, username: str, password: str, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.http = httpx.Client(base_url=url, transport=transport)
        self.wire = Wire(self.http)
        fields = {"grant_type": "password", "username": username, "password": password}
        self.token = self.wire.post_form("/v1/auth/token", fields, TokenPair).access_token

    def close(self) -> None:
        self.http.close()

    def me(self) -> Me:
        return self.wire.get("/v1/me", Me, self.token)
