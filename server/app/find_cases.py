"""Finds cases by whatever the person at the desk has: a number, a code, a NIK, a telephone, a name.

What was typed is read in every way that it can be meant; the cases come together, newest first. It is
never written down: not in the journal, not in a log.
"""

import re
from collections.abc import Iterator

from protocol import errors
from protocol.messages import CasesFound, FindCases, FoundCase
from protocol.pickup import read as pickup_code
from server.app.work import Work
from server.domain.name_words import SHORTEST_BEGINNING, name_words
from server.domain.nik import masked
from server.domain.numbers import label
from server.domain.phone import normal_phone

MOST = 50
LONGEST = 200
NIK_DIGITS = 16

_TICKET_NUMBER = re.compile(r"([A-Z]{1,3})[- ]?([0-9]{1,4})")
_REGISTER_NUMBER = re.compile(r"([A-Z]{1,3})/([0-9]{4})/([0-9]{1,6})")
_TICKET_CODE = re.compile(r"(?:.*/t/)?([A-Za-z0-9_-]{20,32})")  # longer than a NIK: no NIK is ever asked for as a code


def find_cases(command: FindCases, work: Work) -> CasesFound:
    """Raises SearchTooShort for what is no number and no name of at least three letters."""
    text = command.text.strip()[:LONGEST]
    found = set(_by_numbers(text, work))
    words = name_words(text)
    if any(len(word) >= SHORTEST_BEGINNING for word in words):
        found.update(work.books.cases.with_personal("applicant_name", text))
    elif not found and not _is_number(text):
        raise errors.SearchTooShort(letters=SHORTEST_BEGINNING)
    newest = sorted(found, reverse=True)
    return CasesFound(cases=tuple(_found(id, work) for id in newest[:MOST]), more=len(newest) > MOST)


def _by_numbers(text: str, work: Work) -> Iterator[int]:
    """By everything that is found whole."""
    cases, upper = work.books.cases, text.upper()
    if number := _TICKET_NUMBER.fullmatch(upper):
        yield from cases.with_number(label(number[1], int(number[2])))
    if number := _REGISTER_NUMBER.fullmatch(upper):
        yield from cases.with_register_number(f"{number[1]}/{number[2]}/{int(number[3]):06d}")
    if code := _TICKET_CODE.fullmatch(text):
        ticket = work.books.tickets.by_code(code[1])
        yield from [ticket.case] if ticket is not None and ticket.case is not None else []
    if pickup := pickup_code(text):
        yield from cases.with_personal("pickup_code", pickup)
    if nik := _digits(text, NIK_DIGITS):
        yield from cases.with_personal("nik", nik)
    if phone := normal_phone(text):
        yield from cases.with_personal("phone", phone)


def _digits(text: str, count: int) -> str:
    """The digits of a number that may be typed in groups; "" if it is not one of ``count`` digits."""
    digits = re.sub(r"[\s.-]", "", text)
    return digits if len(digits) == count and digits.isascii() and digits.isdigit() else ""


def _is_number(text: str) -> bool:
    """Whether this was a whole number of something, so that nothing found means: there is no such case."""
    upper = text.upper()
    whole = _TICKET_NUMBER.fullmatch(upper) or _REGISTER_NUMBER.fullmatch(upper)
    return bool(whole or _digits(text, NIK_DIGITS) or normal_phone(text))


def _found(id: int, work: Work) -> FoundCase:
    personal = work.books.cases.read_personal("case", id)
    return FoundCase(
        case=work.case(id).shown(),
        applicant_name=personal.get("applicant_name", ""),
        nik=masked(personal.get("nik", "")),
    )
