"""Importing the printing room leaves the process as it was."""

import os
import subprocess
import sys
from importlib.resources import files

import yaml

from terminal.printing.escpos_library import CAPABILITIES

SCRIPT = """
import logging, terminal.printing
from terminal.printing.escpos_library import CAPABILITIES
assert not logging.getLogger().handlers, logging.getLogger().handlers
assert "TM-T88V" in CAPABILITIES["profiles"]
"""


def test_no_log_handler_and_no_temporary_folder_are_left_behind(tmp_path):
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", SCRIPT], env=environment, check=True)
    assert list(tmp_path.iterdir()) == []


def test_the_printers_are_those_that_the_library_reads_by_itself() -> None:
    """It reads its JSON as YAML, which takes two hundred times as long."""
    about = files("escpos") / "capabilities.json"
    assert yaml.safe_load(about.read_text()) == CAPABILITIES
