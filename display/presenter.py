"""What the hall sees at this moment, worked out from the mirror, the call queue and the time. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from textwrap import wrap

from babel.dates import format_date

from assets.texts import DEFAULT, Language, hour, text
from display.doors import Doors, DoorState, doors
from display.flags import Flag, incident_flag, printer_flag
from protocol.messages import Call, CounterNow, ServiceNow, Ticket
from protocol.office import Counter, Office, Service, Text
from protocol.vocabulary import Availability, CounterState, Purpose, Right, TicketState
from protocol.wording import HoursLine, hours_lines, promises, zone_name
from terminal.link.mirror import Mirror
from terminal.voice.announcements import Announcements

TICKER_SECONDS = 10
TICKER_LETTERS = 96
"""More letters than this do not stand on one line at a size that is read across a hall."""

FOR_CITIZENS = frozenset({Right.CALL, Right.HAND_OVER})


# --- Sentences in one or two languages --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, and the same smaller below in the hall's second language (or nothing)."""

    first: str
    second: str = ""


@dataclass(frozen=True, slots=True)
class Speech:
    """Speaks Indonesian first, and a second language where the office wishes one."""

    second: Language | None = None

    def say(self, key: str, **values: object) -> Said:
        """The sentence of this key in display.po."""
        first = text(DEFAULT, "display", key, **values)
        second = text(self.second, "display", key, **values) if self.second else ""
        return self._both(first, second)

    def staff(self, key: str, **values: object) -> str:
        """The sentence of this key in the office's own language only: it is for those who work here."""
        return self.say(key, **values).first

    def of(self, words: Text) -> Said:
        """A text of the catalogue."""
        return self._both(words.id, words.said_in(self.second) if self.second else "")

    def day(self, when: datetime) -> Said:
        """``Senin, 23 November 2026``."""
        return self._both(_day(DEFAULT, when), _day(self.second, when) if self.second else "")

    def at(self, key: str, when: datetime) -> Said:
        """The sentence of this key with ``time`` and ``day`` of this moment, as each language writes them."""

        def said_in(language: Language) -> str:
            return text(language, "display", key, time=hour(language, when), day=_day(language, when))

        return self._both(said_in(DEFAULT), said_in(self.second) if self.second else "")

    def clock(self, key: str, time: str) -> Said:
        """The sentence of this key with ``time``, given as HH:MM, as each language writes it."""
        first = text(DEFAULT, "display", key, time=hour(DEFAULT, time))
        second = text(self.second, "display", key, time=hour(self.second, time)) if self.second else ""
        return self._both(first, second)

    def each(self, lines: Callable[[Language], tuple[str, ...]]) -> tuple[Said, ...]:
        """These lines, which are as many in every language."""
        first = lines(DEFAULT)
        return tuple(map(self._both, first, lines(self.second) if self.second else [""] * len(first)))

    @staticmethod
    def _both(first: str, second: str) -> Said:
        return Said(first, "" if second == first else second)


def _day(language: Language, when: datetime) -> str:
    return format_date(when, "EEEE, d MMMM y", locale=language)


# --- What is shown ----------------------------------------------------------------------------------


class Standing(StrEnum):
    """What the number in the big place is doing: its holder is awaited, is being served, or has gone on."""

    AWAITED = "awaited"
    SERVED = "served"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Hero:
    """The number in the big place and where its holder goes."""

    call: int
    number: str
    kicker: Said
    lead: Said
    counter: str
    standing: Standing
    handover: bool

    @property
    def awaited(self) -> bool:
        """Somebody in the hall is to stand up now."""
        return self.standing is Standing.AWAITED


@dataclass(frozen=True, slots=True)
class CallLine:
    """``brief`` is what is left of the counter's title where it has no room: its number, if it has one."""

    number: str
    counter: str
    handover: bool

    @property
    def brief(self) -> str:
        last = self.counter.split()[-1] if self.counter else ""
        return last if last.isdigit() else self.counter


@dataclass(frozen=True, slots=True)
class QueueLine:
    """How many wait for a service. ``note``: about how long, or why it gives no numbers now. ``left``: today's rest."""

    prefix: str
    title: str
    waiting: int
    note: str
    left: str = ""


