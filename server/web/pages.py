"""What a citizen's phone shows: the state of one ticket, in three languages, without a script. And /healthz."""

import asyncio
from collections.abc import Awaitable, Callable

import jinja2
import msgspec
from aiohttp import web
from aiohttp.typedefs import Middleware

import assets
from assets.texts import DEFAULT, LANGUAGES, Language, hour, text
from protocol.pickup import shown
from protocol.vocabulary import TicketState, View
from protocol.wording import hours_lines
from server.app.hub import Hub
from server.app.pickup_page import Collecting, PickupPage
from server.app.snapshot import TicketPage
from server.web import pickup_html
from server.web.limits import Buckets, Limits
from server.web.trouble import unexpected

REFRESH_SECONDS = 15
PICKUP_SECONDS = 0.1
"""No answer about a pickup code comes sooner: a code that is known takes as long as one that is not."""
LANGUAGE_NAMES = {"id": "Indonesia", "jv": "Basa Jawa", "en": "English"}
OVER = frozenset((TicketState.DONE, TicketState.CANCELLED, TicketState.EXPIRED))
IN_QUEUE = frozenset((TicketState.WAITING,))
AT_COUNTER = frozenset((TicketState.CALLED, TicketState.SERVING, TicketState.HANDOVER_CALLED))

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(assets.path("web")),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def language_of(wished: str | None, ticket: str = DEFAULT) -> Language:
    """The language asked for in the address, else the ticket's own, else Indonesian."""
    for candidate in (wished, ticket):
        if candidate in LANGUAGES:
            return candidate
    return DEFAULT


def ticket_html(hub: Hub, ticket: TicketPage, language: Language, *, board: bool) -> str:
    """The page of one ticket. Says its number, service, state and where to go; knows nothing of the person.

    ``board``: whether there is a web board to link to.
    """
    place = ticket.counter.said_in(language) if ticket.counter and ticket.state in AT_COUNTER else ""
    return _page(
        "ticket.html",
        hub,
        language,
        number=ticket.number,
        service=ticket.service.said_in(language),
        state=ticket.state.value,
        label=text(language, "page", "number.pickup" if ticket.collects else "number"),
        state_text=text(language, "page", f"state.{_said(ticket)}"),
        hint=text(language, "page", _hint(ticket, bool(place)), counter=place),
        place=place,
        ahead=ticket.ahead if ticket.state in IN_QUEUE else None,
        refresh=None if ticket.state in OVER else REFRESH_SECONDS,
        clock=hour(language, ticket.updated_at),
        board=board,
    )


def pickup_page_html(hub: Hub, page: PickupPage, language: Language) -> str:
    """The page of one pickup code: the code large, with its QR for the kiosk's scanner, until the card is out."""
    out = page.state is Collecting.DONE
    return _page(
        "pickup.html",
        hub,
        language,
        code="" if out else shown(page.code),
        qr="" if out else pickup_html.qr(page.code, text(language, "page", "pickup.code")),
        state=page.state.value,
        state_text=pickup_html.state_text(page, language),
        hint=pickup_html.hint(page, language),
        hours=hours_lines(hub.office.hours, language),
        refresh=None,
    )


def unknown_html(hub: Hub, language: Language) -> str:
    return _page("unknown.html", hub, language, refresh=None)


def home_html(hub: Hub, language: Language, *, board: bool) -> str:
    return _page("home.html", hub, language, refresh=None, board=board)


def _said(ticket: TicketPage) -> str:
    """A number that waits for its citizen's papers is not just put aside."""
    return "incomplete" if ticket.incomplete and ticket.state is TicketState.PARKED else ticket.state.value


def _hint(ticket: TicketPage, has_place: bool) -> str:
    """A call names its counter; where the counter left the catalogue, the display has to say it."""
    if ticket.state in AT_COUNTER and not has_place:
        return "hint.nowhere"
    return f"hint.{_said(ticket)}"


def _page(template: str, hub: Hub, language: Language, **values: object) -> str:
    def say(key: str, **parts: object) -> str:
        return text(language, "page", key, **parts)

    return templates.get_template(template).render(
        office=hub.office, language=language, languages=LANGUAGE_NAMES, say=say, **values
    )


class Pages:
    """The HTTP routes beside the websocket."""

    def __init__(self, hub: Hub, version: str, limits: Limits) -> None:
        self._hub = hub
        self._version = version
        self._board = limits.boards > 0
        self._pickups = Buckets(limits.pickup_pages_per_minute / 60, limits.pickup_page_burst)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.home),
            web.get("/t/{code}", self.ticket),
            web.get("/p/{code}", self.pickup),
            web.get("/style.css", self.style),
            web.get("/healthz", self.health),
        ]

    async def home(self, request: web.Request) -> web.Response:
        return _html(home_html(self._hub, language_of(request.query.get("lang")), board=self._board))

    async def ticket(self, request: web.Request) -> web.Response:
        ticket = await self._hub.ticket_page(request.match_info["code"])
        wished = request.query.get("lang")
        if ticket is None:
            return _html(unknown_html(self._hub, language_of(wished)), status=404)
        return _html(ticket_html(self._hub, ticket, language_of(wished, ticket.language), board=self._board))

    async def pickup(self, request: web.Request) -> web.Response:
        """Behind the link of the message that says that a card is ready. Guessing is slow, and learns little."""
        loop, language = asyncio.get_running_loop(), language_of(request.query.get("lang"))
        if self._pickups.take(request.remote, loop.time()):
            return _html(_page("busy.html", self._hub, language, refresh=None), status=429)
        heard = loop.time()
        page = await self._hub.pickup_page(request.match_info["code"])
        answer = self._pickup_answer(page, language)
        await asyncio.sleep(heard + PICKUP_SECONDS - loop.time())
        return answer

    def _pickup_answer(self, page: PickupPage | None, language: Language) -> web.Response:
        if page is None:
            return _html(_page("no_pickup.html", self._hub, language, refresh=None), status=404)
        return _html(pickup_page_html(self._hub, page, language))

    async def style(self, request: web.Request) -> web.FileResponse:
        return web.FileResponse(assets.path("web", "style.css"))

    async def health(self, request: web.Request) -> web.Response:
        """For a watchdog: the hub answers, which day it holds, what it runs."""
        beat = self._hub.beat(View.PUBLIC)
        body = {"status": "ok", "version": self._version, "time": beat.time, "day": beat.day}
        return web.Response(body=msgspec.json.encode(body), content_type="application/json")


def _html(page: str, status: int = 200) -> web.Response:
    return web.Response(text=page, content_type="text/html", charset="utf-8", status=status)


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def with_headers(hub: Hub) -> Middleware:
    """The security headers, where an answer has none of its own; a wrong address gets a page that people can read."""

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            response = await handler(request)
        except web.HTTPNotFound:
            response = _html(unknown_html(hub, language_of(request.query.get("lang"))), status=404)
        except web.HTTPException as refusal:
            response = web.Response(status=refusal.status, text=refusal.reason)
        except Exception as problem:
            response = web.Response(status=500, text=f"internal {unexpected(problem).params['reference']}")
        if not response.prepared:
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
        return response

    return guarded
