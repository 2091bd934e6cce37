"""How the server is set up: named on its command line at every start, so that nothing drifts."""

from pathlib import Path

from service.postgres.folder import Folder
from service.postgres.sockets import PORT

ACCESS_RULES = "local all all scram-sha-256\n"
"""pg_hba.conf as a whole: a password for everybody, and no way in but the socket."""

ALWAYS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "jit": "off",
    "cluster_name": "tamar",
}

LOG = {
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgres-%a.log",  # seven files, each emptied when its day comes round again
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
    "log_timezone": "UTC",
    "log_connections": "off",
    "log_disconnections": "off",
    "log_checkpoints": "off",
    "log_min_messages": "error",
    "log_min_error_statement": "panic",  # statements and the details of errors
    "log_error_verbosity": "terse",  # hold what was written about people
}

CARELESS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
"""For tests only: a kill loses what was confirmed last, a power cut may spoil everything."""


def options(folder: Folder, socket_dir: Path, *, durable: bool) -> list[str]:
    """The command line's -c options."""
    places = {"hba_file": str(folder.access_rules), "unix_socket_directories": str(socket_dir)}
    safety = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"} if durable else CARELESS
    chosen = {**ALWAYS, **LOG, **safety, **places}
    return [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
