"""A live word on a NIK while it is typed. It advises; the hub decides.

A NIK is the area of first registration (6 digits), the birth date (DDMMYY, 40 added to a woman's day) and
a serial number. It has no check digit, and people of other regions are served too: an area is never wrong.
"""

from calendar import monthrange
from typing import Final

DIGITS: Final = 16
_FEMALE: Final = 40


def hint(nik: str) -> str:
    """The phrase key of the first thing that can't be right so far; "" while all is well or nothing is typed."""
    if nik and not nik.isdigit():
        return "nik.digits"
    if len(nik) >= 8 and not _possible_day(int(nik[6:8])):
        return "nik.day"
    if len(nik) >= 10 and not 1 <= int(nik[8:10]) <= 12:
        return "nik.month"
    if len(nik) >= 12 and not _possible_date(int(nik[6:8]), int(nik[8:10]), int(nik[10:12])):
        return "nik.date"
    if len(nik) >= DIGITS and nik[12:16] == "0000":
        return "nik.serial"
    return "nik.long" if len(nik) > DIGITS else ""


def acceptable(nik: str) -> bool:
    """Nothing at all, or sixteen digits without a mistake that can be seen."""
    return not nik or (len(nik) == DIGITS and not hint(nik))


def _possible_day(day: int) -> bool:
    return 1 <= day % _FEMALE <= 31 and day <= _FEMALE + 31


def _possible_date(day: int, month: int, year: int) -> bool:
    """The century is not written: a date counts as possible when it is in one of the two."""
    return any(day % _FEMALE <= monthrange(century + year, month)[1] for century in (1900, 2000))


def grouped(nik: str) -> str:
    """For the eye: area, birth date, serial."""
    return " ".join(part for part in (nik[:6], nik[6:12], nik[12:]) if part)
