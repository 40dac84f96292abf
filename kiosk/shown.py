"""What a page depends on, and what a screen gets of it: the presenter's two sides. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date

from assets.texts import Language, hour, text
from kiosk.visit import Action, Comfort, Page, Shop, Visit
from protocol.messages import Incident, Ticket
from terminal.printing import Status


@dataclass(frozen=True, slots=True)
class Choice:
    """A thing to touch. ``digit`` is the key of the number pad that does the same."""

    title: str
    action: Action
    subtitle: str = ""
    icon: str = ""
    mark: str = ""  # two letters in place of an icon
    digit: str = ""
    note: str = ""
    meaning: str = "action"
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class PaperNeeded:
    """One line of the checklist. ``when`` says for which variant; ``conditional``: not for each of them."""

    title: str
    advice: str
    when: str = ""
    conditional: bool = False
    chosen: bool = False

    @property
    def line(self) -> str:
        """In one line: the condition is said as long as the citizen has not chosen."""
        return f"{self.title} ({inside(self.when)})" if self.conditional and not self.chosen else self.title


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the ticket: what, and how much."""

    icon: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Numbers whose paper never came, each to be touched; ``more`` brings the others, where there are any."""

    title: str
    choices: tuple[Choice, ...]
    more: Choice | None = None

    @property
    def touchable(self) -> tuple[Choice, ...]:
        return (*self.choices, self.more) if self.more else self.choices


@dataclass(frozen=True, slots=True)
class State:
    """A word on the office's or a service's state, with the colour of its meaning.

    ``heard``: which sentence of the guide's own is said in place of a ``text`` that is about eyes or fingers.
    """

    icon: str
    title: str
    text: str = ""
    meaning: str = "good"
    heard: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """The switches at the bottom, and the corner that staff look at."""

    switches: tuple[Choice, ...]
    link: State
    printer: State
    clock: str


@dataclass(frozen=True, slots=True)
class Warned:
    """The page is about to go; one touch keeps it."""

    title: str
    text: str
    stay: str
    leave: str
    seconds: int
    part: float


@dataclass(frozen=True, slots=True)
class Caption:
    """What the guide says, to be read; or, where it is silent, how it is begun."""

    icon: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What one page says. A page draws the parts that it has a place for. ``kept``: no paper keeps the number.

    ``cells``: the signs of a code, a blank where none is typed yet, and ``keyboard`` what they are typed with.
    """

    title: str
    lead: str = ""
    progress: str = ""
    state: State | None = None
    choices: tuple[Choice, ...] = ()
    offer: Offer | None = None
    papers: tuple[PaperNeeded, ...] = ()
    papers_title: str = ""
    steps: tuple[str, ...] = ()
    number: str = ""
    kept: bool = False
    service: str = ""
    facts: tuple[Fact, ...] = ()
    notice: State | None = None
    qr: str = ""
    qr_text: str = ""
    contact_text: str = ""
    contact: str = ""
    cells: tuple[str, ...] = ()
    keyboard: tuple[tuple[Choice, ...], ...] = ()
    erase: Choice | None = None
    main: Choice | None = None
    back: Choice | None = None
    closing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A whole screen: the page's content and what stands around every page. ``keys``: the number pad's way.

    ``left``: seconds until the page goes, while they are counted. ``guided``: it is read aloud, and the keys are the
    guide's.
    """

    page: Page
    language: Language
    comfort: Comfort
    office: str
    demo: str
    content: Content
    bar: Bar
    warned: Warned | None
    keys: Mapping[str, Action]
    left: int | None = None
    caption: Caption | None = None
    guided: bool = False


@dataclass(frozen=True, slots=True)
class Printer:
    """What is known of the printer. ``status`` is None until it was asked for the first time.

    Not ``set_up``: this kiosk has none by its settings, so nothing is out of order and nothing will be printed.
    Not ``sound``: papers cannot be put on record, so none is printed. ``first``, ``second``: what staff call them.
    """

    status: Status | None = None
    set_up: bool = True
    sound: bool = True
    first: str = ""
    second: str = ""

    @property
    def prints(self) -> bool:
        """Whether a paper may be promised. A mute printer says nothing against it."""
        return self.set_up and self.sound and self.status is not None and self.status.problem is None

    @property
    def stuck(self) -> bool:
        """Whether it is known that no paper will come."""
        return not self.set_up or not self.sound or (self.status is not None and self.status.problem is not None)


@dataclass(frozen=True, slots=True)
class Away:
    """The hub is not heard. ``since``: the instant, in the office's zone; ``waits_for``: its address, if known."""

    since: datetime
    waits_for: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """All that a page depends on. ``clock`` is the monotonic clock of the visit, ``now`` the office's wall clock.

    ``owed``: who waits without ever having got a paper, first come first. ``incidents``: what the office declared.
    """

    visit: Visit
    shop: Shop
    away: Away | None
    printer: Printer
    now: datetime
    clock: float
    owed: tuple[Ticket, ...] = ()
    incidents: tuple[Incident, ...] = ()


Say = Callable[..., str]


def say_in(language: Language) -> Say:
    """The kiosk's sentences in this language."""
    return lambda key, **values: text(language, "kiosk", key, **values)


def inside(words: str) -> str:
    """These words within a sentence: "Hilang" -> "hilang", but KTP-el stays."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def hour_said(at: datetime | str, scene: Scene) -> str:
    """The hour as the citizen's language writes it."""
    return hour(scene.visit.language, at)


def day_said(day: date, say: Say) -> str:
    """``Selasa, 24 November``."""
    return format_date(day, "EEEE, d MMMM", locale=say("locale"))
