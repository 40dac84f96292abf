"""Writing to applicants: a link that an officer opens, or a letter in a queue that the hub sends by itself."""

from dataclasses import dataclass, replace

from protocol import errors
from protocol.messages import LetterReady, LetterSent, TellApplicant
from protocol.vocabulary import CaseState, Letter, LetterState, Result, Step
from server.app.hub_steps import NOBODY
from server.app.letter_text import LetterText, letter_text
from server.app.receive_case import remote_service
from server.app.records import CaseRecord, LetterRecord, StepRecord
from server.app.work import Work
from server.domain import calendar
from server.domain.workflow import by_hub

HOUR_MS = 3600 * 1000
FREE_TEXT_MS = 24 * HOUR_MS - 5 * 60 * 1000  # after the applicant's last message; a little less, for the way
GIVEN_UP_MS = 48 * HOUR_MS
FIRST_WAIT_MS, LONGEST_WAIT_MS = 5_000, 15 * 60 * 1000
AT_ONCE = 10

FITS: dict[Letter, frozenset[CaseState]] = {
    Letter.RECEIVED: frozenset({CaseState.VERIFYING, CaseState.AWAITING_APPROVAL}),
    Letter.MISSING: frozenset({CaseState.INCOMPLETE}),
    Letter.REMINDER: frozenset({CaseState.INCOMPLETE}),
    Letter.READY: frozenset({CaseState.READY}),
}
# A state that is told late never takes back what was known before.
RANK = {
    LetterState.QUEUED: 0,
    LetterState.FAILED: 1,
    LetterState.SENT: 2,
    LetterState.DELIVERED: 3,
    LetterState.READ: 4,
}
FAILS_AFTER = frozenset({LetterState.QUEUED, LetterState.SENT})


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter that is to be sent now. ``free``: its text may go as it is; else only the template may."""

    id: int
    letter: Letter
    text: LetterText
    free: bool


def tell_applicant(command: TellApplicant, work: Work) -> LetterReady:
    """Raises UnknownCase, NotRemote, CaseEnded, LetterImpossible, PersonalGone."""
    case = work.case(command.case)
    remote_service(case.service, work)
    by_hub(case.state, Step.TELL, Result.TOLD)
    if case.state not in FITS.get(command.letter, ()):
        raise errors.LetterImpossible(state=case.state.value, letter=command.letter.value)
    text = letter_text(case, command.letter, work)
    if not text.phone:
        raise errors.PersonalGone
    letter = _queued(case, command.letter, work) or write_letter(case, command.letter, work)
    return LetterReady(text=text.text, url=text.url, state=letter.state)


def write_letter(case: CaseRecord, kind: Letter, work: Work) -> LetterRecord:
    """The letter in the book, told to everybody; sent by the hub where it can, else by an officer's own hand."""
    state = LetterState.QUEUED if work.sends_letters else LetterState.BY_HAND
    staff = work.officer.id if work.officer else None
    counter = work.officer.counter if work.officer else ""
    letter = work.books.letters.add(
        LetterRecord(
            id=0,
            case=case.id,
            letter=kind,
            state=state,
            at=work.now,
            changed_at=work.now,
            staff=staff,
            next_at=work.now if state is LetterState.QUEUED else None,
        )
    )
    words = letter_text(case, kind, work).text
    commitment = work.books.cases.write_personal("letter", letter.id, "text", words)
    work.books.cases.add_step(StepRecord(case.id, Step.TELL, Result.TOLD, staff or NOBODY, counter, work.now))
    _tell(letter, work, {"letter": commitment})
    return letter


def remind(work: Work) -> None:
    """Whoever has not answered is reminded once in each waiting."""
    for case in work.books.cases.waits_for_applicant():
        if _reminder_due(case, work):
            write_letter(case, Letter.REMINDER, work)


# --- For the hub's own sender --------------------------------------------------------------------------


def due_letters(work: Work) -> list[Outgoing]:
    """What is to be sent now. A letter that no longer fits its case is not sent any more."""
    due = []
    for letter in work.books.letters.due(work.now, AT_ONCE):
        outgoing = _outgoing(letter, work)
        if outgoing is None:
            _moved(letter, LetterState.FAILED, work)
        else:
            due.append(outgoing)
    return due


