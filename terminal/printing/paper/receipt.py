"""The receipt that is signed when a card is handed over."""

from collections.abc import Iterator

from terminal.printing.lettering import printable
from terminal.printing.paper.blocks import code, heading, issued, title
from terminal.printing.paper.elements import Element, Gap
from terminal.printing.paper.setting import centred, left, pair, ruled, to_sign
from terminal.printing.paper.slips import HandoverReceipt
from terminal.printing.paper.wording import Wording

_SERIAL_SHOWN = 4
"""Last characters of the card's serial number: enough to compare it with the card, useless without it."""


def receipt(slip: HandoverReceipt, say: Wording, columns: int) -> Iterator[Element]:
    """Which card was handed over and when, and where the receiver and the officer sign."""
    yield from heading(slip, say, columns)
    yield from ruled()
    yield from title(say("receipt.title"), columns)
    yield Gap(10)
    yield from centred(slip.service_title, columns, bold=True)
    yield from issued(slip, columns)
    yield from ruled()
    yield from pair(say("receipt.register"), slip.register_number, columns)
    if slip.number:
        yield from pair(say("receipt.number"), slip.number, columns)
    if serial := printable(slip.card_serial).strip()[-_SERIAL_SHOWN:]:
        yield from pair(say("receipt.serial"), f"...{serial}", columns)
    yield from ruled()
    if slip.relation:
        yield from pair(say("receipt.relation"), slip.relation, columns)
        yield Gap(8)
    yield from left(say("receipt.received_for" if slip.relation else "receipt.received"), columns)
    yield from to_sign(say("receipt.receiver"), columns)
    yield from to_sign(say("receipt.officer"), columns)
    if slip.url:
        yield from ruled()
        yield from code(slip.url, say("receipt.scan"), columns)
