"""The voice that guides one citizen through the kiosk: when it begins, what it reads, when it ends."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from assets.texts import DEFAULT, LANGUAGES, Language
from kiosk.card_player import CardPlayer, HeadphoneCard
from kiosk.guide import (
    OWN,
    VOLUMES,
    Ask,
    Guide,
    Hearing,
    Spoken,
    ahead,
    answered,
    begins,
    farewell,
    goes_soon,
    guided,
    keys_of,
    language_heard,
    news,
    page_key,
    resumed,
    spoken,
)
from kiosk.headphones import Headphones, Plug
from kiosk.reader import PAUSE, Player, Reader
from kiosk.shown import Shown
from kiosk.spoken import Line
from kiosk.visit import WARNING_SECONDS, Act, Action, Page
from terminal.settings import GuideSettings
from terminal.voice.config import VoiceSettings
from terminal.voice.phrases import Phrase
from terminal.voice.port import Voice

AGAIN_SECONDS = 60.0
"""How often a voice that failed is tried again."""
SCAN_SECONDS = 1.0
"""A scan that comes so soon after the guide began has begun it by its own first sign: nobody pressed a key."""

_OUTSIDE = (Page.START, Page.AWAY)
"""Where no visit stands, or none that can be seen."""
WELCOME = 3
"""So many sentences of it."""

AsHeard = Callable[[Callable[[Language], Language], Action | None], Shown]
"""The page that stands, or with an action the one that it would bring, as it is drawn with room for all of it; in the
language that the given function makes of the visit's."""

log = logging.getLogger(__name__)


