"""The desk for papers that come by WhatsApp: who wrote first, what is missing, who waits for whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from counters.presenter import verification
from counters.presenter.actions import Action
from counters.presenter.case_file import person, variant_title
from counters.presenter.intake_words import name_of, span, when, words
from counters.presenter.promise import Promise, promise_of
from counters.presenter.seat import Seat
from counters.presenter.timing import minutes_since
from counters.presenter.verification import Draft, VerificationView, verification_view
from protocol.messages import Case, CaseFile, Document
from protocol.office import Service
from protocol.vocabulary import CaseState, Letter, LetterState, Right


class Shelf(StrEnum):
    """What waits for this desk; what waits for the applicant; cards whose applicants should hear of them."""

    WORK = "work"
    APPLICANT = "applicant"
    READY = "ready"


STATES: Final[Mapping[Shelf, CaseState]] = {
    Shelf.WORK: CaseState.VERIFYING,
    Shelf.APPLICANT: CaseState.INCOMPLETE,
    Shelf.READY: CaseState.READY,
}
NEAR_MS: Final = 86_400_000
_LETTERS: Final[Mapping[CaseState, Letter]] = {
    CaseState.VERIFYING: Letter.RECEIVED,
    CaseState.INCOMPLETE: Letter.MISSING,
    CaseState.READY: Letter.READY,
}


@dataclass(frozen=True, slots=True)
class RemoteLine:
    """One row. ``age``: since the applicant's first message. ``until``: promised, or how long we wait."""

    case: Case
    number: str
    variant: str
    received: str
    age: str
    until: str
    tone: str
    missing: tuple[str, ...]
    told: str
    told_meaning: str
    assigned: str

    @property
    def key(self) -> int:
        return self.case.id


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One paper that was sent, and what it shows."""

    id: int
    title: str
    detail: str
    sorted: bool


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """The file that lies open. ``panel``: the checklist while it may be filled in, None afterwards."""

    line: RemoteLine
    phone: str
    applicant: str
    nik: str
    panel: VerificationView | None
    documents: tuple[DocumentLine, ...]
    letters: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class IntakeView:
    """The desk. ``counts``: of each shelf."""

    shelf: Shelf
    counts: Mapping[Shelf, int]
    lines: tuple[RemoteLine, ...]
    chosen: RemoteLine | None
    file: RemoteFile | None
    offers: Mapping[Action, str]


def remote_services(seat: Seat) -> tuple[Service, ...]:
    """The services whose papers come by WhatsApp."""
    return tuple(service for service in seat.mirror.office.services if service.is_remote)


def remote_cases(seat: Seat, shelf: Shelf) -> tuple[Case, ...]:
    """The cases of this shelf, by the applicant's first message."""
    remote = {service.id for service in remote_services(seat)}
    cases = (case for case in seat.mirror.cases_in(STATES[shelf]) if case.service in remote)
    return tuple(sorted(cases, key=lambda case: (case.received_at or case.opened_at, case.id)))


def intake_view(seat: Seat, shelf: Shelf, chosen: int | None, file: CaseFile | None, draft: Draft | None) -> IntakeView:
    """The desk at this instant. ``file`` counts only while it is the chosen case's."""
    lines = tuple(_line(seat, case) for case in remote_cases(seat, shelf))
    line = next((line for line in lines if line.key == chosen), None)
    opened = file if file is not None and line is not None and file.case.id == line.key else None
    shown = _file(seat, line, opened, draft) if opened is not None and line is not None else None
    return IntakeView(
        shelf=shelf,
        counts={each: len(remote_cases(seat, each)) for each in Shelf},
        lines=lines,
        chosen=line,
        file=shown,
        offers=_offers(seat, line, opened, shown),
    )


def _line(seat: Seat, case: Case) -> RemoteLine:
    language, first = seat.language, case.received_at or case.opened_at
    promise = promise_of(seat, case)
    return RemoteLine(
        case=case,
        number=name_of(case),
        variant=variant_title(seat, case),
        received=when(seat, first),
        age=span(language, minutes_since(first, seat.now_ms)),
        until=_until(seat, case, promise),
        tone=_tone(seat, case, promise),
        missing=tuple(titles(seat, case, case.missing)),
        told=words(language, f"told.{case.told}") if case.told else words(language, "told.none"),
        told_meaning=_told_meaning(case.told),
        assigned=person(seat, case.assigned_to),
    )


def _until(seat: Seat, case: Case, promise: Promise) -> str:
    if case.state is CaseState.INCOMPLETE:
        return words(seat.language, "until.expires", time=when(seat, case.expires_at)) if case.expires_at else ""
    if case.state is CaseState.READY and case.pickup_day:
        return words(seat.language, "until.pickup", day=case.pickup_day[8:] + "/" + case.pickup_day[5:7])
    return words(seat.language, "until.due", time=when(seat, promise.at)) if promise.at else ""


