"""Cases that wait for their applicant, notes in their files, delegations and incidents.

A case that was incomplete under the earlier rule has no ``expires_at``; the next midnight ends it.
"""

from peewee import AutoField, BigIntegerField, CharField, Database, IntegerField, Model
from playhouse.migrate import SchemaMigrator

COLUMNS = {
    "received_at": "INTEGER",
    "assigned_to": "INTEGER",
    "waited": "TEXT NOT NULL DEFAULT '[]'",
    "expires_at": "INTEGER",
    "pickup_day": "VARCHAR(10) NOT NULL DEFAULT ''",
    "documents": "INTEGER NOT NULL DEFAULT 0",
    "told": "VARCHAR(32)",
}


class CaseNote(Model):
    id = AutoField()
    case = IntegerField(index=True)
    at = BigIntegerField()
    staff = IntegerField(null=True)

    class Meta:
        table_name = "case_note"


class Delegation(Model):
    id = AutoField()
    role = CharField(max_length=32)
    giver = IntegerField()
    taker = IntegerField(index=True)
    first_day = CharField(max_length=10)
    last_day = CharField(max_length=10)
    given_at = BigIntegerField()
    ended_at = BigIntegerField(null=True)

    class Meta:
        table_name = "delegation"


class Incident(Model):
    id = AutoField()
    kind = CharField(max_length=32)
    since = BigIntegerField()
    until = BigIntegerField(null=True, index=True)
    declared_by = IntegerField(null=True)

    class Meta:
        table_name = "incident"


TABLES = [CaseNote, Delegation, Incident]


def up(migrator: SchemaMigrator, db: Database) -> None:
    for name, kind in COLUMNS.items():
        db.execute_sql(f'ALTER TABLE "card_case" ADD COLUMN "{name}" {kind}')
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES, safe=False)


def down(migrator: SchemaMigrator, db: Database) -> None:
    with db.bind_ctx(TABLES):
        db.drop_tables(TABLES)
    for name in COLUMNS:
        db.execute_sql(f'ALTER TABLE "card_case" DROP COLUMN "{name}"')
