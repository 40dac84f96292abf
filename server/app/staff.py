"""The office's people, entered at the hub. PINs arrive here as hashes only."""

from dataclasses import replace

from protocol import errors
from protocol.messages import AddStaff, ListStaff, SetPin, SetStaffDisabled, StaffChanged, StaffList
from server.app.records import StaffRecord
from server.app.sessions import end_session
from server.app.work import Work

LONGEST_NAME = 80
LONGEST_LOGIN = 32


def add_staff(command: AddStaff, work: Work, pin_hash: str) -> StaffList:
    """Raises StaffExists, UnknownRole, FieldNeeded."""
    login, name = command.login.strip().lower(), command.name.strip()
    for field, value, longest in (("login", login, LONGEST_LOGIN), ("name", name, LONGEST_NAME)):
        if not 0 < len(value) <= longest:
            raise errors.FieldNeeded(field=field)
    for role in command.roles or ("",):
        if work.office.role(role) is None:
            raise errors.UnknownRole(role=role, allowed=[known.id for known in work.office.roles])
    if work.books.people.staff_by_login(login) is not None:
        raise errors.StaffExists(login=login)
    member = work.books.people.add_staff(StaffRecord(0, login, name, tuple(command.roles), pin_hash))
    work.happened(StaffChanged(member=member.shown()))
    return StaffList(staff=(member.shown(),))


def set_pin(command: SetPin, work: Work, pin_hash: str) -> StaffList:
    """A new PIN also forgives the wrong ones. Raises UnknownStaff."""
    member = replace(_member(command.login, work), pin_hash=pin_hash, failures=0, retry_at=0)
    work.books.people.save_staff(member)
    work.happened(StaffChanged(member=member.shown()))
    return StaffList(staff=(member.shown(),))


def set_staff_disabled(command: SetStaffDisabled, work: Work) -> StaffList:
    """Disabling signs the person out wherever they are. Raises UnknownStaff."""
    member = replace(_member(command.login, work), disabled=command.disabled)
    work.books.people.save_staff(member)
    session = work.books.people.session_of(member.id)
    if command.disabled and session is not None:
        end_session(session, work)
    work.happened(StaffChanged(member=member.shown()))
    return StaffList(staff=(member.shown(),))


def list_staff(command: ListStaff, work: Work) -> StaffList:
    return StaffList(staff=tuple(member.shown() for member in work.books.people.all_staff()))


def _member(login: str, work: Work) -> StaffRecord:
    found = work.books.people.staff_by_login(login.strip().lower())
    if found is None:
        raise errors.UnknownStaff(login=login[:LONGEST_LOGIN])
    return found
