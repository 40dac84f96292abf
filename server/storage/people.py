"""The people book: staff, paired devices, and who sits where. And the counters, which they open."""

from dataclasses import replace
from typing import Any

import peewee

from protocol.vocabulary import DeviceKind, Trouble
from server.app.records import CounterRecord, DeviceRecord, PrinterRecord, SessionRecord, StaffRecord, TerminalRecord
from server.storage.models import Counter, Device, Printer, Session, Staff, Terminal
from server.storage.tables import Table


class SqlPeople:
    """Promises of ``server.app.books.PeopleBook``."""

    def __init__(self, database: peewee.Database) -> None:
        self._staff = Table(database, Staff, StaffRecord)
        self._devices = Table(database, Device, DeviceRecord)
        self._printers = Table(database, Printer, PrinterRecord)
        self._terminals = Table(database, Terminal, TerminalRecord, _terminal)
        self._sessions = Table(database, Session, SessionRecord)

    def staff(self, id: int) -> StaffRecord | None:
        return self._staff.first('WHERE "id" = ?', id)

    def staff_by_login(self, login: str) -> StaffRecord | None:
        return self._staff.first('WHERE "login" = ?', login)

    def all_staff(self) -> list[StaffRecord]:
        return self._staff.all('ORDER BY "name"')

    def add_staff(self, member: StaffRecord) -> StaffRecord:
        return replace(member, id=self._staff.add(member))

    def save_staff(self, member: StaffRecord) -> None:
        self._staff.save(member)

    def device(self, id: int) -> DeviceRecord | None:
        return self._devices.first('WHERE "id" = ?', id)

    def device_by_token(self, token_hash: str) -> DeviceRecord | None:
        return self._devices.first('WHERE "token_hash" = ?', token_hash)

    def all_devices(self) -> list[DeviceRecord]:
        return self._devices.all('ORDER BY "id"')

    def add_device(self, kind: DeviceKind, name: str, place: str, token_hash: str, at: int) -> DeviceRecord:
        new = DeviceRecord(id=0, kind=kind, name=name, place=place, token_hash=token_hash, paired_at=at)
        return replace(new, id=self._devices.add(new))

    def save_device(self, device: DeviceRecord) -> None:
        self._devices.save(device)

    def printer(self, device: int) -> PrinterRecord | None:
        return self._printers.first('WHERE "device" = ?', device)

    def all_printers(self) -> list[PrinterRecord]:
        return self._printers.all('ORDER BY "device"')

    def save_printer(self, printer: PrinterRecord) -> None:
        self._printers.put(printer)

    def end_printer(self, device: int) -> None:
        self._printers.remove('WHERE "device" = ?', device)

    def terminal(self, device: int) -> TerminalRecord | None:
        return self._terminals.first('WHERE "device" = ?', device)

    def all_terminals(self) -> list[TerminalRecord]:
        return self._terminals.all('ORDER BY "device"')

    def save_terminal(self, terminal: TerminalRecord) -> None:
        self._terminals.put(terminal)

    def end_terminal(self, device: int) -> None:
        self._terminals.remove('WHERE "device" = ?', device)

    def session_at(self, device: int) -> SessionRecord | None:
        return self._sessions.first('WHERE "device" = ?', device)

    def session_of(self, staff: int) -> SessionRecord | None:
        return self._sessions.first('WHERE "staff" = ?', staff)

    def session_at_counter(self, counter: str) -> SessionRecord | None:
        return self._sessions.first('WHERE "counter" = ?', counter)

    def save_session(self, session: SessionRecord) -> None:
        self._sessions.put(session)

    def end_session(self, device: int) -> None:
        self._sessions.remove('WHERE "device" = ?', device)


def _terminal(device: int, day: str, troubles: tuple[str, ...], *rest: Any) -> TerminalRecord:
    return TerminalRecord(device, day, tuple(map(Trouble, troubles)), *rest)


class SqlCounters:
    """Promises of ``server.app.books.CounterBook``. A counter that nobody has opened yet is closed."""

    def __init__(self, database: peewee.Database) -> None:
        self._counters = Table(database, Counter, CounterRecord)

    def find(self, id: str) -> CounterRecord:
        return self._counters.first('WHERE "id" = ?', id) or CounterRecord(id)

    def all(self) -> list[CounterRecord]:
        return self._counters.all('ORDER BY "id"')

    def save(self, counter: CounterRecord) -> None:
        self._counters.put(counter)
