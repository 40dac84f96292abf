"""Who stands in for whom, and when the office could not work."""

from dataclasses import replace

import peewee

from server.app.records import DelegationRecord, IncidentRecord
from server.storage.models import Delegation, Incident
from server.storage.tables import Table


class SqlDelegations:
    """Promises of ``server.app.books.DelegationBook``."""

    def __init__(self, database: peewee.Database) -> None:
        self._delegations = Table(database, Delegation, DelegationRecord)

    def add(self, delegation: DelegationRecord) -> DelegationRecord:
        return replace(delegation, id=self._delegations.add(delegation))

    def save(self, delegation: DelegationRecord) -> None:
        self._delegations.save(delegation)

    def find(self, id: int) -> DelegationRecord | None:
        return self._delegations.first('WHERE "id" = ?', id)

    def roles_of(self, taker: int, day: str) -> tuple[str, ...]:
        today = '"first_day" <= ? AND "last_day" >= ?'
        held = self._delegations.all(
            f'WHERE "taker" = ? AND "ended_at" IS NULL AND {today} ORDER BY "id"', taker, day, day
        )
        return tuple(dict.fromkeys(delegation.role for delegation in held))

    def from_day(self, day: str) -> list[DelegationRecord]:
        return self._delegations.all('WHERE "ended_at" IS NULL AND "last_day" >= ? ORDER BY "id"', day)


class SqlIncidents:
    """Promises of ``server.app.books.IncidentBook``."""

    def __init__(self, database: peewee.Database) -> None:
        self._incidents = Table(database, Incident, IncidentRecord)

    def add(self, incident: IncidentRecord) -> IncidentRecord:
        return replace(incident, id=self._incidents.add(incident))

    def save(self, incident: IncidentRecord) -> None:
        self._incidents.save(incident)

    def find(self, id: int) -> IncidentRecord | None:
        return self._incidents.first('WHERE "id" = ?', id)

    def since(self, at: int) -> list[IncidentRecord]:
        return self._incidents.all('WHERE "until" IS NULL OR "until" > ? ORDER BY "id"', at)
