"""The first tables: a frozen copy of server/storage/models.py as of version 0.1."""

from peewee import (
    AutoField,
    BigAutoField,
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    CompositeKey,
    Database,
    IntegerField,
    Model,
    TextField,
)
from playhouse.migrate import SchemaMigrator


class Fact(Model):
    name = CharField(max_length=32, primary_key=True)
    value = TextField()

    class Meta:
        table_name = "fact"


class Device(Model):
    id = AutoField()
    kind = CharField(max_length=32)
    name = CharField(max_length=80)
    place = CharField(max_length=32)
    token_hash = CharField(max_length=64, unique=True)
    paired_at = BigIntegerField()
    revoked = BooleanField()
    failures = IntegerField()
    retry_at = BigIntegerField()

    class Meta:
        table_name = "device"


class Staff(Model):
    id = AutoField()
    login = CharField(max_length=32, unique=True)
    name = CharField(max_length=80)
    roles = TextField()
    pin_hash = CharField(max_length=128)
    disabled = BooleanField()
    failures = IntegerField()
    retry_at = BigIntegerField()

    class Meta:
        table_name = "staff"


class Session(Model):
    device = IntegerField(primary_key=True)
    staff = IntegerField(unique=True)
    counter = CharField(max_length=32, unique=True)
    since = BigIntegerField()
    locked = BooleanField()

    class Meta:
        table_name = "session"


class Counter(Model):
    id = CharField(max_length=32, primary_key=True)
    state = CharField(max_length=32)
    staff = IntegerField(null=True)

    class Meta:
        table_name = "counter"


class DayNumber(Model):
    service = CharField(max_length=32)
    day = CharField(max_length=10)
    last = IntegerField()

    class Meta:
        table_name = "day_number"
        primary_key = CompositeKey("service", "day")


class Ticket(Model):
    id = AutoField()
    day = CharField(max_length=10)
    service = CharField(max_length=32)
    number = CharField(max_length=16)
    code = CharField(max_length=32, unique=True)
    arrived_at = BigIntegerField()
    changed_at = BigIntegerField()
    priority = BooleanField()
    language = CharField(max_length=2)
    state = CharField(max_length=32)
    version = IntegerField()
    counter = CharField(max_length=32, null=True)
    recalls = IntegerField()
    copies = IntegerField()
    reserved_for = CharField(max_length=32, null=True)
    case = IntegerField(null=True)
    paper = CharField(max_length=32)
    served_at = BigIntegerField(null=True)
    served_until = BigIntegerField(index=True, null=True)

    class Meta:
        table_name = "ticket"
        indexes = ((("day", "number"), True), (("state", "service", "arrived_at", "id"), False))


class Call(Model):
    id = AutoField()
    ticket = IntegerField(index=True)
    number = CharField(max_length=16)
    service = CharField(max_length=32)
    counter = CharField(max_length=32)
    purpose = CharField(max_length=32)
    at = BigIntegerField()
    day = CharField(max_length=10, index=True)
    priority = BooleanField()
    repeat = IntegerField()

    class Meta:
        table_name = "call"


class Case(Model):
    id = AutoField()
    service = CharField(max_length=32)
    opened_at = BigIntegerField()
    changed_at = BigIntegerField()
    state = CharField(max_length=32, index=True)
    version = IntegerField()
    variant = CharField(max_length=32)
    ticket = IntegerField(null=True)
    number = CharField(max_length=16)
    complete_at = BigIntegerField(null=True)
    due_at = BigIntegerField(null=True)
    verified_by = IntegerField(null=True)
    approvals = TextField()
    refused = BooleanField()
    spoiled = IntegerField()
    card_serial = CharField(max_length=32)
    register_number = CharField(max_length=32)
    seen = TextField()
    missing = TextField()

    class Meta:
        table_name = "card_case"


class CaseStep(Model):
    id = AutoField()
    case = IntegerField(index=True)
    step = CharField(max_length=32)
    result = CharField(max_length=32)
    staff = IntegerField()
    counter = CharField(max_length=32)
    at = BigIntegerField()

    class Meta:
        table_name = "case_step"


class CardSerial(Model):
    serial = CharField(max_length=32, primary_key=True)
    case = IntegerField()
    spoiled = BooleanField()
    at = BigIntegerField()

    class Meta:
        table_name = "card_serial"


class RegisterNumber(Model):
    service = CharField(max_length=32)
    year = IntegerField()
    last = IntegerField()

    class Meta:
        table_name = "register_number"
        primary_key = CompositeKey("service", "year")


class Personal(Model):
    kind = CharField(max_length=16)
    subject = IntegerField()
    field = CharField(max_length=32)
    salt = BlobField()
    nonce = BlobField()
    sealed = BlobField()

    class Meta:
        table_name = "personal"
        primary_key = CompositeKey("kind", "subject", "field")


class JournalEntry(Model):
    seq = BigAutoField()
    at = BigIntegerField()
    device = IntegerField()
    staff = IntegerField(null=True)
    counter = CharField(max_length=32)
    ticket = IntegerField(index=True, null=True)
    case = IntegerField(index=True, null=True)
    public = BooleanField()
    body = TextField()
    commitments = TextField()
    mac = BlobField()

    class Meta:
        table_name = "journal"
        indexes = ((("public", "seq"), False),)


class Request(Model):
    device = IntegerField()
    request_id = CharField(max_length=64)
    content = BlobField()
    answer = BlobField()
    at = BigIntegerField(index=True)

    class Meta:
        table_name = "request"
        primary_key = CompositeKey("device", "request_id")


TABLES = (
    Fact,
    Device,
    Staff,
    Session,
    Counter,
    DayNumber,
    Ticket,
    Call,
    Case,
    CaseStep,
    CardSerial,
    RegisterNumber,
    Personal,
    JournalEntry,
    Request,
)


def up(migrator: SchemaMigrator, db: Database) -> None:
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES, safe=False)


def down(migrator: SchemaMigrator, db: Database) -> None:
    with db.bind_ctx(TABLES):
        db.drop_tables(TABLES)
