"""PDF to be signed and kept: landscape A4, the office's heading, a table with its totals, and room for signatures."""

from typing import Final

from fpdf import FPDF
from fpdf.enums import XPos, YPos

import assets
from assets.texts import text
from server.app.sheet import Cell, Column, Kind, Sheet, day_said
from server.registers.table import LINE, Table, TableColumn, widths

FAMILY: Final = "Inter"
FONTS = {"": "Inter-Regular.ttf", "B": "Inter-SemiBold.ttf"}
MARGIN = 12.0
BODY, SMALL, TITLE = 8.5, 7.5, 13.0
INK, GREY = 20, 90
SIGNATURE_WIDTH, SIGNATURE_HEIGHT, ROOM_TO_SIGN = 80.0, 36.0, 18.0


class Paper(FPDF):
    """Pages that know which register they belong to."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(orientation="landscape", format="A4")
        self._sheet = sheet
        for style, file in FONTS.items():
            self.add_font(FAMILY, style, assets.path("fonts", file))
        self.set_margin(MARGIN)
        self.set_auto_page_break(auto=True, margin=MARGIN + 6)
        self.set_title(f"{sheet.title}, {sheet.period}")
        self.set_author(sheet.office)
        self.set_lang(sheet.language)

    def say(self, key: str, **values: object) -> str:
        return text(self._sheet.language, "registers", key, **values)

    def put(self, words: str, size: float = BODY, style: str = "", align: str = "L") -> None:
        """One line of text over the whole width, or more where it is long."""
        self.set_font(FAMILY, style, size)
        self.multi_cell(0, size * 0.5, words, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def header(self) -> None:
        sheet = self._sheet
        self.set_text_color(INK)
        if self.page_no() > 1:
            self.put(" · ".join(word for word in (sheet.title, sheet.period, sheet.mark) if word), SMALL)
            self.ln(2)
            return
        self.put(sheet.office, 11, "B", "C")
        self.put(sheet.address, BODY, "", "C")
        self.ln(1.5)
        self.cell(0, 0, border="T", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(2.5)
        self.put(sheet.title, TITLE, "B", "C")
        self.put(sheet.period, BODY + 1, "", "C")
        for words in (sheet.note, sheet.mark):
            if words:
                self.put(words, BODY, "B" if words == sheet.mark else "", "C")
        self.ln(3)

    def footer(self) -> None:
        self.set_y(-MARGIN - 2)
        self.set_font(FAMILY, "", SMALL)
        self.set_text_color(GREY)
        self.cell(0, 4, self._sheet.made, align="L", new_x=XPos.LMARGIN)
        pages = self.say("page", page=self.page_no(), pages=self.str_alias_nb_pages)
        self.cell(0, 4, pages, align="R")
        self.set_text_color(INK)


def write(sheet: Sheet) -> bytes:
    paper = Paper(sheet)
    paper.add_page()
    if sheet.rows:
        _table(paper, sheet)
    else:
        paper.put(paper.say("empty"), BODY + 1, "", "C")
    _totals(paper, sheet)
    _signatures(paper, sheet)
    return bytes(paper.output())


def _table(paper: Paper, sheet: Sheet) -> None:
    columns = [TableColumn(column.title, column.kind is Kind.NUMBER) for column in sheet.columns]
    rows = [[_said(cell, column) for cell, column in zip(row, sheet.columns, strict=True)] for row in sheet.rows]
    Table(paper, columns, widths(columns, rows, paper.epw), (FAMILY, BODY)).draw(rows)


def _said(cell: Cell, column: Column) -> str:
    if cell is None:
        return ""
    return day_said(cell) if column.kind is Kind.DATE and isinstance(cell, str) and cell else str(cell)


def _totals(paper: Paper, sheet: Sheet) -> None:
    paper.ln(3)
    paper.put("    ".join(f"{name}: {amount}" for name, amount in sheet.totals), BODY, "B")


def _signatures(paper: Paper, sheet: Sheet) -> None:
    """Who knows of it, and who keeps it; never torn apart by the end of a page."""
    if paper.will_page_break(SIGNATURE_HEIGHT):
        paper.add_page()
    paper.ln(4)
    top = paper.get_y()
    right = paper.w - MARGIN - SIGNATURE_WIDTH
    _signature(paper, (MARGIN, top), ("", paper.say("sign.known")))
    _signature(paper, (right, top), (sheet.day, paper.say("sign.officer")))


def _signature(paper: Paper, place: tuple[float, float], words: tuple[str, str]) -> None:
    paper.set_font(FAMILY, "", BODY)
    left, top = place
    for at, word in enumerate(words):
        paper.set_xy(left, top + at * LINE)
        paper.cell(SIGNATURE_WIDTH, LINE, word)
    below = top + 2 * LINE + ROOM_TO_SIGN
    paper.set_draw_color(GREY)
    paper.line(left, below, left + SIGNATURE_WIDTH, below)
    paper.set_xy(left, below + 1)
    paper.cell(SIGNATURE_WIDTH, LINE, paper.say("sign.nip"))
