"""The counter terminal's window: it shows what the desks work out and brings keys and presses to them."""

import os
from collections.abc import Callable, Coroutine
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import Any, Final

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.widget import Widget

from assets.texts import Language, hour
from counters.conduct.case_desk import CaseDesk
from counters.conduct.day_desk import DayDesk
from counters.conduct.door import Door
from counters.conduct.errands import Errands
from counters.conduct.hearing import Hearing
from counters.conduct.own_printer import OwnPrinter
from counters.conduct.paper_desk import PaperDesk
from counters.conduct.queue_desk import QueueDesk
from counters.conduct.workplace import Workplace
from counters.covers import COVERS
from counters.covers.cover import Cover
from counters.posts import POSTS
from counters.posts.post import Conduct, Post
from counters.presenter.actions import COVERED, FIELDS, Action, Desk, Mode, asked_by, key_of, tab_key
from counters.presenter.bar import bar_of
from counters.presenter.case_list import STATES
from counters.presenter.help import key_groups
from counters.presenter.paper import sentence
from counters.presenter.phrases import cap, counter_title, language_of, next_language, role_titles, say
from counters.presenter.printed import Meaning
from counters.presenter.seat import Seat, desk_here, desks_of
from counters.presenter.terminals import machines
from counters.screens.actions import Offered
from counters.screens.cases import CasePanel
from counters.screens.day_report import DayReportCover
from counters.screens.desk import DeskScreen, Heading, Tab
from counters.screens.key_help import KeyHelp
from counters.screens.papers import PaperPanel
from counters.screens.questions import StageQuestions
from counters.screens.queue import QueuePanel
from counters.screens.sign_in import LockCover, PinShown, SignInScreen
from protocol.vocabulary import CounterState, DeviceKind
from terminal.link import Link
from terminal.link.files import HubFiles
from terminal.look.app import TerminalApp
from terminal.look.banner import LinkBanner
from terminal.look.link_shown import link_shown
from terminal.look.speaker import Speaker
from terminal.look.stage import leave_fields, typing
from terminal.look.theme import theme
from terminal.printing import Printer, open_printer
from terminal.settings import TerminalSettings
from terminal.voice.announcer import Announcer
from terminal.voice.voices import voice_for

TOLD_S: Final = {"good": 6.0, "action": 6.0, "warn": 8.0, "danger": 12.0}
_STATE_ROLES: Final = {CounterState.OPEN: "good", CounterState.PAUSED: "warn", CounterState.CLOSED: "danger"}
_HALL_DESKS: Final = (Desk.QUEUE, Desk.HANDOVER)


class CasePanels(dict[Desk, CasePanel]):
    """Each desk's panel, made when it is first asked for."""

    def __init__(self, make: Callable[[Desk], CasePanel]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, desk: Desk) -> CasePanel:
        panel = self[desk] = self._make(desk)
        return panel


