"""The password of every role: random, made once, kept in a file that only the folder's owner reads."""

import json
import secrets
from collections.abc import Iterable

from service.postgres.errors import PostgresError
from service.postgres.files import replace_private
from service.postgres.folder import Folder

SUPERUSER = "postgres"


def kept(folder: Folder) -> dict[str, str]:
    """Role to password, as far as any were made."""
    if not folder.passwords.exists():
        return {}
    try:
        return {
            str(role): str(password) for role, password in json.loads(folder.passwords.read_text()).items()
        }
    except (ValueError, AttributeError):
        raise PostgresError(_unreadable(folder)) from None


def for_roles(folder: Folder, roles: Iterable[str]) -> dict[str, str]:
    """A password for the superuser and for each of `roles`; on the disk before anything depends on it."""
    known = kept(folder)
    if folder.cluster.exists() and SUPERUSER not in known:
        raise PostgresError(_unreadable(folder))
    wanted = {role: known.get(role) or secrets.token_urlsafe(32) for role in (SUPERUSER, *roles)}
    complete = {**known, **wanted}
    if complete != known:
        replace_private(folder.passwords, json.dumps(complete, indent=2) + "\n")
    return complete


def _unreadable(folder: Folder) -> str:
    return (
        f"{folder.passwords} has no passwords in it, and the database beside it opens to nobody without them: "
        f"bring that file back from a copy, or remove {folder.path} to begin anew."
    )
