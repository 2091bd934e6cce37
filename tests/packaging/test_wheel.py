"""What is installed is ours: the three generic package names are shadowed by nobody, and nothing is left behind."""

import importlib.metadata
import subprocess
import sys
import sysconfig
from pathlib import Path

from tests.packaging.conftest import ROOT

OURS = ("schemas", "service", "workflows")

ASK = """
import sys
sys.path[:] = [path for path in sys.path if 'site-packages' not in path] + {places!r}
import {names}
for name in {names!r}.split(', '):
    print(sys.modules[name].__file__)
"""


def test_no_dependency_brings_a_package_of_our_names() -> None:
    owners = importlib.metadata.packages_distributions()

    assert [(name, set(owners.get(name, ())) - {"tamar"}) for name in OURS] == [
        (name, set()) for name in OURS
    ]


def test_the_names_are_ours_even_when_every_dependency_is_asked_first(installed: Path) -> None:
    dependencies = sysconfig.get_path("purelib")
    ask = ASK.format(places=[dependencies, str(installed)], names=", ".join(OURS))

    found = subprocess.run(
        [sys.executable, "-S", "-c", ask], check=True, capture_output=True, text=True, cwd="/"
    )

    assert found.stdout.split() == [str(installed / name / "__init__.py") for name in OURS]


def test_the_wheel_holds_every_file_that_is_not_code(installed: Path) -> None:
    data = {
        path.relative_to(ROOT)
        for name in OURS
        for path in (ROOT / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert {path for path in data if not (installed / path).is_file()} == set()
