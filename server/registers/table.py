"""A long table on many pages: words wrapped in their columns, the columns' names again on each page.

The library has tables too; of a year's register they take minutes, since every cell is laid out on its own twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from fpdf import FPDF

LINE = 4.2
PAD_X, PAD_Y = 1.2, 1.0
BASE = 0.74  # of a line's height, from its top to where letters stand
PALE, HAIR = 236, 190
FEWEST_LETTERS, MOST_LETTERS = 7, 26  # of a column's width; what is longer goes on in the next line


@dataclass(frozen=True, slots=True)
class TableColumn:
    title: str
    is_right: bool = False


@dataclass(slots=True)
class Table:
    """Draws from where the paper stands, and leaves it below the last line."""

    paper: FPDF
    columns: Sequence[TableColumn]
    widths: Sequence[float]
    font: tuple[str, float]
    _known: dict[tuple[str, str], float] = field(default_factory=dict)

    def draw(self, rows: Sequence[Sequence[str]]) -> None:
        self._heading()
        for row in rows:
            self._row(row)

    def _heading(self) -> None:
        titles = [self._wrapped(column.title, at, "B") for at, column in enumerate(self.columns)]
        height = self._height(titles)
        self.paper.set_fill_color(PALE)
        self.paper.rect(self.paper.l_margin, self.paper.get_y(), sum(self.widths), height, style="F")
        self._put(titles, height, "B")

    def _row(self, cells: Sequence[str]) -> None:
        lines = [self._wrapped(cell, at, "") for at, cell in enumerate(cells)]
        height = self._height(lines)
        if self.paper.will_page_break(height):
            self.paper.add_page()
            self._heading()
        self._put(lines, height, "")

    def _height(self, cells: Sequence[Sequence[str]]) -> float:
        return max(1, *map(len, cells)) * LINE + 2 * PAD_Y

    def _put(self, cells: Sequence[Sequence[str]], height: float, style: str) -> None:
        paper, left, top = self.paper, self.paper.l_margin, self.paper.get_y()
        family, size = self.font
        paper.set_font(family, style, size)
        for column, width, lines in zip(self.columns, self.widths, cells, strict=True):
            for at, line in enumerate(lines):
                right = left + width - PAD_X - self._width(line, style)
                paper.text(right if column.is_right else left + PAD_X, top + PAD_Y + (at + BASE) * LINE, line)
            left += width
        paper.set_draw_color(HAIR)
        paper.line(paper.l_margin, top + height, left, top + height)
        paper.set_xy(paper.l_margin, top + height)

    def _wrapped(self, words: str, column: int, style: str) -> list[str]:
        """The text in lines that fit this column; a word that is longer than a line is cut."""
        self.paper.set_font(self.font[0], style, self.font[1])
        room, lines = self.widths[column] - 2 * PAD_X, [""]
        for word in self._pieces(words, room, style):
            longer = f"{lines[-1]} {word}".lstrip()
            if lines[-1] and self._width(longer, style) > room:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def _pieces(self, words: str, room: float, style: str) -> Iterator[str]:
        for word in words.split():
            rest = word
            while self._width(rest, style) > room and len(rest) > 1:
                fits = next((end for end in range(len(rest) - 1, 1, -1) if self._width(rest[:end], style) <= room), 1)
                yield rest[:fits]
                rest = rest[fits:]
            yield rest

    def _width(self, words: str, style: str) -> float:
        """In the font that is set; most words of a register come again and again."""
        key = (style, words)
        if key not in self._known:
            self._known[key] = self.paper.get_string_width(words)
        return self._known[key]


def widths(columns: Sequence[TableColumn], rows: Sequence[Sequence[str]], whole: float) -> list[float]:
    """Each column as wide as its longest text wants, within reason, and as its title's longest word needs."""
    longest = [max((len(row[at]) for row in rows), default=0) for at in range(len(columns))]
    words = [max(map(len, column.title.split()), default=0) for column in columns]
    wanted = [
        max(FEWEST_LETTERS, min(letters, MOST_LETTERS), word + 1) for letters, word in zip(longest, words, strict=True)
    ]
    return [whole * letters / sum(wanted) for letters in wanted]
