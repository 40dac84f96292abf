"""Tells the hub what became of papers, and how the printer is.

A paper's reports reach the hub in the order of its stages; where SENT had no chance before the end was known, only
the end is told.
"""

from collections.abc import Iterator

from kiosk.owed import Owed, OwedPapers, Stage
from protocol.messages import ReportPaper
from terminal import reports
from terminal.link import Link


class Reports(reports.Reports):
    """``wake`` after anything has changed here or on the link; ``run`` for the life of the program."""

    def __init__(self, link: Link, owed: OwedPapers, pause: float = reports.PAUSE_SECONDS) -> None:
        super().__init__(link, self._papers_told, pause)
        self._owed = owed
        self._sent_told: set[str] = set()

    async def _papers_told(self) -> bool:
        """One round. False where something is left that should be tried again. Raises NotLive."""
        good = True
        for owed in self._untold():
            good = await self._told(owed) and good
        return good

    def _untold(self) -> Iterator[Owed]:
        """Each paper once, as it is when its turn comes."""
        asked: set[tuple[str, Stage]] = set()
        while True:
            papers = self._owed.of(self._link.mirror.epoch)
            waiting = (owed for owed in papers if self._has_news(owed) and (owed.key, owed.stage) not in asked)
            if (owed := next(waiting, None)) is None:
                return
            asked.add((owed.key, owed.stage))
            yield owed

    def _has_news(self, owed: Owed) -> bool:
        if owed.stage is Stage.SENT:
            return owed.key not in self._sent_told
        return owed.stage is not Stage.RESERVED

    async def _told(self, owed: Owed) -> bool:
        """A hub that knows the ticket better (gone with its day) ends the matter too. Raises NotLive."""
        if not await reports.closed(self._link, _report(owed)):
            return False
        if owed.stage is Stage.SENT:
            self._sent_told.add(owed.key)
        else:
            self._sent_told.discard(owed.key)
            await self._owed.reported(owed)
        return True


def _report(owed: Owed) -> ReportPaper:
    """The same news has the same request_id, also after a restart: heard twice, it counts once."""
    return ReportPaper(
        request_id=f"{owed.key}-{owed.stage}-{owed.problem}"[:64],
        ticket=owed.ticket,
        outcome=owed.outcome,
        problem=owed.problem,
        copy=owed.copy,
    )
