"""What several papers share: the marks at the top, the office's heading, the code."""

from collections.abc import Iterator

from terminal.printing.paper.elements import Element, Gap, Line, Logo, QrCode
from terminal.printing.paper.setting import centred, enlarged, label, moment, printed
from terminal.printing.paper.slips import Slip
from terminal.printing.paper.wording import Wording


def marks(slip: Slip, say: Wording, columns: int) -> Iterator[Element]:
    """What must be seen before anything else: that this is a demo, or which copy and when it was printed.

    The same words in every office, since officers and programs look for them.
    """
    if slip.demo:
        yield from label(say.house("demo"), columns)
        yield Gap(12)
    if slip.copy:
        yield from label(say.house("copy", count=slip.copy), columns)
        if slip.printed_at is not None:
            yield Gap(4)
            yield from printed(say.house("copy.at"), slip, slip.printed_at, columns)
        yield Gap(12)


def heading(slip: Slip, say: Wording, columns: int) -> Iterator[Element]:
    """Whose paper this is."""
    if say.style.logo:
        yield Logo(say.style.logo)
        yield Gap(10)
    yield from centred(slip.office_name, columns, bold=True)
    yield from centred(slip.office_address, columns)


def title(words: str, columns: int) -> Iterator[Line]:
    """What kind of paper this is."""
    yield from enlarged(words, columns)


def code(url: str, caption: str, columns: int) -> Iterator[Element]:
    """A QR code and what it is for."""
    yield Gap(6)
    yield QrCode(url)
    yield Gap(14)
    yield from centred(caption, columns)


def issued(slip: Slip, columns: int) -> Iterator[Element]:
    """When the original was made."""
    yield from moment(slip, slip.issued_at, columns)
