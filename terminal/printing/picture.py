"""The paper as a picture, drawn from the very bytes that a printer would get."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from assets import path
from terminal.printing import decode
from terminal.printing.decode import Command
from terminal.printing.job import qr_code, qr_picture
from terminal.printing.problems import BadJob
from terminal.printing.sheet import Sheet

INK, PAPER = 24, 255
_CELL_TALL = 24
_LINE_DOTS = 30
"""Font A is 24 dots tall, a line takes 30: what every printer of this class does after ESC @."""
_BASELINE = 19
_FONT_SIZE = 20
_MARGIN_DOTS = 28
_HEAD_TO_CUTTER_DOTS = 60
"""White paper between the last line and the cut, since the cutter sits above the head."""


@dataclass(frozen=True, slots=True)
class _Pen:
    """How the next letters look: what the commands so far have set."""

    align: str = "left"
    bold: bool = False
    reverse: bool = False
    smooth: bool = False
    wide: int = 1
    tall: int = 1
    qr_module: int = 3
    qr_level: str = "l"
    qr_content: str = ""


@dataclass(slots=True)
class _Paper:
    """The strip of paper that has come out so far."""

    sheet: Sheet
    scale: int
    pen: _Pen = field(default_factory=_Pen)
    line: list[Image.Image] = field(default_factory=list)
    strips: list[Image.Image] = field(default_factory=list)


def draw(job: bytes, sheet: Sheet, scale: int = 2) -> Image.Image:
    """Plain white paper, as wide as the printer's, ``scale`` pixels a dot. BadJob when it is no whole slip."""
    paper = _Paper(sheet, scale)
    for command in decode.slip(job):
        _obey(paper, command)
    if paper.line:
        raise BadJob("letters after the last line were never printed")
    return _with_margins(_stacked(paper.strips), scale)


def _obey(paper: _Paper, command: Command) -> None:
    match command:
        case decode.Initialise():
            paper.pen = _Pen()
        case decode.Letters(text):
            paper.line.append(_letters(text, paper.pen, paper.sheet, paper.scale))
        case decode.EndLine():
            _end_line(paper)
        case decode.FeedDots(dots):
            paper.strips.append(_blank(paper, dots))
        case decode.FeedLines(lines):
            paper.strips.append(_blank(paper, lines * _LINE_DOTS))
        case decode.Raster(width_bytes, height, rows):
            _place(paper, _from_rows(width_bytes, height, rows))
        case decode.QrPrint():
            _place(paper, qr_picture(qr_code(paper.pen.qr_content, paper.pen.qr_level), paper.pen.qr_module))
        case decode.CutPaper(feeds=feeds):
            paper.strips.append(_blank(paper, _HEAD_TO_CUTTER_DOTS if feeds else 0))
        case _:
            paper.pen = _set(paper.pen, command)


def _set(pen: _Pen, command: Command) -> _Pen:
    match command:
        case decode.Align(to):
            return replace(pen, align=to)
        case decode.Bold(on):
            return replace(pen, bold=on)
        case decode.Reverse(on):
            return replace(pen, reverse=on)
        case decode.Smooth(on):
            return replace(pen, smooth=on)
        case decode.Size(wide, tall):
            return replace(pen, wide=wide, tall=tall)
        case decode.QrModule(dots):
            return replace(pen, qr_module=dots)
        case decode.QrLevel(level):
            return replace(pen, qr_level=level)
        case decode.QrStore(content):
            return replace(pen, qr_content=content)
    return pen  # code page, QR model and process id change nothing that is seen


@cache
def _font(bold: bool, size: int) -> ImageFont.FreeTypeFont:
    name = "receipt-bold.woff" if bold else "receipt-medium.woff"
    return ImageFont.truetype(str(path("fonts", name)), size)


def _letters(text: str, pen: _Pen, sheet: Sheet, scale: int) -> Image.Image:
    """The run as ink on paper. A printer repeats dots to enlarge, and rounds them only when told to smooth."""
    cell = sheet.dots // sheet.columns
    enlarged = pen.wide > 1 or pen.tall > 1
    fineness = 1 if enlarged and not pen.smooth else scale * max(pen.wide, pen.tall)
    run = Image.new("L", (cell * len(text) * fineness, _CELL_TALL * fineness), PAPER)
    pencil = ImageDraw.Draw(run)
    pencil.fontmode = "1" if fineness == 1 else "L"
    for place, letter in enumerate(text):
        where = (place * cell * fineness, _BASELINE * fineness)
        pencil.text(where, letter, INK, _font(pen.bold, _FONT_SIZE * fineness), anchor="ls")
    if pen.reverse:
        run = run.point(lambda shade: PAPER + INK - shade)
    size = (cell * len(text) * pen.wide * scale, _CELL_TALL * pen.tall * scale)
    how = Image.Resampling.NEAREST if fineness == 1 else Image.Resampling.LANCZOS
    return run if run.size == size else run.resize(size, how)