class Guided:
    """``player`` and ``keep`` as for a ``Reader``; ``loudness``: the office's volume at this hour, 0 to 1.

    Without a voice or a device it stays out of the way: ``look`` gives back what it gets, and no key is its own.
    """

    def __init__(
        self,
        settings: GuideSettings,
        voice_settings: VoiceSettings,
        voice: Voice | None,
        player: Player,
        keep: Callable[[Coroutine[Any, Any, Any]], asyncio.Task[Any]],
        *,
        changed: Callable[[], None],
        clock: Callable[[], float],
        loudness: Callable[[], float],
        headphones: Plug | None = None,
    ) -> None:
        self.on = False
        self._settings = settings
        self._voice_settings = voice_settings
        self._voice = voice if settings.enabled else None
        self._player = player
        self._keep = keep
        self._clock = clock
        self._loudness = loudness
        card = settings.headphones
        self._headphones: Plug = headphones or (HeadphoneCard(card) if card else Headphones())
        self._card = CardPlayer(card) if card else None
        self._plugged: bool | None = None
        self._alone = False
        self._unspoken: set[Language] = set()
        self._works = False  # until it has made a sound
        self._warm: tuple[str, Language, Hearing] | None = None
        self._ahead: asyncio.Task[Any] | None = None
        self._reader = (
            Reader(self._voice, player, keep, changed=changed, failed=self._fail) if self._voice is not None else None
        )
        self._forget()

    def _forget(self) -> None:
        """As the next citizen shall find it."""
        self.on = False
        self._guide = Guide()
        self._key: tuple[object, ...] = ()
        self._page = Spoken(())
        self._heard: Shown | None = None
        self._last = Action(Act.STAY)
        self._pressed = False
        self._began_at = self._touched_at = float("-inf")

    # -- whether there is a voice

    @property
    def available(self) -> bool:
        return self._reader is not None and self._works and (self._on_card or not self._player.broken)

    @property
    def speaking(self) -> bool:
        return self.on and self._reader is not None and self._reader.busy

    @property
    def stands_at(self) -> float:
        """Where a countdown stands, in seconds, while its warning is read."""
        soon = self._heard is not None and goes_soon(self._heard, self._hearing())
        return self._settings.last_warning_seconds if soon else WARNING_SECONDS

    @property
    def draws_breath(self) -> bool:
        """About to speak: to lay a page out takes longer than that, so it is heard first."""
        return self.on and self._reader is not None and self._reader.draws_breath

    async def run(self) -> None:
        """Finds out whether the voice works, and after a failure whether it or its device does again."""
        if self._reader is None:
            return
        while True:
            if not self._works:
                self._works = await self._reader.prepare(farewell(DEFAULT))
            if self._player.broken:
                await self._player.play(PAUSE)  # it looks for a device only when it has something to play
            await asyncio.sleep(AGAIN_SECONDS)
            self._unspoken.clear()

    def _fail(self) -> None:
        """A program may know Indonesian only: another language is then heard in that.

        Headphones that take no sound count as none: the loudspeaker reads the page, and nothing private.
        """
        if self._on_card and self._card is not None and self._card.broken:
            self._key = ()
            return
        if self._heard is not None and self._heard.language != DEFAULT:
            log.warning("no voice says the guide in %s; it goes on in %s", self._heard.language, DEFAULT)
            self._unspoken.add(self._heard.language)
            self._key = ()
            return
        log.warning("nobody hears the guide: the kiosk goes on without it")
        self._works = False
        self._forget()

    # -- what is done

    def takes(self, action: Action) -> bool:
        """Note what a touch or a key asks for; whether it asks the guide alone."""
        self._touched_at = self._clock()
        if action == Action(Act.GUIDE, Ask.BEGIN):
            self._begin()
            return True
        if not self.on:
            return action.act in OWN
        if action.act is Act.SCAN and self._clock() - self._began_at < SCAN_SECONDS:
            self._end()
        self._last, self._pressed = action, True
        if action.act not in OWN:
            self._guide = replace(self._guide, item=0, half="") if action.act is not Act.STAY else self._guide
            return False
        self._answer(action)
        return True

    def _begin(self) -> None:
        if self.available and not self.on:
            self._forget()
            self.on = True
            self._began_at = self._touched_at = self._clock()

    def _end(self) -> None:
        """The loudness goes with it."""
        if self._reader is not None:
            self._reader.hush()
        self._forget()

    def _answer(self, action: Action) -> None:
        if self._heard is None or self._reader is None:
            return
        if action.value == Ask.END:
            self._take_leave()
            return
        self._guide, lines = answered(self._guide, action, self._page, self._heard, self._hearing())
        self._tell(lines)

    def _take_leave(self) -> None:
        lines = farewell(self._heard.language if self._heard else DEFAULT)
        volume = self._volume()
        self._end()
        if self._reader is not None:
            self._reader.volume = volume
            self._reader.tell(lines)

    # -- what stands on the screen

    def look(self, shown: Shown, as_heard: AsHeard, idle_seconds: float) -> Shown:
        """What is to be drawn of this page; whatever is to be said of it is begun."""
        self._feel()
        if self._reader is None or not (self.available or self.speaking):  # the next sentence may be heard again
            if self.on:
                self._end()  # whoever cannot hear it is not guided, nor is the next one when it is heard again
            return shown
        if self.on and self._is_over(shown, idle_seconds):
            self._take_leave()
        hearing = self._hearing()
        if not self.on:
            self._warm_up(shown, as_heard, hearing)
            return begins(shown, shown.language)
        heard = as_heard(partial(language_heard, hearing=hearing), None)
        heard = replace(heard, content=replace(heard.content, offer=shown.content.offer), keys=shown.keys)
        if self._follow(heard, shown.language, hearing):
            self._look_ahead(heard, as_heard, hearing)
        return guided(shown, keys_of(heard, self._guide, hearing), self._reader.line, hearing)

    def _warm_up(self, shown: Shown, as_heard: AsHeard, hearing: Hearing) -> None:
        """The welcome is ready before anybody comes: it is what a stranger waits for."""
        wanted = shown.office, shown.language, hearing
        if shown.page is Page.START and self._reader is not None and wanted != self._warm:
            self._warm = wanted
            heard = as_heard(partial(language_heard, hearing=hearing), None)
            self._prepare(spoken(heard, Guide(), hearing, shown.language).lines[:WELCOME])

    def _is_over(self, shown: Shown, idle_seconds: float) -> bool:
        """The visit is over: by hand, by time, or because nobody did anything on the welcome page.

        Without the hub, a visit may stand behind the page that says so, for as long as it would have stood before it.
        """
        if shown.page not in _OUTSIDE:
            return False
        if self._heard is not None and self._heard.page not in _OUTSIDE:
            return shown.page is Page.START and self._last.act is not Act.BACK
        if self.speaking:
            self._touched_at = self._clock()
        patience = idle_seconds if shown.page is Page.START else idle_seconds + WARNING_SECONDS
        return self._clock() - self._touched_at > patience

    def _follow(self, heard: Shown, screen: Language, hearing: Hearing) -> bool:
        """Say what is new; whether it is another page."""
        assert self._reader is not None
        key, former = page_key(heard, hearing), self._key
        page = spoken(heard, self._guide, hearing, screen)
        if key == former:
            fresh = news(self._page, page)
            self._reader.keep_only(lambda line: not line.news or line in page.lines)
            if fresh:
                self._tell(fresh) if self._pressed else self._reader.put_first(fresh)
        elif _but_the_warning(key) == _but_the_warning(former) and heard.warned is None:
            self._tell(resumed(heard.language))
        else:
            self._guide = replace(self._guide, item=0, half="")
            self._tell(page.lines)
        self._key, self._page, self._heard, self._pressed = key, page, heard, False
        return key != former

    def _look_ahead(self, heard: Shown, as_heard: AsHeard, hearing: Hearing) -> None:
        """What a key may bring is made while the page is read: the voice then answers it at once."""

        def after(action: Action) -> tuple[Shown, Language]:
            return as_heard(partial(language_heard, hearing=hearing), action), as_heard(
                lambda own: own, action
            ).language

        self._prepare(ahead(self._page, heard, self._guide, hearing, after))

    def _prepare(self, lines: Iterable[Line]) -> None:
        if self._ahead is not None:
            self._ahead.cancel()
        if self._reader is not None:
            self._ahead = self._keep(self._reader.prepare(lines))

    def _tell(self, lines: tuple[Line, ...]) -> None:
        if self._reader is not None:
            self._reader.volume = self._volume()
            self._reader.tell(lines)

    def _volume(self) -> float:
        return VOLUMES[self._guide.volume] * self._loudness()

    # -- who hears it

    def _feel(self) -> None:
        """Headphones that are plugged in begin the guide; pulled out, they end what was meant for one only."""
        plugged = self._headphones.plugged() if self._voice is not None else None
        plugged = self._sound_goes(plugged)
        came, self._plugged = plugged is True and self._plugged is not True, plugged
        if came and not self.on:
            self._begin()
        alone, self._alone = self._alone, self._hearing().private
        if alone and not self._alone and self._reader is not None:
            self._reader.hush()

    def _sound_goes(self, plugged: bool | None) -> bool | None:
        """Headphones that are a card get the sound, and count while they take it; plugged in again, they may."""
        if self._card is None or self._reader is None:
            return plugged
        if not plugged:
            self._card.broken = False
        taken = plugged is True and not self._card.broken
        self._reader.player = self._card if taken else self._player
        return taken

    @property
    def _on_card(self) -> bool:
        return self._card is not None and self._reader is not None and self._reader.player is self._card

    def _hearing(self) -> Hearing:
        private = self._settings.private == "always" or (self._settings.private == "auto" and self._plugged is True)
        voice = self._voice
        known = (each for each in LANGUAGES if voice is not None and voice.speaks(Phrase(each, "")))
        return Hearing(
            private=private,
            languages=frozenset(known) - self._unspoken,
            pad=self._settings.pad,
            numbers=self._voice_settings.numbers,
            last_warning=self._settings.last_warning_seconds,
            staff=self._settings.staff,
            paper=self._settings.paper,
        )

    def close(self) -> None:
        """Let go of the devices."""
        self._headphones.close()


def _but_the_warning(key: tuple[object, ...]) -> tuple[object, ...]:
    return key[:-1]
