"""Where a server answers, and as whom one may speak to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from service.postgres.errors import PostgresError
from service.postgres.passwords import SUPERUSER


@dataclass(kw_only=True)
class Address:
    """A server on a private socket; every role has its own password.

    `data_dir` is where the data really lie: for root that may be elsewhere than asked, see `start`.
    """

    data_dir: Path
    socket_dir: Path
    port: int
    passwords: Mapping[str, str] = field(repr=False)

    def dsn(self, role: str, database: str) -> str:
        """The address as asyncpg takes it; `postgres` is the superuser's role. It holds the password: never log it."""
        place = f"host={quote(str(self.socket_dir))}&port={self.port}"
        return f"postgresql://{role}:{self._password(role)}@/{quote(database)}?{place}"

    def superuser_environment(self) -> dict[str, str]:
        """The same for PostgreSQL's own programs, which don't show their environment in the list of processes."""
        return {
            "PGHOST": str(self.socket_dir),
            "PGPORT": str(self.port),
            "PGUSER": SUPERUSER,
            "PGPASSWORD": self._password(SUPERUSER),
            "PGDATABASE": "postgres",
            "PGCONNECT_TIMEOUT": "10",
        }

    def _password(self, role: str) -> str:
        if role not in self.passwords:
            raise PostgresError(
                f"The role {role} has no password in {self.data_dir}: name it when starting the server."
            )
        return self.passwords[role]
