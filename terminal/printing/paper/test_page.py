"""The page that shows whether the settings of a printer are right."""

from collections.abc import Iterator

from terminal.printing.paper.blocks import code, heading, issued, title
from terminal.printing.paper.elements import LARGEST, Element, Gap, Line, Rule
from terminal.printing.paper.setting import centred, label, left, pair, ruled
from terminal.printing.paper.slips import TestPage
from terminal.printing.paper.wording import Wording

_EVERY_LETTER = "".join(map(chr, range(0x21, 0x7F)))


def test_page(slip: TestPage, say: Wording, columns: int) -> Iterator[Element]:
    """Everything that our papers use, each beside what it must look like."""
    if slip.office_name or say.style.logo:
        yield from heading(slip, say, columns)
        yield from ruled()
    yield from title(say("test.title"), columns)
    yield Gap(6)
    yield from issued(slip, columns)
    yield from ruled()
    yield from _facts(slip, say, columns)
    yield from ruled()
    yield from _width(say, columns)
    yield Gap(20)
    yield from _sizes(say, columns)
    yield from ruled()
    yield from _letters(say, columns)
    yield from ruled()
    yield from left(say("test.code"), columns)
    yield from code(slip.url, slip.url, columns)
    yield from ruled()
    yield from centred(say("test.cut" if slip.sheet.cutter else "test.tear"), columns, bold=True)


test_page.__test__ = False  # type: ignore[attr-defined]  # pytest would take it for a test


def _facts(slip: TestPage, say: Wording, columns: int) -> Iterator[Element]:
    sheet = slip.sheet
    if slip.printer:
        yield from pair(say("test.printer"), slip.printer, columns)
    yield from pair(say("test.profile"), sheet.profile, columns)
    yield from pair(say("test.paper"), say("test.paper_size", width=sheet.width_mm, dots=sheet.dots), columns)
    yield from pair(say("test.columns"), str(columns), columns)
    yield from pair(say("test.qr"), say("test.qr_native" if sheet.native_qr else "test.qr_image"), columns)
    yield from pair(say("test.cutter"), say("test.yes" if sheet.cutter else "test.no"), columns)


def _width(say: Wording, columns: int) -> Iterator[Element]:
    """A rule made of dots and a row made of letters must be equally long, and reach both edges."""
    yield from left(say("test.width"), columns)
    yield Gap(8)
    yield Rule()
    yield Line("".join(str(place % 10) for place in range(1, columns + 1)), bold=True)
    yield Rule()


def _sizes(say: Wording, columns: int) -> Iterator[Element]:
    yield from left(say("test.sizes"), columns)
    yield Gap(8)
    for size in (1, 2, 4, LARGEST):
        words = f"{size}x"
        if len(words) * size <= columns:
            yield Line(words, "center", size, size, bold=True)
    yield Gap(8)
    yield from label(say("test.reverse"), columns)


def _letters(say: Wording, columns: int) -> Iterator[Element]:
    yield from left(say("test.letters"), columns)
    yield Gap(8)
    for start in range(0, len(_EVERY_LETTER), columns):
        yield Line(_EVERY_LETTER[start : start + columns])
    yield Gap(8)
    yield from left(say("test.foreign", written="é è ê É à ü ñ € – “ ”"), columns)
