"""Every page of the kiosk in every state that changes its picture, shown in a running window."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from assets.texts import Language
from kiosk.visit import NO_CODE, PAPER_NOT_OWED, WARNING_SECONDS, Comfort, Page, Shop, Visit
from protocol.messages import Incident, ServiceNow, Ticket
from protocol.vocabulary import Availability, IncidentKind, PrintOutcome
from terminal.link import LinkState, LinkStatus
from terminal.printing import CutterJammed, PaperOut, Status
from tests.support.kiosk_hall import Hand
from tests.support.kiosk_office import CARD, CHAT, MONDAY, NO_BLANKS, OPEN, collected, owed, paper

if TYPE_CHECKING:
    from kiosk.app import KioskApp

READY = Status()
CODE = "7K3M9QR0"
SIAK_DOWN = (Incident(id=1, kind=IncidentKind.SIAK, since=int(MONDAY.timestamp() * 1000)),)
Show = Callable[[Language, Comfort], None]


def pages(app: "KioskApp", hand: Hand) -> dict[str, Show]:
    """Name -> puts the page on the window. The link and the service's state are set as the page needs them."""
    picture = _Picture(app, hand)
    return {
        "start": picture.of(Page.START),
        "start-closed": picture.of(Page.START, Availability.CLOSED),
        "start-offer": picture.of(Page.START, owed=owed(2)),
        "start-offer-one": picture.of(Page.START, owed=owed(1)),
        "start-offer-many": picture.of(Page.START, owed=owed(20)),
        "start-offer-rest": picture.of(Page.START, owed=owed(9), offered=1),
        "start-offer-closed": picture.of(Page.START, Availability.CLOSED, owed=owed(4)),
        "services": picture.of(Page.SERVICES),
        "services-quota": picture.of(Page.SERVICES, Availability.QUOTA_USED),
        "requirements": picture.of(Page.REQUIREMENTS),
        "requirements-lost": picture.of(Page.REQUIREMENTS, variant="lost"),
        "explained": picture.of(Page.EXPLAINED),
        "closed": picture.of(Page.UNAVAILABLE, Availability.CLOSED),
        "break": picture.of(Page.UNAVAILABLE, Availability.BREAK),
        "quota": picture.of(Page.UNAVAILABLE, Availability.QUOTA_USED),
        "priority": picture.of(Page.PRIORITY),
        "priority-no-paper": picture.of(Page.PRIORITY, printer=Status(problem=PaperOut)),
        "start-incident": picture.of(Page.START, incidents=SIAK_DOWN),
        "services-trouble": picture.of(Page.SERVICES, incidents=SIAK_DOWN, blanks_out=True),
        "priority-incident": picture.of(Page.PRIORITY, incidents=SIAK_DOWN),
        "shortage": picture.of(Page.SHORTAGE, blanks_out=True),
        "pickup": picture.of(Page.PICKUP),
        "pickup-typed": picture.of(Page.PICKUP, code="7K3M9"),
        "pickup-whole": picture.of(Page.PICKUP, code=CODE),
        "pickup-unknown": picture.of(Page.PICKUP, code=CODE, refusal="unknown_pickup"),
        "pickup-too-fast": picture.of(Page.PICKUP, code=CODE, refusal="too_fast"),
        "pickup-no-code": picture.of(Page.PICKUP, refusal=NO_CODE),
        "pickup-not-ready": picture.of(Page.NOT_YET, code=CODE, refusal="pickup_not_ready", day="2026-11-25"),
        "pickup-not-told": picture.of(Page.NOT_YET, code=CODE, refusal="pickup_not_ready"),
        "pickup-done": picture.of(Page.NOT_YET, code=CODE, refusal="pickup_done"),
        "collected": picture.of(Page.TICKET, code=CODE, outcome=PrintOutcome.CONFIRMED, quiet=20),
        "collected-failed": picture.of(
            Page.TICKET,
            code=CODE,
            outcome=PrintOutcome.FAILED,
            problem="paper_out",
            printer=Status(problem=PaperOut),
        ),
        "collected-print-now": picture.of(Page.TICKET, code=CODE, outcome=PrintOutcome.FAILED, problem="paper_out"),
        "taking": picture.of(Page.TAKING),
        "ticket-printing": picture.of(Page.TICKET),
        "ticket": picture.of(Page.TICKET, outcome=PrintOutcome.CONFIRMED, quiet=20),
        "ticket-failed": picture.of(
            Page.TICKET, outcome=PrintOutcome.FAILED, problem="paper_out", printer=Status(problem=PaperOut)
        ),
        "ticket-failed-long": picture.of(
            Page.TICKET, outcome=PrintOutcome.FAILED, problem="cutter", printer=Status(problem=CutterJammed)
        ),
        "ticket-print-now": picture.of(
            Page.TICKET, outcome=PrintOutcome.FAILED, problem="paper_out", owed=owed(1), printer=Status()
        ),
        "ticket-unknown": picture.of(Page.TICKET, outcome=PrintOutcome.UNKNOWN, printer=Status(mute=True)),
        "ticket-half": picture.of(Page.TICKET, outcome=PrintOutcome.UNKNOWN, problem="interrupted"),
        "ticket-second-printer": picture.of(
            Page.TICKET,
            outcome=PrintOutcome.CONFIRMED,
            spare=True,
            printer=Status(spare=True, first_problem=CutterJammed),
        ),
        "ticket-not-owed": picture.of(Page.TICKET, outcome=PrintOutcome.FAILED, refusal=PAPER_NOT_OWED),
        "corner-low": picture.of(Page.START, printer=Status(paper_low=True, tickets_left=18)),
        "problem": picture.of(Page.PROBLEM, refusal="not_live"),
        "problem-not-owed": picture.of(Page.PROBLEM, refusal=PAPER_NOT_OWED),
        "away": picture.of(Page.SERVICES, away=True),
        "warned": picture.of(Page.REQUIREMENTS, quiet=45 + WARNING_SECONDS / 4),
    }


