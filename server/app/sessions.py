"""Who sits where: signing in and out, locking, and the state of the counter."""

from dataclasses import replace

from protocol import errors
from protocol.messages import CounterChanged, Done, Lock, Session, SetCounter, SignedIn, SignIn, SignOut, Unlock
from protocol.office import Office
from protocol.vocabulary import CounterState
from server.app.books import Books
from server.app.records import CounterRecord, SessionRecord, StaffRecord
from server.app.work import Device, Officer, Work


def sign_in(command: SignIn, work: Work) -> SignedIn:
    """The PIN was right. Raises NotAllowed, StaffElsewhere, CounterTaken."""
    member = work.books.people.staff(command.staff)
    if member is None or member.disabled:
        raise errors.UnknownStaff
    counter = work.counter()
    if not work.office.rights_of(roles_today(member, work.books, work.day)) & set(counter.rights):
        raise errors.NotAllowed(right=counter.rights[0].value)
    _make_room(member, command.take_over, work)
    work.books.people.save_session(SessionRecord(work.device.id, member.id, counter.id, work.now))
    work.books.people.save_staff(replace(member, failures=0, retry_at=0))
    _set(replace(work.books.counters.find(counter.id), staff=member.id), work)
    work.aftermath.sessions.add(work.device.id)
    return SignedIn(session=_need(session_at(work.device, work)))


def sign_out(command: SignOut, work: Work) -> Done:
    """Closes the counter too. Raises NotSignedIn, CounterBusy while a number is in hand."""
    session = work.books.people.session_at(work.device.id)
    if session is None:
        raise errors.NotSignedIn
    _check_no_number_in_hand(session.counter, work)
    end_session(session, work)
    return Done()


def lock(command: Lock, work: Work) -> Done:
    """Raises NotSignedIn."""
    session = work.books.people.session_at(work.device.id)
    if session is None:
        raise errors.NotSignedIn
    work.books.people.save_session(replace(session, locked=True))
    work.aftermath.sessions.add(work.device.id)
    return Done()


def unlock(command: Unlock, work: Work) -> SignedIn:
    """The PIN was right. Raises NotSignedIn."""
    session = work.books.people.session_at(work.device.id)
    member = work.books.people.staff(session.staff) if session else None
    if session is None or member is None:
        raise errors.NotSignedIn
    work.books.people.save_session(replace(session, locked=False))
    work.books.people.save_staff(replace(member, failures=0, retry_at=0))
    work.aftermath.sessions.add(work.device.id)
    return SignedIn(session=_need(session_at(work.device, work)))


def set_counter(command: SetCounter, work: Work) -> Done:
    """Opens, pauses or closes it; the number in hand is served to its end."""
    officer = work.signed_in()
    if command.state is CounterState.UNKNOWN:
        raise errors.Malformed(at="$.state")
    _set(replace(work.books.counters.find(officer.counter), state=command.state), work)
    return Done()


def end_session(session: SessionRecord, work: Work) -> None:
    """The terminal is free, its counter closed."""
    work.books.people.end_session(session.device)
    _set(CounterRecord(session.counter), work)
    work.aftermath.sessions.add(session.device)


def session_at(device: Device, work: Work) -> Session | None:
    """What the terminal is told of its session."""
    officer = officer_at(device, work.books, work.office, work.day)
    return shown(officer) if officer else None


def officer_at(device: Device, books: Books, office: Office, day: str) -> Officer | None:
    """Who is signed in at this device, with the rights they have at its counter on this day."""
    session = books.people.session_at(device.id)
    member = books.people.staff(session.staff) if session else None
    counter = office.counter(session.counter) if session else None
    if session is None or member is None or counter is None or member.disabled:
        return None
    roles = roles_today(member, books, day)
    rights = office.rights_of(roles) & set(counter.rights)
    return Officer(member.id, member.name, roles, rights, counter.id, session.locked)


def roles_today(member: StaffRecord, books: Books, day: str) -> tuple[str, ...]:
    """Their own roles, and those that they hold today in somebody's place."""
    return tuple(dict.fromkeys((*member.roles, *books.delegations.roles_of(member.id, day))))


def shown(officer: Officer) -> Session:
    return Session(
        staff=officer.id,
        name=officer.name,
        roles=officer.roles,
        rights=tuple(sorted(officer.rights)),
        counter=officer.counter,
        locked=officer.locked,
    )


def _make_room(member: StaffRecord, take_over: bool, work: Work) -> None:
    """One person serves at one counter, one counter has one person. ``take_over`` ends the older session."""
    people = work.books.people
    elsewhere = people.session_of(member.id)
    if elsewhere is not None and elsewhere.device != work.device.id:
        if not take_over:
            raise errors.StaffElsewhere(counter=elsewhere.counter)
        end_session(elsewhere, work)
    here = people.session_at_counter(work.device.place)
    if here is not None and here.staff != member.id:
        if not take_over:
            raise errors.CounterTaken
        end_session(here, work)


def _check_no_number_in_hand(counter: str, work: Work) -> None:
    ticket = work.books.tickets.in_hand(counter)
    if ticket is not None:
        raise errors.CounterBusy(number=ticket.number)


def _set(counter: CounterRecord, work: Work) -> None:
    if counter != work.books.counters.find(counter.id):
        work.books.counters.save(counter)
        work.happened(CounterChanged(counter=counter.shown()))


def _need(session: Session | None) -> Session:
    if session is None:
        raise errors.NotSignedIn
    return session
