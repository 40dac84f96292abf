"""The part of the board that shows what the office wishes to show. Whatever the files are, the board goes on."""

import asyncio
import logging
import math
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime
from functools import partial
from time import monotonic
from typing import Any

from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from assets.texts import DEFAULT, Language, text
from display.legibility import Needs
from display.media import slides
from display.media.folder import look
from display.media.kinds import Unshowable
from display.media.library import Library
from display.media.playlist import Entry, MediaFile, Turn, after, round_of, with_decks
from display.media.projection import Projection
from display.media.slides import Slide
from display.media.tempo import Tempo, slowness
from display.media.views import FrameView, MediaProblem, NameView, SlideView, paper_in
from protocol.office import Office
from terminal.link.mirror import NO_OFFICE
from terminal.settings import MediaSettings

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
"""How often the folder is looked at; also how soon an hour of the playlist is noticed where nothing is due."""

LEAST_SECONDS = 2.0
"""Nothing flickers by: a video of an instant, or a file that can't be shown, does not start the next at once."""

LEAST_WIDTH, LEAST_HEIGHT = 200, 120
"""In less, nothing is shown: the panel has not been given its place yet."""


class MediaPanel(BoxLayout):
    """Give it a place, ``run`` it beside the window, and ``tell`` it at every look how things are."""

    def __init__(self, settings: MediaSettings, language: Language, **values: Any) -> None:
        super().__init__(orientation="vertical", **values)
        self._settings = settings
        self._languages: tuple[Language, ...] = (DEFAULT,) if language == DEFAULT else (DEFAULT, language)
        self._office, self._now, self._live = NO_OFFICE, datetime.now().astimezone(), False
        self._library = Library()
        self._made: dict[Entry, tuple[Slide, ...]] = {}
        self._place = (-1, -1)
        self._news, self._resized = asyncio.Event(), asyncio.Event()
        self._projection: Projection | None = None
        self._hushed = False
        self._drawn: MediaFile | None = None
        self._tempo, self._moves, self._makes_way = Tempo(), False, False
        self._slow = ""
        self._screen, self._problem = BoxLayout(), MediaProblem()
        self._slide, self._frame, self._name = SlideView(), FrameView(), NameView()
        self.add_widget(self._screen)
        self.add_widget(self._problem)
        self._least_text = 0
        self._screen.bind(size=self._resize)
        self._stand(self._name)

    # -- for the app

    def tell(self, office: Office, now: datetime, live: bool) -> None:
        """What the office is, its local time, and whether the hub says so now. No video begins without a live link:
        a screen that moves looks as if all of it were true.
        """
        self._now, self._live = now, live
        if office is not self._office:
            self._office = office
            self._name.name, self._name.address = office.name, office.address
            self._made.clear()
            self._news.set()

    def read_from(self, needs: Needs) -> None:
        """From so far: slides are as large as that asks, where the panel holds them."""
        self._least_text = needs.text
        self._resize()

    def hush(self, on: bool) -> None:
        """A call is being spoken: no video is heard."""
        self._hushed = on
        if self._projection is not None:
            self._projection.set_volume(0.0 if on else self._settings.volume)

    def make_way(self, on: bool) -> None:
        """A call is about to be drawn: no video's frame is, until then."""
        self._makes_way = on

    @property
    def slow(self) -> str:
        """How much slower than it is the last video was shown, for the log and the service manager; else nothing."""
        return self._slow

    async def run(self) -> None:
        """Shows one thing after the other until it is cancelled; then no process of ours lives on."""
        async with asyncio.TaskGroup() as both:
            both.create_task(_for_ever(self._play))
            if self._settings.folder is not None:
                both.create_task(_for_ever(self._watch))

    @property
    def problem(self) -> str:
        """What staff should mend in the folder; nothing while all is well."""
        return str(self._problem.words)

    # -- what lies in the folder

    async def _watch(self) -> None:
        assert self._settings.folder is not None
        while True:
            if self._library.hold(await asyncio.to_thread(look, self._settings.folder)):
                self._news.set()
                self._tell_problem()
            await asyncio.sleep(LOOK_SECONDS)

    def _tell_problem(self) -> None:
        self._problem.words = self._library.problem(partial(text, DEFAULT, "display"))

    # -- what comes next

    def turns(self) -> tuple[Turn, ...]:
        """What is due now, in its order; nothing while the panel has no place."""
        if self._screen.width < LEAST_WIDTH or self._screen.height < LEAST_HEIGHT:
            return ()
        listed = self._library.entries
        return round_of(
            with_decks(listed) if self._settings.slides else listed,
            {name: file for name, file in self._library.files.items() if self._live or not file.is_video},
            self._slides,
            now=self._now,
            seconds=self._settings.seconds,
        )

    def _slides(self, entry: Entry) -> tuple[Slide, ...]:
        if entry not in self._made:
            self._made[entry] = self._make(entry)
        return self._made[entry]

    def _make(self, entry: Entry) -> tuple[Slide, ...]:
        paper_of = paper_in(self._screen.width, self._screen.height, self._least_text)
        if entry.text is not None:
            return slides.notice(entry.title, entry.text, self._languages, paper_of)
        if entry.slide == "pledge":
            return slides.pledge(self._office, self._languages, paper_of)
        return slides.standards(self._office, self._languages, paper_of)

    async def _play(self) -> None:
        while True:
            self._news.clear()
            turn = after(self._place, self.turns())
            if turn is None:
                self._stand(self._name)
                await _at_most(LOOK_SECONDS, self._news)
            else:
                await self._show(turn)

    async def _show(self, turn: Turn) -> None:
        before, self._place = self._place, turn.place
        self._resized.clear()
        if isinstance(turn.shown, MediaFile):
            await self._show_file(turn.shown, turn.seconds)
        else:
            self.show_slide(turn.shown)
            if await _at_most(turn.seconds, self._resized):
                self._place = before

    def show_slide(self, slide: Slide) -> None:
        """Until the next turn."""
        self._slide.show(slide, self._screen.width, self._screen.height, self._least_text)
        self._stand(self._slide)

    async def _show_file(self, file: MediaFile, seconds: float) -> None:
        """A picture for so long from when it stands, a video to its end. What stood before stands until then."""
        begun = monotonic()
        try:
            if file != self._drawn:  # one picture alone is not decoded again at each of its turns
                await self._project(file)
        except Unshowable as why:
            self._library.leave_out(file, str(why))
            self._tell_problem()
        stands = self._frame.parent is not None and (not file.is_video or not self._tempo.rate)
        await asyncio.sleep(seconds if stands else begun + LEAST_SECONDS - monotonic())

    async def _project(self, file: MediaFile) -> None:
        assert self._settings.folder is not None
        loud = self._settings.volume if file.is_video else 0.0
        self._projection = Projection(
            self._settings.folder / file.name,
            self._seen_size(),
            self._draw,
            volume=loud or None,
            paced=partial(self._note_pace, file.name),
        )
        self._moves = False
        self._tempo.begin(monotonic())
        if self._hushed:
            self.hush(True)
        try:
            await self._projection.run()
        finally:
            self._projection = None
        if not file.is_video:
            self._drawn = file
        elif not self._tempo.rate:
            self._note_pace(file.name, 0)

    def _seen_size(self) -> tuple[int, int]:
        """Of the panel, in the window's own pixels: more of them would be made and thrown away."""
        left, bottom = self._screen.to_window(*self._screen.pos)
        right, top = self._screen.to_window(self._screen.right, self._screen.top)
        return round(right - left), round(top - bottom)

    def _draw(self, pixels: memoryview, size: tuple[int, int]) -> float:
        begun = monotonic()
        if not (self._moves and self._makes_way):
            self._drawn = None
            self._frame.draw(pixels, size)
            self._stand(self._frame)
            self._moves = True
        now = monotonic()
        self._tempo.took(now - begun, now)
        return self._tempo.rate

    def _note_pace(self, name: str, seen: float, own: float = math.inf) -> None:
        """Staff may ask why a video jerks: because the calls come first, and this machine has no time for both."""
        before, self._slow = self._slow, slowness(seen, own)
        if self._slow and not before:
            log.warning("%s is shown at %s: this machine has no time for more", name, self._slow)
        elif before and not self._slow:
            log.info("%s is shown as fast as it is", name)

    # -- what stands

    def _stand(self, view: Widget) -> None:
        """Put this view in place of the one that stands: a cut, since a fade would redraw the board at each frame."""
        if view.parent is None:
            self._drawn = None
            self._screen.clear_widgets()
            self._screen.add_widget(view)

    def _resize(self, *_: object) -> None:
        self._made.clear()
        self._drawn = None
        self._resized.set()
        self._news.set()


async def _at_most(seconds: float, event: asyncio.Event) -> bool:
    """Whether this happens within so many seconds."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    return event.is_set()


async def _for_ever(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """The calls beside it matter more: what goes wrong here is written down and begun again."""
    while True:
        try:
            await work()
        except Exception:
            log.exception("the media panel stumbled")
            await asyncio.sleep(LOOK_SECONDS)
