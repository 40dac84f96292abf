"""One citizen's visit to the kiosk: which page stands, what was chosen, what came of it.

Pure: every step takes the visit as it is and gives the visit as it is next. A step that has no place on the
page that stands changes nothing; so the second of two touches cannot take a second number.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from assets.texts import DEFAULT, LANGUAGES, Language
from protocol import pickup
from protocol.errors import Parameter
from protocol.messages import IssuePickup, IssueTicket, PrintOwed, ServiceNow, TicketPaper
from protocol.office import Office, Service
from protocol.vocabulary import Availability, PrintOutcome

SETTLE_SECONDS = 0.4
"""A fresh page takes nothing for so long: the second touch of a double touch was meant for the page before."""
WARNING_SECONDS = 20.0
"""WCAG 2.2.1: whoever is about to lose the page is warned, and has at least this long to keep it."""
READING_SECONDS = 15.0
"""How long the ticket's page stands before its countdown begins."""


class Page(StrEnum):
    START = "start"
    SERVICES = "services"
    REQUIREMENTS = "requirements"
    EXPLAINED = "explained"
    UNAVAILABLE = "unavailable"
    SHORTAGE = "shortage"  # no blank cards: said before a number is given
    PRIORITY = "priority"
    PICKUP = "pickup"  # the code of a card that is only collected
    NOT_YET = "not_yet"  # the card of this code is not handed out now
    TAKING = "taking"
    TICKET = "ticket"
    PROBLEM = "problem"
    AWAY = "away"  # shown in place of the visit's page while the hub is not heard; no visit is ever on it


class Act(StrEnum):
    """What a citizen can do at the kiosk."""

    SPEAK = "speak"  # value: the language
    NEXT_LANGUAGE = "next_language"
    CHOOSE = "choose"  # value: the service
    READ = "read"  # the requirements, though no number is to be had
    NARROW = "narrow"  # value: the variant; the same again shows all
    TAKE = "take"
    ANSWER = "answer"  # value: YES or NO
    COLLECT = "collect"  # a card that was asked for by WhatsApp
    TYPE = "type"  # value: one sign of the pickup code
    ERASE = "erase"  # its last sign
    ENTER = "enter"  # the code is whole
    SCAN = "scan"  # value: the code that a scanner read; "" where it read something else
    PRINT = "print"  # value: the ticket whose paper never came
    MORE = "more"  # of the numbers whose paper never came
    RETRY = "retry"
    BACK = "back"
    LEAVE = "leave"
    STAY = "stay"
    CONTRAST = "contrast"
    LARGER = "larger"
    LOWER = "lower"
    GUIDE = "guide"  # value: what is asked of the voice that guides, see ``kiosk.guide``; changes no visit
    UNUSED = "unused"  # value: a key that has no meaning on the page, which the voice then says; changes no visit
    HALF = "half"  # value: the first of the two keys that make a sign; changes no visit


YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Action:
    act: Act
    value: str = ""


@dataclass(frozen=True, slots=True)
class Comfort:
    """How the screen is set for this citizen; the next one finds it as it was."""

    contrast: bool = False
    larger: bool = False
    lowered: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """Instants are seconds of a monotonic clock.

    ``code``: of the card to be collected; "" on a visit for a number. ``asking``: the hub's answer to
    ``request_id`` is awaited. ``offered``: how often more of the numbers without paper were asked for. ``owed``: it
    is asked for the paper of this ticket, not for a number; 0 where it is not. ``spare``: the paper comes out of
    the second printer.
    """

    page: Page = Page.START
    language: Language = DEFAULT
    greeting: Language = DEFAULT  # the language that the start page speaks
    service: str = ""
    variant: str = ""
    priority: bool = False
    code: str = ""
    request_id: str = ""
    asking: bool = False
    offered: int = 0
    owed: int = 0
    paper: TicketPaper | None = None
    outcome: PrintOutcome = PrintOutcome.PENDING
    printer_problem: str = ""
    spare: bool = False
    refusal: str = ""
    refusal_params: Mapping[str, Parameter] = field(default_factory=dict)
    comfort: Comfort = Comfort()
    entered_at: float = 0.0
    touched_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Shop:
    """What is to be had at this moment: the office's services and whether they give numbers now."""

    office: Office
    services: Mapping[str, ServiceNow]

    def availability(self, service: str) -> Availability:
        known = self.services.get(service)
        return known.availability if known else Availability.UNKNOWN

    def gives(self, service: str) -> bool:
        return self.availability(service) is Availability.OPEN

    def is_out_of_blanks(self, service: str) -> bool:
        """No card can be printed now, though its number is given."""
        known = self.services.get(service)
        return known is not None and known.blanks_out

    @property
    def hands_out(self) -> bool:
        """Whether cards are collected here that were asked for elsewhere."""
        return any(service.is_remote for service in self.office.services)


