"""What the books say of the played week: counted in bare SQL over a closed database, without a line of the hub."""

import json
import sqlite3
from collections import Counter
from pathlib import Path

from tests.support.week_ledger import Counts, Ledger

APPLICANT_WAITED = "SELECT id, waited FROM card_case WHERE waited <> '[]' AND state <> 'expired'"
ASIDE = (
    "ticket_changed",
    "case_updated",
    "counter_changed",
    "staff_changed",
)  # where they lead to is counted, not how often they move
LAST_COUNTS = "SELECT MAX(id) FROM blank_move WHERE move = 'counted' GROUP BY day"
CLOSED = f"SELECT day, balance FROM blank_move WHERE id IN ({LAST_COUNTS})"


def counted(folder: Path) -> Ledger:
    """The same questions as the plan's ledger answers."""
    books = sqlite3.connect(folder / "antrean.db")
    try:
        return Ledger(
            cases=dict(books.execute("SELECT id, state FROM card_case")),
            tickets=dict(books.execute("SELECT id, state FROM ticket")),
            numbers=_counts(books, "SELECT day, COUNT(*) FROM ticket GROUP BY 1"),
            steps=_counts(books, "SELECT step || '/' || result, COUNT(*) FROM case_step GROUP BY 1"),
            journal=_journal(books),
            serials=_serials(books),
            registers=_counts(books, "SELECT service, COUNT(*) FROM card_case WHERE register_number <> '' GROUP BY 1"),
            blanks=_counts(books, "SELECT move, SUM(change) FROM blank_move GROUP BY 1"),
            closings={day: str(balance) for day, balance in books.execute(CLOSED)},
            approvers=_approvers(books),
            received=dict(books.execute("SELECT id, received_at FROM card_case WHERE received_at IS NOT NULL")),
            pickup_days=dict(books.execute("SELECT id, pickup_day FROM card_case WHERE pickup_day <> ''")),
            applicants_waits={case: _spans(waited) for case, waited in books.execute(APPLICANT_WAITED)},
            letters=_counts(books, "SELECT letter, COUNT(*) FROM letter GROUP BY 1"),
            delegations=_number(books, "SELECT COUNT(*) FROM delegation"),
            incidents={
                kind: f"{since}-{until}"
                for kind, since, until in books.execute('SELECT kind, since, "until" FROM incident')
            },
            notes=_number(books, "SELECT COUNT(*) FROM case_note"),
            documents=_number(books, "SELECT COUNT(*) FROM document"),
        )
    finally:
        books.close()


def register_gaps(folder: Path) -> list[str]:
    """Register numbers that are not 1, 2, 3 and so on within their book and year."""
    books = sqlite3.connect(folder / "antrean.db")
    try:
        rows = books.execute("SELECT register_number FROM card_case WHERE register_number <> ''").fetchall()
    finally:
        books.close()
    last: Counts = Counter()
    gaps = []
    for number in sorted(number for (number,) in rows):
        book, line = number.rsplit("/", 1)
        last[book] += 1
        if int(line) != last[book]:
            gaps.append(number)
    return gaps


def lowest_balance(folder: Path) -> int:
    """The fewest blank cards that the book ever said were there; each line follows from the one before."""
    books = sqlite3.connect(folder / "antrean.db")
    try:
        moves = books.execute("SELECT change, balance FROM blank_move ORDER BY id").fetchall()
    finally:
        books.close()
    balance = 0
    for change, after in moves:
        balance += change
        assert balance == after, "a line of the stock does not follow from the one before"
    return min(after for _, after in moves)


def _counts(books: sqlite3.Connection, query: str) -> Counts:
    return Counter(dict(books.execute(query)))


def _number(books: sqlite3.Connection, query: str) -> int:
    return int(books.execute(query).fetchone()[0])


def _journal(books: sqlite3.Connection) -> Counts:
    """Lines of the journal, by what they tell; a step of a case by step and result."""
    told = [
        one for (body,) in books.execute("SELECT body FROM journal") if (one := json.loads(body))["type"] not in ASIDE
    ]
    return Counter(f"{one['step']}/{one['result']}" if one["type"] == "case_advanced" else one["type"] for one in told)


def _serials(books: sqlite3.Connection) -> dict[str, str]:
    met = books.execute('SELECT serial, "case", spoiled FROM card_serial')
    return {serial: f"{case} {'spoiled' if spoiled else 'used'}" for serial, case, spoiled in met}


def _approvers(books: sqlite3.Connection) -> dict[int, str]:
    rows = books.execute("SELECT id, approvals FROM card_case WHERE approvals <> '[]'")
    return {case: " ".join(f"{role}={person}" for role, person in json.loads(given)) for case, given in rows}


def _spans(waited: str) -> str:
    return " ".join(f"{since}-{until}" for since, until in json.loads(waited))
