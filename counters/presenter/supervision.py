"""Live work by stage for those who answer for it: what is overdue first, whose it is, and what waits without fault."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from counters.presenter.case_file import person, variant_title
from counters.presenter.intake_words import name_of, span, when, words
from counters.presenter.phrases import role_titles, service_title
from counters.presenter.promise import Promise, promise_of
from counters.presenter.seat import Seat
from counters.presenter.timing import minutes_since
from protocol.messages import Case, StaffMember
from protocol.vocabulary import CaseState, PauseCause, TicketState
from terminal.link.mirror import IN_HAND


class Stage(StrEnum):
    """A shelf of the overview. ALL: everything that the office itself must go on with."""

    ALL = "all"
    VERIFY = "verifying"
    APPROVE = "awaiting_approval"
    PRINT = "awaiting_print"
    REGISTER = "awaiting_register"
    READY = "ready"
    APART = "apart"


_OF: Final = {
    CaseState.VERIFYING: Stage.VERIFY,
    CaseState.AWAITING_APPROVAL: Stage.APPROVE,
    CaseState.AWAITING_PRINT: Stage.PRINT,
    CaseState.AWAITING_REGISTER: Stage.REGISTER,
    CaseState.READY: Stage.READY,
}
_BLANKLESS: Final = (CaseState.AWAITING_PRINT,)


@dataclass(frozen=True, slots=True)
class Work:
    """One case under way. ``apart``: what it waits for that is not the office's fault."""

    case: Case
    stage: Stage
    promise: Promise
    since: int
    worker: int | None
    apart: PauseCause | None


@dataclass(frozen=True, slots=True)
class StageShown:
    """One shelf: how many, the oldest, how many are late."""

    stage: Stage
    title: str
    count: int
    oldest: str
    overdue: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One case of the list, in words."""

    key: int
    number: str
    what: str
    detail: str
    worker: str
    badge: str
    badge_meaning: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody of the office. ``staff`` None: whoever takes it. ``load``: what is theirs now."""

    staff: int | None
    name: str
    posts: str
    load: str
    late: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class SupervisionView:
    """The overview. ``people`` is the choice of somebody while a case is given away."""

    stages: tuple[StageShown, ...]
    lines: tuple[WorkLine, ...]
    chosen: Case | None
    people: tuple[PersonLine, ...]
    apart: tuple[str, ...]
    updated: str


def under_way(seat: Seat) -> tuple[Work, ...]:
    """Everything that has not ended, what is late first and then what is promised first."""
    works = (_work(seat, case) for case in seat.mirror.cases.values() if _runs(case))
    return tuple(sorted(works, key=_urgency))


def _runs(case: Case) -> bool:
    return case.state in _OF or case.state is CaseState.INCOMPLETE


def _work(seat: Seat, case: Case) -> Work:
    promise = promise_of(seat, case)
    apart = _apart(seat, case)
    stage = Stage.APART if apart is not None else _OF.get(case.state, Stage.APART)
    return Work(case, stage, promise, case.complete_at or case.received_at or case.opened_at, worker(seat, case), apart)


def _apart(seat: Seat, case: Case) -> PauseCause | None:
    """The applicant's time, an incident of the whole office, or no blank card for what would be printed next."""
    if case.state is CaseState.INCOMPLETE:
        return PauseCause.APPLICANT
    if case.state is CaseState.READY:
        return None  # the office has done its part
    running = {pause.cause for pause in seat.mirror.office_pauses() if pause.until is None}
    if PauseCause.INCIDENT in running:
        return PauseCause.INCIDENT
    short = PauseCause.NO_BLANKS in running and case.state in _BLANKLESS
    return PauseCause.NO_BLANKS if short else None


def _urgency(work: Work) -> tuple[bool, bool, int, int]:
    """A card that is ready has kept its promise, however long it lies there."""
    at = work.promise.at
    return not _late(work), work.stage is Stage.READY, at if at is not None else work.since, work.case.id


def _late(work: Work) -> bool:
    return work.promise.overdue and work.stage not in (Stage.READY, Stage.APART)


def worker(seat: Seat, case: Case) -> int | None:
    """Whose it is: whom it was given to, else who has its number in hand; None: nobody's yet."""
    if case.assigned_to is not None:
        return case.assigned_to
    ticket = seat.mirror.tickets.get(case.ticket) if case.ticket is not None else None
    if ticket is None or ticket.state not in IN_HAND or ticket.state is TicketState.CALLED or ticket.counter is None:
        return None
    counter = seat.mirror.counters.get(ticket.counter)
    return counter.staff if counter else None


def on(works: Iterable[Work], stage: Stage) -> tuple[Work, ...]:
    """Those of this shelf."""
    if stage is Stage.ALL:
        return tuple(work for work in works if work.stage is not Stage.APART)
    return tuple(work for work in works if work.stage is stage)


