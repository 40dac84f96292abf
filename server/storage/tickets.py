"""The ticket book: numbers, places in the queue, and the calls. The hot statements are written out."""

from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from enum import StrEnum
from typing import Any

import peewee

from protocol.turns import Waiting
from protocol.vocabulary import PrintOutcome, Purpose, TicketState
from server.app.records import CallRecord, TicketRecord
from server.domain.ticket import ENDED, NEXT, TicketMove, expires_at_midnight
from server.storage.models import Call, DayNumber, Ticket
from server.storage.queues import Place, Queues

IN_HAND = (TicketState.CALLED, TicketState.SERVING, TicketState.HANDOVER_CALLED)
SERVED = (
    TicketState.PARKED,
    TicketState.IN_PROCESS,
    TicketState.READY,
    TicketState.HANDOVER_CALLED,
    TicketState.DONE,
)
LEFT_OVER = tuple(
    state for state in TicketState if expires_at_midnight(state) or (state, TicketMove.CLOSE_PICKUP) in NEXT
)

_NEXT_NUMBER = (
    'INSERT INTO "day_number" ("service", "day", "last") VALUES (?, ?, 1) '
    'ON CONFLICT ("service", "day") DO UPDATE SET "last" = "day_number"."last" + 1 RETURNING "last"'
)
_ADD = (
    'INSERT INTO "ticket" ("day", "service", "number", "code", "arrived_at", "changed_at", "priority", "language", '
    '"state", "version", "recalls", "copies", "paper", "paper_device", "case") '
    'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING "id"'
)
_FIELDS = tuple(field.name for field in fields(TicketRecord))
_COLUMNS = [f'"{name}"' for name in _FIELDS]
_SELECT = f'SELECT {", ".join(_COLUMNS)} FROM "ticket" '  # noqa: S608 - names of our own
_SAVE = f'UPDATE "ticket" SET {" = ?, ".join(_COLUMNS)} = ? WHERE "id" = ?'  # noqa: S608
_WAITING = (
    'SELECT "id", "service", "arrived_at", "priority", "reserved_for" FROM "ticket" '
    'WHERE "state" = ? AND ("service" IN ({services}) OR "reserved_for" = ?) ORDER BY "arrived_at", "id"'
)
_PLACES = 'SELECT "service", "arrived_at", "id" FROM "ticket" WHERE "state" = ?'
_FIRST_CALLED = (
    'SELECT "ticket"."id", MIN("call"."at") FROM "ticket" JOIN "call" ON "call"."ticket" = "ticket"."id" '
    'WHERE "ticket"."day" = ? AND "call"."purpose" = ? GROUP BY "ticket"."id"'
)


