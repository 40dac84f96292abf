"""What every desk works with: the link, the questions put to the officer, the printer, the language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from assets.texts import DEFAULT, Language
from counters.conduct.errands import Errands
from counters.presenter.phrases import hindrance, refused, say
from counters.presenter.queue import Target
from counters.presenter.seat import Seat
from protocol.errors import Refusal
from protocol.messages import AnyAnswer, AnyCommand
from terminal.link import Link, NotLive
from terminal.printing import Printer

Meaning = Literal["good", "warn", "danger", "action"]
Tell = Callable[[str, Meaning], None]


@dataclass(frozen=True, slots=True)
class Spoiled:
    """A blank card that went wrong: which, and how."""

    serial: str
    reason: str


class Questions(Protocol):
    """What a desk asks its officer. Every one of them can be waved away: False or None."""

    async def confirm(self, title: str, text: str, yes: str, items: Sequence[str] = ()) -> bool: ...

    async def reason(self, title: str, presets: Sequence[str], yes: str) -> str | None: ...

    async def spoiled(self, title: str, presets: Sequence[str], yes: str, serial: str) -> Spoiled | None: ...

    async def target(self, title: str, targets: Sequence[Target]) -> Target | None: ...

    async def inform(self, title: str, big: str, text: str, items: Sequence[str] = ()) -> None: ...


@dataclass
class Workplace:
    """This terminal as its desks use it. ``tell`` says one line at the foot, ``cursor`` goes to a field."""

    link: Link
    errands: Errands
    questions: Questions
    tell: Tell
    printer: Printer | None = None
    language: Language = DEFAULT
    changed: Callable[[], None] = field(default=lambda: None)
    cursor: Callable[[str], None] = field(default=lambda name: None)

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
        )

    def now_ms(self) -> int:
        """The hub's time, as on the wire."""
        return round(self.link.hub_now().timestamp() * 1000)

    def say(self, key: str, **values: object) -> str:
        return say(self.language, key, **values)

    def tell_hindrance(self, code: str) -> None:
        """Answer a key that can't do its work now."""
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
