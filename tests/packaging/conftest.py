"""The wheel as it is installed, and what the deployment's files say."""

import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped] # a checker's own dependency

ROOT = Path(__file__).parents[2]
VARIABLE = re.compile(r"\$\{(?P<name>[A-Z_]+)(?::(?P<kind>[?-])(?P<rest>[^}]*))?\}")
"""As compose writes it: `${NAME:?why it is needed}`, `${NAME:-default}`."""


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked as an installer would."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", str(folder), str(ROOT)], check=True, cwd=folder)
    (wheel,) = folder.glob("tamar-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "site-packages")
    return folder / "site-packages"


@pytest.fixture(scope="session")
def services() -> dict[str, dict[str, Any]]:
    """compose.yaml's services, by name."""
    composed: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    return composed


@pytest.fixture(scope="session")
def image() -> dict[str, str]:
    """What the Dockerfile sets for every command."""
    lines = re.findall(r"^ENV (.+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    return dict(pair.split("=", 1) for line in lines for pair in line.split())


def filled_in(text: str, given: Mapping[str, str]) -> str:
    """As compose fills in variables; KeyError for one that is needed and not given."""
    return VARIABLE.sub(
        lambda found: (
            given.get(found["name"]) or found["rest"] if found["kind"] == "-" else given[found["name"]]
        ),
        text,
    )
