"""Decides whether paper told the truth: what came out of the printers, against what was said of it. Pure.

The judge knows nothing of how a ticket is printed. It is given what a person could find out who stands everywhere at
once: the papers in the tray, the kiosks' words and disks, the hub's last words, and what staff saw when.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from protocol.vocabulary import PrintOutcome

SEEN_WITHIN_S = 10.0
"""How long after a kiosk knows that it doesn't know, staff must see it."""

CONFIRMED, FAILED, PENDING, SENT, UNKNOWN = (
    PrintOutcome.CONFIRMED,
    PrintOutcome.FAILED,
    PrintOutcome.PENDING,
    PrintOutcome.SENT,
    PrintOutcome.UNKNOWN,
)


class Fault(StrEnum):
    """What paper must never do."""

    LOSS = "silent loss"
    """Somebody has no paper, and it was said to be out, or nobody says anything at all."""
    DUPLICATE = "unmarked duplicate"
    """Two papers of one number, and neither says that it is a copy."""
    FALSE_FAILURE = "failed, and printed"
    """It was certain that nothing of it was printed, and here it is: the next original will be a duplicate."""
    UNSEEN = "unknown that nobody sees"
    """A kiosk doesn't know what became of a paper, and staff don't hear of it, or too late."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper that came out, or hangs out, with the ticket's number on it.

    ``whole``: from its first line to its cut. ``copy``: it says of itself that it is one.
    """

    ticket: int
    whole: bool
    copy: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """The last word of a kiosk (or of a counter) on one try at one paper. ``copy`` 0 is the original.

    PENDING: the hub's answer was heard, then the power went before anything was on record. ``at`` is in seconds,
    from when on this word was known.
    """

    ticket: int
    outcome: PrintOutcome
    at: float
    copy: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """What the hub tells staff of a ticket, from ``at`` on."""

    outcome: PrintOutcome
    at: float
    owed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Everything, after the last kiosk has had the time to say what it had to say.

    ``words``: of each ticket the oldest try first. ``hub``: its last word on each ticket. ``staff``: what their
    screens showed, oldest first. ``left_on_disk``: the tickets of which a kiosk's disk still says that the hub must
    be told. ``hub_away``: from when to when nobody could hear anything. ``on_list``:
    the tickets on staff's list of papers to look after, where somebody has looked; ``over``: whose citizens are gone.
    """

    sheets: Sequence[Sheet] = ()
    words: Sequence[Word] = ()
    hub: Mapping[int, Told] = field(default_factory=dict)
    staff: Mapping[int, Sequence[Told]] = field(default_factory=dict)
    left_on_disk: Sequence[int] = ()
    hub_away: Sequence[tuple[float, float]] = ()
    on_list: frozenset[int] | None = None
    over: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that must not be. ``why`` is for whoever looks for the bug."""

    fault: Fault
    ticket: int
    why: str

    def __str__(self) -> str:
        return f"{self.fault}, ticket {self.ticket}: {self.why}"


def judge(history: History) -> Sequence[Finding]:
    """Everything that is wrong with this history; nothing, where paper told the truth."""
    return [finding for file in _files(history).values() for finding in _of_one(file)]


def slowest(history: History) -> float:
    """Seconds until staff saw the unknown that they saw last; 0 where there was none. Not seen at all: infinite."""
    waits = (wait for file in _files(history).values() for wait in _waits(file))
    return max(waits, default=0.0)


@dataclass(slots=True)
class _File:
    """All that is known of one ticket."""

    ticket: int
    originals: list[Sheet] = field(default_factory=list)
    copies: list[Sheet] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    hub: Told | None = None
    staff: Sequence[Told] = ()
    on_disk: bool = False
    hub_away: Sequence[tuple[float, float]] = ()
    cared_for: bool = True
    """It is on staff's list, or its citizen is gone, or nobody has looked at the list."""

    def words_on(self, outcome: PrintOutcome, *, original: bool) -> list[Word]:
        return [word for word in self.words if word.outcome is outcome and (word.copy == 0) is original]

    @property
    def came_whole(self) -> bool:
        return any(sheet.whole for sheet in self.originals)


