"""The description of one office: services, requirements, counters, roles, hours, texts.

The same structs are read from the catalogue file (``assets/catalogue/*.toml``, checked by
``server.config``) and sent to every terminal, so a service has one shape from file to screen.
"""

from typing import Literal, get_args

import msgspec

from protocol.vocabulary import Right, Step

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A plain value of the description."""


class Text(Value, frozen=True, kw_only=True):
    """A sentence in the office's languages; Indonesian is always there."""

    id: str
    jv: str = ""
    en: str = ""

    def said_in(self, language: str) -> str:
        """This text in the language, in Indonesian where nobody has translated it."""
        return getattr(self, language, "") or self.id


class Variant(Value, frozen=True, kw_only=True):
    """Why somebody comes for this service, where the requirements depend on it (lost, damaged)."""

    id: str
    title: Text


class Requirement(Value, frozen=True, kw_only=True):
    """One paper to bring. ``variants``: when it is needed (empty: always). ``without``: what to do if one has none."""

    id: str
    title: Text
    without: Text
    variants: tuple[str, ...] = ()


class Priority(Value, frozen=True, kw_only=True):
    """``ratio`` priority numbers to ordinary ones; no ordinary number waits over ``bound_minutes`` because of it."""

    ratio: tuple[int, int] = (2, 1)
    bound_minutes: int = 30


class Approval(Value, frozen=True, kw_only=True):
    """Which roles must approve a print request: ANY one of them or ALL of them."""

    rule: Literal["any", "all"] = "any"
    roles: tuple[str, ...] = ()


class Service(Value, frozen=True, kw_only=True):
    """One published service standard. ``prefix`` empty: explained at the kiosk, gives no number.

    ``promised_working_days`` above 0 counts instead of the minutes: the card is ready when the office opens on that
    working day after the files were complete. ``separations``: pairs of steps that one person may not both take in
    one case. ``applicant_days``: how long an incomplete case waits for its applicant, reminded after
    ``reminder_days``; 0: until the end of the day. ``pickup_prefix``: the letter of the number for a card that is
    only collected. ``uses_blanks``: a print takes a blank card from the stock.
    """

    id: str
    title: Text
    subtitle: Text
    prefix: str = ""
    icon: str = "card-account-details"
    about: tuple[Text, ...] = ()
    whatsapp: str = ""
    variants: tuple[Variant, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    priority: Priority = Priority()
    approval: Approval = Approval()
    quota_per_day: int = 0
    promised_minutes: int = 15
    minutes_at_counter: float = 5.0
    promised_working_days: int = 0
    warning_minutes: int = 5
    separations: tuple[tuple[Step, Step], ...] = ((Step.VERIFY, Step.APPROVE),)
    applicant_days: int = 0
    reminder_days: int = 0
    pickup_prefix: str = ""
    uses_blanks: bool = True

    @property
    def gives_numbers(self) -> bool:
        return bool(self.prefix)

    @property
    def is_remote(self) -> bool:
        """Whether its papers come by WhatsApp, so that its cases have no ticket before the pickup."""
        return bool(self.whatsapp) and not self.prefix

    def requirements_for(self, variant: str) -> tuple[Requirement, ...]:
        """The papers this variant needs, in the published order."""
        return tuple(r for r in self.requirements if not r.variants or variant in r.variants)


class Window(Value, frozen=True, kw_only=True):
    """Open on these days from ``opens`` to ``closes``, local HH:MM; two windows a day make a break."""

    days: tuple[Day, ...]
    opens: str
    closes: str


class Hours(Value, frozen=True, kw_only=True):
    """When numbers are given, when they are served, and the dates on which neither happens (ISO)."""

    issuing: tuple[Window, ...]
    serving: tuple[Window, ...]
    holidays: tuple[str, ...] = ()


class Counter(Value, frozen=True, kw_only=True):
    """A place where staff sit. ``services``: the queues it calls from. ``rights``: what is done there."""

    id: str
    title: Text
    rights: tuple[Right, ...]
    services: tuple[str, ...] = ()


class Role(Value, frozen=True, kw_only=True):
    """A post of the office. Its name is the office's own; its rights are the vocabulary's."""

    id: str
    title: Text
    rights: tuple[Right, ...]


class Settings(Value, frozen=True, kw_only=True):
    """The office's own numbers. The three ``*_days`` say how long documents, messages and the applicant's own words
    are kept after their case has ended; then they are erased.
    """

    recalls_before_no_show: int = 2
    undo_seconds: int = 10
    lock_after_minutes: int = 5
    kiosk_idle_seconds: int = 45
    calls_shown: int = 6
    pin_digits: int = 6
    low_blanks: int = 50
    document_days: int = 30
    message_days: int = 90
    applicant_days: int = 1825


PaperBlock = Literal["heading", "number", "priority", "service", "moment", "queue", "requirements", "code", "closing"]
PAPER_BLOCKS: tuple[PaperBlock, ...] = get_args(PaperBlock)


class PaperStyle(Value, frozen=True, kw_only=True):
    """How this office's papers look. ``blocks``: what stands on a ticket, from top to bottom.

    ``logo``: a PNG for the top of each paper, empty for none. ``texts``: sentences in place of the house's own,
    by their key in ``assets/i18n/*/paper.po``.
    """

    blocks: tuple[PaperBlock, ...] = PAPER_BLOCKS
    logo: bytes = b""
    texts: dict[str, Text] = {}


HOUSE_STYLE = PaperStyle()
"""Papers of an office that has not said how they should look."""


class Office(Value, frozen=True, kw_only=True):
    """Everything a terminal must know to show this office.

    ``pledge``: its maklumat pelayanan, the promise to serve by its standards; None where it has not published one.
    """

    name: str
    short_name: str
    address: str
    timezone: str
    hours: Hours
    services: tuple[Service, ...]
    counters: tuple[Counter, ...]
    roles: tuple[Role, ...]
    settings: Settings = Settings()
    ticker: tuple[Text, ...] = ()
    pledge: Text | None = None
    paper: PaperStyle = PaperStyle()
    assumed: tuple[str, ...] = ()
    demo: bool = False

    def service(self, name: str) -> Service | None:
        return next((s for s in self.services if s.id == name), None)

    def counter(self, name: str) -> Counter | None:
        return next((c for c in self.counters if c.id == name), None)

    def role(self, name: str) -> Role | None:
        return next((r for r in self.roles if r.id == name), None)

    def rights_of(self, roles: tuple[str, ...]) -> frozenset[Right]:
        """All rights of these roles together; a role the catalogue has dropped gives none."""
        return frozenset(right for name in roles if (role := self.role(name)) for right in role.rights)
