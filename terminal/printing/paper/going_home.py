"""Papers for citizens who do not have their card yet: what is missing, when to fetch it, whose turn it is."""

from collections.abc import Iterator

from terminal.printing.paper.blocks import code, heading, issued, title
from terminal.printing.paper.elements import Element, Gap
from terminal.printing.paper.setting import big, centred, checklist, clock_time, day, label, left, ruled
from terminal.printing.paper.slips import MissingList, PickupSlip, PickupTicket
from terminal.printing.paper.wording import Wording

_NUMBER_SIZE = 4
"""Smaller than on the ticket: it is looked up, not called."""


def missing_list(slip: MissingList, say: Wording, columns: int) -> Iterator[Element]:
    """What still has to be brought, with boxes to tick at home."""
    yield from heading(slip, say, columns)
    yield from ruled()
    yield from title(say("missing.title"), columns)
    yield Gap(10)
    yield from centred(slip.service_title, columns, bold=True)
    yield from centred(say("missing.number", number=slip.number), columns)
    yield from issued(slip, columns)
    yield from ruled()
    yield from left(say("missing.intro"), columns, bold=True)
    for paper in slip.missing:
        yield Gap(10)
        yield from checklist([paper.title], columns, bold=True)
        yield from left(f"    {paper.advice}" if paper.advice else "", columns, hanging=4)
    yield from ruled()
    if slip.url:
        yield from code(slip.url, say("missing.scan"), columns)
        yield Gap(16)
    if slip.same_number:
        yield from label(say("missing.today"), columns)
        yield Gap(10)
    yield from centred(say("missing.same_number" if slip.same_number else "missing.come_back"), columns, bold=True)
    yield Gap(6)
    yield from centred(say("thanks"), columns)


def pickup_slip(slip: PickupSlip, say: Wording, columns: int) -> Iterator[Element]:
    """Number, when the card is likely to be ready, what to bring, and a code that tells."""
    yield from heading(slip, say, columns)
    yield from ruled()
    yield from title(say("pickup.title"), columns)
    yield Gap(12)
    yield from centred(say("ticket.number"), columns)
    yield from big(slip.number, columns, _NUMBER_SIZE)
    yield Gap(6)
    yield from centred(slip.service_title, columns, bold=True)
    yield from issued(slip, columns)
    yield from ruled()
    yield from _ready(slip, say, columns)
    yield from ruled()
    yield from left(say("pickup.bring"), columns, bold=True)
    yield Gap(6)
    yield from checklist(slip.bring or [say("pickup.this_slip"), say("pickup.identity")], columns)
    yield from ruled()
    if slip.url:
        yield from code(slip.url, say("pickup.scan"), columns)
        yield Gap(16)
    yield from centred(say("pickup.free"), columns, bold=True)
    yield Gap(6)
    yield from centred(say("thanks"), columns)


def pickup_ticket(slip: PickupTicket, say: Wording, columns: int) -> Iterator[Element]:
    """For the waiting room: the number that is called to the handover, and what the counter asks to see."""
    yield from heading(slip, say, columns)
    yield from ruled()
    yield from title(say("collect.title"), columns)
    yield Gap(12)
    yield from centred(say("ticket.number"), columns)
    yield from big(slip.number, columns)
    yield Gap(16)
    yield from centred(slip.service_title, columns, bold=True)
    yield Gap(6)
    yield from issued(slip, columns)
    yield from ruled()
    yield from left(say("collect.show"), columns, bold=True)
    yield Gap(6)
    yield from checklist([say("collect.message"), say("pickup.identity")], columns)
    yield from ruled()
    if slip.url:
        yield from code(slip.url, say("ticket.scan"), columns)
        yield Gap(16)
    yield from centred(say("collect.wait"), columns, bold=True)
    yield Gap(6)
    yield from centred(say("thanks"), columns)


def _ready(slip: PickupSlip, say: Wording, columns: int) -> Iterator[Element]:
    if slip.ready_at is None:
        yield from centred(say("pickup.ask"), columns)
    elif slip.ready_at <= slip.issued_at:
        yield from title(say("pickup.now"), columns)
    else:
        yield from centred(say("pickup.ready"), columns)
        yield Gap(4)
        yield from title(day(slip, slip.ready_at), columns)
        yield from title(clock_time(slip, slip.ready_at), columns)
