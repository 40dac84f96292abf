"""What ``pip install .`` puts on a machine is the whole program: every file comes along, and a hub starts from it."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.hub_process import READY, ROOT

PACKAGES = ("antrean", "assets", "counters", "display", "kiosk", "protocol", "server", "terminal")
BUILD = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that nothing is left beside the sources and nothing of an earlier build is taken along."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / file, source)
    subprocess.run([sys.executable, "-c", BUILD, str(folder)], cwd=source, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def _files(package: str) -> Iterator[str]:
    found = (ROOT / package).rglob("*")
    return (str(file.relative_to(ROOT)) for file in found if file.is_file() and "__pycache__" not in file.parts)


def test_every_file_of_every_room_comes_along(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    assert sorted(file for package in PACKAGES for file in _files(package) if file not in packed) == []


def test_a_hub_starts_from_what_was_installed(wheel: Path, tmp_path: Path) -> None:
    installed, config = tmp_path / "installed", tmp_path / "hub.toml"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    config.write_text('host = "127.0.0.1"\nport = 0\ndata_dir = "books"\nadvertise = false\n')
    with subprocess.Popen(
        [sys.executable, "-m", "antrean", "hub", "--config", str(config)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as hub:
        assert hub.stdout is not None
        ready = READY.match(hub.stdout.readline())
        hub.terminate()
        _, said = hub.communicate(timeout=60)
    assert ready, said.decode()
