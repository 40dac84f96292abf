"""Papers that a counter hands out. Whatever the printer does, the officer hears it, and nothing is lost by it."""

from collections.abc import Awaitable, Callable, Sequence

from counters.conduct.workplace import Workplace
from counters.presenter import paper
from counters.presenter.actions import Action
from counters.presenter.paper import NO_PRINTER
from counters.presenter.phrases import cap
from counters.presenter.printed import Came, Sheet, meaning, name_of, told
from counters.presenter.slips import ticket_copy
from protocol.messages import AnyAnswer, Ticket, TicketPaper
from terminal.link import new_request_id
from terminal.printing import Slip


def ready(place: Workplace) -> bool:
    """Whether a paper can be asked for now; the officer is told where not."""
    hindered = "why.printing" if place.printer.busy else ""
    if not place.printer.prints:
        hindered = NO_PRINTER
    if hindered:
        place.tell_hindrance(hindered)
    return not hindered


async def put_on_paper(place: Workplace, sheet: Sheet, number: str, slip: Slip, key: str = "", first: str = "") -> Came:
    """Print it and say at the foot what became of it. ``key``: what prints it again; ``first`` is said before."""
    return await _told(place, sheet, number, lambda: place.printer.print_paper(slip), key, first)


async def hand_out(
    place: Workplace, sheet: Sheet, number: str, slip: Slip, title: str, text: str = "", items: Sequence[str] = ()
) -> None:
    """Print it and show on the screen what it says; without a printer the screen is all there is, and says so."""

    async def printing() -> str:
        came = await put_on_paper(place, sheet, number, slip)
        return sentence(place, came, sheet, number)

    if not place.printer.prints:
        text = f"{text}\n\n{place.say('printed.no_printer')}".lstrip()
    await place.questions.paper(title, number, text, items, printing if place.printer.prints else None)


def sentence(place: Workplace, came: Came, sheet: Sheet, number: str, key: str = "") -> str:
    """What became of a paper, as the officer hears it."""
    return told(came, sheet, number, place.language, second=place.printer.second, key=key)


async def _told(
    place: Workplace,
    sheet: Sheet,
    number: str,
    printing: Callable[[], Awaitable[Came]],
    key: str = "",
    first: str = "",
) -> Came:
    now = place.say("printed.now", sheet=name_of(sheet, number, place.language))
    place.tell(f"{first} {now}".lstrip(), "action")
    came = await printing()
    place.tell(f"{first} {sentence(place, came, sheet, number, key)}".lstrip(), meaning(came))
    return came


# --- the paper of a ticket ---------------------------------------------------------------------------


async def ask_about(place: Workplace, action: Action, ticket: Ticket) -> AnyAnswer | None:
    """Ask the hub for a copy, or tell it that the citizen has the paper. None where nothing was asked or agreed to."""
    if action is Action.REPRINT and not ready(place):
        return None
    command = paper.command(action, ticket, new_request_id())
    return await place.ask(action, command) if command is not None else None


async def settle(place: Workplace, action: Action, ticket: Ticket, answer: AnyAnswer) -> None:
    """What follows from the hub's answer: the copy is printed, or the officer hears that it is noted."""
    if isinstance(answer, TicketPaper):
        await print_copy(place, answer)
    else:
        place.tell(place.say(f"told.{action}", number=ticket.number), "good")


async def print_copy(place: Workplace, copy: TicketPaper) -> None:
    """Print the copy that the hub counted; it hears what became of it as it would from a kiosk."""
    slip = ticket_copy(place.link.mirror.office, copy, place.link.hub_now())
    number, printer, again = copy.ticket.number, place.printer, cap(place.language, "c")
    await _told(place, Sheet.COPY, number, lambda: printer.print_copy(copy.ticket.id, copy.copies, slip), again)
