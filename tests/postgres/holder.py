"""A process that starts the server, as the service does, and holds it until its input ends.

Usage: holder.py DATA_DIR BIN durable|fleeting. It writes one line of JSON: what started, or why nothing did.
"""

import json
import os
import sys
from pathlib import Path

from service.postgres import Binaries, PostgresError, start


def main(data_dir: Path, programs: Path, *, durable: bool) -> int:
    try:
        with start(
            data_dir, roles=["tamar_owner"], durable=durable, binaries=Binaries.at(programs)
        ) as server:
            say({"pid": server.pid, "uid": os.getuid(), "dsn": server.dsn("tamar_owner", "tamar")})
            sys.stdin.read()
    except PostgresError as refusal:
        say({"refusal": str(refusal)})
        return 1
    return 0


def say(answer: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), durable=sys.argv[3] == "durable"))
