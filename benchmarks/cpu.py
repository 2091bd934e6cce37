"""Processor time of running processes with all that they started, as Linux accounts for it."""

from pathlib import Path

PROC = Path("/proc")
NANOSECOND = 1e-9


def seconds_of(pid: int) -> float:
    """Seconds on a processor, of a process and its descendants that live now, in user and kernel mode.

    Take it before and after: what a process used that began and ended between the two isn't in it.
    """
    return sum(_own_nanoseconds(one) for one in _tree(pid)) * NANOSECOND


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
