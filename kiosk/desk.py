"""Gets a number from the hub and its paper from the printer, and tells the hub what became of the paper.

No window and no words: the headless half of the kiosk.
"""

import logging

from assets.texts import Language
from kiosk.owed import Owed, OwedPapers, Stage
from kiosk.slip import slip_of
from kiosk.visit import Visit
from protocol.errors import Refusal
from protocol.messages import IssueTicket, ReportPaper, TicketPaper
from terminal.link import Link, NotLive, new_request_id
from terminal.printing import Printer, PrinterProblem, Ticket

_log = logging.getLogger(__name__)
ANSWER_SECONDS = 20.0
"""How long a citizen is kept waiting for the hub before the page says that something is wrong."""
NO_PRINTER = "no_printer"
"""The problem of a paper at a kiosk without a printer: nothing broke, and the journal shall not say so."""


class Desk:
    """``printer`` is None where none is configured: each paper then fails, and the number stands on the screen."""

    def __init__(self, link: Link, printer: Printer | None, owed: OwedPapers) -> None:
        self._link = link
        self._printer = printer
        self._owed = owed
        self._printing: set[int] = set()
        self._reporting = False

    async def take(self, visit: Visit) -> TicketPaper:
        """The number this visit asks for. Raises Refusal, or NotLive when nobody answered."""
        command = IssueTicket(
            request_id=visit.request_id, service=visit.service, priority=visit.priority, language=visit.language
        )
        answer = await self._link.ask(command, timeout=ANSWER_SECONDS)
        if not isinstance(answer, TicketPaper):
            raise TypeError(f"the hub answered IssueTicket with {type(answer).__name__}")
        return answer

    async def print(self, paper: TicketPaper, variant: str, language: Language) -> Owed:
        """Put it on paper, and on record what became of it; the hub is told by ``report``.

        Raises OSError where the record cannot be written; the paper is not printed then.
        """
        self._printing.add(paper.ticket.id)
        try:
            return await self._print(paper, slip_of(paper, self._link.mirror.office, variant, language))
        finally:
            self._printing.discard(paper.ticket.id)

    async def _print(self, paper: TicketPaper, slip: Ticket) -> Owed:
        owed = Owed(self._link.mirror.epoch, paper.ticket.id, Stage.RESERVED)
        self._owed.note(owed)
        if self._printer is None:
            return self._owed.advance(owed, Stage.FAILED, NO_PRINTER)
        try:
            owed = self._owed.advance(owed, Stage.SENT)
            printed = await self._printer.print_ticket(slip)
        except PrinterProblem as problem:
            _log.warning("ticket %d is not on paper: %s", paper.ticket.id, problem.code)
            return self._owed.advance(owed, Stage.FAILED, problem.code)
        return self._owed.advance(owed, Stage.CONFIRMED if printed.confirmed else Stage.UNKNOWN)

    async def report(self) -> None:
        """Tell the hub what it has not been told yet; what cannot be told now waits for the next time."""
        if self._reporting or not self._link.status.live:
            return
        self._reporting = True
        try:
            for owed in self._unreported():
                if not await self._told(owed):
                    return
        finally:
            self._reporting = False

    def _unreported(self) -> list[Owed]:
        papers = self._owed.of(self._link.mirror.epoch)
        return [owed for owed in papers if owed.ticket not in self._printing]

    async def _told(self, owed: Owed) -> bool:
        report = ReportPaper(
            request_id=new_request_id(), ticket=owed.ticket, outcome=owed.outcome, problem=owed.problem
        )
        try:
            await self._link.ask(report)
        except NotLive:
            return False
        except Refusal as refusal:
            # The hub knows this ticket better (cancelled, gone with its day): nothing is owed any more.
            _log.info("report on ticket %d refused: %s", owed.ticket, refusal.code)
        self._owed.advance(owed, Stage.REPORTED)
        return True