@dataclass(frozen=True, slots=True)
class CounterLine:
    title: str
    state: CounterState
    word: str


@dataclass(frozen=True, slots=True)
class Sign:
    """What one counter's own sign says. ``number``: who is called to it or served there; empty: nobody.

    ``standing`` is that number's; None: no number stands there. ``state`` is the counter's.
    """

    title: str
    number: str
    lead: Said
    sentence: Said
    standing: Standing | None
    state: CounterState

    @property
    def awaited(self) -> bool:
        """Somebody in front of this door is to come in now."""
        return self.standing is Standing.AWAITED


@dataclass(frozen=True, slots=True)
class Greeting:
    """Stands in the big place while nobody is called: a welcome, a break, a closed office.

    ``numbers``: when the machine gives numbers again, if it gives none now.
    """

    state: DoorState
    title: Said
    sentence: Said
    numbers: Said
    hours_title: Said
    hours: tuple[HoursLine, ...]
    promises: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """All that stands on the screen. Two equal boards look the same, so nothing is drawn for the second.

    ``page`` counts for ever: lists that do not stand whole in their place turn their pages with it. ``sign``: where
    the screen is of one counter only.
    """

    page: int
    office: str
    address: str
    logo: bytes
    demo: str
    clock: str
    zone: str
    date: Said
    flag: Flag | None
    incident: Flag | None
    big: Hero | Greeting
    sign: Sign | None
    calls_title: Said
    calls_none: Said
    calls: tuple[CallLine, ...]
    calls_shown: int
    queues_title: Said
    queues: tuple[QueueLine, ...]
    counters_title: Said
    counters: tuple[CounterLine, ...]
    ticker: Said
    ticker_page: int
    ticker_pages: int


def board(
    mirror: Mirror,
    calls: Announcements,
    speech: Speech,
    *,
    now: datetime,
    page: int,
    live: bool,
    here: tuple[str, ...] = (),
) -> Board:
    """The screen at this local time (the hub's, in the office's zone). ``page`` counts ticker pages for ever.

    ``here``: the counters whose screen this is, empty for the whole office; ``calls`` must have been told the same.
    Without a live link the last number is not said to be called, nobody is sent to a printer, and no incident is
    said to last.
    """
    office = mirror.office
    counters = counters_here(office, here)
    pages = ticker_pages(office.ticker, speech)
    return Board(
        page=page,
        office=office.name,
        address=office.address,
        logo=office.paper.logo,
        demo=speech.say("demo").first if office.demo else "",
        clock=hour(DEFAULT, now),
        zone=zone_name(now),
        date=speech.day(now),
        flag=printer_flag(mirror, speech.staff) if live else None,
        incident=incident_flag(mirror, speech.staff, now) if live else None,
        big=_big(mirror, calls, speech, now, live),
        sign=_sign(mirror, here[0], speech, now, live) if len(here) == 1 else None,
        calls_title=speech.say("calls.title"),
        calls_none=speech.say("calls.none"),
        calls=tuple(_call_line(office, call) for call in calls.before(office.settings.calls_shown)),
        calls_shown=office.settings.calls_shown,
        queues_title=speech.say("queues.title"),
        queues=_queue_lines(mirror, called_from(counters) if here else None, speech),
        counters_title=speech.say("counters.title"),
        counters=tuple(_counter_line(counter, mirror.counters.get(counter.id), speech) for counter in counters),
        ticker=pages[page % len(pages)] if pages else Said(""),
        ticker_page=page % len(pages) if pages else 0,
        ticker_pages=len(pages),
    )


def counters_here(office: Office, here: tuple[str, ...]) -> tuple[Counter, ...]:
    """The counters that citizens are called to, of this zone only where there is one."""
    return tuple(
        counter
        for counter in office.counters
        if FOR_CITIZENS.intersection(counter.rights) and (not here or counter.id in here)
    )


def called_from(counters: tuple[Counter, ...]) -> frozenset[str]:
    """The services whose queues these counters call from."""
    return frozenset(service for counter in counters if Right.CALL in counter.rights for service in counter.services)


# --- The big place ------------------------------------------------------------------------------------


