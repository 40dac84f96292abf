"""How each terminal of the hall is, and on which day it was seen last."""

from peewee import BigIntegerField, CharField, Database, IntegerField, Model, TextField
from playhouse.migrate import SchemaMigrator


class Terminal(Model):
    device = IntegerField(primary_key=True)
    day = CharField(max_length=10)
    troubles = TextField()
    gone_since = BigIntegerField(null=True)
    at = BigIntegerField()

    class Meta:
        table_name = "terminal"


def up(migrator: SchemaMigrator, db: Database) -> None:
    with db.bind_ctx([Terminal]):
        db.create_tables([Terminal], safe=False)


def down(migrator: SchemaMigrator, db: Database) -> None:
    with db.bind_ctx([Terminal]):
        db.drop_tables([Terminal])
