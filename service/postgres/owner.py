"""Under whose uid PostgreSQL runs: it refuses root, and nobody else's programs should share its files."""

import errno
import grp
import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.postgres.errors import PostgresError

FREE_UIDS = range(60706, 61184)
"""Neither accounts nor systemd's dynamic users are made in this range (systemd, Users, Groups, UIDs)."""


@dataclass(frozen=True)
class Owner:
    """The uid and gid of the server and of its files."""

    uid: int
    gid: int

    @property
    def credentials(self) -> dict[str, Any]:
        """What `subprocess` needs to start a program as this owner; nothing where we are the owner."""
        if os.geteuid() != 0:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may_enter(self, folder: Path) -> bool:
        """Asked of the kernel as that uid, so that access lists and mounts have their say."""
        return self._succeeds(["/bin/sh", "-c", 'cd "$0"', folder])

    def may_run(self, program: Path) -> bool:
        return self._succeeds([program, "--version"])

    def take(self, folder: Path) -> None:
        """Hand over a folder with all that is in it, following no link."""
        for _, folders, files, handle in os.fwalk(folder):
            os.fchown(handle, self.uid, self.gid)
            for name in (*folders, *files):
                os.chown(name, self.uid, self.gid, dir_fd=handle, follow_symlinks=False)

    def _succeeds(self, command: list[str | Path]) -> bool:
        quiet = subprocess.DEVNULL
        try:
            outcome = subprocess.run(
                command, **self.credentials, cwd="/", stdin=quiet, stdout=quiet, stderr=quiet, check=False
            )
        except PermissionError as error:
            if error.errno != errno.EACCES:  # EPERM: a root that may not change its uid, whatever the folder
                raise
            return False
        return outcome.returncode == 0


def owner_of(folder: Path, cluster: Path) -> Owner:
    """Ourselves; for root whoever the folder or its cluster belongs to, or else a uid that nobody has."""
    if os.geteuid() != 0:
        return Owner(os.geteuid(), os.getegid())
    for path in (folder, cluster):
        if path.exists() and (status := path.stat()).st_uid != 0:
            return Owner(status.st_uid, status.st_gid)
    return _unused()


def stand_in_for(owner: Owner) -> Owner:
    """Who runs initdb, which alone insists on an entry in the list of users; the group stays, and opens the folder."""
    if _is_user(owner.uid):
        return owner
    if os.geteuid() != 0:
        raise PostgresError(
            f"PostgreSQL makes a database only for a user with a name, and uid {owner.uid} has none here: "
            "add it to /etc/passwd, or name a database of your own in DATABASE_URL."
        )
    return Owner(_nobody().pw_uid, owner.gid)


def _nobody() -> pwd.struct_passwd:
    unprivileged = [entry for entry in pwd.getpwall() if entry.pw_uid != 0]
    if not unprivileged:
        raise PostgresError(
            "PostgreSQL doesn't run as root, and /etc/passwd of this machine lists nobody else: "
            "add a user, or name a database of your own in DATABASE_URL."
        )
    return next((entry for entry in unprivileged if entry.pw_name == "nobody"), unprivileged[-1])


def _unused() -> Owner:
    free = (uid for uid in FREE_UIDS if not _is_user(uid) and not _is_group(uid))
    uid = next(free, _nobody().pw_uid)
    return Owner(uid, uid)


def _is_user(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _is_group(gid: int) -> bool:
    try:
        grp.getgrgid(gid)
    except KeyError:
        return False
    return True
