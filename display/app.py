"""The display's window: follows the hub, and draws only when something on it has become different."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version
from math import inf
from time import monotonic

from kivy.core.window import Window

from display.hall import HallScreen
from display.layout import DESIGN, layout_for, parts_of, shape_of
from display.legibility import needs, shortfalls
from display.media.panel import MediaPanel
from display.presenter import TICKER_SECONDS, Board, Speech, board
from protocol.vocabulary import DeviceKind, Trouble
from terminal.link import Link
from terminal.look.app import TerminalApp
from terminal.look.banner import LinkBanner
from terminal.look.frame import paint
from terminal.look.link_shown import LinkShown, link_shown
from terminal.look.speaker import Speaker
from terminal.look.stage import Stage
from terminal.look.theme import theme
from terminal.reports import Reports, watch_troubles
from terminal.screen import plugs, trouble_of
from terminal.settings import TerminalSettings
from terminal.voice.announcements import HURRIED_SECONDS, Announcement, Announcements
from terminal.voice.announcer import Announcer
from terminal.voice.voices import voice_for

log = logging.getLogger(__name__)

Painted = Callable[[int], None]

PAINTED_SECONDS = 2.0
"""A number's time begins with the first frame that shows it; a window that nobody sees draws none."""

FELL_BACK_SECONDS = 600.0
"""How long it is told that another voice spoke: a program that fails now and then is not told of at every call."""


