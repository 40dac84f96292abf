"""Every page of the kiosk in every state that changes its picture, shown in a running window."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from assets.texts import Language
from kiosk.visit import WARNING_SECONDS, Comfort, Page, Shop, Visit
from protocol.messages import ServiceNow
from protocol.vocabulary import Availability, PrintOutcome
from terminal.link import LinkState, LinkStatus
from tests.support.kiosk_hall import Hand
from tests.support.kiosk_office import CARD, CHAT, OPEN, paper

if TYPE_CHECKING:
    from kiosk.app import KioskApp

Show = Callable[[Language, Comfort], None]


def pages(app: "KioskApp", hand: Hand) -> dict[str, Show]:
    """Name -> puts the page on the window. The link and the service's state are set as the page needs them."""
    picture = _Picture(app, hand)
    return {
        "start": picture.of(Page.START),
        "start-closed": picture.of(Page.START, Availability.CLOSED),
        "services": picture.of(Page.SERVICES),
        "services-quota": picture.of(Page.SERVICES, Availability.QUOTA_USED),
        "requirements": picture.of(Page.REQUIREMENTS),
        "requirements-lost": picture.of(Page.REQUIREMENTS, variant="lost"),
        "explained": picture.of(Page.EXPLAINED),
        "closed": picture.of(Page.UNAVAILABLE, Availability.CLOSED),
        "break": picture.of(Page.UNAVAILABLE, Availability.BREAK),
        "quota": picture.of(Page.UNAVAILABLE, Availability.QUOTA_USED),
        "priority": picture.of(Page.PRIORITY),
        "taking": picture.of(Page.TAKING),
        "ticket-printing": picture.of(Page.TICKET),
        "ticket": picture.of(Page.TICKET, outcome=PrintOutcome.CONFIRMED, quiet=20),
        "ticket-failed": picture.of(Page.TICKET, outcome=PrintOutcome.FAILED),
        "ticket-unknown": picture.of(Page.TICKET, outcome=PrintOutcome.UNKNOWN),
        "problem": picture.of(Page.PROBLEM, refusal="not_live"),
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
        refusal: str = "",
        quiet: float = 1.0,
        away: bool = False,
    ) -> Show:
        service = CHAT if page is Page.EXPLAINED else CARD
        visit = Visit(page=page, service=service, variant=variant, outcome=outcome, refusal=refusal)
        visit = replace(visit, paper=paper(priority=outcome is PrintOutcome.CONFIRMED))

        def show(language: Language, comfort: Comfort) -> None:
            at = self._hand.at - quiet
            self._app.visit = replace(visit, language=language, comfort=comfort, entered_at=at, touched_at=at)
            self._state(now, away)
            self._app.draw()

        return show

    def _state(self, now: Availability, away: bool) -> None:
        """Put in place of the link's own word, for as long as the picture stands."""
        card = ServiceNow(id=CARD, availability=now) if now is not Availability.OPEN else OPEN
        shop = Shop(self._app.link.mirror.office, {**self._services, CARD: card})
        self._app.shop = lambda: shop  # type: ignore[method-assign]
        since = self._app.link.hub_now() - timedelta(minutes=3)
        self._app.link.status = LinkStatus(LinkState.STALE, since, "192.168.10.5:7810") if away else self._status
