"""The ticket book: numbers, places in the queue, and the calls. The hot statements are written out."""

from collections.abc import Sequence
from dataclasses import replace

import peewee

from protocol.turns import Waiting
from protocol.vocabulary import Purpose, TicketState
from server.app.records import CallRecord, TicketRecord
from server.domain.ticket import ENDED, NEXT, TicketMove, expires_at_midnight
from server.storage.models import Call, Ticket
from server.storage.queues import Place, Queues
from server.storage.tables import Table, marks, words

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
_WAITING = (
    'SELECT "id", "service", "arrived_at", "priority", "reserved_for" FROM "ticket" '
    'WHERE "state" = ? AND ("service" IN ({services}) OR "reserved_for" = ?) ORDER BY "arrived_at", "id"'
)
_PLACES = 'SELECT "service", "arrived_at", "id" FROM "ticket" WHERE "state" = ?'
_FIRST_CALLED = (
    'SELECT "ticket"."id", MIN("call"."at") FROM "ticket" JOIN "call" ON "call"."ticket" = "ticket"."id" '
    'WHERE "ticket"."day" = ? AND "call"."purpose" = ? GROUP BY "ticket"."id"'
)
_PRIORITIES = (
    'SELECT "priority" FROM "call" '
    'WHERE "day" = ? AND "purpose" = ? AND "repeat" = 0 AND "service" IN ({services}) ORDER BY "id"'
)
_LAST_SERVED = (
    'SELECT "served_at", "served_until" FROM "ticket" '  # noqa: S608 - our own words
    f'WHERE "service" = ? AND "state" IN ({words(SERVED)}) AND "served_until" IS NOT NULL '
    'ORDER BY "served_until" DESC LIMIT ?'
)


class SqlTickets:
    """Promises of ``server.app.books.TicketBook``."""

    def __init__(self, database: peewee.Database) -> None:
        self._database = database
        self._tickets = Table(database, Ticket, TicketRecord)
        self._calls = Table(database, Call, CallRecord)
        self._queues = Queues(self._places)

    def read_again(self) -> None:
        """A command or a whole transaction was taken back."""
        self._queues.forget()

    def next_number(self, service: str, day: str) -> int:
        number: int = self._database.execute_sql(_NEXT_NUMBER, (service, day)).fetchone()[0]
        return number

    def issued_today(self, day: str) -> dict[str, int]:
        sql = 'SELECT "service", "last" FROM "day_number" WHERE "day" = ?'
        return dict(self._database.execute_sql(sql, (day,)).fetchall())

    def add(self, ticket: TicketRecord) -> TicketRecord:
        added = replace(ticket, id=self._tickets.add(ticket))
        self._queue(added)
        return added

    def save(self, ticket: TicketRecord) -> None:
        self._tickets.save(ticket)
        self._queue(ticket)

    def find(self, id: int) -> TicketRecord | None:
        return self._tickets.first('WHERE "id" = ?', id)

    def by_code(self, code: str) -> TicketRecord | None:
        return self._tickets.first('WHERE "code" = ?', code)

    def waiting(self, services: Sequence[str], counter: str) -> list[Waiting]:
        sql = _WAITING.format(services=marks(services))
        rows = self._database.execute_sql(sql, (str(TicketState.WAITING), *services, counter))
        return [Waiting(id, service, at, bool(priority), kept) for id, service, at, priority, kept in rows]

    def waiting_before(self, service: str, arrived_at: int, id: int) -> int:
        return self._queues.before((service, arrived_at, id))

    def waiting_count(self, service: str) -> int:
        return self._queues.length(service)

    def in_hand(self, counter: str) -> TicketRecord | None:
        return self._tickets.first(f'WHERE "counter" = ? AND "state" IN ({words(IN_HAND)})', counter)

    def shown(self, day: str) -> list[TicketRecord]:
        running = f'"state" NOT IN ({words(ENDED)})'
        return self._tickets.all(f'WHERE "day" = ? OR {running} ORDER BY "arrived_at", "id"', day)

    def left_over(self, day: str) -> list[TicketRecord]:
        return self._tickets.all(f'WHERE "day" < ? AND "state" IN ({words(LEFT_OVER)}) ORDER BY "id"', day)

    def of_day(self, day: str) -> list[TicketRecord]:
        return self._tickets.all('WHERE "day" = ? ORDER BY "id"', day)

    def first_called(self, day: str) -> dict[int, int]:
        return dict(self._database.execute_sql(_FIRST_CALLED, (day, str(Purpose.SERVICE))).fetchall())

    def add_call(self, call: CallRecord) -> CallRecord:
        return replace(call, id=self._calls.add(call))

    def last_calls(self, day: str, limit: int) -> list[CallRecord]:
        return self._calls.all('WHERE "day" = ? ORDER BY "id" DESC LIMIT ?', day, limit)[::-1]

    def last_call_of(self, ticket: int, purpose: Purpose) -> CallRecord | None:
        return self._calls.first('WHERE "ticket" = ? AND "purpose" = ? ORDER BY "id" DESC', ticket, str(purpose))

    def priority_history(self, services: Sequence[str], day: str) -> list[bool]:
        sql = _PRIORITIES.format(services=marks(services))
        return [bool(flag) for (flag,) in self._database.execute_sql(sql, (day, str(Purpose.SERVICE), *services))]

    def minutes_served(self, service: str, limit: int) -> list[float]:
        """From the start of serving to when the files left the counter, or turned out to be incomplete."""
        rows = self._database.execute_sql(_LAST_SERVED, (service, limit))
        return [(until - start) / 60_000 for start, until in rows]

    def _queue(self, ticket: TicketRecord) -> None:
        if ticket.state is TicketState.WAITING:
            self._queues.waits((ticket.service, ticket.arrived_at, ticket.id))
        else:
            self._queues.leaves(ticket.id)

    def _places(self) -> list[Place]:
        places: list[Place] = self._database.execute_sql(_PLACES, (str(TicketState.WAITING),)).fetchall()
        return places
