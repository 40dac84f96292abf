"""Carries letters out and files in. What it has to do stands in the books, so a restart forgets nothing."""

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence

from protocol import errors
from protocol.messages import LetterSent
from protocol.vocabulary import LetterState
from server.app.books import Entry
from server.app.hub import Hub
from server.app.incoming import WHATSAPP, Wanted, media_came, media_delayed, media_due, media_lost, media_refused
from server.app.letters import (
    Outgoing,
    due_letters,
    letter_delayed,
    letter_failed,
    letter_sent,
    letter_state_told,
)
from server.app.receive_document import Pictures
from server.web.whatsapp.client import CloudApi, Delayed, Never

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
KEPT_EARLY = 1000


class Courier:
    """Looks every few seconds, and at once when there is something new.

    A letter is sent and then noted: a hub that is killed between the two sends it a second time, which is better than
    not at all. A state that is told before the letter was noted is kept until then.
    """

    def __init__(self, hub: Hub, api: CloudApi, pictures: Pictures) -> None:
        self._hub = hub
        self._api = api
        self._pictures = pictures
        self._news = asyncio.Event()
        self._early: OrderedDict[str, LetterState] = OrderedDict()
        hub.on_committed(self._committed)

    def wake(self) -> None:
        self._news.set()

    async def tell_state(self, message: str, state: LetterState) -> None:
        """WhatsApp says how far a message got."""
        known = await self._hub.carry(WHATSAPP, lambda work: letter_state_told(message, state, work))
        if not known:
            self._early[message] = state
            while len(self._early) > KEPT_EARLY:
                self._early.popitem(last=False)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """At work while inside."""
        tasks = [asyncio.create_task(self._for_ever(), name="courier")]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    async def round(self) -> int:
        """Everything that is due now; how much that was."""
        letters = await self._hub.carry(WHATSAPP, due_letters)
        for letter in letters:
            await self._send(letter)
        wanted = await self._hub.carry(WHATSAPP, media_due)
        for file in wanted:
            await self._fetch(file)
        return len(letters) + len(wanted)

    async def _for_ever(self) -> None:
        while True:
            self._news.clear()
            try:
                done = await self.round()
            except Exception as problem:
                done = 0
                log.error("the courier stumbled: %s", type(problem).__name__)  # its text may quote a letter
            if not done:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), LOOK_SECONDS)

    async def _send(self, letter: Outgoing) -> None:
        try:
            message = await self._api.send(letter)
        except Delayed as delay:
            wait = delay.wait_ms
            await self._hub.carry(WHATSAPP, lambda work: letter_delayed(letter.id, wait, work))
            return
        except Never:
            log.warning("a letter was refused by WhatsApp for good")
            await self._hub.carry(WHATSAPP, lambda work: letter_failed(letter.id, work))
            return
        await self._hub.carry(WHATSAPP, lambda work: letter_sent(letter.id, message, LetterState.SENT, work))
        if message in self._early:
            await self.tell_state(message, self._early.pop(message))

    async def _fetch(self, file: Wanted) -> None:
        try:
            pages = await self._pictures.pages_of(await self._api.fetch(file.media))
        except Delayed as delay:
            wait = delay.wait_ms
            await self._hub.carry(WHATSAPP, lambda work: media_delayed(file.id, wait, work))
        except Never:
            await self._hub.carry(WHATSAPP, lambda work: media_lost(file.id, work))
        except (errors.FileRefused, errors.FileTooLarge) as refusal:
            why: errors.Refusal = refusal
            await self._hub.carry(WHATSAPP, lambda work: media_refused(file.id, why, work))
        else:
            await self._hub.carry(WHATSAPP, lambda work: media_came(file.id, pages, work))

    def _committed(self, lines: Sequence[Entry]) -> None:
        if any(isinstance(line.event, LetterSent) and line.event.state is LetterState.QUEUED for line in lines):
            self.wake()