def letter_sent(id: int, message: str, state: LetterState, work: Work) -> None:
    """WhatsApp has taken it under this id; ``state``: what was told of that id meanwhile."""
    letter = work.books.letters.find(id)
    if letter is not None and letter.next_at is not None:
        work.books.letters.sent_as(id, message)
        _moved(letter, state, work)


def letter_failed(id: int, work: Work) -> None:
    """It will never be taken."""
    letter = work.books.letters.find(id)
    if letter is not None and letter.next_at is not None:
        _moved(letter, LetterState.FAILED, work)


def letter_delayed(id: int, wait_ms: int, work: Work) -> None:
    """It was not taken this time; ``wait_ms``: what WhatsApp has asked for, or 0."""
    letter = work.books.letters.find(id)
    if letter is not None and letter.next_at is not None:
        wait = max(wait_ms, backoff_ms(letter.tries))
        work.books.letters.save(replace(letter, tries=letter.tries + 1, next_at=work.now + wait))


def letter_state_told(message: str, state: LetterState, work: Work) -> bool:
    """WhatsApp says how far it got, in any order. Whether we know such a letter."""
    letter = work.books.letters.by_message(message)
    if letter is None:
        return False
    newer = letter.state in FAILS_AFTER if state is LetterState.FAILED else RANK[state] > RANK.get(letter.state, 0)
    if newer:
        _moved(letter, state, work)
    return True


def backoff_ms(tries: int) -> int:
    """5 s, 10 s, 20 s ... at most a quarter of an hour."""
    return min(LONGEST_WAIT_MS, FIRST_WAIT_MS << min(tries, 16))


def _queued(case: CaseRecord, kind: Letter, work: Work) -> LetterRecord | None:
    """The same letter that waits to be sent: pressing twice writes once."""
    letters = reversed(work.books.letters.of_case(case.id))
    newest = next((letter for letter in letters if letter.letter is kind), None)
    return newest if newest is not None and newest.state is LetterState.QUEUED else None


def _moved(letter: LetterRecord, state: LetterState, work: Work) -> None:
    moved = replace(letter, state=state, changed_at=work.now, next_at=None)
    work.books.letters.save(moved)
    _tell(moved, work)


def _tell(letter: LetterRecord, work: Work, commitments: dict[str, str] | None = None) -> None:
    """The case shows its newest letter. Its version stays: nobody's decision depends on how far a letter got."""
    case = work.case(letter.case)
    if work.books.letters.of_case(case.id)[-1].id == letter.id and case.told is not letter.state:
        case = replace(case, told=letter.state)
        work.books.cases.save(case)
    work.happened(LetterSent(case=case.shown(), letter=letter.letter, state=letter.state), commitments)


def _outgoing(letter: LetterRecord, work: Work) -> Outgoing | None:
    """None where it is too late, or where case, words or number are not there any more."""
    case = work.case(letter.case)
    words = work.books.cases.read_personal("letter", letter.id).get("text", "")
    fits = case.state in FITS[letter.letter] and work.office.service(case.service) is not None
    if not fits or not words or work.now - letter.at > GIVEN_UP_MS:
        return None
    text = replace(letter_text(case, letter.letter, work), text=words)
    return Outgoing(letter.id, letter.letter, text, _may_write_freely(case, work)) if text.phone else None


def _may_write_freely(case: CaseRecord, work: Work) -> bool:
    heard = work.books.letters.heard_last(case.id)
    return heard is not None and work.now - heard < FREE_TEXT_MS


def _reminder_due(case: CaseRecord, work: Work) -> bool:
    service = work.office.service(case.service)
    since = case.waited[-1][0] if case.waited else None
    if service is None or not service.is_remote or since is None:
        return False
    at = calendar.remind_at(service, work.office.hours, work.office.timezone, since)
    if at is None or at > work.now:
        return False
    reminded = work.books.letters.last_at(case.id, Letter.REMINDER)
    return reminded is None or reminded < since