class DisplayApp(TerminalApp):
    """``on_painted(call_id)`` is called after the flip of the frame in which a call first stands in the big place."""

    design, scale, closable = (1920, 1080), "display", False

    def __init__(self, settings: TerminalSettings, *, on_painted: Painted = lambda call: None) -> None:
        super().__init__()
        theme.use(palette=settings.window.theme or "dark")
        language = settings.window.language
        self._settings, self._slides = settings.board, settings.media.slides
        self._layout = layout_for(settings.board.layout, settings.board.counters)
        shows_media = any("media" in parts_of(self._layout.of(shape)) for shape in DESIGN)
        self.media = MediaPanel(settings.media, language) if shows_media else None
        self._speech = Speech(language if language != "id" else None)
        self._changed = asyncio.Event()
        self._on_painted = on_painted
        self._unpainted: list[tuple[int, asyncio.Event]] = []
        self._link_shown: LinkShown | None = None
        self.speaker = Speaker(self._changed.set)
        self._fell_back_at = -inf
        self.announcer = Announcer(settings.voice, voice_for(settings.voice, self._fell_back), self.speaker.play)
        self.calls = Announcements(settings.voice.times, frozenset(settings.board.counters))
        self.link = Link(
            settings.hub,
            DeviceKind.DISPLAY,
            on_change=self._heard,
            program=f"antrean-display {version('antrean')}",
        )
        self.reports = Reports(self.link)
        self._too_small = False
        self.shown: Board = self._board(self.link.hub_now(), 0.0)
        self.screen: HallScreen
        self.banner: LinkBanner

    def build(self) -> Stage:
        self.design = DESIGN[shape_of(*Window.size)]
        return super().build()

    def first_screen(self) -> HallScreen:
        self.screen = HallScreen(self.shown, self._layout, self.media)
        self._lay_out(Window.size)
        return self.screen

    def _lay_out(self, window: tuple[int, int]) -> None:
        """For a window of this many real pixels."""
        viewing_m, screen_inches = self._settings.viewing_m, self._settings.screen_inches
        read_from = needs(viewing_m, screen_inches, window)
        self.screen.turn(shape_of(*window), read_from)
        if self.media is not None:
            self.media.read_from(read_from)
        short = shortfalls(self._layout, viewing_m, screen_inches, window, slides=self._slides)
        self._too_small = any(one.part != "media" for one in short)  # nobody misses a call for a slide
        for one in short:
            log.warning("%s can be read from %s m, not from %s m", one.part, one.metres, viewing_m)

    def on_start(self) -> None:
        super().on_start()
        self.banner = LinkBanner(self.stage, edge="bottom")
        Window.bind(on_flip=self._on_flip, size=self._turn)
        self.stay_linked(self.link)
        self.keep(self.reports.run())
        self.keep(watch_troubles(self._troubles, self.reports))
        self.keep(self._follow())
        if self.media is not None:
            self.keep(self.media.run())
        if not self.announcer.silent:
            self.keep(self.speaker.watch())

    def on_stop(self) -> None:
        Window.unbind(on_flip=self._on_flip, size=self._turn)
        super().on_stop()

    def let_go(self) -> None:
        self.speaker.close()

    async def _follow(self) -> None:
        """Draws at every news of the hub, and when time alone changes something."""
        while True:
            self._changed.clear()
            seconds = self._draw()
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):  # wait_for of Python 3.11 can lose a cancellation
                    await self._changed.wait()

    def _draw(self) -> float:
        """Shows what is so now; answers in how many seconds it must look again even without news."""
        now, at, mirror = self.link.hub_now(), monotonic(), self.link.mirror
        self.calls.hear(mirror.calls, book=f"{mirror.epoch}/{mirror.day}", now=round(now.timestamp() * 1000))
        begun = self.calls.begin(self.link.mirror.awaits)
        self._show(self._board(now, at))
        if begun is not None:
            self.keep(self._announce(begun))
        elif self.calls.under_way is not None:
            self.announcer.prepare(self.calls.coming(self.link.mirror.awaits), mirror.office)
        self._tell_link()
        if self.media is not None:
            self.media.tell(mirror.office, now, self.link.status.live)
        return until_next(now, at)

    def _board(self, now: datetime, at: float) -> Board:
        page, live, here = int(at // TICKER_SECONDS), self.link.status.live, self._settings.counters
        return board(self.link.mirror, self.calls, self._speech, now=now, page=page, live=live, here=here)

    def _show(self, shown: Board) -> None:
        if shown != self.shown:
            self.shown = shown
            self.screen.show(shown)

    async def _announce(self, announced: Announcement) -> None:
        """The number keeps the big place as long as it is said, and at least its time.

        A call that is past already (missed while away) is shown, but nobody is to stand up for it.
        """
        self.screen.announce()
        seen = asyncio.Event()
        self._unpainted.append((announced.call.id, seen))
        awaited = self.link.mirror.awaits(announced.call)
        saying = asyncio.create_task(self._say(announced)) if awaited else None
        self._changed.set()  # so that what comes next is prepared from now on
        paint()
        try:
            await self._until(seen)
            await asyncio.sleep(announced.hold_seconds if awaited else HURRIED_SECONDS)
            said = saying is not None and await saying
        finally:
            if saying is not None:
                saying.cancel()
        if self.calls.under_way is announced:  # else another day has begun meanwhile
            self.calls.end(again=said or self.announcer.silent)
        self._changed.set()

    async def _until(self, seen: asyncio.Event) -> None:
        """The number stands on the screen; no frame of a video is drawn before it."""
        self._make_way(True)
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(PAINTED_SECONDS):
                    await seen.wait()
        finally:
            self._make_way(False)

    async def _say(self, announced: Announcement) -> bool:
        """Whether it was heard. No video is, meanwhile."""
        self._hush(True)
        try:
            return await self.announcer.announce(announced, self.link.mirror.office, self.link.hub_now().time())
        finally:
            self._hush(False)

    def _make_way(self, on: bool) -> None:
        if self.media is not None:
            self.media.make_way(on)

    def _hush(self, on: bool) -> None:
        if self.media is not None:
            self.media.hush(on)

    def _standing(self) -> str:
        slow = self.media.slow if self.media is not None else ""
        return f"{super()._standing()}; video at {slow}" if slow else super()._standing()

    def _tell_link(self) -> None:
        told = link_shown(self.link.status, self.link.hub_now().tzinfo)
        if told != self._link_shown:
            self._link_shown = told
            self.banner.tell(told)
        self.screen.sound_problem = self._sound_problem()

    def _heard(self) -> None:
        """The hub has told something, or the link stands otherwise."""
        self._changed.set()
        self.reports.wake()

    def _fell_back(self) -> None:
        self._fell_back_at = monotonic()

    def _troubles(self) -> Iterator[Trouble]:
        """What desks should know of this board, since nobody stands before it who could mend it."""
        if (of_screen := trouble_of(plugs())) is not None:
            yield of_screen
        if self.speaker.broken and not self.announcer.silent:
            yield Trouble.NO_SOUND
        if self.announcer.speechless:
            yield Trouble.SPEECHLESS
        if monotonic() - self._fell_back_at < FELL_BACK_SECONDS:
            yield Trouble.OTHER_VOICE
        if self.media is not None and self.media.problem:
            yield Trouble.MEDIA_BROKEN
        if self._too_small:
            yield Trouble.TOO_SMALL

    def _sound_problem(self) -> str:
        """What keeps the calls from being heard, for staff; nothing where they are not meant to be."""
        if self.speaker.broken and not self.announcer.silent:
            return self._speech.staff("sound.none")
        return self._speech.staff("sound.speechless") if self.announcer.speechless else ""

    def _turn(self, _window: object, size: tuple[int, int]) -> None:
        """A window that fills the screen learns only when it is open how the screen is held."""
        self.stage.redesign(DESIGN[shape_of(*size)])
        self._lay_out(size)

    def _on_flip(self, *_: object) -> None:
        """Kivy asks before it flips; what waits on the loop is done right after it."""
        painted, self._unpainted = self._unpainted, []
        for call, seen in painted:
            seen.set()
            asyncio.get_running_loop().call_soon(self._on_painted, call)


def until_next(now: datetime, at: float) -> float:
    """Seconds until the minute or the ticker's page changes, whichever is first."""
    minute = 60 - now.second - now.microsecond / 1_000_000
    return min(minute, TICKER_SECONDS - at % TICKER_SECONDS)
