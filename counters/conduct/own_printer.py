"""This terminal's own printer: it prints one paper at a time, is watched, and the hub hears of all of it."""

import logging
from collections import deque
from collections.abc import Callable

from counters.presenter.printed import Came
from protocol.messages import PrinterNow, ReportPaper
from protocol.vocabulary import PrintOutcome
from terminal.link import Link, new_request_id
from terminal.printing import Printer, PrinterProblem, Slip, Status, Watch, report_of
from terminal.reports import PAUSE_SECONDS, Reports, closed

_log = logging.getLogger(__name__)


class CopyReports:
    """What became of the copies printed here, told in the order in which it happened; kept until the hub has heard it.

    In memory: after a power cut the hub holds SENT, and staff look, as they would after any unknown.
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self._untold: deque[ReportPaper] = deque()

    def add(self, ticket: int, copy: int, came: Came) -> None:
        """Where the end is known before SENT could go, only the end goes."""
        self._untold = deque(
            report
            for report in self._untold
            if (report.ticket, report.copy, report.outcome) != (ticket, copy, PrintOutcome.SENT)
        )
        self._untold.append(
            ReportPaper(
                request_id=new_request_id(), ticket=ticket, copy=copy, outcome=came.outcome, problem=came.problem
            )
        )

    async def told(self) -> bool:
        """As many as the hub takes now. Raises NotLive."""
        while self._untold:
            report = self._untold[0]
            if not await closed(self._link, report):
                return False
            if self._untold and self._untold[0] is report:
                self._untold.popleft()
        return True


class OwnPrinter:
    """``printer`` is None where this terminal has none: ``prints`` is false then, and nothing is asked of it.

    ``changed`` is called when its state is another; ``second`` is what staff call the second printer.
    """

    def __init__(
        self,
        link: Link,
        printer: Printer | None,
        changed: Callable[[], None],
        *,
        second: str = "",
        pause: float = PAUSE_SECONDS,
    ) -> None:
        self.status: Status | None = None
        self.second = second
        self._under_way = 0
        self._link = link
        self._printer = printer
        self._changed = changed
        self._watch = Watch(printer, self._heard) if printer is not None else None
        self._copies = CopyReports(link)
        self._reports = Reports(link, self._copies.told, pause)

    @property
    def prints(self) -> bool:
        return self._printer is not None

    @property
    def busy(self) -> bool:
        """Whether a paper is on its way."""
        return self._under_way > 0

    def now(self, device: int, place: str) -> PrinterNow | None:
        """How it is, in the words of the office's list of printers; None until it was asked."""
        if self.status is None:
            return None
        report, first = report_of(self.status), self.status.first_problem
        return PrinterNow(
            device=device,
            name=place,
            place=place,
            problem=report.problem or (first.code if first else ""),
            paper_low=report.paper_low,
            tickets_left=report.tickets_left,
            spare=report.spare,
            mute=report.mute,
        )

    async def print_paper(self, slip: Slip) -> Came:
        """Put it on paper; one after the other, where two are asked for at once."""
        if self._printer is None:
            raise RuntimeError("this terminal has no printer")
        self._under_way += 1
        self._changed()
        try:
            printed = await self._printer.print_paper(slip)
            return Came(PrintOutcome.CONFIRMED if printed.confirmed else PrintOutcome.UNKNOWN, spare=printed.spare)
        except PrinterProblem as problem:
            _log.warning("a paper of this counter: %s, sent: %s", problem.code, problem.sent)
            return Came(PrintOutcome.UNKNOWN if problem.sent else PrintOutcome.FAILED, problem.code)
        finally:
            self._under_way -= 1
            self._changed()
            if self._watch is not None:
                self._watch.look_now()

    async def print_copy(self, ticket: int, copy: int, slip: Slip) -> Came:
        """A copy of a ticket: the hub hears that it leaves, and what became of it."""
        self._report(ticket, copy, Came(PrintOutcome.SENT))
        came = await self.print_paper(slip)
        self._report(ticket, copy, came)
        return came

    def wake(self) -> None:
        """The link has changed: there may be somebody to tell now."""
        self._reports.wake()

    async def run(self) -> None:
        """Tells the hub, for ever."""
        await self._reports.run()

    async def watch(self) -> None:
        """Asks the printer how it is, for ever; at once over where there is none."""
        if self._watch is not None:
            await self._watch.run()

    def close(self) -> None:
        if self._printer is not None:
            self._printer.close()

    def _heard(self, status: Status) -> None:
        self.status = status
        self._reports.tell(report_of(status))
        self._changed()

    def _report(self, ticket: int, copy: int, came: Came) -> None:
        self._copies.add(ticket, copy, came)
        self._reports.wake()
