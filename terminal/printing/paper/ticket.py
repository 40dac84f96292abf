"""The ticket: blocks, in the order that the office wants."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from protocol.office import PaperBlock
from terminal.printing.paper import blocks
from terminal.printing.paper.elements import Element, Gap
from terminal.printing.paper.setting import big, centred, checklist, enlarged, figure, label, left, ruled
from terminal.printing.paper.slips import Ticket
from terminal.printing.paper.wording import Wording

Block = Callable[[Ticket, Wording, int], Iterator[Element]]

_RULED: frozenset[PaperBlock] = frozenset({"heading", "queue", "requirements"})
"""Parts with a line above and below."""
_CLOSE: Mapping[tuple[PaperBlock, PaperBlock], int] = {("number", "priority"): 8, ("service", "moment"): 6}
"""Parts that belong together, and the dots between them."""


def ticket(slip: Ticket, say: Wording, columns: int) -> Iterator[Element]:
    """The office's blocks from top to bottom. A block that has nothing to say takes no room."""
    above: PaperBlock | None = None
    for name in say.style.blocks:
        block: Sequence[Element] = tuple(_BLOCKS[name](slip, say, columns))
        if block and above is not None:
            yield from _between(above, name)
        yield from block
        above = name if block else above


def _between(above: PaperBlock, below: PaperBlock) -> Iterator[Element]:
    if above in _RULED or below in _RULED:
        yield from ruled()
    else:
        yield Gap(_CLOSE.get((above, below), 16))


def _number(slip: Ticket, say: Wording, columns: int) -> Iterator[Element]:
    yield from centred(say("ticket.number"), columns)
    yield from big(slip.number, columns)


def _priority(slip: Ticket, say: Wording, columns: int) -> Iterator[Element]:
    if slip.priority:
        yield from label(say("ticket.priority"), columns)


def _service(slip: Ticket, say: Wording, columns: int) -> Iterator[Element]:
    yield from enlarged(slip.service_title, columns)


def _moment(slip: Ticket, say: Wording, columns: int) -> Iterator[Element]:
    yield from blocks.issued(slip, columns)


def _queue(slip: Ticket, say: Wording, columns: int) -> Iterator[Element]:
    yield from figure(say("ticket.ahead"), str(slip.ahead), columns)
    yield Gap(6)
    if slip.wait is None:
        yield from left(say("ticket.wait_unknown"), columns)
    else:
        yield from figure(say("ticket.wait"), _wait(say, *slip.wait), columns)


def _wait(say: Wording, low: int, high: int) -> str:
    """Never one exact minute: that would be a promise nobody can keep."""
    if low == 0:
        return say("ticket.wait_below", high=max(high, 1))
    return say("ticket.wait_range" if low < high else "ticket.wait_about", low=low, high=high)


def _requirements(slip: Ticket, say: Wording, columns: int) -> Iterator[Element]:
    if slip.requirements:
        yield from left(say("ticket.requirements"), columns, bold=True)
        yield Gap(6)
        yield from checklist(slip.requirements, columns)


def _code(slip: Ticket, say: Wording, columns: int) -> Iterator[Element]:
    if slip.url:
        yield from blocks.code(slip.url, say("ticket.scan"), columns)


def _closing(slip: Ticket, say: Wording, columns: int) -> Iterator[Element]:
    yield from centred(say("ticket.please_wait"), columns, bold=True)
    yield Gap(6)
    yield from centred(say("thanks"), columns)


_BLOCKS: Mapping[PaperBlock, Block] = {
    "heading": blocks.heading,
    "number": _number,
    "priority": _priority,
    "service": _service,
    "moment": _moment,
    "queue": _queue,
    "requirements": _requirements,
    "code": _code,
    "closing": _closing,
}
