"""Committed entries to every socket of a view, encoded once per batch and view."""

import asyncio
import logging
from collections.abc import Sequence

import msgspec

from protocol import codec
from protocol.messages import BEAT_SECONDS, Events, Message
from protocol.views import seen_by
from protocol.vocabulary import View
from server.app.books import Entry
from server.app.hub import Hub
from server.web.outbox import Outbox, frame

log = logging.getLogger(__name__)


def events_for(view: View, epoch: str, prev: int, entries: Sequence[Entry]) -> Events | None:
    """The batch as this view sees it; None where it sees nothing of it."""
    seen = [(entry, event) for entry in entries if (event := seen_by(view, entry.event)) is not None]
    if not seen:
        return None
    bodies = tuple(msgspec.Raw(entry.body) if event is entry.event else codec.raw(event) for entry, event in seen)
    return Events(epoch=epoch, prev=prev, seq=seen[-1][0].seq, events=bodies)


class Broadcaster:
    """Knows the sockets of each view and the last seq each view was sent."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._listeners: dict[View, dict[Outbox, None]] = {view: {} for view in View}
        self._sent: dict[View, int] = {view: hub.last_seq(view) for view in View}
        hub.on_committed(self._committed)

    def join(self, view: View, outbox: Outbox) -> None:
        self._listeners[view][outbox] = None

    def leave(self, outbox: Outbox) -> None:
        for listeners in self._listeners.values():
            listeners.pop(outbox, None)

    async def beat(self) -> None:
        """For ever: tells every view that the hub lives. A beat that fails is logged; the next is tried."""
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            for view, listeners in self._listeners.items():
                try:
                    if listeners:
                        self._tell(view, self._hub.beat(view))
                except Exception:
                    log.exception("no beat for %s", view)

    def _committed(self, entries: Sequence[Entry]) -> None:
        for view, listeners in self._listeners.items():
            # What nobody hears is not made: most offices have no stranger's board open.
            if listeners and (events := events_for(view, self._hub.epoch, self._sent[view], entries)):
                self._tell(view, events)
            self._sent[view] = self._hub.last_seq(view)

    def _tell(self, view: View, message: Message) -> None:
        if listeners := self._listeners[view]:
            encoded = frame(message)
            for outbox in listeners:
                outbox.put(encoded)