class SqlTickets:
    """Promises of ``server.app.books.TicketBook``, on peewee."""

    def __init__(self, database: peewee.Database) -> None:
        self._database = database
        self._queues = Queues(self._places)

    def read_again(self) -> None:
        """A command or a whole transaction was taken back."""
        self._queues.forget()

    def next_number(self, service: str, day: str) -> int:
        number: int = self._database.execute_sql(_NEXT_NUMBER, (service, day)).fetchone()[0]
        return number

    def issued_today(self, day: str) -> dict[str, int]:
        rows = DayNumber.select().where(DayNumber.day == day)
        return {row.service: row.last for row in rows.execute(self._database)}

    def add(self, ticket: TicketRecord) -> TicketRecord:
        row = (
            ticket.day,
            ticket.service,
            ticket.number,
            ticket.code,
            ticket.arrived_at,
            ticket.changed_at,
            ticket.priority,
            ticket.language,
            str(ticket.state),
            ticket.version,
            ticket.recalls,
            ticket.copies,
            str(ticket.paper),
            ticket.paper_device,
            ticket.case,
        )
        added = replace(ticket, id=self._database.execute_sql(_ADD, row).fetchone()[0])
        self._queue(added)
        return added

    def save(self, ticket: TicketRecord) -> None:
        self._database.execute_sql(_SAVE, (*map(_plain, _values(ticket)), ticket.id))
        self._queue(ticket)

    def find(self, id: int) -> TicketRecord | None:
        return self._one('WHERE "id" = ?', id)

    def by_code(self, code: str) -> TicketRecord | None:
        return self._one('WHERE "code" = ?', code)

    def waiting(self, services: Sequence[str], counter: str) -> list[Waiting]:
        sql = _WAITING.format(services=", ".join("?" * len(services)))
        rows = self._database.execute_sql(sql, (str(TicketState.WAITING), *services, counter))
        return [Waiting(id, service, at, bool(priority), kept) for id, service, at, priority, kept in rows]

    def waiting_before(self, service: str, arrived_at: int, id: int) -> int:
        return self._queues.before((service, arrived_at, id))

    def waiting_count(self, service: str) -> int:
        return self._queues.length(service)

    def in_hand(self, counter: str) -> TicketRecord | None:
        return self._one('WHERE "counter" = ? AND "state" IN (?, ?, ?) LIMIT 1', counter, *map(str, IN_HAND))

    def shown(self, day: str) -> list[TicketRecord]:
        running = Ticket.state.not_in(ENDED)
        return self._all(Ticket.select().where((Ticket.day == day) | running).order_by(Ticket.arrived_at, Ticket.id))

    def left_over(self, day: str) -> list[TicketRecord]:
        return self._all(Ticket.select().where((Ticket.day < day) & Ticket.state.in_(LEFT_OVER)).order_by(Ticket.id))

    def of_day(self, day: str) -> list[TicketRecord]:
        rows = self._database.execute_sql(_SELECT + 'WHERE "day" = ? ORDER BY "id"', (day,))
        return [_record(row) for row in rows]

    def first_called(self, day: str) -> dict[int, int]:
        return dict(self._database.execute_sql(_FIRST_CALLED, (day, str(Purpose.SERVICE))).fetchall())

    def add_call(self, call: CallRecord) -> CallRecord:
        row = asdict(call)
        del row["id"]
        return replace(call, id=Call.insert(**row).execute(self._database))

    def last_calls(self, day: str, limit: int) -> list[CallRecord]:
        newest = Call.select().where(Call.day == day).order_by(Call.id.desc()).limit(limit).dicts()
        return [CallRecord(**row) for row in newest.execute(self._database)][::-1]

    def last_call_of(self, ticket: int, purpose: Purpose) -> CallRecord | None:
        query = Call.select().where((Call.ticket == ticket) & (Call.purpose == purpose)).order_by(Call.id.desc())
        row = next(iter(query.limit(1).dicts().execute(self._database)), None)
        return CallRecord(**row) if row else None

    def priority_history(self, services: Sequence[str], day: str) -> list[bool]:
        first_calls = (Call.purpose == Purpose.SERVICE) & (Call.repeat == 0)
        query = Call.select(Call.priority).where((Call.day == day) & Call.service.in_(services) & first_calls)
        return [bool(flag) for (flag,) in query.order_by(Call.id).tuples().execute(self._database)]

    def minutes_served(self, service: str, limit: int) -> list[float]:
        """From the start of serving to when the files left the counter, or turned out to be incomplete."""
        query = (
            Ticket.select(Ticket.served_at, Ticket.served_until)
            .where((Ticket.service == service) & Ticket.state.in_(SERVED) & Ticket.served_until.is_null(False))
            .order_by(Ticket.served_until.desc())
            .limit(limit)
        )
        return [(until - start) / 60_000 for start, until in query.tuples().execute(self._database)]

    def _queue(self, ticket: TicketRecord) -> None:
        if ticket.state is TicketState.WAITING:
            self._queues.waits((ticket.service, ticket.arrived_at, ticket.id))
        else:
            self._queues.leaves(ticket.id)

    def _places(self) -> list[Place]:
        places: list[Place] = self._database.execute_sql(_PLACES, (str(TicketState.WAITING),)).fetchall()
        return places

    def _one(self, which: str, *values: object) -> TicketRecord | None:
        row = self._database.execute_sql(_SELECT + which, values).fetchone()
        return _record(row) if row else None

    def _all(self, query: Any) -> list[TicketRecord]:
        return [TicketRecord(**row) for row in query.dicts().execute(self._database)]


def _values(ticket: TicketRecord) -> list[Any]:
    return [getattr(ticket, name) for name in _FIELDS]


def _plain(value: object) -> object:
    return str(value) if isinstance(value, StrEnum) else value


def _record(row: Sequence[Any]) -> TicketRecord:
    """The record of a row as ``_SELECT`` gives it."""
    values = dict(zip(_FIELDS, row, strict=True))
    words = {
        "state": TicketState(values["state"]),
        "paper": PrintOutcome(values["paper"]),
        "copy_paper": PrintOutcome(values["copy_paper"]),
    }
    return TicketRecord(**{**values, **words, "priority": bool(values["priority"])})
