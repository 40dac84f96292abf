"""All books on one database: what a use case holds inside its transaction."""

import peewee

from server.storage.cases import SqlCases
from server.storage.journal import SqlJournal
from server.storage.keys import Keys
from server.storage.models import Fact, Request
from server.storage.people import SqlCounters, SqlPeople
from server.storage.personal import PersonalFields
from server.storage.tickets import SqlTickets


class SqlAnswers:
    """Promises of ``server.app.books.Answers``."""

    def __init__(self, database: peewee.Database) -> None:
        self._database = database

    def recall(self, device: int, request_id: str) -> tuple[bytes, bytes] | None:
        sql = 'SELECT "content", "answer" FROM "request" WHERE "device" = ? AND "request_id" = ?'
        row = self._database.execute_sql(sql, (device, request_id)).fetchone()
        return (bytes(row[0]), bytes(row[1])) if row else None

    def remember(self, device: int, request_id: str, content: bytes, answer: bytes, at: int) -> None:
        sql = 'INSERT INTO "request" ("device", "request_id", "content", "answer", "at") VALUES (?, ?, ?, ?, ?)'
        self._database.execute_sql(sql, (device, request_id, content, answer, at))

    def forget_before(self, at: int) -> None:
        Request.delete().where(Request.at < at).execute(self._database)


class SqlFacts:
    """Promises of ``server.app.books.Facts``."""

    def __init__(self, database: peewee.Database) -> None:
        self._database = database

    def read(self, name: str) -> str | None:
        rows = Fact.select().where(Fact.name == name).execute(self._database)
        return next((str(row.value) for row in rows), None)

    def write(self, name: str, value: str) -> None:
        insert = Fact.insert(name=name, value=value)
        insert.on_conflict(conflict_target=[Fact.name], update={"value": value}).execute(self._database)


class SqlBooks:
    """Promises of ``server.app.books.Books``, on peewee."""

    def __init__(self, database: peewee.Database, keys: Keys) -> None:
        self.tickets = SqlTickets(database)
        self.counters = SqlCounters(database)
        self.cases = SqlCases(database, PersonalFields(database, keys))
        self.people = SqlPeople(database)
        self.journal = SqlJournal(database, keys.journal)
        self.answers = SqlAnswers(database)
        self.facts = SqlFacts(database)
