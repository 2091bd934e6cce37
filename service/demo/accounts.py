"""The accounts of the demonstration, with passwords made anew for every installation."""

import os
from pathlib import Path
from uuid import UUID

import msgspec
from msgspec import Struct

ACCOUNTS = "demo-accounts.json"


class DemoAccount(Struct, frozen=True, kw_only=True):
    """One line of `demo-accounts.json`; `device_id` is the tablet of the account's location."""

    username: str
    password: str
    role: str
    organisation: str = ""
    location: str | None = None
    device_id: UUID | None = None


def write(data_dir: Path, accounts: list[DemoAccount]) -> None:
    """Keep them where only the owner of the data folder can read them."""
    data_dir.mkdir(parents=True, exist_ok=True)
    finished, begun = data_dir / ACCOUNTS, data_dir / f".{ACCOUNTS}"
    text = msgspec.json.format(msgspec.json.encode(accounts), indent=2)
    with os.fdopen(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(text)
    begun.replace(finished)