Wish = IssueTicket | IssuePickup | PrintOwed


def wish(visit: Visit) -> Wish:
    """What the hub is asked for while ``asking``."""
    if visit.owed:
        return PrintOwed(request_id=visit.request_id, ticket=visit.owed)
    if visit.code:
        return IssuePickup(request_id=visit.request_id, code=visit.code, language=visit.language)
    return IssueTicket(
        request_id=visit.request_id, service=visit.service, priority=visit.priority, language=visit.language
    )


def step(visit: Visit, action: Action, shop: Shop, now: float, new_id: Callable[[], str]) -> Visit:
    """The visit after this action; only a step from one page to another asks ``new_id`` for a request_id.

    A scanner hits nothing by chance, so it waits for no page to settle.
    """
    if now - visit.entered_at < SETTLE_SECONDS and action.act is not Act.SCAN:
        return visit
    after = _acted(visit, action, shop, now, new_id)
    return after if after is visit else replace(after, touched_at=now)


def _acted(visit: Visit, action: Action, shop: Shop, now: float, new_id: Callable[[], str]) -> Visit:
    match (visit.page, action.act):
        case (_, Act.STAY):
            return replace(visit, touched_at=now)
        case (_, Act.CONTRAST | Act.LARGER | Act.LOWER):
            return replace(visit, comfort=_switched(visit.comfort, action.act))
        case (_, Act.NEXT_LANGUAGE):
            return replace(visit, language=next_language(visit.language))
        case (Page.START, Act.SPEAK):
            return _spoken(visit, action.value, now)
        case (Page.START, Act.PRINT) if action.value.isdecimal():
            return _to(replace(visit, owed=int(action.value), request_id=new_id(), asking=True), Page.TAKING, now)
        case (Page.START, Act.MORE):
            return replace(visit, offered=visit.offered + 1)
        case (Page.TICKET, Act.PRINT) if visit.paper is not None and visit.outcome is PrintOutcome.FAILED:
            return _printing_now(visit, visit.paper, now, new_id)
        case (Page.SERVICES, Act.CHOOSE):
            return _chosen(visit, shop.office.service(action.value), shop, now)
        case (Page.UNAVAILABLE, Act.READ):
            return _to(visit, Page.REQUIREMENTS, now)
        case (Page.REQUIREMENTS, Act.NARROW):
            return replace(visit, variant="" if action.value == visit.variant else action.value)
        case (Page.REQUIREMENTS, Act.TAKE):
            return _to(visit, _page_of_taking(visit, shop), now)
        case (Page.SHORTAGE, Act.TAKE):
            return _to(visit, Page.PRIORITY if shop.gives(visit.service) else Page.UNAVAILABLE, now)
        case (Page.SHORTAGE, Act.CHOOSE):
            return _chosen(visit, shop.office.service(action.value), shop, now)
        case (Page.PRIORITY, Act.ANSWER):
            return _taking(visit, action.value == YES, shop, now, new_id)
        case (page, Act.SCAN) if page in _SCANNING and shop.hands_out:
            return _scanned(visit, action.value, now, new_id)
        case (Page.SERVICES, Act.COLLECT):
            return _to(replace(visit, service="", code="", refusal=""), Page.PICKUP, now)
        case (Page.PICKUP, Act.TYPE | Act.ERASE):
            return _typed(visit, action)
        case (Page.PICKUP, Act.ENTER) if len(visit.code) == pickup.LETTERS:
            return _collecting(visit, now, new_id)
        case (Page.PROBLEM, Act.RETRY):
            # The same request_id: if the hub gave a number and its answer was lost, it is that number again.
            return _to(replace(visit, asking=True), Page.TAKING, now)
        case (page, Act.BACK) if page in _BACK:
            return _back(visit, now)
        case (page, Act.LEAVE) if page not in (Page.START, Page.TAKING):
            return fresh(now, visit.greeting)
    return visit


_BACK = {
    Page.SERVICES: Page.START,
    Page.REQUIREMENTS: Page.SERVICES,
    Page.EXPLAINED: Page.SERVICES,
    Page.UNAVAILABLE: Page.SERVICES,
    Page.SHORTAGE: Page.REQUIREMENTS,
    Page.PRIORITY: Page.REQUIREMENTS,
    Page.PICKUP: Page.SERVICES,
    Page.NOT_YET: Page.PICKUP,
}
_SCANNING = frozenset((Page.START, Page.SERVICES, Page.EXPLAINED, Page.PICKUP, Page.NOT_YET))
"""Where a scanned code is taken: wherever nobody is about to get a number."""


def fresh(now: float, greeting: Language = DEFAULT) -> Visit:
    """As the next citizen shall find it: nothing of the last one is left."""
    return Visit(language=greeting, greeting=greeting, entered_at=now, touched_at=now)


