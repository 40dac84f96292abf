"""CSV that no spreadsheet takes for more than it is: UTF-8 with a mark, semicolons, digits and formulas as text.

An apostrophe before a text is how spreadsheets write "this is text": a NIK keeps its sixteen digits and a telephone
number its plus, and what somebody entered as a name is never calculated. Semicolons, because Indonesian spreadsheets
have the comma in numbers; another separator inside a text would cut it in a program that expects that one, so what
looks like a formula behind one is disarmed as well.
"""

import csv
import io
import re

from server.app.sheet import Cell, Kind, Sheet

MARK = b"\xef\xbb\xbf"
SEPARATOR = ";"
_FORMULA = "=+\\-@＝＋－＠"
_BEGINS = re.compile(rf"^\s*[{_FORMULA}]")
_BEHIND = re.compile(rf"([,;|\t]\s*)([{_FORMULA}])")
_NUMBER = re.compile(r"^[\d\s.,:/()%eE+-]*\d[\d\s.,:/()%eE+-]*$")


def write(sheet: Sheet) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=SEPARATOR, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([safe(column.title) for column in sheet.columns])
    kinds = [column.kind for column in sheet.columns]
    for row in sheet.rows:
        writer.writerow([_cell(cell, kind) for cell, kind in zip(row, kinds, strict=True)])
    return MARK + stream.getvalue().encode()


def _cell(cell: Cell, kind: Kind) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, int) or kind is Kind.DATE:
        return str(cell)
    return safe(cell)


def safe(text: str) -> str:
    """The text as text, whatever a spreadsheet would like to see in it."""
    line = " ".join(text.split("\n")).replace("\r", " ").replace("\0", "")
    disarmed = _BEHIND.sub(r"\1'\2", line)
    return f"'{disarmed}" if _BEGINS.match(disarmed) or _NUMBER.match(disarmed) or line[:1] in "\t'" else disarmed
