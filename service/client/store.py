"""The tablet's one file: what it holds of the council's, what it has still to send, and who has signed in.

Every step of the protocol is one transaction here, so that a tablet whose battery dies between any two
statements goes on from where it was. A tablet in the field keeps this file encrypted under a key of its
hardware; that is its platform's business and not shown.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TypeAlias

Value: TypeAlias = str | bytes | int | float | None
BeforeStatement = Callable[[str], None]


class Store:
    """A SQLite file. `before_statement` is told every statement; a test dies there in the tablet's place."""

    def __init__(self, path: Path, before_statement: BeforeStatement | None = None) -> None:
        self._before_statement = before_statement
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = full")  # what we say is saved survives a pulled battery
        self._db.execute("pragma foreign_keys = on")
        self._create_tables()

    def close(self) -> None:
        self._db.close()

    def run(self, statement: str, *values: Value) -> list[sqlite3.Row]:
        """Carry out one statement and answer its rows."""
        if self._before_statement is not None:
            self._before_statement(statement)
        return self._db.execute(statement, values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and on the disk when it ends; inside of another it is a part of that one."""
        if self._db.in_transaction:
            yield
            return
        self.run("begin immediate")
        try:
            yield
            self.run("commit")
        except BaseException:
            self._db.rollback()
            raise

    def note(self, name: str) -> str | None:
        found = self.run("select value from note where name = ?", name)
        return found[0]["value"] if found else None

    def set_note(self, name: str, value: str | None) -> None:
        if value is None:
            self.run("delete from note where name = ?", name)
        else:
            self.run("insert or replace into note values (?, ?)", name, value)

    def _create_tables(self) -> None:
        with self.transaction():
            if self.run("pragma user_version")[0][0] == 0:
                for statement in _statements():
                    self.run(statement)
                self.run("pragma user_version = 1")


def _statements() -> list[str]:
    lines = files("service.client").joinpath("tables.sql").read_text().splitlines()
    bare = "\n".join(line.partition("--")[0] for line in lines)
    return [statement for statement in bare.split(";") if statement.strip()]
