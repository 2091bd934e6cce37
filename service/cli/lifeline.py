"""How a command that `tamar run` has begun learns that it is no longer wanted, also if nobody could tell it."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

import click


def ends_with_its_parent(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command the option `--with-parent`."""
    return click.option(
        "--with-parent",
        is_flag=True,
        expose_value=False,
        callback=_heed,
        help="Stop at the end of the standard input too: it is a pipe from whoever began this.",
    )(command)


def _heed(_context: click.Context, _option: click.Parameter, given: bool) -> None:
    if given:
        threading.Thread(target=_end_with_the_input, name="lifeline", daemon=True).start()


def _end_with_the_input() -> None:
    """The end of the standard input counts as a SIGTERM."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
