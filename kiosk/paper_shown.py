"""What is said of paper: to the citizen on the page, to staff in the corner. Pure."""

from collections.abc import Mapping

from assets.texts import LANGUAGES, Language, text
from kiosk.shown import Choice, Offer, Printer, Say, Scene, State, say_in
from kiosk.visit import PAPER_NOT_OWED, Act, Action, Page, answer_was_lost
from protocol.messages import Ticket
from protocol.vocabulary import PrintOutcome
from terminal.printing import PrinterProblem

MOST_OFFERED, FEWER_OFFERED = 6, 3
"""As many numbers as the pad has keys beside those of the languages; fewer where letters are large or room is small."""

# --- to the citizen


def offer(scene: Scene, say: Say) -> Offer | None:
    """The numbers whose paper never came, oldest first, a few at a time, while a paper can be promised."""
    if not scene.owed or not scene.printer.prints:
        return None
    comfort = scene.visit.comfort
    most = FEWER_OFFERED if comfort.larger or comfort.lowered else MOST_OFFERED
    pages = -(-len(scene.owed) // most)
    first = scene.visit.offered % pages * most
    shown = scene.owed[first : first + most]
    others = say("offer.more", count=len(scene.owed) - len(shown))
    return Offer(
        title=say("offer.title"),
        choices=tuple(_number(ticket, digit) for digit, ticket in enumerate(shown, len(LANGUAGES) + 1)),
        more=Choice(others, Action(Act.MORE), icon="arrow-right", digit="0") if pages > 1 else None,
    )


def _number(ticket: Ticket, digit: int) -> Choice:
    return Choice(ticket.number, Action(Act.PRINT, str(ticket.id)), icon="ticket", digit=str(digit))


def before_the_promise(scene: Scene, say: Say) -> State | None:
    """Said before a number is taken, where it is known that no paper will come."""
    if not scene.printer.stuck:
        return None
    return State("cellphone", say("promise.none"), say("promise.none.text"), "warn", heard="paper.promise")


_STATES: Mapping[PrintOutcome, tuple[str, str, str]] = {
    PrintOutcome.PENDING: ("printer", "paper.pending", "action"),
    PrintOutcome.SENT: ("printer", "paper.pending", "action"),
    PrintOutcome.CONFIRMED: ("printer-check", "paper.confirmed", "good"),
    PrintOutcome.FAILED: ("printer-alert", "paper.failed", "danger"),
    PrintOutcome.UNKNOWN: ("printer", "paper.unknown", "warn"),
}

_HEARD: Mapping[PrintOutcome, str] = {
    PrintOutcome.CONFIRMED: "paper.out",
    PrintOutcome.FAILED: "paper.kept",
    PrintOutcome.UNKNOWN: "paper.maybe",
}


def paper_state(scene: Scene, say: Say) -> State:
    """What became of the paper of the number that stands here, and what its citizen should do."""
    visit = scene.visit
    if not scene.printer.set_up:
        return State("cellphone", say("paper.none"), say("paper.none.text"), "warn", heard="paper.kept")
    if visit.refusal == PAPER_NOT_OWED:
        return State("printer-check", say("paper.not_owed"), say("paper.not_owed.text"), "warn")
    if print_now(scene, say):
        return State("printer-check", say("paper.ready"), say("paper.ready.text"), "action", heard="paper.ready")
    icon, key, meaning = _STATES[visit.outcome]
    if visit.outcome is PrintOutcome.UNKNOWN and visit.printer_problem:
        return State("printer-alert", say("paper.half"), say("paper.half.text"), meaning, heard="paper.kept")
    if visit.spare and visit.outcome in (PrintOutcome.CONFIRMED, PrintOutcome.UNKNOWN):
        return State(icon, say(key), say("paper.elsewhere", name=second(scene.printer, say)), meaning)
    return State(icon, say(key), say(f"{key}.text"), meaning, heard=_HEARD.get(visit.outcome, ""))


def keeps_number(scene: Scene) -> bool:
    """A paper was promised and did not come, or not whole: the number is to be kept otherwise."""
    visit = scene.visit
    lost = visit.outcome is PrintOutcome.FAILED
    half = visit.outcome is PrintOutcome.UNKNOWN and bool(visit.printer_problem)
    return scene.printer.set_up and (lost or half)


def print_now(scene: Scene, say: Say) -> Choice | None:
    """The paper of the number that stands here, as soon as the printer is well and the hub has it as owed.

    Where the hub's answer to such a request was lost, it may have given the paper to this kiosk: ask again.
    The paper of a number to collect a card is had by its code, however often.
    """
    paper, failed = scene.visit.paper, scene.visit.outcome is PrintOutcome.FAILED
    if paper is None or not failed or not scene.printer.prints or scene.away is not None:
        return None
    if scene.visit.code:
        return Choice(say("ticket.print"), Action(Act.PRINT, str(paper.ticket.id)), icon="printer", digit="0")
    if not answer_was_lost(scene.visit) and paper.ticket.id not in {ticket.id for ticket in scene.owed}:
        return None
    return Choice(say("ticket.print"), Action(Act.PRINT, str(paper.ticket.id)), icon="printer", digit="0")


# --- to staff, in the language of a kiosk that nobody stands before


def printer_state(scene: Scene) -> State:
    """What staff should know of the printer, the most pressing first."""
    language, printer = scene.visit.greeting, scene.printer
    say, status = say_in(language), scene.printer.status
    if not printer.set_up:
        return State("printer-off", say("staff.no_printer"), meaning="warn")
    if not printer.sound:
        return State("printer-alert", say("staff.no_record"), meaning="danger")
    if status is None:
        return State("printer", say("staff.asking"), meaning="warn")
    if status.problem is not None:
        return State("printer-alert", for_staff(status.problem.code, language), meaning="danger")
    if scene.visit.page is Page.TICKET and scene.visit.outcome is PrintOutcome.UNKNOWN and scene.visit.printer_problem:
        return State("printer-alert", for_staff("unknown", language), meaning="warn")
    if status.spare:
        return State("printer-alert", _in_its_stead(printer, status.first_problem, language), meaning="warn")
    if status.paper_low:
        return State("printer-alert", _low(status.tickets_left, say), meaning="warn")
    if status.mute:
        return State("printer", say("staff.mute"), meaning="warn")
    return State("printer", say("staff.printer"), meaning="good")


def _in_its_stead(printer: Printer, problem: type[PrinterProblem] | None, language: Language) -> str:
    """What to do about the first printer, and that the second one prints meanwhile."""
    say = say_in(language)
    todo = for_staff(problem.code, language) if problem is not None else ""
    return say("staff.second", first=printer.first or say("paper.first"), todo=todo, second=second(printer, say))


def second(printer: Printer, say: Say) -> str:
    """What the second printer is called, after the word "printer"."""
    return printer.second or say("paper.second")


def _low(left: int | None, say: Say) -> str:
    return say("staff.low.left", count=left) if left else say("staff.low")


def for_staff(code: str, language: Language) -> str:
    """One sentence: what staff should do about the printer."""
    return text(language, "paper", f"problem.{code}.staff")
