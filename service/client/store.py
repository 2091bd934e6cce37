"""The tablet's one file: what it holds of the council's, what it has still to send, and who has signed in.

Every step of the protocol is one transaction here, so that a tablet whose battery dies between any two
statements goes on from where it was. Bytes are sealed under the tablet's key before they are written, and opened
as they are read; text and numbers are for looking things up, and say nothing about anybody.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

from service.client.keyring import seal, unseal

Value: TypeAlias = str | bytes | int | float | None
BeforeStatement = Callable[[str], None]

SEALED = b"\x00tamar\x01\x00"
"""Begins whatever is sealed; nothing that anybody sends does."""
VERSION = 2
OPEN_IN_1: dict[str, tuple[str, ...]] = {
    "note": ("value",),
    "author": ("me", "access_token", "refresh_token"),
    "draft": ("body",),
    "op": ("op", "built_on", "outcome", "reason"),
    "held": ("body",),
    "arriving": ("body",),
    "catalogue": ("body",),
}
"""What lay open in files of version 1."""


class Store:
    """A SQLite file. `before_statement` is told every statement; a test dies there in the tablet's place."""

    def __init__(self, path: Path, key: bytes, before_statement: BeforeStatement | None = None) -> None:
        self._before_statement = before_statement
        self._key = key
        self._closed_by: type[Exception] | None = None
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.row_factory = self._opened
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = full")  # what we say is saved survives a pulled battery
        self._db.execute("pragma foreign_keys = on")
        self._bring_up_to_date()

    def close(self, by: type[Exception] | None = None) -> None:
        """Whatever is asked of it from now on raises `by`, where that is given."""
        self._closed_by = self._closed_by or by
        self._db.close()

    def run(self, statement: str, *values: Value) -> list[sqlite3.Row]:
        """Carry out one statement and answer its rows."""
        if self._closed_by is not None:
            raise self._closed_by
        if self._before_statement is not None:
            self._before_statement(statement)
        return self._db.execute(statement, [self._sealed(value) for value in values]).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and on the disk when it ends; inside of another it is a part of that one."""
        if self._closed_by is None and self._db.in_transaction:
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
        return found[0]["value"].decode() if found else None

    def set_note(self, name: str, value: str | None) -> None:
        if value is None:
            self.run("delete from note where name = ?", name)
        else:
            self.run("insert or replace into note values (?, ?)", name, value.encode())

    def _sealed(self, value: Value) -> Value:
        return SEALED + seal(self._key, value) if isinstance(value, bytes) else value

    def _opened(self, cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> sqlite3.Row:
        return sqlite3.Row(cursor, tuple(self._open(value) for value in row))

    def _open(self, value: Any) -> Any:
        if isinstance(value, bytes) and value.startswith(SEALED):
            return unseal(self._key, value[len(SEALED) :])
        return value

    def _bring_up_to_date(self) -> None:
        with self.transaction():
            before = self.run("pragma user_version")[0][0]
            if before == 0:
                self._run_all("tables.sql")
            elif before == 1:
                self._run_all("tables_since_1.sql")
                self._seal_what_lay_open()
            self.run(f"pragma user_version = {VERSION}")
        if before == 1:
            self.run("vacuum")  # what lay open is still in pages that are free
            self.run("pragma wal_checkpoint(truncate)")

    def _seal_what_lay_open(self) -> None:
        for table, columns in OPEN_IN_1.items():
            for column in columns:
                self._seal_column(table, column)

    def _seal_column(self, table: str, column: str) -> None:
        lay_open = f"select rowid, {column} from {table} where {column} is not null"  # noqa: S608 our own names
        for number, value in self.run(lay_open):
            sealed = value if isinstance(value, bytes) else value.encode()
            self.run(f"update {table} set {column} = ? where rowid = ?", sealed, number)  # noqa: S608 our own names

    def _run_all(self, script: str) -> None:
        lines = files("service.client").joinpath(script).read_text().splitlines()
        bare = "\n".join(line.partition("--")[0] for line in lines)
        for statement in bare.split(";"):
            if statement.strip():
                self.run(statement)
