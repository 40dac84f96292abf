"""python-escpos, imported without what it does to the whole process when it is imported.

Version 3.1 configures the root logger, which would decide the format of every room's log, leaves a temporary folder
with a pickle at each start, and reads its printers' JSON with a YAML parser: 0.36 s of a terminal's start instead of
0.002. The first two are undone here, the third is spared; nothing else of ours imports it.
May go when a later version stops doing so: tests/unit/test_printing_library.py tells.
"""

import json
import logging
import shutil
from typing import TextIO

import yaml

_handlers_before = list(logging.getLogger().handlers)
_yaml_before = yaml.safe_load


def _read(stream: TextIO) -> object:
    """As YAML, which JSON is too."""
    text = stream.read()
    try:
        return json.loads(text)
    except ValueError:
        return _yaml_before(text)


yaml.safe_load = _read

from escpos import capabilities  # noqa: E402 - between taking stock and putting back
from escpos.capabilities import CAPABILITIES  # noqa: E402
from escpos.constants import QR_ECLEVEL_M  # noqa: E402
from escpos.printer import Dummy  # noqa: E402

yaml.safe_load = _yaml_before
logging.getLogger().handlers[:] = _handlers_before
if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in capabilities.environ:
    shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)

__all__ = ["CAPABILITIES", "QR_ECLEVEL_M", "Dummy"]