def _to(visit: Visit, page: Page, now: float) -> Visit:
    return replace(visit, page=page, entered_at=now, touched_at=now)


def _back(visit: Visit, now: float) -> Visit:
    if visit.page is Page.SERVICES:
        return fresh(now, visit.greeting)
    page = _BACK[visit.page]
    kept = visit if page is Page.REQUIREMENTS else replace(visit, variant="", code="", refusal="", refusal_params={})
    return _to(kept, page, now)


def _spoken(visit: Visit, language: str, now: float) -> Visit:
    known = known_language(language)
    return _to(replace(visit, language=known), Page.SERVICES, now) if known else visit


def known_language(language: str) -> Language | None:
    """This language, if the kiosk speaks it."""
    return next((known for known in LANGUAGES if known == language), None)


def next_language(language: Language) -> Language:
    """Indonesian, Javanese, English, and round again."""
    return LANGUAGES[(LANGUAGES.index(language) + 1) % len(LANGUAGES)]


def _chosen(visit: Visit, service: Service | None, shop: Shop, now: float) -> Visit:
    if service is None:
        return visit
    page = Page.EXPLAINED if not service.gives_numbers else _counter_page(service, shop)
    return _to(replace(visit, service=service.id, variant="", refusal=""), page, now)


def _counter_page(service: Service, shop: Shop) -> Page:
    return Page.REQUIREMENTS if shop.gives(service.id) else Page.UNAVAILABLE


def _page_of_taking(visit: Visit, shop: Shop) -> Page:
    """No blank cards is said first; whoever wants a number all the same gets it."""
    if not shop.gives(visit.service):
        return Page.UNAVAILABLE
    return Page.SHORTAGE if shop.is_out_of_blanks(visit.service) else Page.PRIORITY


def _typed(visit: Visit, action: Action) -> Visit:
    """One sign more or less. Whoever goes on typing has read what was wrong."""
    code = visit.code[:-1] if action.act is Act.ERASE else visit.code + pickup.sign(action.value)
    return replace(visit, code=code[: pickup.LETTERS], refusal="", refusal_params={})


def _scanned(visit: Visit, code: str, now: float, new_id: Callable[[], str]) -> Visit:
    if not code:
        return _to(replace(visit, code="", refusal=NO_CODE, refusal_params={}), Page.PICKUP, now)
    return _collecting(replace(visit, service="", variant="", code=code), now, new_id)


def _collecting(visit: Visit, now: float, new_id: Callable[[], str]) -> Visit:
    asked = replace(visit, request_id=new_id(), asking=True, owed=0, refusal="", refusal_params={})
    return _to(asked, Page.TAKING, now)


def _taking(visit: Visit, priority: bool, shop: Shop, now: float, new_id: Callable[[], str]) -> Visit:
    if not shop.gives(visit.service):
        return _to(visit, Page.UNAVAILABLE, now)
    return _to(replace(visit, priority=priority, request_id=new_id(), asking=True), Page.TAKING, now)


def _printing_now(visit: Visit, paper: TicketPaper, now: float, new_id: Callable[[], str]) -> Visit:
    """The paper of the number that stands here. A lost answer is asked for again by the same request.

    A number to collect a card comes with its code as often as it is asked for. The page settles anew: where the
    touch was, another thing stands now.
    """
    request_id = visit.request_id if answer_was_lost(visit) else new_id()
    asked = replace(visit, owed=0 if visit.code else paper.ticket.id, request_id=request_id, asking=True)
    pending = replace(asked, outcome=PrintOutcome.PENDING, printer_problem="", refusal="", refusal_params={})
    return _to(pending, Page.TICKET, now)


def answer_was_lost(visit: Visit) -> bool:
    """Whether the number that stands here was asked a paper for, and nobody knows what the hub said."""
    return visit.page is Page.TICKET and bool(visit.owed or visit.code) and visit.refusal == NOT_LIVE


def _switched(comfort: Comfort, act: Act) -> Comfort:
    match act:
        case Act.CONTRAST:
            return replace(comfort, contrast=not comfort.contrast)
        case Act.LARGER:
            return replace(comfort, larger=not comfort.larger)
        case _:
            return replace(comfort, lowered=not comfort.lowered)


# --- what comes from elsewhere


UNAVAILABLE_CODES: Mapping[str, Availability] = {
    "office_closed": Availability.CLOSED,
    "quota_used": Availability.QUOTA_USED,
}


NOT_YET_CODES = frozenset(("pickup_not_ready", "pickup_done", "office_closed"))
MISTYPED_CODES = frozenset(("unknown_pickup", "too_fast", "try_later"))
"""The code stays in sight, to be compared with the message and mended."""
NOT_LIVE = "not_live"
NO_CODE = "no_code"
"""Not the hub's: a scanner read something that is no pickup code."""
PAPER_NOT_OWED = "paper_not_owed"


