"""The command line: one file per command."""

from service.cli.main import main

__all__ = ["main"]
