"""From laid-out paper to one bytes object: what goes over the wire, all of it, in one piece."""

from collections.abc import Iterable
from io import BytesIO

import segno
from PIL import Image

from protocol.office import HOUSE_STYLE, PaperStyle
from terminal.printing.escpos_library import QR_ECLEVEL_M, Dummy
from terminal.printing.paper import Cut, Element, Gap, Line, Logo, Pair, QrCode, Rule, Slip, lay_out
from terminal.printing.problems import BadJob
from terminal.printing.raster import REAL_TIME, logo, raster
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
_LOGO_ROWS = 48
"""Dots a piece: long pictures over slow wires make cheap printers lose their place."""


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
    if found := REAL_TIME.search(data):
        raise BadJob(f"real-time command {found.group().hex(' ')} at byte {found.start()}")
    return data


def _emit(printer: Dummy, element: Element, sheet: Sheet) -> None:
    match element:
        case Line(text, align):
            printer.set(align=align)
            _write(printer, element, f"{text}\n", sheet)
        case Pair(label, value, size):
            printer.set(align="left")
            _write(printer, Line(label), label, sheet)
            _write(printer, Line(value, wide=size, tall=size, bold=True), f"{value}\n", sheet)
        case Gap(dots):
            printer._raw(b"\x1bJ" + bytes([min(dots, _MOST_FEED)]))
        case Rule(share):
            _picture(printer, Image.new("1", (max(1, round(sheet.dots * share)), _RULE_DOTS), 0))
        case Logo(png):
            if (picture := logo(png, sheet.dots)) is not None:
                _picture(printer, picture, _LOGO_ROWS)
        case QrCode(content):
            _qr(printer, content, sheet)
        case Cut() if sheet.cutter:
            printer._raw(_FEED_AND_CUT)
        case Cut():
            printer.print_and_feed(_TEAR_LINES)


def _write(printer: Dummy, look: Line, letters: str, sheet: Sheet) -> None:
    """These letters with all of this line's look, so that nothing of the letters before is left."""
    printer.set(
        bold=look.bold,
        custom_size=True,
        width=look.wide,
        height=look.tall,
        invert=look.reverse,
        smooth=True if sheet.smooth and look.tall > 1 else None,
    )
    printer.text(letters)


def _picture(printer: Dummy, picture: Image.Image, rows: int = 0) -> None:
    printer.set(align="center")
    for strip in raster(picture, rows):
        printer._raw(strip)


def _qr(printer: Dummy, content: str, sheet: Sheet) -> None:
    native = _native_qr(content, sheet) if sheet.native_qr else b""
    # A printer's own code has no dots of ours that could be moved. One with a trap in it goes as a picture.
    if native and not REAL_TIME.search(native):
        printer.set(align="center")
        printer._raw(native)
    else:
        code = qr_code(content)
        _picture(printer, qr_picture(code, _module(len(code.matrix), sheet.dots)))


def _native_qr(content: str, sheet: Sheet) -> bytes:
    # Only its size is needed here, which is the same in any mask; the printer chooses the best one itself.
    modules = len(qr_code(content, mask=0).matrix)
    aside = Dummy(profile=sheet.profile)
    aside.qr(content, ec=QR_ECLEVEL_M, size=_module(modules, sheet.dots), native=True)
    return bytes(aside.output)


def qr_code(content: str, level: str = "m", mask: int | None = None) -> segno.QRCode:
    """The code as every printer would make it: the smallest that holds the content at this level."""
    try:
        return segno.make_qr(content, error=level, mask=mask, boost_error=False)
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