def answered(visit: Visit, request_id: str, paper: TicketPaper, now: float) -> Visit:
    """The hub has given what this visit asked for. An owed paper's page speaks as its citizen did."""
    if not _awaits(visit, request_id):
        return visit
    language = known_language(paper.ticket.language) if visit.owed and visit.page is Page.TAKING else None
    given = replace(visit, paper=paper, outcome=PrintOutcome.PENDING, asking=False)
    return _to(replace(given, language=language or visit.language), Page.TICKET, now)


def refused(visit: Visit, request_id: str, code: str, params: Mapping[str, Parameter], now: float) -> Visit:
    """No number, or no paper: the hub said why, or could not be asked. A number that stands stays."""
    if not _awaits(visit, request_id):
        return visit
    told = replace(visit, refusal=code, refusal_params=params, asking=False)
    if visit.page is Page.TICKET:
        return replace(told, outcome=PrintOutcome.FAILED, touched_at=now)
    return _to(told, _page_of_refusal(told), now)


def _page_of_refusal(visit: Visit) -> Page:
    if not visit.code:
        return Page.UNAVAILABLE if visit.refusal in UNAVAILABLE_CODES and visit.service else Page.PROBLEM
    if visit.refusal in NOT_YET_CODES:
        return Page.NOT_YET
    return Page.PICKUP if visit.refusal in MISTYPED_CODES else Page.PROBLEM


def _awaits(visit: Visit, request_id: str) -> bool:
    return visit.asking and visit.request_id == request_id


def reopened(visit: Visit, shop: Shop, now: float) -> Visit:
    """Whoever reads that there are no numbers goes on to the requirements as soon as there are.

    A refusal is believed over an older word of the hub; once the hub's word on the service agrees, it is spent.
    """
    if visit.page is not Page.UNAVAILABLE:
        return visit
    if shop.gives(visit.service):
        return visit if visit.refusal else _to(visit, Page.REQUIREMENTS, now)
    spent = visit.refusal and shop.availability(visit.service) is not Availability.UNKNOWN
    return replace(visit, refusal="", refusal_params={}) if spent else visit


def printed(
    visit: Visit, ticket: int, outcome: PrintOutcome, problem: str, now: float, *, spare: bool = False
) -> Visit:
    """What became of this ticket's paper. ``problem`` is the printer's code; ``spare``: look at the second one."""
    if visit.page is not Page.TICKET or visit.paper is None or visit.paper.ticket.id != ticket:
        return visit
    return replace(visit, outcome=outcome, printer_problem=problem, spare=spare, touched_at=now)


# --- time


def quiet_seconds(visit: Visit, idle_seconds: float) -> float | None:
    """How long this page may stand untouched before its countdown begins; None: for ever."""
    match visit.page:
        case Page.START:
            return None if _as_found(visit) else idle_seconds
        case Page.TAKING:
            return None
        case Page.TICKET if visit.outcome in (PrintOutcome.PENDING, PrintOutcome.FAILED):
            return None  # without paper the number stands until a hand takes it away
        case Page.TICKET if visit.printer_problem:
            return None  # with half of one too
        case Page.TICKET if visit.outcome is PrintOutcome.CONFIRMED:
            return READING_SECONDS
        case _:
            return idle_seconds


def _as_found(visit: Visit) -> bool:
    """Whether there is nothing of anybody that the next citizen should not find."""
    return replace(visit, touched_at=visit.entered_at) == fresh(visit.entered_at, visit.greeting)


def seconds_left(visit: Visit, idle_seconds: float, now: float) -> float | None:
    """What the countdown shows; None while there is none. At 0 the page is lost."""
    quiet = quiet_seconds(visit, idle_seconds)
    if quiet is None or now - visit.touched_at < quiet:
        return None
    return max(0.0, visit.touched_at + quiet + WARNING_SECONDS - now)


def attended(visit: Visit, idle_seconds: float, now: float, stands_at: float = WARNING_SECONDS) -> Visit:
    """The visit while something of its page is read aloud: it becomes quiet when the voice ends.

    While a warning is read, the countdown stands at so many seconds.
    """
    quiet = quiet_seconds(visit, idle_seconds)
    if quiet is None or now - visit.touched_at < quiet:
        return replace(visit, touched_at=now)
    return replace(visit, touched_at=now - quiet - (WARNING_SECONDS - stands_at))


def waited(visit: Visit, idle_seconds: float, now: float) -> Visit:
    """The visit as time leaves it: the same, or a fresh one for the next citizen."""
    return fresh(now, visit.greeting) if seconds_left(visit, idle_seconds, now) == 0.0 else visit
