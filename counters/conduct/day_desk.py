"""The day in figures: fetched, shown, printed for the folder."""

from counters.conduct.paper import put_on_paper, sentence
from counters.conduct.workplace import Workplace
from counters.presenter import slips
from counters.presenter.day_report import DayReportView, beside, day_report_view, short_day
from counters.presenter.phrases import hindrance, refused
from counters.presenter.printed import Sheet
from protocol.errors import Refusal
from protocol.messages import DayReport, OpenDayReport
from terminal.link import NotLive, new_request_id


class DayDesk:
    """``view`` is the report that lies open, None while none does; ``told`` is what became of its paper."""

    def __init__(self, place: Workplace) -> None:
        self.place = place
        self.told = ""
        self._report: DayReport | None = None

    @property
    def open(self) -> bool:
        return self._report is not None

    def view(self) -> DayReportView | None:
        """What the screen shows, in the officer's language."""
        seat = self.place.seat()
        return day_report_view(seat, self._report) if seat is not None and self._report is not None else None

    async def fetch(self, day: str = "") -> None:
        """Ask the hub for this day, today where none is named."""
        place, seat = self.place, self.place.seat()
        if seat is not None and (hindered := seat.hindrance()):
            self._failed(hindrance(place.language, hindered))
            return
        try:
            answer = await place.errands.run("day_report", OpenDayReport(request_id=new_request_id(), day=day))
        except Refusal as refusal:
            self._failed(refused(place.language, refusal, place.link.mirror.office))
        except NotLive:
            self._failed(place.say("error.no_answer"))
        else:
            if isinstance(answer, DayReport):
                self._report = answer
                self._tell("")

    async def turn(self, by: int) -> None:
        """To the day before or after, as far as there is one."""
        day = beside(self.place.link.mirror.day, self._report.day, by) if self._report is not None else None
        if day is not None:
            await self.fetch(day)

    async def print(self) -> None:
        """Put it on paper, as often as it is wanted."""
        report, place = self._report, self.place
        if report is None:
            return
        if not place.printer.prints:
            self._tell(place.say("why.no_printer"))
        elif place.printer.busy:
            self._tell(place.say("why.printing"))
        else:
            self._tell(place.say("printing"))
            slip = slips.day_report(place.link.mirror.office, report, place.language, place.link.hub_now())
            day = short_day(place.language, report.day)
            came = await put_on_paper(place, Sheet.REPORT, day, slip)
            self._tell(sentence(place, came, Sheet.REPORT, day))

    def close(self) -> None:
        """Nothing lies open any more."""
        self._report, self.told = None, ""
        self.place.changed()

    def _failed(self, told: str) -> None:
        """At the foot; in the report itself while one covers the foot."""
        self.place.tell(told, "danger")
        self._tell(told if self.open else "")

    def _tell(self, told: str) -> None:
        self.told = told
        self.place.changed()
