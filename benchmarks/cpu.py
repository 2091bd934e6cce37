"""Processor time of running processes with all that they started, as Linux accounts for it."""

import os
from pathlib import Path

PROC = Path("/proc")
NANOSECOND = 1e-9


def seconds_of(pid: int) -> float:
    """Seconds on a processor, of a process with its descendants and those of its children that have ended."""
    return sum(_own_nanoseconds(one) for one in _tree(pid)) * NANOSECOND + _seconds_of_ended_children(pid)


def _tree(pid: int) -> list[int]:
    children = _children()
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting.extend(children.get(found[-1], []))
    return found


def _children() -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for status in PROC.glob("[0-9]*/stat"):
        try:
            _, _, after_name = status.read_text().rpartition(")")
        except OSError:  # it has ended meanwhile
            continue
        children.setdefault(int(after_name.split()[1]), []).append(int(status.parent.name))
    return children


def _own_nanoseconds(pid: int) -> int:
    try:
        return sum(int(one.read_text().split()[0]) for one in (PROC / str(pid)).glob("task/*/schedstat"))
    except OSError:
        return 0


def _seconds_of_ended_children(pid: int) -> float:
    try:
        _, _, after_name = (PROC / str(pid) / "stat").read_text().rpartition(")")
    except OSError:
        return 0.0
    in_user_mode, in_kernel_mode = map(int, after_name.split()[13:15])
    return (in_user_mode + in_kernel_mode) / os.sysconf("SC_CLK_TCK")