def _big(mirror: Mirror, calls: Announcements, speech: Speech, now: datetime, live: bool) -> Hero | Greeting:
    call, at_the_doors = calls.current, doors(mirror.office.hours, now)
    if call is None:
        return _greeting(mirror, at_the_doors, speech, now)
    standing = standing_of(call, mirror.tickets.get(call.ticket)) if live else Standing.PAST
    shut = at_the_doors.state is not DoorState.OPEN and not _serving(mirror)
    if standing is Standing.PAST and shut:
        return _greeting(mirror, at_the_doors, speech, now)
    return _hero(mirror.office, call, standing, speech)


def _serving(mirror: Mirror) -> bool:
    """Whether a citizen may still be called: what is open at the approver's does not count."""
    return any(
        FOR_CITIZENS.intersection(counter.rights)
        for now in mirror.open_counters()
        if (counter := mirror.office.counter(now.id))
    )


def standing_of(call: Call, ticket: Ticket | None) -> Standing:
    """What became of this call, by its ticket."""
    if ticket is None or ticket.counter != call.counter:
        return Standing.PAST
    if ticket.state in (TicketState.CALLED, TicketState.HANDOVER_CALLED):
        return Standing.AWAITED
    return Standing.SERVED if ticket.state is TicketState.SERVING else Standing.PAST


def _hero(office: Office, call: Call, standing: Standing, speech: Speech) -> Hero:
    handover = call.purpose is Purpose.HANDOVER
    kicker = "hero.last" if standing is Standing.PAST else "hero.handover" if handover else "hero.number"
    lead = "lead.handover" if handover and standing is Standing.AWAITED else f"lead.{standing}"
    return Hero(
        call=call.id,
        number=call.number,
        kicker=speech.say(kicker),
        lead=speech.say(lead),
        counter=counter_title(office, call.counter),
        standing=standing,
        handover=handover,
    )


def counter_title(office: Office, name: str) -> str:
    """The counter's title as its sign says it; its id if the catalogue has dropped it."""
    counter = office.counter(name)
    return counter.title.id if counter else name


def _greeting(mirror: Mirror, at_the_doors: Doors, speech: Speech, now: datetime) -> Greeting:
    office = mirror.office
    return Greeting(
        state=at_the_doors.state,
        title=speech.say(f"greeting.{_occasion(at_the_doors, now)}"),
        sentence=_opening(at_the_doors, speech, now),
        numbers=_numbers_again(mirror.services.values(), at_the_doors, speech),
        hours_title=speech.say("hours.title"),
        hours=hours_lines(office.hours, DEFAULT),
        promises=speech.each(partial(promises, office)),
    )


def _occasion(at_the_doors: Doors, now: datetime) -> str:
    early = at_the_doors.opens is not None and at_the_doors.opens.date() == now.date()
    return "early" if at_the_doors.state is DoorState.CLOSED and early else str(at_the_doors.state)


def _opening(at_the_doors: Doors, speech: Speech, now: datetime) -> Said:
    opens = at_the_doors.opens
    if at_the_doors.state is DoorState.OPEN:
        return speech.say("greeting.take_number")
    if opens is None:
        return Said("")
    return speech.at("greeting.opens_today" if opens.date() == now.date() else "greeting.opens_on", opens)


def _numbers_again(services: Iterable[ServiceNow], at_the_doors: Doors, speech: Speech) -> Said:
    """When the machine gives numbers again today, while the doors are shut; nothing where that is not known."""
    times = {service.opens_at for service in services if service.opens_at}
    if at_the_doors.state is DoorState.OPEN or not times:
        return Said("")
    return speech.clock("greeting.numbers_again", min(times))


# --- One counter's own sign -----------------------------------------------------------------------------


def _sign(mirror: Mirror, name: str, speech: Speech, now: datetime, live: bool) -> Sign:
    title, ticket = counter_title(mirror.office, name), mirror.in_hand(name)
    state = _state(mirror.counters.get(name))
    if ticket is not None:
        standing = _at_the_counter(ticket) if live else Standing.PAST
        return Sign(title, ticket.number, speech.say(_sign_key(ticket, standing)), Said(""), standing, state)
    if state is CounterState.OPEN:
        return Sign(title, "", speech.say("sign.open"), speech.say("sign.wait"), None, state)
    if state is CounterState.PAUSED:
        return Sign(title, "", speech.say("sign.paused"), speech.say("sign.come_back"), None, state)
    return Sign(title, "", speech.say("sign.closed"), _elsewhere(mirror, speech, now), None, state)


