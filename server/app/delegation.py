"""Who stands in for whom: a role held in somebody's place, for named days, in the journal."""

from dataclasses import replace

from protocol import errors
from protocol.messages import Delegate, DelegationChanged, Done, EndDelegation
from protocol.vocabulary import Right
from server.app.records import DelegationRecord, StaffRecord
from server.app.work import Work
from server.domain.calendar import is_day


def delegate(command: Delegate, work: Work) -> Done:
    """Raises UnknownStaff, NotTheHolder, FieldNeeded for nobody's or one's own place, DaysImpossible."""
    giver, taker = _member(command.giver, work), _member(command.taker, work)
    if command.role not in giver.roles:
        raise errors.NotTheHolder(role=command.role[:32])
    _check_may(giver.id, command.role, work)
    if giver.id == taker.id:
        raise errors.FieldNeeded(field="taker")
    _check_days(command.first_day, command.last_day, work)
    given = DelegationRecord(
        id=0,
        role=command.role,
        giver=giver.id,
        taker=taker.id,
        first_day=command.first_day,
        last_day=command.last_day,
        given_at=work.now,
    )
    _tell(work.books.delegations.add(given), work)
    return Done()


def end_delegation(command: EndDelegation, work: Work) -> Done:
    """Raises UnknownDelegation (also for one that is over), NotTheHolder."""
    found = work.books.delegations.find(command.delegation)
    if found is None or found.ended_at is not None or found.last_day < work.day:
        raise errors.UnknownDelegation
    _check_may(found.giver, found.role, work)
    ended = replace(found, ended_at=work.now)
    work.books.delegations.save(ended)
    _tell(ended, work)
    return Done()


def tell_takers(since: str, work: Work) -> None:
    """A day begins: whoever's place begins or ends with it hears what they may do now."""
    for delegation in work.books.delegations.from_day(since):
        _tell_session(delegation.taker, work)


def _check_may(giver: int, role: str, work: Work) -> None:
    officer = work.signed_in()
    if officer.id != giver and Right.SUPERVISE not in officer.rights:
        raise errors.NotTheHolder(role=role)


def _check_days(first: str, last: str, work: Work) -> None:
    if not (is_day(first) and is_day(last) and first <= last and last >= work.day):
        raise errors.DaysImpossible


def _member(id: int, work: Work) -> StaffRecord:
    member = work.books.people.staff(id)
    if member is None or member.disabled:
        raise errors.UnknownStaff
    return member


def _tell(delegation: DelegationRecord, work: Work) -> None:
    work.happened(DelegationChanged(delegation=delegation.shown()))
    _tell_session(delegation.taker, work)


def _tell_session(staff: int, work: Work) -> None:
    session = work.books.people.session_of(staff)
    if session is not None:
        work.aftermath.sessions.add(session.device)
