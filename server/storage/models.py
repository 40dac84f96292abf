"""The tables. Instants are milliseconds UTC, days ISO dates, lists JSON text.

Models are bound to no database: every query names the one it runs on, so that two hubs can live in
one process (as in tests). The migrations, one after the other, make just these tables.
"""

import json
from typing import Any

from peewee import (
    SQL,
    AutoField,
    BigAutoField,
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    Check,
    CompositeKey,
    IntegerField,
    Model,
    TextField,
)

from protocol.vocabulary import (
    CaseState,
    CounterState,
    DeviceKind,
    IncidentKind,
    LetterState,
    PersonalKind,
    PrintOutcome,
    Purpose,
    Result,
    Step,
    TicketState,
)


class WordField(CharField):
    """A word of the vocabulary, stored as it is written on the wire."""

    def __init__(self, word: Any, **options: Any) -> None:
        self.word = word
        super().__init__(max_length=32, **options)

    def db_value(self, value: Any) -> Any:
        return None if value is None else str(value)

    def python_value(self, value: Any) -> Any:
        return None if value is None else self.word(value)


class ListField(TextField):
    """A tuple of words, or of tuples of them, as JSON text."""

    def db_value(self, value: Any) -> str:
        return json.dumps(value)

    def python_value(self, value: str) -> tuple[Any, ...]:
        return tuple(tuple(item) if isinstance(item, list) else item for item in json.loads(value))


class Fact(Model):
    name = CharField(max_length=32, primary_key=True)
    value = TextField()


class Device(Model):
    id = AutoField()
    kind = WordField(DeviceKind)
    name = CharField(max_length=80)
    place = CharField(max_length=32)
    token_hash = CharField(max_length=64, unique=True)
    paired_at = BigIntegerField()
    revoked = BooleanField(default=False)
    failures = IntegerField(default=0)
    retry_at = BigIntegerField(default=0)


class Printer(Model):
    """What each terminal said last of its printer."""

    device = IntegerField(primary_key=True)
    problem = CharField(max_length=32, default="")
    paper_low = BooleanField(default=False)
    tickets_left = IntegerField(null=True)
    spare = BooleanField(default=False)
    mute = BooleanField(default=False)
    at = BigIntegerField()


class Terminal(Model):
    """How each terminal of the hall is, and on which day it was seen last."""

    device = IntegerField(primary_key=True)
    day = CharField(max_length=10)
    troubles = ListField()
    gone_since = BigIntegerField(null=True)
    at = BigIntegerField()


class Staff(Model):
    id = AutoField()
    login = CharField(max_length=32, unique=True)
    name = CharField(max_length=80)
    roles = ListField()
    pin_hash = CharField(max_length=128)
    disabled = BooleanField(default=False)
    failures = IntegerField(default=0)
    retry_at = BigIntegerField(default=0)


class Session(Model):
    """One person, one counter, one terminal: each of the three stands here at most once."""

    device = IntegerField(primary_key=True)
    staff = IntegerField(unique=True)
    counter = CharField(max_length=32, unique=True)
    since = BigIntegerField()
    locked = BooleanField(default=False)


class Counter(Model):
    id = CharField(max_length=32, primary_key=True)
    state = WordField(CounterState)
    staff = IntegerField(null=True)


class DayNumber(Model):
    """The last number that a service gave on a day."""

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
    number = CharField(max_length=16, index=True)
    code = CharField(max_length=32, unique=True)
    arrived_at = BigIntegerField()
    changed_at = BigIntegerField()
    priority = BooleanField(default=False)
    language = CharField(max_length=2)
    state = WordField(TicketState)
    version = IntegerField(default=1)
    counter = CharField(max_length=32, null=True)
    recalls = IntegerField(default=0)
    copies = IntegerField(default=0)
    reserved_for = CharField(max_length=32, null=True)
    case = IntegerField(null=True)
    paper = WordField(PrintOutcome)
    served_at = BigIntegerField(null=True)
    served_until = BigIntegerField(null=True, index=True)
    paper_problem = CharField(max_length=32, default="", constraints=[SQL("DEFAULT ''")])
    paper_device = IntegerField(null=True)
    copy_paper = WordField(PrintOutcome, default=PrintOutcome.PENDING, constraints=[SQL("DEFAULT 'pending'")])

    class Meta:
        indexes = (
            (("day", "number"), True),
            (("state", "service", "arrived_at", "id"), False),
        )


class Call(Model):
    id = AutoField()
    ticket = IntegerField(index=True)
    number = CharField(max_length=16)
    service = CharField(max_length=32)
    counter = CharField(max_length=32)
    purpose = WordField(Purpose)
    at = BigIntegerField()
    day = CharField(max_length=10, index=True)
    priority = BooleanField(default=False)
    repeat = IntegerField(default=0)