def _end_line(paper: _Paper) -> None:
    """Letters of all sizes stand on one base line."""
    width = sum(run.width for run in paper.line)
    limit = paper.sheet.dots * paper.scale
    if width > limit:
        raise BadJob(f"a line is {width // paper.scale} dots long, the paper {paper.sheet.dots} wide")
    above = max((_above(run) for run in paper.line), default=0)
    below = max((run.height - _above(run) for run in paper.line), default=0)
    strip = _blank(paper, max(_LINE_DOTS, (above + below) // paper.scale))
    x = _start(paper.pen.align, width, limit)
    for run in paper.line:
        strip.paste(run, (x, above - _above(run)))
        x += run.width
    paper.strips.append(strip)
    paper.line.clear()


def _above(run: Image.Image) -> int:
    """How much of the run stands above its base line."""
    return run.height * _BASELINE // _CELL_TALL


def _place(paper: _Paper, dots: Image.Image) -> None:
    if paper.line:
        raise BadJob("a picture in the middle of a line")
    if dots.width > (paper.sheet.dots + 7) // 8 * 8:
        raise BadJob(f"a picture is {dots.width} dots wide, the paper {paper.sheet.dots}")
    strip = _blank(paper, dots.height)
    picture = dots.convert("L").point(lambda shade: PAPER if shade else INK)
    picture = picture.resize((dots.width * paper.scale, strip.height), Image.Resampling.NEAREST)
    strip.paste(picture, (_start(paper.pen.align, picture.width, strip.width), 0))
    paper.strips.append(strip)


def _from_rows(width_bytes: int, height: int, rows: bytes) -> Image.Image:
    inverted = bytes(0xFF ^ byte for byte in rows)
    return Image.frombytes("1", (width_bytes * 8, height), inverted)


def _start(align: str, width: int, limit: int) -> int:
    return {"left": 0, "center": (limit - width) // 2, "right": limit - width}[align]


def _blank(paper: _Paper, dots: int) -> Image.Image:
    return Image.new("L", (paper.sheet.dots * paper.scale, dots * paper.scale), PAPER)


def _stacked(strips: Sequence[Image.Image]) -> Image.Image:
    roll = Image.new("L", (strips[0].width, sum(strip.height for strip in strips)), PAPER)
    y = 0
    for strip in strips:
        roll.paste(strip, (0, y))
        y += strip.height
    return roll


def _with_margins(roll: Image.Image, scale: int) -> Image.Image:
    margin = _MARGIN_DOTS * scale
    paper = Image.new("L", (roll.width + 2 * margin, roll.height + margin), PAPER)
    paper.paste(roll, (margin, margin))
    return paper


def on_desk(paper: Image.Image) -> Image.Image:
    """The same paper lying on a desk: torn edges above and below, a soft shadow. For people, not for tests."""
    border, tooth = paper.width // 16, max(4, paper.width // 96)
    mask = _torn(paper.width, paper.height, tooth)
    size = (paper.width + 2 * border, paper.height + 2 * border)
    desk = Image.new("RGB", size, (226, 224, 219))
    shadow = Image.new("L", size, 0)
    shadow.paste(mask.point(lambda shade: shade * 2 // 5), (border, border + tooth))
    # A blur hides what a quarter of the dots leaves out, in a sixteenth of the time.
    soft = shadow.reduce(4).filter(ImageFilter.GaussianBlur(tooth * 0.4)).resize(size)
    desk.paste((60, 56, 50), (0, 0), soft)
    desk.paste(paper.convert("RGB"), (border, border), mask)
    return desk


def _torn(width: int, height: int, tooth: int) -> Image.Image:
    """White where there is paper: small teeth along the upper and lower edge, as a tear bar leaves them."""
    xs = range(0, width + tooth, tooth)
    upper = [(x, tooth * (i % 2)) for i, x in enumerate(xs)]
    lower = [(x, height - 1 - tooth * (i % 2)) for i, x in enumerate(xs)]
    mask = Image.new("L", (width, height), 0)
    ImageDraw.Draw(mask).polygon([*upper, *reversed(lower)], fill=255)
    return mask
