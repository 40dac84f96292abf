"""The stock of blank cards: its moves, each with the balance after it, never below zero."""

from peewee import AutoField, BigIntegerField, CharField, Check, Database, IntegerField, Model
from playhouse.migrate import SchemaMigrator


class BlankMove(Model):
    id = AutoField()
    at = BigIntegerField()
    day = CharField(max_length=10, index=True)
    move = CharField(max_length=32)
    change = IntegerField()
    balance = IntegerField(constraints=[Check('"balance" >= 0')])
    staff = IntegerField(null=True)
    counter = CharField(max_length=32)
    case = IntegerField(null=True)

    class Meta:
        table_name = "blank_move"


def up(migrator: SchemaMigrator, db: Database) -> None:
    with db.bind_ctx([BlankMove]):
        db.create_tables([BlankMove], safe=False)


def down(migrator: SchemaMigrator, db: Database) -> None:
    with db.bind_ctx([BlankMove]):
        db.drop_tables([BlankMove])
