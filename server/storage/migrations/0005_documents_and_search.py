"""Documents in sealed files, the blind index, what was read in full, and what was erased."""

from peewee import AutoField, BigIntegerField, BlobField, CharField, CompositeKey, Database, IntegerField, Model
from playhouse.migrate import SchemaMigrator


class Document(Model):
    id = AutoField()
    case = IntegerField(index=True)
    requirement = CharField(max_length=32)
    pages = IntegerField()
    bytes = IntegerField()
    at = BigIntegerField()
    file = CharField(max_length=32)
    wrapped = BlobField(null=True)

    class Meta:
        table_name = "document"


class SearchToken(Model):
    token = BlobField()
    case = IntegerField(index=True)
    field = CharField(max_length=32)

    class Meta:
        table_name = "search_token"
        primary_key = CompositeKey("token", "case")


class Reading(Model):
    id = AutoField()
    case = IntegerField(null=True, index=True)
    at = BigIntegerField()

    class Meta:
        table_name = "reading"


class Erasure(Model):
    case = IntegerField()
    kind = CharField(max_length=32)
    at = BigIntegerField()

    class Meta:
        table_name = "erasure"
        primary_key = CompositeKey("case", "kind")


TABLES = (Document, SearchToken, Reading, Erasure)
INDEXES = {
    "ticket_number": '"ticket" ("number")',
    "case_number": '"card_case" ("number")',
    "case_register_number": '"card_case" ("register_number")',
}


def up(migrator: SchemaMigrator, db: Database) -> None:
    for name, columns in INDEXES.items():
        db.execute_sql(f'CREATE INDEX "{name}" ON {columns}')
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES, safe=False)


def down(migrator: SchemaMigrator, db: Database) -> None:
    for name in INDEXES:
        db.execute_sql(f'DROP INDEX "{name}"')
    with db.bind_ctx(TABLES):
        db.drop_tables(TABLES)
