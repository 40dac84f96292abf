"""The people book: staff, paired devices, and who sits where. And the counters, which they open."""

from dataclasses import asdict, replace
from typing import Any

import peewee

from protocol.vocabulary import DeviceKind, Trouble
from server.app.records import CounterRecord, DeviceRecord, PrinterRecord, SessionRecord, StaffRecord, TerminalRecord
from server.storage.models import Counter, Device, Printer, Session, Staff, Terminal


class SqlPeople:
    """Promises of ``server.app.books.PeopleBook``, on peewee."""

    def __init__(self, database: peewee.Database) -> None:
        self._database = database

    def staff(self, id: int) -> StaffRecord | None:
        rows = Staff.select().where(Staff.id == id).dicts().execute(self._database)
        return next((StaffRecord(**row) for row in rows), None)

    def staff_by_login(self, login: str) -> StaffRecord | None:
        rows = Staff.select().where(Staff.login == login).dicts().execute(self._database)
        return next((StaffRecord(**row) for row in rows), None)

    def all_staff(self) -> list[StaffRecord]:
        rows = Staff.select().order_by(Staff.name).dicts().execute(self._database)
        return [StaffRecord(**row) for row in rows]

    def add_staff(self, member: StaffRecord) -> StaffRecord:
        row = asdict(member)
        del row["id"]
        return replace(member, id=Staff.insert(**row).execute(self._database))

    def save_staff(self, member: StaffRecord) -> None:
        Staff.update(**asdict(member)).where(Staff.id == member.id).execute(self._database)

    def device(self, id: int) -> DeviceRecord | None:
        rows = Device.select().where(Device.id == id).dicts().execute(self._database)
        return next((DeviceRecord(**row) for row in rows), None)

    def device_by_token(self, token_hash: str) -> DeviceRecord | None:
        rows = Device.select().where(Device.token_hash == token_hash).dicts().execute(self._database)
        return next((DeviceRecord(**row) for row in rows), None)

    def all_devices(self) -> list[DeviceRecord]:
        rows = Device.select().order_by(Device.id).dicts().execute(self._database)
        return [DeviceRecord(**row) for row in rows]

    def add_device(self, kind: DeviceKind, name: str, place: str, token_hash: str, at: int) -> DeviceRecord:
        new = DeviceRecord(id=0, kind=kind, name=name, place=place, token_hash=token_hash, paired_at=at)
        row = asdict(new)
        del row["id"]
        return replace(new, id=Device.insert(**row).execute(self._database))

    def save_device(self, device: DeviceRecord) -> None:
        Device.update(**asdict(device)).where(Device.id == device.id).execute(self._database)

    def printer(self, device: int) -> PrinterRecord | None:
        rows = Printer.select().where(Printer.device == device).dicts().execute(self._database)
        return next((PrinterRecord(**row) for row in rows), None)

    def all_printers(self) -> list[PrinterRecord]:
        rows = Printer.select().order_by(Printer.device).dicts().execute(self._database)
        return [PrinterRecord(**row) for row in rows]

    def save_printer(self, printer: PrinterRecord) -> None:
        row = asdict(printer)
        insert = Printer.insert(**row).on_conflict(conflict_target=[Printer.device], update=row)
        insert.execute(self._database)

    def end_printer(self, device: int) -> None:
        Printer.delete().where(Printer.device == device).execute(self._database)

    def terminal(self, device: int) -> TerminalRecord | None:
        rows = Terminal.select().where(Terminal.device == device).dicts().execute(self._database)
        return next((_terminal(row) for row in rows), None)

    def all_terminals(self) -> list[TerminalRecord]:
        rows = Terminal.select().order_by(Terminal.device).dicts().execute(self._database)
        return [_terminal(row) for row in rows]

    def save_terminal(self, terminal: TerminalRecord) -> None:
        row = asdict(terminal)
        insert = Terminal.insert(**row).on_conflict(conflict_target=[Terminal.device], update=row)
        insert.execute(self._database)

    def end_terminal(self, device: int) -> None:
        Terminal.delete().where(Terminal.device == device).execute(self._database)

    def session_at(self, device: int) -> SessionRecord | None:
        return self._session(Session.device == device)

    def session_of(self, staff: int) -> SessionRecord | None:
        return self._session(Session.staff == staff)

    def session_at_counter(self, counter: str) -> SessionRecord | None:
        return self._session(Session.counter == counter)

    def save_session(self, session: SessionRecord) -> None:
        self.end_session(session.device)
        Session.insert(**asdict(session)).execute(self._database)

    def end_session(self, device: int) -> None:
        Session.delete().where(Session.device == device).execute(self._database)

    def _session(self, which: peewee.Expression) -> SessionRecord | None:
        rows = Session.select().where(which).dicts().execute(self._database)
        return next((SessionRecord(**row) for row in rows), None)


def _terminal(row: dict[str, Any]) -> TerminalRecord:
    return TerminalRecord(**{**row, "troubles": tuple(map(Trouble, row["troubles"]))})


class SqlCounters:
    """Promises of ``server.app.books.CounterBook``. A counter that nobody has opened yet is closed."""

    def __init__(self, database: peewee.Database) -> None:
        self._database = database

    def find(self, id: str) -> CounterRecord:
        rows = Counter.select().where(Counter.id == id).dicts().execute(self._database)
        return next((CounterRecord(**row) for row in rows), CounterRecord(id))

    def all(self) -> list[CounterRecord]:
        return [CounterRecord(**row) for row in Counter.select().order_by(Counter.id).dicts().execute(self._database)]

    def save(self, counter: CounterRecord) -> None:
        row = asdict(counter)
        insert = Counter.insert(**row).on_conflict(conflict_target=[Counter.id], update=row)
        insert.execute(self._database)
