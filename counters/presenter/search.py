"""Finding a case by whatever somebody has in their hand, and reading its whole file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from counters.presenter.case_file import PastStep, file_view, person, variant_title
from counters.presenter.intake import DocumentLine, document_line, titles
from counters.presenter.intake_words import name_of, span, when, words
from counters.presenter.nik import grouped
from counters.presenter.phrases import role_titles, service_title
from counters.presenter.promise import promise_of
from counters.presenter.seat import Seat
from counters.presenter.timing import MINUTE_MS
from protocol.messages import Case, CaseFile, FoundCase, Pause

REVEALED_MS: Final = 30_000
"""How long a whole NIK stands on the screen before it is masked again."""


@dataclass(frozen=True, slots=True)
class Revealed:
    """A whole NIK, and until when it may be seen."""

    case: int
    nik: str
    until: int


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One case that was found."""

    key: int
    number: str
    name: str
    detail: str
    state: str
    state_meaning: str


@dataclass(frozen=True, slots=True)
class FileLine:
    """A name and what it says."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """The file with all that is in it. ``nik_left``: seconds for which the whole NIK still stands there."""

    number: str
    title: str
    state: str
    state_meaning: str
    facts: tuple[FileLine, ...]
    history: tuple[PastStep, ...]
    pauses: tuple[FileLine, ...]
    notes: tuple[FileLine, ...]
    letters: tuple[FileLine, ...]
    documents: tuple[DocumentLine, ...]
    nik_left: int
    erased: bool


def found_lines(seat: Seat, found: Sequence[FoundCase]) -> tuple[FoundLine, ...]:
    """What was found, newest first as the hub gave it."""
    return tuple(_found(seat, one) for one in found)


def _found(seat: Seat, one: FoundCase) -> FoundLine:
    case = one.case
    detail = (variant_title(seat, case) or service_title(seat.language, seat.mirror.office, case.service), one.nik)
    return FoundLine(
        key=case.id,
        number=name_of(case),
        name=one.applicant_name or words(seat.language, "file.no_name"),
        detail=" · ".join(part for part in (*detail, when(seat, case.received_at or case.opened_at)) if part),
        state=words(seat.language, f"state.{case.state}"),
        state_meaning=state_meaning(seat, case),
    )


def state_meaning(seat: Seat, case: Case) -> str:
    """The colour of its state: late, ended badly, ready, under way."""
    if case.state in ("cancelled", "expired"):
        return "danger"
    if case.state in ("ready", "handed_over"):
        return "good"
    return "danger" if promise_of(seat, case).overdue else "action"


def opened_file(seat: Seat, file: CaseFile, revealed: Revealed | None) -> OpenedFile:
    """The whole file, in the officer's language."""
    whole = revealed if revealed is not None and revealed.case == file.case.id else None
    left = max(0, -(-(whole.until - seat.now_ms) // 1000)) if whole else 0
    return OpenedFile(
        number=name_of(file.case),
        title=file.applicant_name or words(seat.language, "file.no_name"),
        state=words(seat.language, f"state.{file.case.state}"),
        state_meaning=state_meaning(seat, file.case),
        facts=tuple(_facts(seat, file, grouped(whole.nik) if whole and left else file.nik)),
        history=file_view(seat, file).history,
        pauses=tuple(_pauses(seat, file.case)),
        notes=tuple(_notes(seat, file)),
        letters=tuple(_letters(seat, file)),
        documents=tuple(document_line(seat, file, at, paper) for at, paper in enumerate(file.documents)),
        nik_left=left,
        erased=file.erased,
    )


def _facts(seat: Seat, file: CaseFile, nik: str) -> Iterator[FileLine]:
    case, language, office = file.case, seat.language, seat.mirror.office
    promise = promise_of(seat, case)
    lines = {
        "nik": nik,
        "service": service_title(language, office, case.service),
        "variant": variant_title(seat, case),
        "phone": file.phone,
        "received": when(seat, case.received_at or case.opened_at),
        "promise": when(seat, promise.at),
        "seen": "\n".join(titles(seat, case, file.seen)),
        "missing": "\n".join(titles(seat, case, case.missing)),
        "verified_by": person(seat, case.verified_by),
        "approved_by": role_titles(language, office, case.approved_by),
        "assigned_to": person(seat, case.assigned_to),
        "expires": when(seat, case.expires_at),
        "serial": file.card_serial,
        "spoiled": str(case.spoiled) if case.spoiled else "",
        "register": case.register_number,
        "pickup": " · ".join(part for part in (file.pickup_code, case.pickup_day) if part),
        "receiver": " · ".join(part for part in (file.receiver, file.relation, file.handover_note) if part),
    }
    return (FileLine(words(language, f"fact.{name}"), text) for name, text in lines.items() if text)


def _pauses(seat: Seat, case: Case) -> Iterator[FileLine]:
    """Times in which the clock stood, the office's too, as far as they touch this case's time."""
    office = [pause for pause in seat.mirror.office_pauses() if _touches(pause, case)]
    for pause in sorted((*case.waited, *office), key=lambda pause: pause.since):
        until = pause.until if pause.until is not None else seat.now_ms
        ends = when(seat, pause.until) if pause.until is not None else words(seat.language, "pause.lasts")
        cause = words(seat.language, f"pause.{pause.cause}")
        lasted = span(seat.language, (until - pause.since) // MINUTE_MS)
        yield FileLine(f"{when(seat, pause.since)} – {ends}", f"{cause} · {lasted}")


def _touches(pause: Pause, case: Case) -> bool:
    begins = case.complete_at
    return begins is not None and (pause.until is None or pause.until > begins)


def _notes(seat: Seat, file: CaseFile) -> Iterator[FileLine]:
    for note in file.notes:
        who = note.staff or words(seat.language, "note.applicant")
        yield FileLine(when(seat, note.at), f"{who}: {note.text}")


def _letters(seat: Seat, file: CaseFile) -> Iterator[FileLine]:
    for letter in file.letters:
        kind, state = words(seat.language, f"letter.{letter.letter}"), words(seat.language, f"told.{letter.state}")
        yield FileLine(when(seat, letter.at), f"{kind} · {state}")
