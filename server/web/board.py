"""The board in a browser: its page, files and words. What happens it hears over the socket, as a display does."""

import asyncio
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Literal, get_args
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import jinja2
from aiohttp import web
from babel.dates import get_day_names, get_month_names

import assets
from assets.texts import DEFAULT, LANGUAGES, Language, domain, text
from protocol.messages import STALE_SECONDS, VERSIONS
from protocol.office import Office
from protocol.wording import hours_lines, promises, zone_name
from server.app.hub import Hub
from server.web.pages import LANGUAGE_NAMES, language_of, templates

Layout = Literal["calls", "number", "counter"]
Theme = Literal["dark", "light", "contrast"]
HALL: tuple[Layout, ...] = ("calls", "number")
"""The layouts that an address may name; ``counter`` follows from its one counter."""

THEMES: tuple[Theme, ...] = get_args(Theme)

SCRIPTS = ("time.js", "mirror.js", "calls.js", "presenter.js", "screen.js", "chime.js", "link.js", "board.js")
"""In the order in which the page runs them: each may use those before it."""

FILES = {
    "board.css": ("text/css", ("web", "board", "board.css")),
    **{name: ("text/javascript", ("web", "board", name)) for name in SCRIPTS},
    "words.ttf": ("font/ttf", ("fonts", "Inter-SemiBold.ttf")),
    "numbers.ttf": ("font/ttf", ("fonts", "InterDisplay-Bold.ttf")),
    "icons.ttf": ("font/ttf", ("icons", "Icons.ttf")),
    "icon.svg": ("image/svg+xml", ("web", "board", "icon.svg")),
    "chime.wav": ("audio/wav", ("sounds", "chime.wav")),
}
"""Address below /board/ -> type and place in assets/."""

OWN_WORDS = "board."
"""The board's own sentences are those of page.po that begin so; all others are the display's."""

HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d+)?|\[[0-9A-Fa-f:]+\](:\d+)?")


def layout_of(asked: Mapping[str, str]) -> Layout:
    """The layout asked for in the address, else the whole board. With ``counter`` it is that counter's own sign."""
    if _sign_of(asked):
        return "counter"
    return next((layout for layout in HALL if layout == asked.get("layout")), HALL[0])


def theme_of(wished: str | None) -> Theme:
    """The theme asked for in the address, else the dark one, as in the hall."""
    return next((theme for theme in THEMES if theme == wished), THEMES[0])


def zone_of(asked: Mapping[str, str]) -> tuple[str, ...]:
    """The counters asked for in the address, each once; none: all of them."""
    if sign := _sign_of(asked):
        return (sign,)
    names = (name.strip() for name in asked.get("counters", "").split(","))
    return tuple(dict.fromkeys(name for name in names if name))


def _sign_of(asked: Mapping[str, str]) -> str:
    """A comma would end its name on the page: it parts those of a zone."""
    return asked.get("counter", "").partition(",")[0].strip()


def policy(host: str) -> str:
    """What the browser may load for the board: our own files, and a socket to us.

    Browsers of some years ago do not count ``ws:`` and ``wss:`` to 'self', so the host stands there by name. It is
    what the browser itself said; one that no browser would say is left out.
    """
    sockets = f" ws://{host} wss://{host}" if HOST.fullmatch(host) else ""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; media-src 'self'; "
        f"connect-src 'self'{sockets}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def words(office: Office, language: Language, now: datetime) -> dict[str, object]:
    """All that the scripts say and must know beforehand; they have no sentence of their own.

    ``now``: any time in the office's zone, which has a name (WIB) that browsers do not know.
    """
    days, months = get_day_names("wide", locale=language), get_month_names("wide", locale=language)
    return {
        "language": language,
        "versions": VERSIONS,
        "staleMs": STALE_SECONDS * 1000,
        "callsShown": office.settings.calls_shown,
        "hourSeparator": text(language, "times", "hour.separator"),
        "weekdays": [days[weekday] for weekday in range(7)],
        "months": [months[month] for month in range(1, 13)],
        "zone": zone_name(now),
        "hours": [{"days": line.days, "times": line.times} for line in hours_lines(office.hours, language)],
        "promises": promises(office, language),
        "say": _sentences(language),
    }


def _sentences(language: Language) -> dict[str, str]:
    own = [key for key in domain(DEFAULT, "page") if key.startswith(OWN_WORDS)]
    hall = {key: text(language, "display", key) for key in domain(DEFAULT, "display")}
    return hall | {key: text(language, "page", key) for key in own}


class Board:
    """The routes of the board. Its page and words are made when the first board asks: a fifth of a hub's start."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def made(self) -> str:
        """Its revision, when all is there that a page takes: read and worded beside the event loop, and once."""
        if "revision" not in self.__dict__:
            await asyncio.to_thread(lambda: (self._template, self.revision))
        return self.revision

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/board", self.page), web.get("/board/{file}", self.file)]

    def html(self, asked: Mapping[str, str]) -> str:
        """The page that the address asks for. Without a script it only says what it needs."""
        language, zone = language_of(asked.get("lang")), zone_of(asked)

        def say(key: str) -> str:
            return text(language, "page", key)

        unknown = [name for name in zone if self._hub.office.counter(name) is None]
        return self._template.render(
            office=self._hub.office,
            language=language,
            layout=layout_of(asked),
            theme=theme_of(asked.get("theme")),
            zone=",".join(zone),
            unknown=text(language, "page", "board.unknown_counter", names=", ".join(unknown)) if unknown else "",
            scripts=SCRIPTS,
            revision=self.revision,
            words=self._words[language],
            languages=LANGUAGE_NAMES,
            address=lambda other: "?" + urlencode({**asked, "lang": other}),
            say=say,
        )

    async def page(self, request: web.Request) -> web.Response:
        await self.made()
        headers = {"Content-Security-Policy": policy(request.host)}
        return web.Response(text=self.html(request.query), content_type="text/html", charset="utf-8", headers=headers)

    async def file(self, request: web.Request) -> web.Response:
        """Scripts and style are asked for by the page's revision, so that a browser may keep them."""
        await self.made()
        kind, body = self._files.get(request.match_info["file"], ("", b""))
        if not kind:
            raise web.HTTPNotFound
        written = kind.startswith(("text/", "image/svg"))
        lasting = not written or request.query.get("v") == self.revision
        headers = {"Cache-Control": "public, max-age=604800" if lasting else "no-store"}
        return web.Response(body=body, content_type=kind, charset="utf-8" if written else None, headers=headers)

    @cached_property
    def revision(self) -> str:
        """Names page, files, words and office: a page of another is out of date."""
        template = assets.path("web", "board.html").read_bytes()
        parts = [template, self._hub.office_revision.encode(), *(body for _, body in self._files.values())]
        digest = hashlib.sha256()
        for part in (*parts, *(block.encode() for block in self._words.values())):
            digest.update(hashlib.sha256(part).digest())
        return digest.hexdigest()[:12]

    @cached_property
    def _template(self) -> jinja2.Template:
        return templates.get_template("board.html")

    @cached_property
    def _files(self) -> dict[str, tuple[str, bytes]]:
        return {name: (kind, assets.path(*place).read_bytes()) for name, (kind, place) in FILES.items()}

    @cached_property
    def _words(self) -> dict[Language, str]:
        return {language: self._block(language) for language in LANGUAGES}

    def _block(self, language: Language) -> str:
        """The words as JSON that can stand inside a page: no sign of it can end the block."""
        office = self._hub.office
        said = words(office, language, datetime.now(ZoneInfo(office.timezone)))
        return re.sub("[<>&]", lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(said, ensure_ascii=False))
