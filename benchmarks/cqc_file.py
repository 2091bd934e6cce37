"""How much memory and time it takes to read a file of the Care Quality Commission of any length.

    PYTHONPATH=. python benchmarks/cqc_file.py --rows 200000 --columns 122

writes a file of made-up locations, as the Commission's looks, reads every fact out of it, and says what that took.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from service import spreadsheets
from tests.support.cqc import LOCATIONS_HEADER, location
from tests.support.spreadsheets import write
from workflows.cqc import read


def main() -> None:
    asked = _asked()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "HSCA_Active_Locations.ods"
        write(path, {"HSCA_Active_Locations": _rows(asked.rows, asked.columns)})
        began = time.perf_counter()
        with path.open("rb") as file:
            facts = sum(1 for _ in read(spreadsheets.rows(file)).says)
        seconds = time.perf_counter() - began
        size = path.stat().st_size
    told = {"facts": facts, "megabytes": size // 10**6, "seconds": round(seconds, 1), "peak_mib": _peak_mib()}
    sys.stdout.write(f"{json.dumps(told)}\n")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--columns", type=int, default=122, help="The Commission's file has 122.")
    return parser.parse_args()


def _rows(rows: int, columns: int) -> Iterator[list[str]]:
    """The header and a row for each location, made longer by services that it doesn't offer."""
    more = columns - len(LOCATIONS_HEADER)
    yield [*LOCATIONS_HEADER, *(f"Service user band - {number}" for number in range(more))]
    for number in range(1, rows + 1):
        yield [*location(f"1-{number}"), *["N"] * more]


def _peak_mib() -> int:
    """The most memory that this process has had; what `getrusage` says is its parent's, if that had more."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) >> 10
    unit = 20 if sys.platform == "darwin" else 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> unit


if __name__ == "__main__":
    main()
