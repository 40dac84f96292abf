"""Machines that the hub trusts. A token is answered once; the books keep its hash."""

import hashlib
from dataclasses import replace

from protocol import errors
from protocol.messages import AddDevice, DeviceAdded, DeviceList, ListDevices, RevokeDevice
from protocol.vocabulary import DeviceKind
from server.app.records import DeviceRecord
from server.app.report_printer import forget_printer
from server.app.sessions import end_session
from server.app.terminals import forget_terminal
from server.app.work import Device, Work

LONGEST_NAME = 80
PAIRABLE = (DeviceKind.KIOSK, DeviceKind.DISPLAY, DeviceKind.COUNTER)


def hash_of(token: str) -> str:
    """A 256-bit random token needs no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def add_device(command: AddDevice, work: Work, token: str) -> DeviceAdded:
    """Raises UnknownPlace, FieldNeeded."""
    device = enter(command.kind, command.name, command.place, token, work)
    return DeviceAdded(device=device.shown(), token=token)


def enter(kind: DeviceKind, name: str, place: str, token: str, work: Work) -> DeviceRecord:
    """Writes a trusted machine into the books. A counter terminal must stand at one of the office's counters."""
    if kind not in PAIRABLE:
        raise errors.FieldNeeded(field="kind")
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise errors.FieldNeeded(field="name")
    if kind is DeviceKind.COUNTER and work.office.counter(place) is None:
        raise errors.UnknownPlace(place=place, allowed=[counter.id for counter in work.office.counters])
    return work.books.people.add_device(kind, name.strip(), place, hash_of(token), work.now)


def list_devices(command: ListDevices, work: Work) -> DeviceList:
    return DeviceList(devices=tuple(device.shown() for device in work.books.people.all_devices()))


def revoke_device(command: RevokeDevice, work: Work) -> DeviceList:
    """The machine is a stranger from now on. Raises UnknownDevice."""
    device = work.books.people.device(command.device)
    if device is None:
        raise errors.UnknownDevice
    session = work.books.people.session_at(device.id)
    if session is not None:
        end_session(session, work)
    revoked = replace(device, revoked=True)
    work.books.people.save_device(revoked)
    forget_printer(Device(device.id, device.kind, device.name, device.place), work)
    forget_terminal(device.id, work)
    work.aftermath.revoked.add(device.id)
    return DeviceList(devices=(revoked.shown(),))