def _files(history: History) -> Mapping[int, _File]:
    known = {sheet.ticket for sheet in history.sheets} | {word.ticket for word in history.words}
    files = {ticket: _File(ticket) for ticket in sorted(known | set(history.hub) | set(history.left_on_disk))}
    for sheet in history.sheets:
        (files[sheet.ticket].copies if sheet.copy else files[sheet.ticket].originals).append(sheet)
    for word in history.words:
        files[word.ticket].words.append(word)
    for ticket, file in files.items():
        file.hub, file.staff = history.hub.get(ticket), history.staff.get(ticket, ())
        file.on_disk, file.hub_away = ticket in history.left_on_disk, history.hub_away
        file.cared_for = history.on_list is None or ticket in history.on_list | history.over
    return files


def _of_one(file: _File) -> Iterator[Finding]:
    for fault, reasons in (
        (Fault.LOSS, _loss(file)),
        (Fault.DUPLICATE, _duplicate(file)),
        (Fault.FALSE_FAILURE, _false_failure(file)),
        (Fault.UNSEEN, _unseen(file)),
    ):
        yield from (Finding(fault, file.ticket, why) for why in reasons)


def _loss(file: _File) -> Iterator[str]:
    for name, original, sheets in (("originals", True, file.originals), ("copies", False, file.copies)):
        said, whole = len(file.words_on(CONFIRMED, original=original)), sum(sheet.whole for sheet in sheets)
        if said > whole:
            yield f"{said} {name} were said to be out, {whole} came out whole"
    if file.hub is None:
        if file.words:
            yield "the hub doesn't know the ticket"
        return
    if file.hub.outcome is CONFIRMED and not file.came_whole:
        yield "the hub says that it is out, and it never came out whole"
    if not file.came_whole and (why := _nobody_says(file)):
        yield why


def _nobody_says(file: _File) -> str:
    """Why nobody will notice that this citizen has no paper; empty where staff can see it."""
    assert file.hub is not None
    if file.hub.outcome is SENT:
        return "it is still said to be on its way, for ever"
    last = max((word for word in file.words if word.copy == 0), key=lambda word: word.at, default=None)
    if file.hub.outcome is PENDING and last is not None and last.outcome is not PENDING:
        return "it is still said to be promised, though its kiosk knows more"
    shown = file.staff[-1] if file.staff else None
    if shown is None or shown.outcome is not file.hub.outcome:
        return f"the hub says {file.hub.outcome}, staff's screens {shown.outcome if shown else 'nothing'}"
    if not file.cared_for and not any(sheet.whole for sheet in file.copies):
        return "its citizen has no paper, and it is not on staff's list"
    return ""


def _duplicate(file: _File) -> Iterator[str]:
    if len(file.originals) > 1:
        whole = sum(sheet.whole for sheet in file.originals)
        yield f"{len(file.originals)} papers without a mark, {whole} of them whole"


def _false_failure(file: _File) -> Iterator[str]:
    """Each original in the tray needs a try that admits that it may be there."""
    tries = [word for word in file.words if word.copy == 0 and word.outcome not in (FAILED, PENDING)]
    failed = file.words_on(FAILED, original=True)
    if failed and len(file.originals) > len(tries):
        yield f"{len(file.originals)} originals of {len(tries)} tries that may have printed, {len(failed)} failed"
    if file.hub is not None and file.hub.owed and file.originals:
        yield "the hub offers its paper, and there is one"


def _unseen(file: _File) -> Iterator[str]:
    for word, wait in zip(file.words_on(UNKNOWN, original=True), _waits(file), strict=True):
        if wait > SEEN_WITHIN_S:
            when = "never" if wait == float("inf") else f"after {wait:.1f} s"
            yield f"unknown at its kiosk from {word.at:.1f} on, seen by staff {when}"
    if file.on_disk:
        yield "a kiosk's disk still holds what the hub was never told"
    if file.came_whole and file.hub is not None and file.hub.outcome is SENT:
        yield "it is out, and still said to be on its way"


def _waits(file: _File) -> Iterator[float]:
    """How long staff's screens took to show each unknown original, in seconds; to know better is as good.

    While the hub is away nobody can be told, and staff's screens say that they are not live.
    """
    shown = [told.at for told in file.staff if told.outcome in (UNKNOWN, CONFIRMED)]
    first = min(shown, default=float("inf"))
    for word in file.words_on(UNKNOWN, original=True):
        away = sum(max(0.0, min(to, first) - max(since, word.at)) for since, to in file.hub_away)
        yield max(0.0, first - word.at - away)