def _tone(seat: Seat, case: Case, promise: Promise) -> str:
    """An applicant's time that ends within a day is near, as a promise is."""
    if case.state is CaseState.INCOMPLETE and case.expires_at is not None:
        return "warn" if case.expires_at - seat.now_ms < NEAR_MS else "action"
    if case.state is CaseState.READY:
        return "good"
    return promise.tone


def _told_meaning(told: LetterState | None) -> str:
    if told is LetterState.FAILED:
        return "danger"
    if told is None:
        return "warn"
    return "good" if told in (LetterState.DELIVERED, LetterState.READ) else "action"


def titles(seat: Seat, case: Case, requirements: tuple[str, ...]) -> list[str]:
    """What these papers are called; an id that the catalogue has dropped stays as it is."""
    service = seat.mirror.office.service(case.service)
    known = {need.id: need.title.said_in(seat.language) for need in service.requirements} if service else {}
    return [known.get(name, name) for name in requirements]


def _file(seat: Seat, line: RemoteLine, file: CaseFile, draft: Draft | None) -> RemoteFile:
    service = seat.mirror.office.service(file.case.service)
    working = file.case.state is CaseState.VERIFYING and draft is not None and service is not None
    return RemoteFile(
        line=line,
        phone=file.phone,
        applicant=file.applicant_name,
        nik=file.nik,
        panel=verification_view(seat, file, draft, service) if working and draft and service else None,
        documents=tuple(document_line(seat, file, at, paper) for at, paper in enumerate(file.documents)),
        letters=tuple(
            f"{when(seat, letter.at)} · {words(seat.language, f'letter.{letter.letter}')}"
            f" · {words(seat.language, f'told.{letter.state}')}"
            for letter in file.letters
        ),
        note=words(seat.language, "file.erased") if file.erased else "",
    )


def document_line(seat: Seat, file: CaseFile, at: int, paper: Document) -> DocumentLine:
    """The document at this place, from 0, in words."""
    shows = titles(seat, file.case, (paper.requirement,))[0] if paper.requirement else ""
    language = seat.language
    return DocumentLine(
        id=paper.id,
        title=shows or words(language, "document.unsorted", number=at + 1),
        detail=words(
            language,
            "document.detail",
            pages=paper.pages,
            kilobytes=max(1, paper.bytes // 1024),
            time=when(seat, paper.at),
        ),
        sorted=bool(shows),
    )


# --- what may be done ------------------------------------------------------------------------------


def _offers(seat: Seat, line: RemoteLine | None, file: CaseFile | None, shown: RemoteFile | None) -> dict[Action, str]:
    hindrance = seat.hindrance()
    offers = {Action.NEW_CASE: hindrance}
    if line is not None and file is None:
        offers[Action.OPEN_FILE] = hindrance
    if file is None or shown is None:
        return offers
    if shown.panel is not None:
        offers |= shown.panel.offers
    if file.case.state in (CaseState.VERIFYING, CaseState.INCOMPLETE):
        offers[Action.PICK_FILES] = hindrance
    if file.documents:
        offers[Action.DOCUMENTS] = hindrance
    if file.case.state in _LETTERS and file.phone:
        offers[Action.LETTER] = hindrance
    if file.case.state is CaseState.INCOMPLETE:
        if file.phone:
            offers[Action.REMIND] = hindrance
        if seat.may(Right.CANCEL):
            offers[Action.CANCEL] = hindrance
    return offers


def letter_for(action: Action, case: Case) -> Letter | None:
    """What the applicant would be written now."""
    if action is Action.REMIND:
        return Letter.REMINDER if case.state is CaseState.INCOMPLETE else None
    return _LETTERS.get(case.state)


# --- moving about ----------------------------------------------------------------------------------


def moved(view: IntakeView, by: int) -> int | None:
    """The row above or below; from none to the first."""
    keys = [line.key for line in view.lines]
    if not keys:
        return None
    at = keys.index(view.chosen.key) if view.chosen else -1
    return keys[max(0, min(len(keys) - 1, at + by))]


def beside(shelf: Shelf, by: int) -> Shelf:
    """The shelf left or right of this one, round and round."""
    shelves = tuple(Shelf)
    return shelves[(shelves.index(shelf) + by) % len(shelves)]


def kept(seat: Seat, shelf: Shelf, chosen: int | None) -> int | None:
    """The chosen case while it is on the shelf; whoever wrote first when it has gone on."""
    keys = [case.id for case in remote_cases(seat, shelf)]
    return chosen if chosen in keys else (keys[0] if keys else None)


def draft_with(file: CaseFile, draft: Draft | None, service: Service) -> Draft:
    """The draft that goes on when the file has changed: papers that show a requirement count as seen."""
    base = draft if draft is not None and draft.case == file.case.id else verification.draft_of(file, service)
    shown = {paper.requirement for paper in file.documents if paper.requirement}
    seen = {name for name in shown if base.mark(name) is verification.Mark.OPEN}
    marks = {**base.marks, **dict.fromkeys(seen, verification.Mark.SEEN)}
    return Draft(base.case, base.variant or file.case.variant, marks, base.name or file.applicant_name, base.nik)
