"""How the hall's terminals are: what they say of themselves, and which of them are gone. Told to staff only.

A display or a kiosk that was seen today and has then been away for a minute, while the office serves, is gone. One
that was not seen today is perhaps not used: nothing is said of it. Nor of one that is switched off after hours.
"""

from dataclasses import replace

import msgspec

from protocol.messages import Done, ReportTroubles, TerminalChanged
from protocol.vocabulary import DeviceKind, Trouble
from server.app.presence import Attendance
from server.app.records import DeviceRecord, TerminalRecord
from server.app.work import Device, Work
from server.domain.hours import serves

HALL = frozenset({DeviceKind.DISPLAY, DeviceKind.KIOSK})
GONE_SECONDS = 60.0
"""A new start of a terminal, of the hub or of a switch takes less."""


def report_troubles(command: ReportTroubles, work: Work) -> Done:
    """The same again is answered, and told to nobody."""
    device = work.device
    troubles = tuple(trouble for trouble in Trouble if trouble in command.troubles)
    before = work.books.people.terminal(device.id) or TerminalRecord(device.id)
    _become(before, replace(before, day=work.day, troubles=troubles, gone_since=None), device, work)
    return Done()


def watch_terminals(attendance: Attendance, work: Work) -> None:
    """Looks who has come and who is gone. Called every few seconds."""
    known = {terminal.device: terminal for terminal in work.books.people.all_terminals()}
    for device in work.books.people.all_devices():
        if device.kind in HALL and not device.revoked:
            before = known.get(device.id, TerminalRecord(device.id))
            _become(before, _now(before, attendance.seconds_away(device.id), work), device, work)


def forget_terminal(device: int, work: Work) -> None:
    """The hub does not trust it any more: nobody asks for it."""
    before = work.books.people.terminal(device)
    found = work.books.people.device(device)
    if before is not None and found is not None:
        work.books.people.end_terminal(device)
        now = TerminalRecord(device, at=work.now).shown(found.kind, found.name, found.place)
        work.happened(TerminalChanged(terminal=msgspec.structs.replace(now, revoked=True)))


def _now(before: TerminalRecord, seconds_away: float | None, work: Work) -> TerminalRecord:
    if seconds_away is None:
        return replace(before, day=work.day, gone_since=None)
    unused = before.day != work.day
    if unused or before.gone_since is not None or seconds_away < GONE_SECONDS:
        return before
    if not serves(work.office.hours, work.local):
        return before
    return replace(before, troubles=(), gone_since=work.now - round(seconds_away * 1000))


def _become(before: TerminalRecord, now: TerminalRecord, device: Device | DeviceRecord, work: Work) -> None:
    if now != before:
        now = replace(now, at=work.now)
        work.books.people.save_terminal(now)
        work.happened(TerminalChanged(terminal=now.shown(device.kind, device.name, device.place)))
