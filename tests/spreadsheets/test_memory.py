"""A file's length costs time, and no memory: `benchmarks/cqc_file.py` shows it at any size."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SPARE_MIB = 16


def peak_mib(rows: int) -> int:
    """The most memory that a process has had which read a file of so many locations."""
    command = [sys.executable, "benchmarks/cqc_file.py", "--rows", str(rows), "--columns", "30"]
    told = subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": "."}, capture_output=True, check=True)
    said = json.loads(told.stdout)
    assert said["facts"] == rows
    return int(said["peak_mib"])


def test_a_file_of_a_hundred_times_the_length_takes_no_more_memory() -> None:
    short, long = peak_mib(100), peak_mib(10_000)

    assert long < short + SPARE_MIB
    assert long < 150
