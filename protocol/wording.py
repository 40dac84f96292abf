"""What the hall's screens and the hub's pages say of an office in the very same words. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from babel.dates import get_day_names

from assets.texts import Language, hour, text
from protocol.office import Hours, Office, Window
from protocol.weeks import spans


@dataclass(frozen=True, slots=True)
class HoursLine:
    """``Senin–Kamis`` and ``07.30–12.00, 13.00–15.00``."""

    days: str
    times: str


def hours_lines(hours: Hours, language: Language) -> tuple[HoursLine, ...]:
    """The serving hours in as few lines as it takes: days one after the other with the same hours share a line."""
    names = get_day_names("wide", locale=language)
    return tuple(
        HoursLine("–".join(dict.fromkeys((names[span.first], names[span.last]))), _times(span.windows, language))
        for span in spans(hours.serving)
    )


def promises(office: Office, language: Language) -> tuple[str, ...]:
    """The published standard: the minutes, where all services promise the same, and that nothing is paid."""
    minutes = {service.promised_minutes for service in office.services if service.gives_numbers}
    promised = (text(language, "display", "promise.minutes", minutes=only) for only in minutes if len(minutes) == 1)
    return (*promised, text(language, "display", "promise.free"))


def zone_name(now: datetime) -> str:
    """WIB, WITA or WIT; nothing where the zone of this local time has no name of its own."""
    name = now.tzname() or ""
    return name if name.isalpha() else ""


def _times(windows: Iterable[Window], language: Language) -> str:
    return ", ".join(f"{hour(language, window.opens)}–{hour(language, window.closes)}" for window in windows)
