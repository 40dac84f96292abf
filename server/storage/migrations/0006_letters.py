"""Letters to applicants and what came from them. Of a message's id only a keyed digest is kept: it spells a number."""

from peewee import AutoField, BigIntegerField, BlobField, CharField, Database, IntegerField, Model
from playhouse.migrate import SchemaMigrator


class Letter(Model):
    id = AutoField()
    case = IntegerField(index=True)
    letter = CharField(max_length=32)
    state = CharField(max_length=32)
    at = BigIntegerField()
    changed_at = BigIntegerField()
    staff = IntegerField(null=True)
    tries = IntegerField()
    next_at = BigIntegerField(null=True, index=True)
    message = BlobField(null=True, unique=True)

    class Meta:
        table_name = "letter"


class Incoming(Model):
    id = AutoField()
    message = BlobField(unique=True)
    case = IntegerField(null=True, index=True)
    at = BigIntegerField()
    media = CharField(max_length=128)
    tries = IntegerField()
    next_at = BigIntegerField(null=True, index=True)

    class Meta:
        table_name = "incoming"


TABLES = [Letter, Incoming]


def up(migrator: SchemaMigrator, db: Database) -> None:
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES, safe=False)


def down(migrator: SchemaMigrator, db: Database) -> None:
    with db.bind_ctx(TABLES):
        db.drop_tables(TABLES)
