"""Gets a number from the hub, or the paper of one that never got it, and the paper from the printer.

No window and no words: the headless half of the kiosk.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from assets.texts import Language
from kiosk.owed import Owed, OwedPapers, Stage
from kiosk.reports import Reports
from kiosk.slip import slip_of
from kiosk.visit import Wish
from protocol.messages import PrintOwed, TicketPaper
from protocol.vocabulary import PrintOutcome
from terminal.link import Link
from terminal.printing import Printer, PrinterProblem, Slip, StorageFailed

_log = logging.getLogger(__name__)
ANSWER_SECONDS = 20.0
"""How long a citizen is kept waiting for the hub before the page says that something is wrong."""
GIVEN_BACK_SECONDS = 3600.0
"""How long the answer to a paper is still awaited that nobody stands before the kiosk for any more."""
NO_PRINTER = "no_printer"
"""The problem of a paper at a kiosk without a printer: nothing broke, and the journal shall not say so."""
INTERNAL = "internal"
"""The problem of a paper at which our own program failed."""
LEFT = "left"
"""The problem of a paper whose citizen had gone before it could be begun: it is to be offered again."""


@dataclass(frozen=True, slots=True)
class Came:
    """What became of one paper. ``spare``: it went to the second printer."""

    outcome: PrintOutcome
    problem: str = ""
    spare: bool = False


class Desk:
    """``printer`` is None where none is configured: each paper then fails, and the number stands on the screen."""

    def __init__(self, link: Link, printer: Printer | None, owed: OwedPapers, reports: Reports) -> None:
        self._link = link
        self._printer = printer
        self._owed = owed
        self._reports = reports
        self._turn = asyncio.Lock()  # the printer's: one paper after the other

    async def ask(self, command: Wish, timeout: float = ANSWER_SECONDS) -> TicketPaper:  # noqa: ASYNC109 - as Link.ask
        """The paper to print. Raises Refusal, or NotLive when nobody answered."""
        answer = await self._link.ask(command, timeout=timeout)
        if not isinstance(answer, TicketPaper):
            raise TypeError(f"the hub answered {type(command).__name__} with {type(answer).__name__}")
        return answer

    async def give_back(self, command: PrintOwed) -> None:
        """Whoever touched the number has gone, and the hub may have given its paper to this kiosk: offered again.

        Raises Refusal, which is as good (the paper was not given), or NotLive.
        """
        paper = await self.ask(command, GIVEN_BACK_SECONDS)
        await self._ended(self._begun(paper), Stage.FAILED, LEFT)

    async def print(
        self,
        paper: TicketPaper,
        variant: str,
        language: Language,
        *,
        wanted: Callable[[], bool] = lambda: True,
        when_begun: Callable[[], None] = lambda: None,
    ) -> Came:
        """Put it on paper, and on record what became of it; the hub hears it from ``reports``.

        A paper that cannot be put on record is not printed: after a crash nobody would know of it. Neither is one
        that is not ``wanted`` any more when the printer is free for it: it would lie there for the next to take.
        ``when_begun`` is called as the printer is given it.
        """
        owed = self._begun(paper)
        if self._printer is None:
            return await self._ended(owed, Stage.FAILED, NO_PRINTER)
        slip = slip_of(paper, self._link.mirror.office, variant, language, self._link.hub_now())
        if self._turn.locked():
            await self._owed.reserve(owed)
        async with self._turn:
            if not wanted():
                return await self._ended(owed, Stage.FAILED, LEFT)
            try:
                sent = await self._owed.send(owed)
            except OSError:
                return await self._ended(owed, Stage.FAILED, StorageFailed.code)
            when_begun()
            self._reports.wake()
            return await self._printed(self._printer, slip, sent)

    def _begun(self, paper: TicketPaper) -> Owed:
        return self._owed.begin(self._link.mirror.epoch, paper.ticket.id, paper.copies)

    async def _printed(self, printer: Printer, slip: Slip, sent: Owed) -> Came:
        """Failed only where nothing of it can be on paper; else nobody knows, and only a marked copy may follow."""
        try:
            printed = await printer.print_paper(slip)
        except PrinterProblem as problem:
            _log.warning("the paper of ticket %d: %s, sent: %s", sent.ticket, problem.code, problem.sent)
            return await self._ended(sent, Stage.UNKNOWN if problem.sent else Stage.FAILED, problem.code)
        except Exception:
            # A window that ends here would take the citizen's number out of sight.
            _log.exception("the paper of ticket %d", sent.ticket)
            return await self._ended(sent, Stage.UNKNOWN, INTERNAL)
        return await self._ended(sent, Stage.CONFIRMED if printed.confirmed else Stage.UNKNOWN, spare=printed.spare)

    async def _ended(self, owed: Owed, stage: Stage, problem: str = "", *, spare: bool = False) -> Came:
        settled = await self._owed.settle(owed, stage, problem)
        self._reports.wake()
        return Came(settled.outcome, settled.problem, spare)
