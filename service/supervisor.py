"""Keeps other `tamar` commands running beside the service: begun again when they end by themselves, ended with it."""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import monotonic

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 0.5
SHORTEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1, 60
SETTLED_SECONDS = 60
"""Who has lived so long is begun again after the shortest pause; who dies sooner again waits twice as long."""

OUR_CODE = (
    "import os, sys; sys.path[:] = sys.argv.pop(1).split(os.pathsep); from service.cli import main; main()"
)
"""A child runs the very modules that we do, whatever lies in the folder where it is started."""


@contextmanager
def kept_running(
    command: Sequence[str], environment: Mapping[str, str], patience: float, handed_on: Sequence[int] = ()
) -> Iterator[None]:
    """Run `tamar` with these arguments until the block ends; then it has `patience` seconds to end in order.

    Its standard input is a pipe from us, at whose end it has to stop: so it ends also when we are killed outright.
    It inherits the file descriptors in `handed_on` and the standard output.
    """
    child = Child(command, environment, handed_on)
    try:
        yield
    finally:
        child.stop(patience)


class Child:
    """A process of ours, and the thread that looks after it."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], handed_on: Sequence[int]
    ) -> None:
        self._command, self._environment, self._handed_on = command, environment, handed_on
        self._stopping = threading.Event()
        self._process = self._start()
        self._watcher = threading.Thread(target=self._watch, name=f"{command[0]}-keeper", daemon=True)
        self._watcher.start()

    def stop(self, patience: float) -> None:
        self._stopping.set()
        self._watcher.join()
        self._process.terminate()
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
        _let_go_of(self._process)

    def _start(self) -> "subprocess.Popen[bytes]":
        """In a session of its own, since a Ctrl-C is ours to answer."""
        self._began = monotonic()
        return subprocess.Popen(
            [sys.executable, "-c", OUR_CODE, os.pathsep.join(sys.path), *self._command],
            env=self._environment,
            stdin=subprocess.PIPE,
            pass_fds=self._handed_on,
            start_new_session=True,
        )

    def _watch(self) -> None:
        pause = SHORTEST_PAUSE_SECONDS
        while not self._stopping.wait(LOOK_EVERY_SECONDS):
            if self._process.poll() is None:
                continue
            is_settled = monotonic() - self._began > SETTLED_SECONDS
            pause = SHORTEST_PAUSE_SECONDS if is_settled else pause
            log.warning("tamar %s ended by itself and is begun again in %s s", self._command[0], pause)
            if self._stopping.wait(pause):
                return
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
            _let_go_of(self._process)
            self._process = self._start()


def _let_go_of(process: "subprocess.Popen[bytes]") -> None:
    """Wait for its end, and close our end of its pipe."""
    with process:
        pass
