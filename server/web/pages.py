"""What a citizen's phone shows: the state of one ticket, in three languages, without a script. And /healthz."""

from collections.abc import Awaitable, Callable

import jinja2
import msgspec
from aiohttp import web
from aiohttp.typedefs import Middleware

import assets
from assets.texts import DEFAULT, LANGUAGES, Language, hour, text
from protocol.vocabulary import TicketState, View
from server.app.hub import Hub
from server.app.snapshot import TicketPage
from server.web.trouble import unexpected

REFRESH_SECONDS = 15
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


def ticket_html(hub: Hub, ticket: TicketPage, language: Language) -> str:
    """The page of one ticket. Says its number, service, state and where to go; knows nothing of the person."""
    place = ticket.counter.said_in(language) if ticket.counter and ticket.state in AT_COUNTER else ""
    return _page(
        "ticket.html",
        hub,
        language,
        number=ticket.number,
        service=ticket.service.said_in(language),
        state=ticket.state.value,
        state_text=text(language, "page", f"state.{ticket.state}"),
        hint=text(language, "page", _hint(ticket.state, bool(place)), counter=place),
        place=place,
        ahead=ticket.ahead if ticket.state in IN_QUEUE else None,
        refresh=None if ticket.state in OVER else REFRESH_SECONDS,
        clock=hour(language, ticket.updated_at),
    )


def unknown_html(hub: Hub, language: Language) -> str:
    return _page("unknown.html", hub, language, refresh=None)


def home_html(hub: Hub, language: Language) -> str:
    return _page("home.html", hub, language, refresh=None)


def _hint(state: TicketState, has_place: bool) -> str:
    """A call names its counter; where the counter left the catalogue, the display has to say it."""
    if state in AT_COUNTER and not has_place:
        return "hint.nowhere"
    return f"hint.{state}"


def _page(template: str, hub: Hub, language: Language, **values: object) -> str:
    def say(key: str, **parts: object) -> str:
        return text(language, "page", key, **parts)

    return templates.get_template(template).render(
        office=hub.office, language=language, languages=LANGUAGE_NAMES, say=say, **values
    )


class Pages:
    """The HTTP routes beside the websocket."""

    def __init__(self, hub: Hub, version: str) -> None:
        self._hub = hub
        self._version = version

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.home),
            web.get("/t/{code}", self.ticket),
            web.get("/style.css", self.style),
            web.get("/healthz", self.health),
        ]

    async def home(self, request: web.Request) -> web.Response:
        return _html(home_html(self._hub, language_of(request.query.get("lang"))))

    async def ticket(self, request: web.Request) -> web.Response:
        ticket = await self._hub.ticket_page(request.match_info["code"])
        wished = request.query.get("lang")
        if ticket is None:
            return _html(unknown_html(self._hub, language_of(wished)), status=404)
        return _html(ticket_html(self._hub, ticket, language_of(wished, ticket.language)))

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
    """The security headers on every answer; a wrong address gets a page that people can read."""

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
            response.headers.update(HEADERS)
        return response

    return guarded
