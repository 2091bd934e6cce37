"""The built-in PostgreSQL: a real server that nobody has to install, private to one data folder."""

from service.postgres.address import Address
from service.postgres.binaries import Binaries, embedded
from service.postgres.errors import PostgresError
from service.postgres.server import Server, running_in, start

__all__ = ["Address", "Binaries", "PostgresError", "Server", "embedded", "running_in", "start"]
