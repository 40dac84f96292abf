"""A register as it is written into a file: what stands in it, not how it looks. ``server.registers`` renders it."""

from collections.abc import Awaitable
from enum import StrEnum
from typing import Protocol

import msgspec

from assets.texts import Language
from protocol.vocabulary import FileFormat

Cell = str | int | None


class Kind(StrEnum):
    """What a column holds. DATE: ISO dates. CODE: digits that are not a quantity, as a NIK or a telephone number."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    CODE = "code"


class Column(msgspec.Struct, frozen=True):
    title: str
    kind: Kind = Kind.TEXT


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """``made``: when and by whom. ``note``: which lines were looked for. ``mark``: what must stand across it."""

    language: Language
    office: str
    address: str
    title: str
    period: str
    made: str
    day: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[tuple[str, str], ...] = ()
    note: str = ""
    mark: str = ""


class Press(Protocol):
    """Writes a sheet into a file, without holding up anybody."""

    def __call__(self, sheet: Sheet, into: FileFormat) -> Awaitable[bytes]: ...


def day_said(day: str) -> str:
    """An ISO day as it stands on paper here, 23-11-2026."""
    year, month, date = day.split("-")
    return f"{date}-{month}-{year}"