class CounterApp(TerminalApp):
    """One desk's terminal. ``idle_clock`` counts seconds since somebody last touched it."""

    design = (1920, 1080)
    scale = "desk"

    def __init__(self, settings: TerminalSettings, idle_clock: Callable[[], float] = monotonic, **values: Any) -> None:
        super().__init__(**values)
        self.title = "Antrean"
        self._settings = settings
        self._idle_clock = idle_clock
        self._touched = idle_clock()
        self.link = Link(settings.hub, DeviceKind.COUNTER, on_change=self._link_changed, program="counters")
        self.speaker = Speaker(self.changed)
        announcer = Announcer(settings.voice, voice_for(settings.voice), self.speaker.play)
        self.hearing = Hearing(self.link, announcer, self.speaker, settings.voice.times, self.changed)
        self.printer = OwnPrinter(self.link, self._open_printer(), self.changed, second=self._second_printer())
        self.language: Language = language_of(settings.window.language)
        self._desk: Desk | None = None
        self._staff: int | None = None
        self._told_until = 0.0

    def _open_printer(self) -> Printer | None:
        """Papers look as the office says at the moment when they are printed."""
        settings = self._settings
        if settings.printer is None:
            return None
        return open_printer(
            settings.printer,
            settings.spare_printer,
            settings.hub.state_dir,
            style=lambda: self.link.mirror.office.paper,
        )

    def _second_printer(self) -> str:
        return self._settings.spare_printer.name if self._settings.spare_printer else ""

    def build(self) -> Any:
        stage = super().build()
        if self._settings.window.theme is not None:
            theme.use(palette=self._settings.window.theme)
        self._draw = Clock.create_trigger(self._refresh)
        self.banner = LinkBanner(stage, self.language)
        self.questions = StageQuestions(stage, self.language)
        self.place = Workplace(
            link=self.link,
            errands=Errands(self.link.ask, self.changed),
            questions=self.questions,
            tell=self.tell,
            printer=self.printer,
            files=HubFiles(self._settings.hub),
            language=self.language,
            changed=self.changed,
            cursor=self._put_cursor,
        )
        self.door, self.queue_desk = Door(self.place), QueueDesk(self.place)
        self.paper_desk, self.day_desk = PaperDesk(self.place), DayDesk(self.place)
        self.case_desks: dict[Desk, CaseDesk] = {desk: CaseDesk(self.place, desk) for desk in STATES}
        self.posts: dict[Desk, Post] = {post.desk: post(self.place, self.do) for post in POSTS}
        self.covers: dict[Action, Cover] = {cover.action: cover(self.place, self._keep) for cover in COVERS}
        self.case_panels = CasePanels(self._case_panel)
        self._bind_screens()
        return stage

    def first_screen(self) -> Widget:
        self.sign_in_screen, self.desk_screen = SignInScreen(), DeskScreen()
        return self.sign_in_screen

    def on_start(self) -> None:
        super().on_start()
        Window.bind(on_drop_file=self._dropped)
        Window.bind(on_key_down=self._noticed, on_touch_down=self._noticed, on_mouse_down=self._noticed)
        Clock.schedule_interval(self._tick, 1.0)
        self.stay_linked(self.link)
        self.keep(self.printer.run())
        self.keep(self.printer.watch())
        self.keep(self.hearing.run())
        self.changed()

    def on_stop(self) -> None:
        Window.unbind(on_drop_file=self._dropped)
        Window.unbind(on_key_down=self._noticed, on_touch_down=self._noticed, on_mouse_down=self._noticed)
        super().on_stop()

    def let_go(self) -> None:
        self.printer.close()
        self.speaker.close()

    def _link_changed(self) -> None:
        self.printer.wake()
        self.hearing.wake()
        self.changed()

    # -- what every desk uses

    def changed(self) -> None:
        """Something that is shown may have changed; it is drawn in the next frame."""
        if hasattr(self, "_draw"):
            self._draw()

    def tell(self, text: str, meaning: Meaning) -> None:
        """One line at the foot of the screen, for some seconds."""
        self.desk_screen.tell(text, meaning)
        self._told_until = self._idle_clock() + TOLD_S[meaning]

    # -- drawing

    def _refresh(self, *_: object) -> None:
        self.banner.tell(link_shown(self.link.status, self.link.hub_now().tzinfo))
        seat = self.place.seat()
        self._note_person(seat)
        self.title = self._title()
        if seat is None:
            self._show_sign_in()
        else:
            self._show_desk(seat)
        self._show_lock(seat)

    def _note_person(self, seat: Seat | None) -> None:
        """Whoever was here before leaves nothing behind: no draft, no file, no half-typed word."""
        staff = seat.session.staff if seat else None
        if staff == self._staff:
            return
        leave_fields(self.stage)
        self._staff, self._desk = staff, None
        self.door.choose(self.door.chosen)
        self._touched = self._idle_clock()
        self.queue_desk.forget()
        self.paper_desk.forget()
        for desk in self.case_desks.values():
            desk.forget()
        for post in self.posts.values():
            post.conduct.forget()
        self.day_desk.close()
        self._put_covers_away()
        self.questions.wave_away()
        self._lift("key_help")
        self.desk_screen.tell("", "action")

    def _title(self) -> str:
        """Of the window, by which a desk with several windows tells them apart."""
        if self.link.welcome is None:
            return "Antrean"
        return f"Antrean – {counter_title(self.language, self.link.mirror.office, self.link.welcome.place)}"

    def _show_sign_in(self) -> None:
        screen, mirror, welcome = self.sign_in_screen, self.link.mirror, self.link.welcome
        self.door.refresh()
        screen.place = counter_title(self.language, mirror.office, welcome.place if welcome else "")
        screen.office = mirror.office.name
        screen.demo = self._say("demo") if mirror.office.demo else ""
        screen.title, screen.hint = self._say("sign_in.title"), self._say("sign_in.hint")
        screen.clock = self._clock()
        people = self.door.people()
        notes = {p.id: self._say("sign_in.elsewhere", counter=p.elsewhere) for p in people if p.elsewhere}
        screen.show(people, self.door.chosen, notes, self.language)
        self._pin_shown("sign_in").on(screen.ids.pad)
        self.stage.show(screen)

    def _pin_shown(self, button: str) -> PinShown:
        least = self.link.mirror.office.settings.pin_digits
        return PinShown(
            count=len(self.door.pin.typed),
            least=least,
            button=self._say(f"do.{button}"),
            note=self.door.note(least),
            wrong=bool(self.door.problem) or self.door.waiting,
            busy=self.place.errands.slow,
            waiting=self.door.waiting or bool(self.place.errands.asking),
        )

    def _show_lock(self, seat: Seat | None) -> None:
        if seat is None or not seat.session.locked:
            self._lift("lock_cover")
            return
        cover = self.lock_cover
        cover.title, cover.text = self._say("lock.title"), self._say("lock.text")
        cover.person = seat.session.name
        cover.place = counter_title(self.language, self.link.mirror.office, seat.counter)
        cover.leave_text, cover.leave_key = self._say("lock.leave"), cap(self.language, "ctrl+q")
        cover.clock = self._clock()
        self.door.chosen = seat.session.staff
        self._pin_shown("unlock").on(cover.ids.pad)
        if cover not in self.stage.layers:
            self.questions.wave_away()
            self.day_desk.close()
            self._lift("key_help")
            self._lift("day_report")
            self._put_covers_away()
            self.stage.lay(cover)

    def _show_desk(self, seat: Seat) -> None:
        self._desk = desk_here(seat.session, self._desk)
        self.desk_screen.show(self._heading(seat))
        for name in ("help", "lock", "leave"):
            setattr(self.desk_screen, f"{name}_text", self._say(f"head.{name}"))
        papers_key = cap(self.language, key_of(Mode.PAPERS, Action.PAPERS))
        self.desk_screen.show_bar(bar_of(seat, self.hearing.ear), papers_key)
        if self.paper_desk.open:
            self._show_papers(seat)
        elif self._desk is Desk.QUEUE:
            self._show_queue(seat)
        elif self._desk in self.posts:
            self._show_post(seat, self.posts[self._desk])
        elif self._desk is not None:
            self._show_cases(seat, self._desk)
        self._show_day()
        self._show_covers(seat)
        self.stage.show(self.desk_screen)

    def _show_papers(self, seat: Seat) -> None:
        desk = self.paper_desk
        desk.refresh(seat)
        if desk.view is not None:
            line = desk.view.chosen
            words = sentence(seat, line.ticket, line.matter) if line else ""
            self.paper_panel.show(desk.view, machines(seat), words, self._offered(desk.offers, desk.mode))
        self.desk_screen.put(self.paper_panel)

    def _show_day(self) -> None:
        view = self.day_desk.view()
        if view is None:
            self._lift("day_report")
            return
        self.day_report.show(view, self.day_desk.told, self.printer.busy, self.language)
        self.stage.lay(self.day_report)

    def _show_covers(self, seat: Seat) -> None:
        for cover in self.covers.values():
            if cover.open:
                cover.draw(seat)
                self.stage.lay(cover.layer)
            else:
                self._lift("layer", cover)

    def _put_covers_away(self) -> None:
        for cover in self.covers.values():
            cover.close()
            self._lift("layer", cover)

    def _lift(self, name: str, holder: object | None = None) -> None:
        """Take away this layer of ours, or of ``holder``, where it was ever made."""
        layer = vars(holder or self).get(name)
        if layer is not None:
            self.stage.lift(layer)

    def _show_post(self, seat: Seat, post: Post) -> None:
        desk = post.conduct
        desk.refresh(seat)
        post.show(seat, self._offered(dict(desk.offers), desk.mode))
        self.desk_screen.put(post.panel)

    def _show_queue(self, seat: Seat) -> None:
        desk = self.queue_desk
        desk.refresh(seat)
        if desk.view is not None:
            offered = self._offered(desk.offers, desk.mode)
            self.queue_panel.show(desk.view, desk.panel, offered, seat.now_ms, len(seat.services) > 1)
        self.desk_screen.put(self.queue_panel)
        if (case := desk.wanted_file(seat)) is not None:
            self.keep(desk.look_up(case))

    def _show_cases(self, seat: Seat, name: Desk) -> None:
        desk, panel = self.case_desks[name], self.case_panels[name]
        desk.refresh(seat)
        if desk.view is not None:
            panel.show(desk.view, desk.fields, self._offered(desk.offers, desk.mode))
        self.desk_screen.put(panel)

    def _offered(self, offers: dict[Action, str], mode: Mode) -> Offered:
        return Offered(offers, mode, self.language, self.place.errands.asking, self.place.errands.slow)

    def _heading(self, seat: Seat) -> Heading:
        office = self.link.mirror.office
        hall = any(desk in _HALL_DESKS for desk in desks_of(seat.session))
        return Heading(
            place=counter_title(self.language, office, seat.counter),
            office=office.short_name,
            state=self._say(f"counter.{seat.counter_state}") if hall else "",
            state_role=_STATE_ROLES.get(seat.counter_state, "warn"),
            person=seat.session.name,
            posts=role_titles(self.language, office, seat.session.roles),
            tabs=tuple(
                Tab(desk, self._say(f"tab.{desk}"), cap(self.language, tab_key(at)), self._is_front(desk))
                for at, desk in enumerate(desks_of(seat.session))
            ),
            demo=self._say("demo") if office.demo else "",
            clock=self._clock(),
        )

    def _clock(self) -> str:
        return hour(self.language, self.link.hub_now())

    def _say(self, key: str, **values: object) -> str:
        return say(self.language, key, **values)

    # -- what comes in

    def _bind_screens(self) -> None:
        self.sign_in_screen.bind(
            on_person=lambda _s, staff: self.door.choose(staff),
            on_key=lambda _s, key: self.door.type(key),
            on_enter=lambda _s: self.keep(self.door.sign_in()),
            on_language=lambda _s, name: self._speak(language_of(name)),
        )
        self.sign_in_screen.press = self._press_sign_in
        self.desk_screen.press = self._press_desk
        self.desk_screen.bind(
            on_tab=lambda _s, tab: self._turn_to(Desk(tab)),
            on_papers=lambda _s: self.do(Action.PAPERS),
            on_lock=lambda _s: self.do(Action.LOCK),
            on_leave=lambda _s: self.do(Action.SIGN_OUT),
            on_help=lambda _s: self.do(Action.HELP),
        )

    # -- made when first wanted: nobody has all desks, and few have looked at every cover

    @cached_property
    def lock_cover(self) -> LockCover:
        cover = LockCover()
        cover.bind(
            on_key=lambda _s, key: self.door.type(key),
            on_enter=lambda _s: self.keep(self.door.unlock()),
            on_leave=lambda _s: self.keep(self.door.sign_out()),
        )
        cover.press = self._press_lock
        return cover

    @cached_property
    def key_help(self) -> KeyHelp:
        layer = KeyHelp()
        layer.bind(on_close=lambda _s: self.stage.lift(layer))
        return layer

    @cached_property
    def paper_panel(self) -> PaperPanel:
        panel = PaperPanel()
        panel.bind(
            on_asked=lambda _p, action: self.do(action),
            on_row=lambda _p, ticket: self.paper_desk.pick(ticket),
        )
        return panel

    @cached_property
    def day_report(self) -> DayReportCover:
        cover = DayReportCover()
        cover.bind(
            on_day=lambda _s, by: self._keep(self.day_desk.turn(by)),
            on_print=lambda _s: self._keep(self.day_desk.print()),
            on_close=lambda _s: self.day_desk.close(),
        )
        return cover

    @cached_property
    def queue_panel(self) -> QueuePanel:
        panel, desk = QueuePanel(), self.queue_desk
        panel.bind(
            on_asked=lambda _p, action: self.do(action),
            on_row=lambda _p, ticket: desk.pick(ticket),
            on_shelf=lambda _p, shelf: desk.show_shelf(shelf),
            on_paper=lambda _p, digit: desk.toggle(digit),
            on_variant=lambda _p, variant: desk.choose_variant(variant),
            on_typed=lambda _p, field, text: desk.write(field, text),
            on_submit=lambda _p, field: self._submitted(field),
        )
        return panel

    def _case_panel(self, name: Desk) -> CasePanel:
        panel, desk = CasePanel(name), self.case_desks[name]
        panel.bind(
            on_asked=lambda _p, action: self.do(action),
            on_row=lambda _p, case: desk.pick(case),
            on_typed=lambda _p, field, text: desk.write(field, text),
            on_submit=lambda _p, field: self._submitted(field),
        )
        return panel

    # -- what is asked for

    def _submitted(self, field: str) -> None:
        """Enter in a field: on to the next one, or done."""
        after = {"name": Action.NIK, "nik": Action.COMPLETE, "serial": Action.PRINTED, "receiver": Action.HAND_OVER}
        self.do(after[field])

    def do(self, action: Action) -> None:
        """Carry out an action, from a key or a press."""
        everywhere: dict[Action, Callable[[], None]] = {
            Action.HELP: self._show_help,
            Action.LOCK: lambda: self._keep(self.door.lock()),
            Action.SIGN_OUT: lambda: self._keep(self.door.sign_out()),
            Action.LANGUAGE: lambda: self._speak(next_language(self.language)),
            Action.HEAR: self.hearing.turn,
            Action.PAPERS: self._turn_papers,
            Action.DAY_REPORT: lambda: self._keep(self.day_desk.fetch()),
        }
        if action in everywhere:
            everywhere[action]()
        elif action in COVERED:
            self._uncover(action)
        elif action in FIELDS:
            self._put_cursor(FIELDS[action])
        else:
            self._keep(self._perform(action))

    def _uncover(self, action: Action) -> None:
        """Lay the cover of this key over the desk, where this person has it."""
        cover, seat = self.covers.get(action), self.place.seat()
        if cover is None or seat is None:
            return
        if not cover.may(seat):
            self.place.tell_hindrance("why.no_right")
            return
        leave_fields(self.stage)
        self._keep(cover.begin())

    async def _perform(self, action: Action) -> None:
        """Quick fingers press the next key before the last one's frame is drawn: look anew at what is offered."""
        desk, seat = self._desk_in_front(), self.place.seat()
        if seat is not None:
            desk.refresh(seat)
        await desk.perform(action)

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        self.keep(work)

    def _desk_in_front(self) -> Conduct:
        if self.paper_desk.open:
            return self.paper_desk
        if self._desk is None or self._desk is Desk.QUEUE:
            return self.queue_desk
        if self._desk in self.posts:
            return self.posts[self._desk].conduct
        return self.case_desks[self._desk]

    def _post_in_front(self) -> Post | None:
        return None if self.paper_desk.open or self._desk is None else self.posts.get(self._desk)

    def _dropped(self, _window: object, file: bytes, *_: object) -> None:
        """A file was let go over the window; each of several comes by itself."""
        post, seat = self._post_in_front(), self.place.seat()
        if post is not None and seat is not None and not seat.session.locked:
            post.take_files([Path(os.fsdecode(file))])

    def _put_cursor(self, field: str) -> None:
        if self._desk in self.posts:
            self.posts[self._desk].put_cursor(field)
            return
        if self._desk is Desk.QUEUE:
            self.queue_panel.put_cursor(field)
        elif self._desk is not None:
            self.case_panels[self._desk].put_cursor(field)

    def _press_desk(self, name: str) -> bool:
        """A key on a desk: a tab's, a paper's digit, or the first action it asks for that is offered."""
        seat = self.place.seat()
        if seat is None:
            return False
        if typing() and not name.startswith(("f", "ctrl+")):
            return False  # Enter, Esc and the arrows are the field's
        tabs = {tab_key(at): desk for at, desk in enumerate(desks_of(seat.session))}
        if name in tabs:
            self._turn_to(tabs[name])
            return True
        return self._press_action(name)

    def _press_action(self, name: str) -> bool:
        desk = self._desk_in_front()
        if isinstance(desk, QueueDesk) and desk.mode is Mode.VERIFICATION and name in "123456789":
            desk.toggle(name)
            return True
        asked = asked_by(desk.mode, name)
        if not asked:
            post = self._post_in_front()
            return post is not None and post.press(name)
        self.do(next((action for action in asked if action in desk.offers), asked[0]))
        return True

    def _press_sign_in(self, name: str) -> bool:
        if name == "enter":
            self.keep(self.door.sign_in())
            return True
        if name == "f10":
            self._speak(next_language(self.language))
            return True
        return self.door.press(name)

    def _press_lock(self, name: str) -> bool:
        if name == "enter":
            self.keep(self.door.unlock())
        elif name == "ctrl+q":
            self.keep(self.door.sign_out())
        else:
            self.door.type(name)
        return True

    def _turn_to(self, desk: Desk) -> None:
        leave_fields(self.stage)
        self._desk = desk
        if self.paper_desk.open:
            self.paper_desk.turn()
        self.changed()

    def _turn_papers(self) -> None:
        leave_fields(self.stage)
        self.paper_desk.turn()

    def _is_front(self, desk: Desk) -> bool:
        return desk is self._desk and not self.paper_desk.open

    def _speak(self, language: Language) -> None:
        self.language = self.place.language = self.questions.language = language
        self.banner.speak(language)
        self.door.problem = ""
        self.changed()

    def _show_help(self) -> None:
        seat = self.place.seat()
        if seat is None:
            return
        mode, tabs = self._desk_in_front().mode, len(desks_of(seat.session))
        groups = key_groups(mode, self.language, tabs, self._covers_of(seat))
        self.key_help.show(self._say("help.title"), self._say("help.foot"), groups)
        self.stage.lay(self.key_help)

    def _covers_of(self, seat: Seat) -> list[Action]:
        return [action for action, cover in self.covers.items() if cover.may(seat)]

    # -- time

    def _noticed(self, *_: object) -> bool:
        """Somebody is here."""
        self._touched = self._idle_clock()
        return False

    def _tick(self, _dt: float) -> None:
        if self._told_until and self._idle_clock() >= self._told_until:
            self._told_until = 0.0
            self.desk_screen.tell("", "action")
        self._lock_if_left()
        self.changed()

    def _lock_if_left(self) -> None:
        session = self.link.session
        if session is None or session.locked or not self.link.status.live:
            return
        minutes = self.link.mirror.office.settings.lock_after_minutes
        if self._idle_clock() - self._touched >= 60 * minutes and not self.place.errands.asking:
            self._touched = self._idle_clock()
            self.keep(self.door.lock())
