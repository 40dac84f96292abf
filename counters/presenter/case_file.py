"""A case as an officer reads it: who, which papers, what happened so far, and which steps are open to this person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from assets.texts import hour
from counters.presenter.actions import Action
from counters.presenter.phrases import counter_title, say, service_title
from counters.presenter.seat import Seat
from counters.presenter.timing import MINUTE_MS, CaseClock, case_clock, span
from protocol import clocks
from protocol.messages import Case, CaseFile, RecordStep, StepTaken
from protocol.vocabulary import Result, Right, Step


@dataclass(frozen=True, slots=True)
class PastStep:
    """One line of the history. ``what`` is a phrase key."""

    time: str
    what: str
    who: str
    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """The last time an approver said no."""

    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileView:
    """The file on the desk. ``due``: the promise with all pauses. ``pauses``: how long it stood, and for what."""

    number: str
    service: str
    variant: str
    applicant: str
    nik: str
    seen: tuple[str, ...]
    verifier: str
    clock: CaseClock | None
    serial: str
    spoiled: int
    register_number: str
    receiver: str
    relation: str
    handover_note: str
    due: str
    pauses: str
    history: tuple[PastStep, ...]


def file_view(seat: Seat, file: CaseFile) -> FileView:
    """Everything an officer may read in this file, in their language."""
    case, clock = file.case, case_clock(seat, file.case)
    return FileView(
        number=case.number,
        service=service_title(seat.language, seat.mirror.office, case.service),
        variant=variant_title(seat, case),
        applicant=file.applicant_name,
        nik=file.nik,
        seen=_seen(seat, file),
        verifier=person(seat, case.verified_by),
        clock=clock,
        serial=file.card_serial,
        spoiled=case.spoiled,
        register_number=case.register_number,
        receiver=file.receiver,
        relation=file.relation,
        handover_note=file.handover_note,
        due=local_time(clock.due_at, seat) if clock else "",
        pauses=pauses(seat, case),
        history=tuple(_past(seat, taken) for taken in file.history),
    )


def variant_title(seat: Seat, case: Case) -> str:
    service = seat.mirror.office.service(case.service)
    variants = service.variants if service else ()
    return next((v.title.said_in(seat.language) for v in variants if v.id == case.variant), "")


def person(seat: Seat, staff: int | None) -> str:
    """A colleague's name; "" where nobody is known."""
    member = seat.mirror.staff.get(staff) if staff is not None else None
    return member.name if member else ""


def pauses(seat: Seat, case: Case) -> str:
    """The waits that were no officer's fault, each cause apart; "" where the clock always ran."""
    stood = clocks.paused_ms(case, seat.mirror.office_pauses(), seat.now_ms)
    return ", ".join(
        say(seat.language, f"pause.{cause}", time=span(seat.language, -(-total // MINUTE_MS)))
        for cause, total in stood.items()
    )


def last_refusal(seat: Seat, file: CaseFile) -> Refusal | None:
    """Who sent it back and why, while that stands."""
    if not file.case.refused:
        return None
    refusals = [taken for taken in file.history if taken.result is Result.REFUSED]
    return Refusal(refusals[-1].staff, refusals[-1].reason) if refusals else None


def _seen(seat: Seat, file: CaseFile) -> tuple[str, ...]:
    service = seat.mirror.office.service(file.case.service)
    needs = service.requirements if service else ()
    return tuple(need.title.said_in(seat.language) for need in needs if need.id in file.seen)


def _past(seat: Seat, taken: StepTaken) -> PastStep:
    return PastStep(
        time=local_time(taken.at, seat),
        what=f"result.{taken.result}" if taken.step is not Step.CANCEL else "result.cancelled",
        who=taken.staff,
        where=counter_title(seat.language, seat.mirror.office, taken.counter),
        reason=taken.reason,
    )


def local_time(at_ms: int, seat: Seat) -> str:
    """Hour and minute of the office; with the date where it was another day."""
    zone = ZoneInfo(seat.mirror.office.timezone)
    then, now = (datetime.fromtimestamp(ms / 1000, UTC).astimezone(zone) for ms in (at_ms, seat.now_ms))
    clock = hour(seat.language, then)
    return clock if then.date() == now.date() else f"{then:%d/%m} {clock}"


# --- steps ---------------------------------------------------------------------------------------------

_ACTIONS: Final[Mapping[tuple[Step, Result], Action]] = {
    (Step.APPROVE, Result.APPROVED): Action.APPROVE,
    (Step.APPROVE, Result.REFUSED): Action.REFUSE,
    (Step.PRINT, Result.PRINTED): Action.PRINTED,
    (Step.PRINT, Result.SPOILED): Action.SPOILED,
    (Step.REGISTER, Result.REGISTERED): Action.REGISTER,
    (Step.HAND_OVER, Result.RECEIVED): Action.HAND_OVER,
    (Step.CANCEL, Result.CANCELLED): Action.CANCEL,
}
_STEPS: Final = {action: step for step, action in _ACTIONS.items()}


def step_offers(seat: Seat, file: CaseFile | None) -> dict[Action, str]:
    """What this person may record in the file now; a step that they may not is there with the refusal's code."""
    if file is None:
        return {}
    known = ((_ACTIONS.get((offered.step, offered.result)), offered.refused) for offered in file.offered)
    hindrance = seat.hindrance()
    offers = {action: hindrance or refused for action, refused in known if action is not None}
    if not seat.may(Right.CANCEL):
        # Not this person's work at all, unlike a step that only this case keeps from them.
        offers.pop(Action.CANCEL, None)
    return offers


def recorded(
    action: Action,
    file: CaseFile,
    request_id: str,
    *,
    reason: str = "",
    serial: str = "",
    receiver: str = "",
    relation: str = "",
    note: str = "",
) -> RecordStep:
    """The step that this action records. ``relation``: what the receiver is to the applicant, where it is another."""
    step, result = _STEPS[action]
    return RecordStep(
        request_id=request_id,
        case=file.case.id,
        expected_version=file.case.version,
        step=step,
        result=result,
        reason=" ".join(reason.split()),
        card_serial=serial.strip(),
        receiver=" ".join(receiver.split()),
        relation=" ".join(relation.split()),
        note=" ".join(note.split()),
    )


def is_step(action: Action) -> bool:
    """Whether this action is recorded in the case."""
    return action in _STEPS