def _at_the_counter(ticket: Ticket) -> Standing:
    return Standing.SERVED if ticket.state is TicketState.SERVING else Standing.AWAITED


def _sign_key(ticket: Ticket, standing: Standing) -> str:
    if standing is Standing.AWAITED and ticket.state is TicketState.HANDOVER_CALLED:
        return "sign.handover"
    return f"sign.{standing}"


def _elsewhere(mirror: Mirror, speech: Speech, now: datetime) -> Said:
    """Where to go from a counter that is closed: to another one, or home until the office opens."""
    at_the_doors = doors(mirror.office.hours, now)
    if at_the_doors.state is DoorState.OPEN or _serving(mirror):
        return speech.say("sign.elsewhere")
    return _opening(at_the_doors, speech, now)


# --- Lists ----------------------------------------------------------------------------------------------


def _call_line(office: Office, call: Call) -> CallLine:
    return CallLine(call.number, counter_title(office, call.counter), call.purpose is Purpose.HANDOVER)


def _queue_lines(mirror: Mirror, services: frozenset[str] | None, speech: Speech) -> tuple[QueueLine, ...]:
    """Of these services only, where any are named."""
    return tuple(
        _queue_line(service, mirror.services.get(service.id), speech)
        for service in mirror.office.services
        if service.gives_numbers and (services is None or service.id in services)
    )


def _queue_line(service: Service, state: ServiceNow | None, speech: Speech) -> QueueLine:
    waiting = state.waiting if state else 0
    return QueueLine(service.prefix, service.title.id, waiting, _queue_note(state, speech), _queue_left(state, speech))


def _queue_left(state: ServiceNow | None, speech: Speech) -> str:
    """How many numbers are left today, where there is a limit and numbers are given."""
    if state is None or state.left is None or state.availability is not Availability.OPEN:
        return ""
    return speech.say("queue.left", left=state.left).first


def _queue_note(state: ServiceNow | None, speech: Speech) -> str:
    if state is None or state.availability is Availability.UNKNOWN:
        return ""
    if state.availability is not Availability.OPEN:
        return _no_numbers(state, speech)
    if state.wait_high is None:
        return ""
    if not state.wait_low:
        return speech.say("queue.wait_below", high=state.wait_high).first
    return speech.say("queue.wait", low=state.wait_low, high=state.wait_high).first


def _counter_line(counter: Counter, now: CounterNow | None, speech: Speech) -> CounterLine:
    state = _state(now)
    return CounterLine(counter.title.id, state, speech.say(f"counter.{state}").first)


def _state(now: CounterNow | None) -> CounterState:
    return now.state if now and now.state is not CounterState.UNKNOWN else CounterState.CLOSED


def _no_numbers(state: ServiceNow, speech: Speech) -> str:
    if state.opens_at and state.availability in (Availability.BREAK, Availability.CLOSED):
        return speech.clock("queue.again", state.opens_at).first
    return speech.say(f"queue.{state.availability}").first


# --- The ticker -----------------------------------------------------------------------------------------


def ticker_pages(texts: tuple[Text, ...], speech: Speech) -> tuple[Said, ...]:
    """One page for each text, with its translation below; what is too long for a line goes on over more pages."""
    pages: list[Said] = []
    for words in texts:
        said = speech.of(words)
        if max(len(said.first), len(said.second)) <= TICKER_LETTERS:
            pages.append(said)
        else:
            pages += [Said(part) for whole in (said.first, said.second) for part in in_pieces(whole)]
    return tuple(pages)


def in_pieces(whole: str, letters: int = TICKER_LETTERS) -> list[str]:
    """The text in as few pieces of at most so many letters as its words allow, none much shorter than another."""
    fewest = len(wrap(whole, letters))
    widths = range(max(1, len(whole) // max(1, fewest)), letters + 1)
    return next((parts for width in widths if len(parts := wrap(whole, width)) <= fewest), [whole])
