"""The kiosk's window: brings visit, link, desk and frame together. Thin: what is shown is the presenter's."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace

from kivy.clock import Clock

from assets.texts import Language
from kiosk.desk import Came, Desk
from kiosk.guided import Guided
from kiosk.owed import OwedPapers
from kiosk.presenter import present
from kiosk.reports import Reports
from kiosk.screens.frame import LOWERED, Frame
from kiosk.screens.warning import IdleWarning
from kiosk.shown import Away, Printer, Scene, Shown
from kiosk.visit import (
    SETTLE_SECONDS,
    Act,
    Action,
    Comfort,
    Page,
    Shop,
    Visit,
    Wish,
    answered,
    attended,
    fresh,
    known_language,
    printed,
    refused,
    reopened,
    step,
    waited,
    wish,
)
from protocol.errors import Refusal
from protocol.messages import PrintOwed, TicketPaper
from protocol.vocabulary import DeviceKind, Trouble
from terminal.link import Link, NotLive, Pace, new_request_id
from terminal.look.app import TerminalApp
from terminal.look.banner import LinkBanner
from terminal.look.link_shown import LIVE, LinkShown, link_shown, subject
from terminal.look.speaker import Speaker
from terminal.look.theme import theme
from terminal.printing import Printer as PaperPrinter
from terminal.printing import Status, Watch, open_printer, report_of
from terminal.reports import watch_troubles
from terminal.screen import plugs, trouble_of
from terminal.settings import TerminalSettings
from terminal.voice.voices import voice_for

TICK_SECONDS = 0.5
PAPER_FIRST_SECONDS = 0.1
"""How long the number waits at the most for its paper to be on its way."""


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
        self.printer = self._open_printer()
        self.watch = Watch(self.printer, self._printer_changed) if self.printer else None
        self.printer_status: Status | None = None
        self.link = Link(settings.hub, DeviceKind.KIOSK, on_change=self._link_changed, pace=pace, program="kiosk")
        self.papers = OwedPapers(settings.hub.state_dir, new_request_id)
        self.reports = Reports(self.link, self.papers)
        self.desk = Desk(self.link, self.printer, self.papers, self.reports)
        self.guided = self._open_guide()
        self._unanswered: set[Wish] = set()
        self._draw_soon = Clock.create_trigger(lambda _dt: self.draw(), 0)

    def _open_printer(self) -> PaperPrinter | None:
        if self.settings.printer is None:
            return None
        return open_printer(
            self.settings.printer,
            self.settings.spare_printer,
            self.settings.hub.state_dir,
            style=lambda: self.link.mirror.office.paper,
        )

    def _open_guide(self) -> Guided:
        self.speaker = Speaker(on_change=lambda: self._draw_soon())
        return Guided(
            self.settings.guide,
            self.settings.voice,
            voice_for(self.settings.voice),
            self.speaker,
            self.keep,
            changed=lambda: self._draw_soon(),
            clock=self.now,
            loudness=lambda: self.settings.voice.volume_at(self.link.hub_now().time()),
        )

    # -- the window

    def first_screen(self) -> Frame:
        self.frame = Frame(self.do, self.now)
        self.warning = IdleWarning(self.do)
        return self.frame

    def on_start(self) -> None:
        super().on_start()
        self.banner = LinkBanner(self.stage, self.visit.language)
        self.stay_linked(self.link)
        self.keep(self.reports.run())
        self.keep(watch_troubles(self._troubles, self.reports))
        self.keep(self.papers.run())
        self.keep(self.guided.run())
        if self.watch is not None:
            self.keep(self.watch.run())
        self._tick = Clock.schedule_interval(lambda _dt: self.draw(), TICK_SECONDS)
        self.draw()

    def on_stop(self) -> None:
        super().on_stop()
        self._tick.cancel()
        self._draw_soon.cancel()

    def let_go(self) -> None:
        self.guided.close()
        self.speaker.close()
        if self.printer is not None:
            self.printer.close()

    # -- what is shown

    def shop(self) -> Shop:
        mirror = self.link.mirror
        return Shop(mirror.office, mirror.services)

    def draw(self) -> None:
        """Let time pass and the hub's word count, and show what is so now."""
        idle = self.link.mirror.office.settings.kiosk_idle_seconds
        self.frame.listen()
        if self.guided.speaking:
            self.visit = attended(self.visit, idle, self.now(), self.guided.stands_at)
        self.visit = reopened(waited(self.visit, idle, self.now()), self.shop(), self.now())
        self._give_back()
        shown = self.guided.look(present(self._scene()), self._as_heard, idle)
        if self.guided.draws_breath:
            self.frame.keys = shown.keys
            self._draw_soon()
            return
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
            owed=self.link.mirror.owed_papers(),
            incidents=tuple(self.link.mirror.incidents.values()),
        )

    def _as_heard(self, heard: Callable[[Language], Language], after: Action | None) -> Shown:
        """What is read aloud needs no room: it is the whole page, however little of it a low screen shows."""
        scene, visit = self._scene(), self.visit
        if after is not None:
            visit = step(visit, after, scene.shop, visit.entered_at + 2 * SETTLE_SECONDS, lambda: "")
        return present(replace(scene, visit=replace(visit, language=heard(visit.language), comfort=Comfort())))

    def _printer_shown(self) -> Printer:
        first, second = self.settings.printer, self.settings.spare_printer
        return Printer(
            self.printer_status,
            set_up=self.printer is not None,
            sound=self.papers.sound,
            first=first.name if first else "",
            second=second.name if second else "",
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
        if self.guided.takes(action):
            action = Action(Act.STAY)
        before = self.visit
        self.visit = step(before, action, self.shop(), self.now(), new_request_id)
        if self.visit.asking and not before.asking:
            self.keep(self._serve(self.visit))
            self._draw_soon()  # after the request has gone
        else:
            self.draw()

    def _link_changed(self) -> None:
        self._draw_soon()
        self.reports.wake()

    def _printer_changed(self, status: Status) -> None:
        self.printer_status = status
        self.reports.tell(report_of(status))
        self._draw_soon()

    def _troubles(self) -> Iterator[Trouble]:
        """What staff should know of this kiosk; a voice only where it is meant to speak."""
        if (of_screen := trouble_of(plugs())) is not None:
            yield of_screen
        if self.speaker.broken:
            yield Trouble.NO_SOUND

    async def _serve(self, visit: Visit) -> None:
        """What was asked for, then its paper; the hub hears of it by itself."""
        command = wish(visit)
        try:
            paper = await self.desk.ask(command)
        except (Refusal, NotLive) as problem:
            params = problem.params if isinstance(problem, Refusal) else {}
            self._become(refused(self.visit, visit.request_id, problem.code, params, self.now()))
            if isinstance(problem, NotLive):
                self._unanswered.add(command)
            return
        self._unanswered -= {command}
        printing = await self._begun(paper, visit)
        self._become(answered(self.visit, visit.request_id, paper, self.now()))
        self._come(paper, await printing)

    async def _begun(self, paper: TicketPaper, visit: Visit) -> asyncio.Task[Came]:
        """The paper first: drawing its page takes longer than to send it on its way. But no slow disk holds it up."""
        begun = asyncio.Event()
        language = known_language(paper.ticket.language) or visit.language
        printing = self.keep(
            self.desk.print(paper, visit.variant, language, wanted=lambda: self._still(visit), when_begun=begun.set)
        )
        printing.add_done_callback(lambda _: begun.set())
        with suppress(TimeoutError):
            async with asyncio.timeout(PAPER_FIRST_SECONDS):
                await begun.wait()
        return printing

    def _come(self, paper: TicketPaper, came: Came) -> None:
        self._become(printed(self.visit, paper.ticket.id, came.outcome, came.problem, self.now(), spare=came.spare))
        if self.watch is not None:
            self.watch.look_now()

    def _still(self, visit: Visit) -> bool:
        """Whether the citizen who asked still stands here."""
        return self.visit.request_id == visit.request_id

    def _become(self, visit: Visit) -> None:
        self.visit = visit
        self.draw()

    def _give_back(self) -> None:
        """Papers that were asked for and never answered, whose citizens have gone: not kept from them."""
        left = {command for command in self._unanswered if command.request_id != self.visit.request_id}
        self._unanswered -= left
        for command in left:
            if isinstance(command, PrintOwed):
                self.keep(self._given_back(command))

    async def _given_back(self, command: PrintOwed) -> None:
        with suppress(Refusal, NotLive):
            await self.desk.give_back(command)