class Case(Model):
    id = AutoField()
    service = CharField(max_length=32)
    opened_at = BigIntegerField()
    changed_at = BigIntegerField()
    state = WordField(CaseState, index=True)
    version = IntegerField(default=1)
    variant = CharField(max_length=32)
    ticket = IntegerField(null=True)
    number = CharField(max_length=16, index=True)
    complete_at = BigIntegerField(null=True)
    due_at = BigIntegerField(null=True)
    verified_by = IntegerField(null=True)
    approvals = ListField()
    refused = BooleanField(default=False)
    spoiled = IntegerField(default=0)
    card_serial = CharField(max_length=32)
    register_number = CharField(max_length=32, index=True)
    seen = ListField()
    missing = ListField()
    received_at = BigIntegerField(null=True)
    assigned_to = IntegerField(null=True)
    waited = ListField(default=(), constraints=[SQL("DEFAULT '[]'")])
    expires_at = BigIntegerField(null=True)
    pickup_day = CharField(max_length=10, default="", constraints=[SQL("DEFAULT ''")])
    documents = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    told = WordField(LetterState, null=True)

    class Meta:
        table_name = "card_case"


class CaseStep(Model):
    id = AutoField()
    case = IntegerField(index=True)
    step = WordField(Step)
    result = WordField(Result)
    staff = IntegerField()
    counter = CharField(max_length=32)
    at = BigIntegerField(index=True)

    class Meta:
        table_name = "case_step"


class CaseNote(Model):
    """A line in a case's file; its words are in ``Personal``."""

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


class Incident(Model):
    id = AutoField()
    kind = WordField(IncidentKind)
    since = BigIntegerField()
    until = BigIntegerField(null=True, index=True)
    declared_by = IntegerField(null=True)


class CardSerial(Model):
    """Every blank card that met the printer, spoiled ones too: a serial is used once."""

    serial = CharField(max_length=32, primary_key=True)
    case = IntegerField()
    spoiled = BooleanField(default=False)
    at = BigIntegerField()

    class Meta:
        table_name = "card_serial"


class BlankMove(Model):
    """The stock of blank cards, move by move; the table refuses a balance below zero."""

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


class RegisterNumber(Model):
    """The last number of a register in a year."""

    service = CharField(max_length=32)
    year = IntegerField()
    last = IntegerField()

    class Meta:
        table_name = "register_number"
        primary_key = CompositeKey("service", "year")


class Personal(Model):
    """Names, NIKs, reasons in words: encrypted, and apart, so that they can be erased."""

    kind = CharField(max_length=16)
    subject = IntegerField()
    field = CharField(max_length=32)
    salt = BlobField()
    nonce = BlobField()
    sealed = BlobField()

    class Meta:
        primary_key = CompositeKey("kind", "subject", "field")


class Document(Model):
    """Pages in a sealed file. ``wrapped``: the file's key; None once it was erased, and the row stays as its trace."""

    id = AutoField()
    case = IntegerField(index=True)
    requirement = CharField(max_length=32)
    pages = IntegerField()
    bytes = IntegerField()
    at = BigIntegerField()
    file = CharField(max_length=32)
    wrapped = BlobField(null=True)


class SearchToken(Model):
    """The blind index: what a case is found by, as an HMAC."""

    token = BlobField()
    case = IntegerField(index=True)
    field = CharField(max_length=32)

    class Meta:
        table_name = "search_token"
        primary_key = CompositeKey("token", "case")


class Reading(Model):
    """Somebody saw in full what is masked; names the sealed reason. The journal says who and what."""

    id = AutoField()
    case = IntegerField(null=True, index=True)
    at = BigIntegerField()


class Letter(Model):
    """A message to an applicant; its words are in ``Personal``. ``message``: a keyed digest of the Cloud API's id."""

    id = AutoField()
    case = IntegerField(index=True)
    letter = CharField(max_length=32)
    state = CharField(max_length=32)
    at = BigIntegerField()
    changed_at = BigIntegerField()
    staff = IntegerField(null=True)
    tries = IntegerField(default=0)
    next_at = BigIntegerField(null=True, index=True)
    message = BlobField(null=True, unique=True)


class Incoming(Model):
    """A message that came by itself, heard once. ``media``: the file to be fetched for it."""

    id = AutoField()
    message = BlobField(unique=True)
    case = IntegerField(null=True, index=True)
    at = BigIntegerField()
    media = CharField(max_length=128)
    tries = IntegerField(default=0)
    next_at = BigIntegerField(null=True, index=True)


class Erasure(Model):
    """What of a case was erased because its time was over."""

    case = IntegerField()
    kind = WordField(PersonalKind)
    at = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("case", "kind")


class JournalEntry(Model):
    """``public``: whether the hall's view sees it. ``commitments``: salted, never the words themselves."""

    seq = BigAutoField()
    at = BigIntegerField()
    device = IntegerField()
    staff = IntegerField(null=True)
    counter = CharField(max_length=32)
    ticket = IntegerField(null=True, index=True)
    case = IntegerField(null=True, index=True)
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
        primary_key = CompositeKey("device", "request_id")


TABLES: tuple[type[Model], ...] = (
    Fact,
    Device,
    Printer,
    Terminal,
    Staff,
    Session,
    Counter,
    DayNumber,
    Ticket,
    Call,
    Case,
    CaseStep,
    CaseNote,
    Delegation,
    Incident,
    CardSerial,
    BlankMove,
    RegisterNumber,
    Personal,
    Document,
    SearchToken,
    Reading,
    Erasure,
    Letter,
    Incoming,
    JournalEntry,
    Request,
)
