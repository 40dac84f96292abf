"""``python -m server.registers pdf``: a sheet as JSON comes in, the file goes out."""

import os
import sys

import msgspec

from protocol.vocabulary import FileFormat
from server.app.sheet import Sheet
from server.registers.formats import write

POLITENESS = 10  # the hub goes first


def main() -> None:
    if hasattr(os, "nice"):
        os.nice(POLITENESS)
    sheet = msgspec.json.decode(sys.stdin.buffer.read(), type=Sheet)
    sys.stdout.buffer.write(write(sheet, FileFormat(sys.argv[1])))


main()
