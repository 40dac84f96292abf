"""What every desk works with: the link, the questions put to the officer, the printer, the language."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from assets.texts import DEFAULT, Language
from counters.conduct.errands import Errands
from counters.conduct.own_printer import OwnPrinter
from counters.presenter.paper import NO_PRINTER
from counters.presenter.phrases import hindrance, refused, say
from counters.presenter.printed import Meaning
from counters.presenter.printers import with_printer
from counters.presenter.queue import Target
from counters.presenter.seat import Seat
from protocol.errors import Refusal
from protocol.messages import AnyAnswer, AnyCommand, CaseFile
from terminal.link import Link, NotLive
from terminal.link.files import HubFiles

Tell = Callable[[str, Meaning], None]


@dataclass(frozen=True, slots=True)
class Spoiled:
    """A blank card that went wrong: which, and how."""

    serial: str
    reason: str


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to be typed. ``most``: letters; ``needed``: nothing is answered while it is empty."""

    name: str
    title: str
    text: str = ""
    most: int = 60
    needed: bool = True


class Questions(Protocol):
    """What a desk asks its officer. Every one of them can be waved away: False or None."""

    async def confirm(self, title: str, text: str, yes: str, items: Sequence[str] = ()) -> bool: ...

    async def reason(self, title: str, presets: Sequence[str], yes: str) -> str | None: ...

    async def spoiled(self, title: str, presets: Sequence[str], yes: str, serial: str) -> Spoiled | None: ...

    async def form(self, title: str, fields: Sequence[Field], yes: str, text: str = "") -> dict[str, str] | None:
        """What was typed into each field, trimmed; None where it was waved away."""

    async def pick(self, title: str, texts: Sequence[tuple[str, str]]) -> int | None:
        """Which of these, each with a note beside it; by its digit, in pages where there are more than nine."""

    async def target(self, title: str, targets: Sequence[Target]) -> Target | None: ...

    async def inform(self, title: str, big: str, text: str, items: Sequence[str] = ()) -> None: ...

    async def paper(
        self, title: str, big: str, text: str, items: Sequence[str], printing: Callable[[], Awaitable[str]] | None
    ) -> None:
        """Show what stands on a paper, and print it: at once, and again as often as the officer likes.

        ``printing`` prints and gives the sentence about it; None: the screen is all there is.
        """


async def _nothing_to_show(_file: CaseFile) -> None:
    """Before there is a window."""


@dataclass
class Workplace:
    """This terminal as its desks use it. ``tell`` says one line at the foot, ``cursor`` goes to a field.

    ``show_documents`` lays the pictures of a case's papers over the desk, until they are put away.
    """

    link: Link
    errands: Errands
    questions: Questions
    tell: Tell
    printer: OwnPrinter
    files: HubFiles
    language: Language = DEFAULT
    changed: Callable[[], None] = field(default=lambda: None)
    cursor: Callable[[str], None] = field(default=lambda name: None)
    show_documents: Callable[[CaseFile], Awaitable[None]] = field(default=_nothing_to_show)

    def seat(self) -> Seat | None:
        """Who sits here now; None before anybody signed in."""
        if self.link.session is None:
            return None
        return Seat(
            mirror=self.link.mirror,
            session=self.link.session,
            now_ms=self.now_ms(),
            language=self.language,
            live=self.link.status.live,
            asking=bool(self.errands.asking),
            device=self._device(),
            prints=self.printer.prints,
            printer=self.printer.now(self._device(), self.link.session.counter),
        )

    def _device(self) -> int:
        return self.link.welcome.device if self.link.welcome is not None else -1

    def now_ms(self) -> int:
        """The hub's time, as on the wire."""
        return round(self.link.hub_now().timestamp() * 1000)

    def say(self, key: str, **values: object) -> str:
        return say(self.language, key, **values)

    def tell_hindrance(self, code: str) -> None:
        """Answer a key that can't do its work now; of a printer that is not here, say where there is one."""
        seat = self.seat() if code == NO_PRINTER else None
        elsewhere = with_printer(seat) if seat is not None else ()
        if elsewhere:
            self.tell(self.say("told.printer_elsewhere", counters=", ".join(elsewhere)), "warn")
        else:
            self.tell(hindrance(self.language, code), "warn")

    async def ask(self, name: str, command: AnyCommand) -> AnyAnswer | None:
        """The hub's answer; None where it said no (the officer has been told) or another errand was under way."""
        try:
            return await self.errands.run(name, command)
        except Refusal as refusal:
            self.tell(refused(self.language, refusal, self.link.mirror.office), "danger")
        except NotLive:
            self.tell(self.say("error.no_answer"), "danger")
        return None
