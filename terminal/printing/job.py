"""From laid-out paper to one bytes object: what goes over the wire, all of it, in one piece."""

import re
from collections.abc import Iterable
from io import BytesIO

import segno
from PIL import Image

from protocol.office import HOUSE_STYLE, PaperStyle
from terminal.printing.escpos_library import QR_ECLEVEL_M, Dummy
from terminal.printing.paper import Cut, Element, Gap, Line, QrCode, Rule, Slip, lay_out
from terminal.printing.problems import BadJob
from terminal.printing.sheet import Sheet

_RULE_DOTS = 2
_TEAR_LINES = 5
"""Lines from the head to the tear bar of a printer without a cutter."""
_MOST_FEED = 255
_QR_DOTS = 250
"""About 30 mm: read from a hand's distance by a cheap telephone."""
_SMALLEST_MODULE, _LARGEST_MODULE = 3, 8
_FEED_AND_CUT = b"\x1dVB\x00"
"""GS V 66 0: feed to the cutter, then cut. python-escpos gives it only where the profile claims a cutter."""
_REAL_TIME = re.compile(rb"\x10(?:\x04[\x01-\x08\x12]|\x05|\x14)")
"""DLE EOT, DLE ENQ and DLE DC4: a printer may obey them anywhere in the stream, in a picture too."""


def job(slip: Slip, sheet: Sheet, style: PaperStyle = HOUSE_STYLE) -> bytes:
    """The whole slip as ESC/POS bytes, from initialise to cut, as this office's papers look."""
    return encode(lay_out(slip, sheet.columns, style), sheet)


def encode(elements: Iterable[Element], sheet: Sheet) -> bytes:
    """These elements as ESC/POS bytes; refuses bytes that a printer would obey as real-time commands."""
    printer = Dummy(profile=sheet.profile)
    printer.hw("INIT")
    for element in elements:
        _emit(printer, element, sheet)
    return without_real_time(printer.output)


def without_real_time(data: bytes) -> bytes:
    """The same bytes, or BadJob where a real-time command hides in them."""
    if found := _REAL_TIME.search(data):
        raise BadJob(f"real-time command {found.group().hex(' ')} at byte {found.start()}")
    return data


def _emit(printer: Dummy, element: Element, sheet: Sheet) -> None:
    match element:
        case Line():
            _line(printer, element, smooth=sheet.smooth)
        case Gap(dots):
            printer._raw(b"\x1bJ" + bytes([min(dots, _MOST_FEED)]))
        case Rule():
            printer.set(align="left")
            printer.image(Image.new("1", (sheet.dots, _RULE_DOTS), 0))
        case QrCode(content):
            _qr(printer, content, sheet)
        case Cut() if sheet.cutter:
            printer._raw(_FEED_AND_CUT)
        case Cut():
            printer.print_and_feed(_TEAR_LINES)


def _line(printer: Dummy, line: Line, *, smooth: bool) -> None:
    printer.set(
        align=line.align,
        bold=line.bold,
        custom_size=True,
        width=line.wide,
        height=line.tall,
        invert=line.reverse,
        smooth=True if smooth and line.tall > 1 else None,
    )
    printer.text(line.text + "\n")


def _qr(printer: Dummy, content: str, sheet: Sheet) -> None:
    printer.set(align="center")
    code = qr_code(content)
    module = _module(len(code.matrix), sheet.dots)
    if sheet.native_qr:
        printer.qr(content, ec=QR_ECLEVEL_M, size=module, native=True)
    else:
        printer.image(qr_picture(code, module))


def qr_code(content: str, level: str = "m") -> segno.QRCode:
    """The code as every printer would make it: the smallest that holds the content at this level."""
    try:
        return segno.make_qr(content, error=level, boost_error=False)
    except segno.DataOverflowError as problem:
        raise BadJob("the address is too long for a QR code") from problem


def qr_picture(code: segno.QRCode, module: int) -> Image.Image:
    """The code in dots, without a border: the paper around it is white."""
    stream = BytesIO()
    code.save(stream, kind="png", scale=module, border=0)
    return Image.open(stream).convert("1")


def _module(modules: int, dots: int) -> int:
    """Dots per module: about 30 mm in all, with the four white modules that a scanner wants at each side."""
    fits = dots // (modules + 8)
    module = min(_LARGEST_MODULE, fits, max(_SMALLEST_MODULE, _QR_DOTS // modules))
    if module < _SMALLEST_MODULE:
        raise BadJob(f"a QR code of {modules} modules does not fit {dots} dots")
    return module
