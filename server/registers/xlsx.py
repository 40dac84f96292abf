"""XLSX: every text a text, every date a date, every amount a number, and nothing a formula."""

import io
import re
from datetime import date

import xlsxwriter

from server.app.sheet import Cell, Column, Kind, Sheet

WIDTHS = {Kind.DATE: 12, Kind.NUMBER: 10, Kind.CODE: 20, Kind.TEXT: 24}
A4 = 9
LONGEST_NAME = 31  # of a sheet, as the format has it
LONGEST_TEXT = 32_767
_NOT_IN_NAME = re.compile(r"[\[\]:*?/\\']")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write(sheet: Sheet) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"{sheet.title}, {sheet.period}", "author": sheet.office, "comments": sheet.made})
    page = book.add_worksheet(_NOT_IN_NAME.sub(" ", sheet.title)[:LONGEST_NAME].strip())
    heads = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    shapes = {
        Kind.TEXT: book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
        Kind.CODE: book.add_format({"num_format": "@", "valign": "top"}),
        Kind.DATE: book.add_format({"num_format": "dd-mm-yyyy", "valign": "top", "align": "left"}),
        Kind.NUMBER: book.add_format({"num_format": "#,##0", "valign": "top"}),
    }
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, WIDTHS[column.kind])
        page.write_string(0, at, column.title, heads)
    for line, row in enumerate(sheet.rows, 1):
        for at, (cell, column) in enumerate(zip(row, sheet.columns, strict=True)):
            _write(page, (line, at), cell, column, shapes)
    _finish(page, sheet)
    book.close()
    return stream.getvalue()


def _write(
    page: xlsxwriter.worksheet.Worksheet,
    place: tuple[int, int],
    cell: Cell,
    column: Column,
    shapes: dict[Kind, xlsxwriter.format.Format],
) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, int):
        page.write_number(*place, cell, shapes[Kind.NUMBER])
    elif column.kind is Kind.DATE:
        page.write_datetime(*place, date.fromisoformat(cell), shapes[Kind.DATE])
    else:
        page.write_string(*place, _CONTROLS.sub(" ", cell)[:LONGEST_TEXT], shapes[column.kind])


def _finish(page: xlsxwriter.worksheet.Worksheet, sheet: Sheet) -> None:
    """Ready to be sorted on a screen and to be put on paper."""
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.columns) - 1)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    said = " · ".join(word for word in (sheet.title, sheet.period, sheet.note, sheet.mark) if word)
    page.set_header(f"&L{_plain(sheet.office)}&R{_plain(said)}"[:255])
    page.set_footer(f"&L{_plain(sheet.made)}&R&P / &N"[:255])


def _plain(text: str) -> str:
    """In a header, an ampersand commands."""
    return text.replace("&", "&&")