def supervision_view(
    seat: Seat, stage: Stage, chosen: int | None, by_person: bool, giving: int | None = None
) -> SupervisionView:
    """The overview at this instant. ``giving``: the row of the person to give the chosen case to, None: not giving."""
    works = under_way(seat)
    listed = on(works, stage)
    if by_person:
        listed = tuple(sorted(listed, key=lambda work: (work.worker is None, person(seat, work.worker))))
    case = next((work.case for work in listed if work.case.id == chosen), None)
    return SupervisionView(
        stages=tuple(_stage(seat, works, each, each is stage) for each in Stage),
        lines=tuple(_line(seat, work, work.case.id == chosen) for work in listed),
        chosen=case,
        people=people(seat, works, giving) if giving is not None else (),
        apart=tuple(_apart_lines(seat, works)),
        updated=when(seat, seat.now_ms),
    )


def _stage(seat: Seat, works: Sequence[Work], stage: Stage, chosen: bool) -> StageShown:
    held = on(works, stage)
    oldest = min((work.since for work in held), default=None)
    late = sum(_late(work) for work in held)
    return StageShown(
        stage=stage,
        title=words(seat.language, f"stage.{stage}"),
        count=len(held),
        oldest=span(seat.language, minutes_since(oldest, seat.now_ms)) if oldest is not None else "",
        overdue=late,
        chosen=chosen,
    )


def _line(seat: Seat, work: Work, chosen: bool) -> WorkLine:
    case, language = work.case, seat.language
    state = words(language, f"state.{case.state}")
    age = span(language, minutes_since(work.since, seat.now_ms))
    badge, meaning = _badge(seat, work)
    return WorkLine(
        key=case.id,
        number=name_of(case),
        what=variant_title(seat, case) or service_title(language, seat.mirror.office, case.service),
        detail=words(language, "work.detail", state=state, age=age),
        worker=person(seat, work.worker) or words(language, "work.nobody"),
        badge=badge,
        badge_meaning=meaning,
        chosen=chosen,
    )


def _badge(seat: Seat, work: Work) -> tuple[str, str]:
    """What matters most about it: its wait apart, that it is late, or until when it is promised."""
    language, at = seat.language, work.promise.at
    if work.apart is not None:
        return words(language, f"pause.{work.apart}"), "action"
    if at is None or work.stage is Stage.READY:
        return "", "good"
    if work.promise.overdue:
        return words(language, "work.late", age=span(language, minutes_since(at, seat.now_ms))), "danger"
    return words(language, "until.due", time=when(seat, at)), work.promise.tone


def _apart_lines(seat: Seat, works: Sequence[Work]) -> Iterable[str]:
    """How many wait for each cause that is not the office's, and since when."""
    for cause in (PauseCause.APPLICANT, PauseCause.NO_BLANKS, PauseCause.INCIDENT):
        count = sum(work.apart is cause for work in works)
        since = [p.since for p in seat.mirror.office_pauses() if p.cause is cause and p.until is None]
        if not count and not since:
            continue
        title = words(seat.language, f"pause.{cause}")
        line = words(seat.language, "apart.count", cause=title, count=count)
        yield words(seat.language, "apart.since", line=line, time=when(seat, min(since))) if since else line


# --- giving a case to somebody ---------------------------------------------------------------------


def candidates(seat: Seat) -> tuple[StaffMember | None, ...]:
    """Whoever takes it, then everybody who still works here, by name."""
    here = (member for member in seat.mirror.staff.values() if not member.disabled)
    return (None, *sorted(here, key=lambda member: member.name.casefold()))


def people(seat: Seat, works: Sequence[Work], chosen: int) -> tuple[PersonLine, ...]:
    """The choice, each with what is theirs now."""
    return tuple(_person(seat, works, member, at == chosen) for at, member in enumerate(candidates(seat)))


def _person(seat: Seat, works: Sequence[Work], member: StaffMember | None, chosen: bool) -> PersonLine:
    if member is None:
        return PersonLine(None, words(seat.language, "person.anybody"), "", "", False, chosen)
    theirs = [work for work in works if work.worker == member.id]
    late = sum(_late(work) for work in theirs)
    key = "person.late" if late else "person.load"
    load = words(seat.language, key, count=len(theirs), late=late)
    posts = role_titles(seat.language, seat.mirror.office, member.roles)
    return PersonLine(member.id, member.name, posts, load, bool(late), chosen)


def starting_with(seat: Seat, letter: str, after: int) -> int:
    """The next row, after this one and round, with a word of the name that starts so."""
    members = candidates(seat)
    for step in range(1, len(members) + 1):
        member = members[(after + step) % len(members)]
        if member is not None and any(word.casefold().startswith(letter) for word in member.name.split()):
            return (after + step) % len(members)
    return after


def moved(view: SupervisionView, by: int) -> int | None:
    """The row above or below; from none to the first."""
    keys = [line.key for line in view.lines]
    if not keys:
        return None
    at = next((at for at, line in enumerate(view.lines) if line.chosen), -1)
    return keys[max(0, min(len(keys) - 1, at + by))]


def beside(stage: Stage, by: int) -> Stage:
    """The shelf left or right of this one, round and round."""
    stages = tuple(Stage)
    return stages[(stages.index(stage) + by) % len(stages)]
