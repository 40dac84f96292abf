"""The kiosk's window: brings visit, link, desk and frame together. Thin: what is shown is the presenter's."""

import asyncio
import time
from collections.abc import Callable

from kivy.clock import Clock

from kiosk.desk import Desk
from kiosk.owed import OwedPapers
from kiosk.presenter import Away, Printer, Scene, Shown, present
from kiosk.screens.frame import LOWERED, Frame
from kiosk.screens.warning import IdleWarning
from kiosk.visit import Action, Page, Shop, Visit, answered, fresh, printed, refused, reopened, step, waited
from protocol.errors import Refusal
from protocol.messages import TicketPaper
from protocol.vocabulary import DeviceKind, PrintOutcome
from terminal.link import Link, NotLive, Pace, new_request_id
from terminal.look.app import TerminalApp
from terminal.look.banner import LinkBanner
from terminal.look.link_shown import LIVE, LinkShown, link_shown, subject
from terminal.look.theme import theme
from terminal.printing import PrinterProblem, Status, open_printer
from terminal.settings import TerminalSettings

TICK_SECONDS = 0.5
PRINTER_SECONDS = 30.0


class KioskApp(TerminalApp):
    """One kiosk. ``clock`` is monotonic; tests put their own in its place, and a faster ``pace`` of the link."""

    design = (1080, 1920)
    scale = "kiosk"
    closable = False
    title = "Antrean"

    def __init__(
        self, settings: TerminalSettings, *, clock: Callable[[], float] = time.monotonic, pace: Pace | None = None
    ) -> None:
        super().__init__()
        self.settings = settings
        self.now = clock
        self.visit: Visit = fresh(clock(), settings.window.language)
        self.printer = open_printer(settings.printer) if settings.printer else None
        self.printer_advice: type[PrinterProblem] | None = None
        self.link = Link(settings.hub, DeviceKind.KIOSK, on_change=self._link_changed, pace=pace, program="kiosk")
        self.desk = Desk(self.link, self.printer, OwedPapers(settings.hub.state_dir))
        self._draw_soon = Clock.create_trigger(lambda _dt: self.draw(), 0)

    # -- the window

    def first_screen(self) -> Frame:
        self.frame = Frame(self.do, self.now)
        self.warning = IdleWarning(self.do)
        return self.frame

    def on_start(self) -> None:
        super().on_start()
        self.banner = LinkBanner(self.stage, self.visit.language)
        self.keep(self.link.run())
        self.keep(self._watch_printer())
        self._tick = Clock.schedule_interval(lambda _dt: self.draw(), TICK_SECONDS)
        self.draw()

    def on_stop(self) -> None:
        super().on_stop()
        self._tick.cancel()
        self._draw_soon.cancel()
        if self.printer is not None:
            self.printer.close()

    # -- what is shown

    def shop(self) -> Shop:
        mirror = self.link.mirror
        return Shop(mirror.office, mirror.services)

    def draw(self) -> None:
        """Let time pass and the hub's word count, and show what is so now."""
        idle = self.link.mirror.office.settings.kiosk_idle_seconds
        self.visit = reopened(waited(self.visit, idle, self.now()), self.shop(), self.now())
        shown = present(self._scene())
        self._set_theme(shown)
        self.frame.show(shown)
        self._warn(shown)
        self.banner.tell(self._link_shown())

    def _scene(self) -> Scene:
        return Scene(
            visit=self.visit,
            shop=self.shop(),
            away=self._away(),
            printer=self._printer_shown(),
            now=self.link.hub_now(),
            clock=self.now(),
        )

    def _printer_shown(self) -> Printer:
        advice = self.printer_advice
        return Printer(
            advice().for_staff(self.visit.language) if advice else "",
            set_up=self.printer is not None,
        )

    def _away(self) -> Away | None:
        status = self.link.status
        if status.live:
            return None
        since = status.since.astimezone(self.link.hub_now().tzinfo)
        return Away(since, "" if status.waits_for == "hub" else status.waits_for)

    def _set_theme(self, shown: Shown) -> None:
        palette = "contrast" if shown.comfort.contrast else self.settings.window.theme or "light"
        if (theme.palette, theme.larger) != (palette, shown.comfort.larger):
            theme.use(palette=palette, larger=shown.comfort.larger)
        self.banner.speak(shown.language)

    def _warn(self, shown: Shown) -> None:
        if shown.warned is None:
            self.stage.lift(self.warning)
            return
        self.warning.tell(shown.warned, LOWERED if shown.comfort.lowered else 1.0)
        self.stage.lay(self.warning)

    def _link_shown(self) -> LinkShown:
        """The cover is for a kiosk that nobody can use yet; a stale one has a page of its own, a ticket stays."""
        shown = link_shown(self.link.status, self.link.hub_now().tzinfo)
        return LIVE if subject(shown) == "stale" or self.visit.page is Page.TICKET else shown

    # -- what is done

    def do(self, action: Action) -> None:
        """One touch or key of the citizen."""
        before = self.visit
        self.visit = step(before, action, self.shop(), self.now(), new_request_id)
        if self.visit.page is Page.TAKING and before.page is not Page.TAKING:
            self.keep(self._take(self.visit))
        self.draw()

    def _link_changed(self) -> None:
        self._draw_soon()
        if self.link.status.live:
            self.keep(self.desk.report())

    async def _take(self, visit: Visit) -> None:
        """A number, then its paper, then word of it to the hub."""
        try:
            paper = await self.desk.take(visit)
        except (Refusal, NotLive) as problem:
            params = problem.params if isinstance(problem, Refusal) else {}
            self._become(refused(self.visit, visit.request_id, problem.code, params, self.now()))
            return
        self._become(answered(self.visit, visit.request_id, paper, self.now()))
        await self._print(paper, visit)
        await self.desk.report()

    async def _print(self, paper: TicketPaper, visit: Visit) -> None:
        try:
            owed = await self.desk.print(paper, visit.variant, visit.language)
            outcome, problem = owed.outcome, owed.problem
        except OSError:
            outcome, problem = PrintOutcome.FAILED, "storage"
        self._become(printed(self.visit, paper.ticket.id, outcome, problem, self.now()))

    def _become(self, visit: Visit) -> None:
        self.visit = visit
        self.draw()

    async def _watch_printer(self) -> None:
        """Staff see in the corner what the printer needs, before a citizen does."""
        while self.printer is not None:
            self.printer_advice = await self._printer_problem()
            self._draw_soon()
            await asyncio.sleep(PRINTER_SECONDS)

    async def _printer_problem(self) -> type[PrinterProblem] | None:
        assert self.printer is not None
        try:
            status: Status = await self.printer.status()
        except PrinterProblem as problem:
            return type(problem)
        return status.problem
