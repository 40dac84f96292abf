"""How a terminal speaks: the ``[voice]`` table of its TOML file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from assets.texts import Language
from protocol.strict import Problem

Engine = Literal["espeak", "program", "off"]
Numbers = Literal["whole", "digits"]
"""``whole``: "dua belas"; ``digits``: "nol satu dua"."""

Share = Annotated[float, Meta(ge=0, le=1)]
Clock = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class LoudHours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``[[voice.hours]]``: another volume between these local times; over midnight where ``until`` is earlier."""

    begins: Clock
    until: Clock
    volume: Share


class VoiceTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``[voice]``: the keys of ``VoiceSettings``."""

    engine: Engine = "espeak"
    program: tuple[str, ...] = ()
    packs: dict[str, str] = {}
    languages: tuple[Language, ...] = ("id",)
    numbers: Numbers = "whole"
    times: Annotated[int, Meta(ge=1, le=3)] = 2
    chime: bool = True
    volume: Share = 1.0
    hours: tuple[LoudHours, ...] = ()
    words_per_minute: Annotated[int, Meta(ge=80, le=260)] = 145


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceSettings:
    """``engine``: what makes sentences: espeak-ng, a ``program`` of the office's own, or nothing ("off").

    ``program``: a command that reads one line of text and writes a WAV to its output; ``{language}`` in it becomes
    the language. ``packs``: a folder of recorded clips for a language; it is asked first, the engine says what the
    pack has no clip for. ``languages``: each call is said in these, one after the other. ``times``: how often a call
    is said. ``volume``: between 0 and 1, and at other hours as ``hours`` says.
    """

    engine: Engine = "espeak"
    program: tuple[str, ...] = ()
    packs: Mapping[Language, Path] = field(default_factory=dict)
    languages: tuple[Language, ...] = ("id",)
    numbers: Numbers = "whole"
    times: int = 2
    chime: bool = True
    volume: float = 1.0
    hours: tuple[LoudHours, ...] = ()
    words_per_minute: int = 145

    def volume_at(self, now: time) -> float:
        """How loud it is at this local time; of several hours that hold it, the first counts."""
        clock = now.strftime("%H:%M")
        return next((hours.volume for hours in self.hours if _holds(hours, clock)), self.volume)


def _holds(hours: LoudHours, clock: str) -> bool:
    if hours.begins <= hours.until:
        return hours.begins <= clock < hours.until
    return clock >= hours.begins or clock < hours.until


def voice_problems(table: VoiceTable) -> Iterator[Problem]:
    """What the types of the table cannot say."""
    if table.engine == "program" and not table.program:
        yield Problem("voice.program", "missing_key", {"value": "program"})
    for name in table.packs:
        if name not in get_args(Language):
            yield Problem(f"voice.packs.{name}", "not_one_of", {"value": name}, get_args(Language))


def voice_settings(table: VoiceTable, folder: Path) -> VoiceSettings:
    """The table's settings; relative paths start in ``folder``."""
    packs = {language: folder / table.packs[language] for language in get_args(Language) if language in table.packs}
    return VoiceSettings(
        engine=table.engine,
        program=table.program,
        packs=packs,
        languages=table.languages or ("id",),
        numbers=table.numbers,
        times=table.times,
        chime=table.chime,
        volume=table.volume,
        hours=table.hours,
        words_per_minute=table.words_per_minute,
    )