class _Picture:
    def __init__(self, app: "KioskApp", hand: Hand) -> None:
        self._app, self._hand = app, hand
        self._services = dict(app.link.mirror.services)
        self._status = app.link.status

    def of(
        self,
        page: Page,
        now: Availability = Availability.OPEN,
        *,
        variant: str = "",
        outcome: PrintOutcome = PrintOutcome.PENDING,
        problem: str = "",
        spare: bool = False,
        refusal: str = "",
        quiet: float = 1.0,
        away: bool = False,
        owed: tuple[Ticket, ...] = (),
        offered: int = 0,
        printer: Status = READY,
        code: str = "",
        day: str = "",
        blanks_out: bool = False,
        incidents: tuple[Incident, ...] = (),
    ) -> Show:
        service = CHAT if page is Page.EXPLAINED else CARD
        visit = Visit(page=page, service=service, variant=variant, outcome=outcome, refusal=refusal)
        visit = replace(visit, printer_problem=problem, spare=spare, offered=offered)
        visit = replace(visit, paper=collected() if code else paper(priority=outcome is PrintOutcome.CONFIRMED))
        visit = replace(visit, code=code, refusal_params={"day": day} if day else {})

        def show(language: Language, comfort: Comfort) -> None:
            at = self._hand.at - quiet
            self._app.visit = replace(visit, language=language, comfort=comfort, entered_at=at, touched_at=at)
            self._state(now, away, blanks_out)
            self._app.link.mirror.incidents = {incident.id: incident for incident in incidents}
            self._app.printer_status = printer
            self._app.link.mirror.owed_papers = lambda: owed  # type: ignore[method-assign]
            self._app.draw()

        return show

    def _state(self, now: Availability, away: bool, blanks_out: bool) -> None:
        """Put in place of the link's own word, for as long as the picture stands."""
        at_work = NO_BLANKS if blanks_out else OPEN
        card = ServiceNow(id=CARD, availability=now) if now is not Availability.OPEN else at_work
        shop = Shop(self._app.link.mirror.office, {**self._services, CARD: card})
        self._app.shop = lambda: shop  # type: ignore[method-assign]
        since = self._app.link.hub_now() - timedelta(minutes=3)
        self._app.link.status = LinkStatus(LinkState.STALE, since, "192.168.10.5:7810") if away else self._status
