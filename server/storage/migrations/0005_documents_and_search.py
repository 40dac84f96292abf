"""Documents in sealed files, the blind index, and who read what is masked."""

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


TABLES = (Document, SearchToken, Reading)


def up(migrator: SchemaMigrator, db: Database) -> None:
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES, safe=False)


def down(migrator: SchemaMigrator, db: Database) -> None:
    with db.bind_ctx(TABLES):
        db.drop_tables(TABLES)
