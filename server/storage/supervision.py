"""Who stands in for whom, and when the office could not work."""

from dataclasses import asdict, replace

import peewee

from server.app.records import DelegationRecord, IncidentRecord
from server.storage.models import Delegation, Incident


class SqlDelegations:
    """Promises of ``server.app.books.DelegationBook``, on peewee."""

    def __init__(self, database: peewee.Database) -> None:
        self._database = database

    def add(self, delegation: DelegationRecord) -> DelegationRecord:
        row = asdict(delegation)
        del row["id"]
        return replace(delegation, id=Delegation.insert(**row).execute(self._database))

    def save(self, delegation: DelegationRecord) -> None:
        Delegation.update(**asdict(delegation)).where(Delegation.id == delegation.id).execute(self._database)

    def find(self, id: int) -> DelegationRecord | None:
        rows = Delegation.select().where(Delegation.id == id).dicts().execute(self._database)
        return next((DelegationRecord(**row) for row in rows), None)

    def roles_of(self, taker: int, day: str) -> tuple[str, ...]:
        holds = (Delegation.taker == taker) & Delegation.ended_at.is_null()
        today = (Delegation.first_day <= day) & (Delegation.last_day >= day)
        query = Delegation.select(Delegation.role).where(holds & today).order_by(Delegation.id).tuples()
        return tuple(dict.fromkeys(role for (role,) in query.execute(self._database)))

    def from_day(self, day: str) -> list[DelegationRecord]:
        query = Delegation.select().where(Delegation.ended_at.is_null() & (Delegation.last_day >= day))
        return [DelegationRecord(**row) for row in query.order_by(Delegation.id).dicts().execute(self._database)]


class SqlIncidents:
    """Promises of ``server.app.books.IncidentBook``, on peewee."""

    def __init__(self, database: peewee.Database) -> None:
        self._database = database

    def add(self, incident: IncidentRecord) -> IncidentRecord:
        row = asdict(incident)
        del row["id"]
        return replace(incident, id=Incident.insert(**row).execute(self._database))

    def save(self, incident: IncidentRecord) -> None:
        Incident.update(**asdict(incident)).where(Incident.id == incident.id).execute(self._database)

    def find(self, id: int) -> IncidentRecord | None:
        rows = Incident.select().where(Incident.id == id).dicts().execute(self._database)
        return next((IncidentRecord(**row) for row in rows), None)

    def since(self, at: int) -> list[IncidentRecord]:
        query = Incident.select().where(Incident.until.is_null() | (Incident.until > at)).order_by(Incident.id)
        return [IncidentRecord(**row) for row in query.dicts().execute(self._database)]
