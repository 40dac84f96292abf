"""The part of the board that shows what the office wishes to show. Whatever the files are, the board goes on."""

import asyncio
import logging
from datetime import datetime
from typing import Any

from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from assets.texts import DEFAULT, Language
from display.media import slides
from display.media.playlist import Entry, Turn, after, round_of, with_decks
from display.media.slides import Slide
from display.media.views import MediaProblem, NameView, SlideView, paper
from protocol.office import Office
from terminal.link.mirror import NO_OFFICE
from terminal.settings import MediaSettings

log = logging.getLogger(__name__)


class MediaPanel(BoxLayout):
    """Give it a place, ``tell`` it at every look what the office is and what time it is, ``close`` it at the end."""

    problem = StringProperty("")

    def __init__(self, settings: MediaSettings, language: Language, **values: Any) -> None:
        super().__init__(orientation="vertical", spacing=8, **values)
        self._settings = settings
        self._languages: tuple[Language, ...] = (DEFAULT,) if language == DEFAULT else (DEFAULT, language)
        self._office, self._now = NO_OFFICE, datetime.now().astimezone()
        self._news = asyncio.Event()
        self._place = (-1, -1)
        self._work: asyncio.Task[None] | None = None
        self._slide, self._name = SlideView(), NameView()
        self._strip = MediaProblem()
        self.bind(problem=self._strip.setter("words"))
        self.add_widget(self._strip)
        self._stand(self._name)

    def tell(self, office: Office, now: datetime, live: bool) -> None:
        """What the office is, the local time there, and whether both are fresh."""
        self._now = now
        if office is not self._office:
            self._office = office
            self._name.name, self._name.address = office.name, office.address
            self._news.set()
        if self._work is None:
            self._work = asyncio.get_running_loop().create_task(self._play())

    def hush(self, on: bool) -> None:
        """A call is being spoken: no video is heard."""

    def close(self) -> None:
        if self._work is not None:
            self._work.cancel()

    # -- what comes next

    def _turns(self) -> tuple[Turn, ...]:
        entries = with_decks(()) if self._settings.slides else ()
        return round_of(entries, {}, self._slides, now=self._now, seconds=self._settings.seconds)

    def _slides(self, entry: Entry) -> tuple[Slide, ...]:
        sheet = paper(*self.size)
        if entry.text is not None:
            return slides.notice(entry.title, entry.text, self._languages, sheet)
        make = slides.standards if entry.slide == "standards" else slides.pledge
        return make(self._office, self._languages, sheet)

    async def _play(self) -> None:
        while True:
            self._news.clear()
            turn = after(self._place, self._turns())
            if turn is None:
                self._stand(self._name)
                await self._news.wait()
            else:
                self._place = turn.place
                await self._show(turn)

    async def _show(self, turn: Turn) -> None:
        if isinstance(turn.shown, Slide):
            self._slide.show(turn.shown, *self.size)
            self._stand(self._slide)
            await asyncio.sleep(turn.seconds)

    def _stand(self, view: Widget) -> None:
        """Put this view in place of the one that stands: a cut, since every frame of a fade would draw the board."""
        if view.parent is self:
            return
        for child in self.children[:]:
            if child is not self._strip:
                self.remove_widget(child)
        self.add_widget(view, index=len(self.children))
