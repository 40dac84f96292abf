"""The journal: what happened, in order, each line chained to the one before by an HMAC.

A line holds ids, states and salted commitments, never a name. Whoever edits, removes or swaps a
line must know the key, which is not in the database; whoever cuts off the end is found by the head
that the office printed on its day report.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

import peewee

from protocol import codec
from protocol.messages import (
    CaseAdvanced,
    CaseUpdated,
    Event,
    LetterSent,
    PersonalErased,
    PersonalRead,
    TicketCalled,
    TicketChanged,
    TicketIssued,
)
from protocol.views import seen_by
from protocol.vocabulary import View

START = b"\0" * 32

_INSERT = (
    'INSERT INTO "journal" ("at", "device", "staff", "counter", "ticket", "case", "public", "body", "commitments", '
    '"mac") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING "seq"'
)
_COLUMNS = '"seq", "at", "device", "staff", "counter", "public", "body", "commitments", "mac"'


@dataclass(frozen=True, slots=True)
class Line:
    """One line as written. ``body`` is the event's JSON as staff see it."""

    seq: int
    at: int
    device: int
    staff: int | None
    counter: str
    public: bool
    event: Event
    body: bytes
    commitments: str
    mac: bytes


@dataclass(frozen=True, slots=True)
class Link:
    """A line's place in the chain. ``holds``: it follows the line before it, and says what it said when written."""

    seq: int
    at: int
    mac: bytes
    holds: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the journal stood before a command."""

    head: bytes
    lines: int


class SqlJournal:
    """Writes within the store's transaction, and remembers what this transaction wrote."""

    def __init__(self, database: peewee.Database, key: bytes) -> None:
        self._database = database
        self._key = key
        self._new: list[Line] = []
        self._head = START
        self.read_head()

    def append(
        self, event: Event, *, at: int, device: int, staff: int | None, counter: str, commitments: dict[str, str]
    ) -> int:
        """Writes one line and gives its number."""
        body = codec.encode(event)
        words = json.dumps(commitments, sort_keys=True) if commitments else ""
        mac = link(self._key, self._head, at, device, staff, counter, body, words)
        ticket, case = _subjects(event)
        public = seen_by(View.PUBLIC, event) is not None
        row = (at, device, staff, counter, ticket, case, public, body.decode(), words, mac)
        seq: int = self._database.execute_sql(_INSERT, row).fetchone()[0]
        self._head = mac
        self._new.append(Line(seq, at, device, staff, counter, public, event, body, words, mac))
        return seq

    def mark(self) -> Mark:
        return Mark(self._head, len(self._new))

    def back_to(self, mark: Mark) -> None:
        """Forgets the lines of a command whose savepoint was rolled back."""
        self._head = mark.head
        del self._new[mark.lines :]

    def take_lines(self) -> list[Line]:
        """The lines of this transaction, handed out once."""
        lines, self._new = self._new, []
        return lines

    def read_head(self) -> None:
        row = self._database.execute_sql('SELECT "mac" FROM "journal" ORDER BY "seq" DESC LIMIT 1').fetchone()
        self._head = row[0] if row and isinstance(row[0], bytes) else START

    @property
    def head(self) -> bytes:
        """The last line's HMAC: the anchor that the day report prints."""
        return self._head

    def about(self, ticket: int) -> list[Line]:
        return list(self._read('WHERE "ticket" = ? ORDER BY "seq" DESC', ticket))

    def since(self, view: View, seq: int, limit: int) -> list[tuple[int, Event]] | None:
        only = "" if view is View.STAFF else ' AND "public"'
        lines = list(self._read(f'WHERE "seq" > ?{only} ORDER BY "seq" LIMIT ?', seq, limit + 1))
        if len(lines) > limit:
            return None
        return [(line.seq, event) for line in lines if (event := seen_by(view, line.event)) is not None]

    def last_seq(self, view: View) -> int:
        if view is View.STAFF:
            row = self._database.execute_sql('SELECT MAX("seq") FROM "journal"').fetchone()
            return row[0] or 0
        newest = self._read('WHERE "public" ORDER BY "seq" DESC')
        return next((line.seq for line in newest if seen_by(view, line.event) is not None), 0)

    def lines(self) -> Iterator[Line]:
        """All of it, oldest first."""
        return self._read('ORDER BY "seq"')

    def first_broken(self) -> int | None:
        """The number of the first line that the chain does not hold; None if all of it holds."""
        return next((link.seq for link in self._links() if not link.holds), None)

    def find_head(self, beginning: str) -> Link | None:
        """The line at which the chain had this head (hexadecimal, or how it begins); None if it never had.

        Everything up to that line is then as it was when the head was written down.
        """
        held = takewhile(lambda link: link.holds, self._links())
        return next((link for link in held if link.mac.hex().startswith(beginning)), None)

    def _links(self) -> Iterator[Link]:
        """Each line's place in the chain, recomputed from its bytes as they are, whether we can read them or not.

        Lines are numbered without gaps; and what a line says besides (its ticket, its case, whether the hall sees
        it) must follow from its event, for these columns are no part of the chain.
        """
        head = START
        sql = f'SELECT {_COLUMNS}, "ticket", "case" FROM "journal" ORDER BY "seq"'  # noqa: S608
        for place, row in enumerate(self._database.execute_sql(sql), 1):
            seq, at, device, staff, counter, public, body, commitments, mac, ticket, case = row
            words, numbers = (counter, body, commitments), (at, device, staff)
            if not (isinstance(mac, bytes) and all(isinstance(word, str) for word in words)) or bytes in map(
                type, numbers
            ):
                yield Link(seq, at, START, holds=False)  # nothing that we ever wrote
                return
            expected = link(self._key, head, at, device, staff, counter, body.encode(), commitments)
            head = mac
            sound = seq == place and hmac.compare_digest(expected, mac) and _follows(body, ticket, case, public)
            yield Link(seq, at, mac, sound)

    def _read(self, rest: str, *values: object) -> Iterator[Line]:
        cursor = self._database.execute_sql(f"SELECT {_COLUMNS} FROM journal {rest}", values)  # noqa: S608
        for seq, at, device, staff, counter, public, body, commitments, mac in cursor:
            event = codec.event(body)
            if event is not None:
                yield Line(seq, at, device, staff, counter, bool(public), event, body.encode(), commitments, bytes(mac))


def link(
    key: bytes, head: bytes, at: int, device: int, staff: int | None, counter: str, body: bytes, commitments: str
) -> bytes:
    """The HMAC of a line: over the line before it and everything the line says."""
    frame = json.dumps([at, device, staff, counter, commitments]).encode()
    return hmac.digest(key, b"%b%d:%b%b" % (head, len(frame), frame, body), hashlib.sha256)


def _follows(body: str, ticket: int | None, case: int | None, public: int) -> bool:
    """Whether the columns beside an event are its own. Of an event that we do not know, nothing follows."""
    event = codec.event(body)
    if event is None:
        return True
    return (ticket, case, bool(public)) == (*_subjects(event), seen_by(View.PUBLIC, event) is not None)


def _subjects(event: Event) -> tuple[int | None, int | None]:
    """(ticket, case) that the line is about."""
    match event:
        case TicketIssued() | TicketCalled() | TicketChanged():
            return event.ticket.id, event.ticket.case
        case CaseAdvanced():
            return event.case.ticket, event.case.id
        case CaseUpdated() | LetterSent():
            return None, event.case.id
        case PersonalRead() | PersonalErased():
            return None, event.case
        case _:
            return None, None
