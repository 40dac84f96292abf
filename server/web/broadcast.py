"""Committed entries to every socket of a view, encoded once per batch and view."""

import asyncio
import logging
from collections.abc import Sequence

from protocol import codec
from protocol.messages import BEAT_SECONDS, Events, Message, Snapshot
from protocol.views import seen_by
from protocol.vocabulary import View
from server.app.hub import Entry, Hub
from server.web.outbox import Outbox, frame

log = logging.getLogger(__name__)


def events_for(view: View, epoch: str, prev: int, entries: Sequence[Entry]) -> Events | None:
    """The batch as this view sees it; None where it sees nothing of it."""
    seen = [(entry.seq, event) for entry in entries if (event := seen_by(view, entry.event)) is not None]
    if not seen:
        return None
    return Events(epoch=epoch, prev=prev, seq=seen[-1][0], events=tuple(codec.raw(event) for _, event in seen))


class Broadcaster:
    """Knows the sockets of each view and the last seq each view was sent."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._listeners: dict[View, dict[Outbox, None]] = {view: {} for view in View}
        self._sent: dict[View, int] = {}

    async def start(self) -> None:
        """From now on every commit goes out. Where each view stands is asked of the hub, once."""
        self._hub.on_committed(self._committed)
        for view in View:

            def remember(snapshot: Snapshot, view: View = view) -> None:
                self._sent[view] = snapshot.seq

            await self._hub.snapshot(view, remember)

    def last_seq(self, view: View) -> int:
        """What the next frame of this view will name as ``prev``; a view may know nothing of later entries."""
        return self._sent[view]

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
        for view in View:
            events = events_for(view, self._hub.epoch, self._sent.get(view, 0), entries)
            if events is not None:
                self._sent[view] = events.seq
                self._tell(view, events)

    def _tell(self, view: View, message: Message) -> None:
        if listeners := self._listeners[view]:
            encoded = frame(message)
            for outbox in listeners:
                outbox.put(encoded)
