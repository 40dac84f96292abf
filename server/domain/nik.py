"""The population number: 16 digits with a birth date inside, and no check digit.

Its first six digits say where it was first given, not where its owner lives: any area is fine.
"""

from datetime import date

from protocol.errors import NikImpossible

FEMALE_DAY = 40


def check_nik(nik: str) -> None:
    """Raises NikImpossible for what can't be anybody's number. Never quotes it."""
    if not (len(nik) == 16 and nik.isascii() and nik.isdigit() and nik[12:] != "0000" and _born(nik)):
        raise NikImpossible


def masked(nik: str) -> str:
    """All but the last four digits hidden; the front would tell area and birthday."""
    return "*" * (len(nik) - 4) + nik[-4:] if nik else ""


def _born(nik: str) -> bool:
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    try:
        # The century is not told. 2000 is a leap year and 1900 isn't, so this takes every possible date.
        date(2000 + year, month, day - FEMALE_DAY if day > FEMALE_DAY else day)
    except ValueError:
        return False
    return True
