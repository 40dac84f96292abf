"""What became of each paper and who has it, how each printer is, and the day's steps found by their time.

Written out, since peewee would copy the whole ticket table to add a column that may not be null.
"""

from peewee import BigIntegerField, BooleanField, CharField, Database, IntegerField, Model
from playhouse.migrate import SchemaMigrator

COLUMNS = {
    "paper_problem": "VARCHAR(32) NOT NULL DEFAULT ''",
    "paper_device": "INTEGER",
    "copy_paper": "VARCHAR(32) NOT NULL DEFAULT 'pending'",
}


class Printer(Model):
    device = IntegerField(primary_key=True)
    problem = CharField(max_length=32)
    paper_low = BooleanField()
    tickets_left = IntegerField(null=True)
    spare = BooleanField()
    mute = BooleanField()
    at = BigIntegerField()

    class Meta:
        table_name = "printer"


def up(migrator: SchemaMigrator, db: Database) -> None:
    for name, kind in COLUMNS.items():
        db.execute_sql(f'ALTER TABLE "ticket" ADD COLUMN "{name}" {kind}')
    db.execute_sql('CREATE INDEX "casestep_at" ON "case_step" ("at")')
    with db.bind_ctx([Printer]):
        db.create_tables([Printer], safe=False)


def down(migrator: SchemaMigrator, db: Database) -> None:
    with db.bind_ctx([Printer]):
        db.drop_tables([Printer])
    db.execute_sql('DROP INDEX "casestep_at"')
    for name in COLUMNS:
        db.execute_sql(f'ALTER TABLE "ticket" DROP COLUMN "{name}"')
