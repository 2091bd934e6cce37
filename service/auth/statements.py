"""What the service tells a tablet under its signature, so that the tablet can rely on it without a connection."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from schemas.devices import LEASE_TYPE, WIPE_ORDER_TYPE, OfflineLease, WipeOrder
from service.auth.tokens import Tokens


class Statements:
    """Signs with the keys of the access tokens; the type in the header keeps one from passing for the other."""

    def __init__(self, tokens: Tokens, lease_lifetime: timedelta) -> None:
        self._tokens = tokens
        self._lease_lifetime = lease_lifetime

    def lease(self, account_id: UUID, device_id: UUID, at: datetime) -> str:
        """That the tablet may show this person what it holds, for so long from now on."""
        until = at + self._lease_lifetime
        said = OfflineLease(
            sub=account_id, device=device_id, iat=int(at.timestamp()), exp=int(until.timestamp())
        )
        return self._tokens.sign(LEASE_TYPE, msgspec.to_builtins(said))

    def wipe_order(self, device_id: UUID, nonce: UUID, *, deposit_first: bool, at: datetime) -> str:
        """That the tablet is to erase its key; it has no end, since a lost tablet may be switched on years later."""
        said = WipeOrder(device=device_id, nonce=nonce, iat=int(at.timestamp()), deposit_first=deposit_first)
        return self._tokens.sign(WIPE_ORDER_TYPE, msgspec.to_builtins(said))
