"""A voice of recorded clips: a folder with ``<clip>.wav`` for each, put together to what is to be said.

Every readable clip counts, whatever else lies in the folder. ``pack.toml`` beside them says whose voice it is.
"""

import json
import logging
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

import msgspec

from assets.texts import Language
from terminal.voice import wav
from terminal.voice.audio import Audio, joined, silence
from terminal.voice.clips import Clip
from terminal.voice.level import centred, levelled, trimmed
from terminal.voice.phrases import Phrase
from terminal.voice.port import Voiceless
from terminal.voice.takes import clip_faults

FACTS = "pack.toml"
MOST_BYTES = 8_000_000
"""A clip is a word or two, not a song."""

BETWEEN_SECONDS = 0.06
COMMA_SECONDS = 0.3

log = logging.getLogger(__name__)


class Facts(msgspec.Struct, frozen=True):
    """``pack.toml``: its language, the name that the office gave this voice, the day of its last clip."""

    language: Language
    name: str = ""
    recorded: date | None = None


class BadFile(Exception):
    """A file of a pack, or its folder, cannot be used. ``args``: the file and the reason, for a log."""


class Pack:
    """``clips``: the usable ones by name, each trimmed and as loud as the others."""

    def __init__(self, language: Language, clips: Mapping[str, Audio]) -> None:
        self.language = language
        self.clips = clips

    def speaks(self, phrase: Phrase) -> bool:
        """Whether it has every clip of the phrase."""
        needed = phrase.clips
        return phrase.language == self.language and bool(needed) and all(name in self.clips for name in needed)

    async def say(self, phrase: Phrase) -> Audio:
        """Raises Voiceless ("clip")."""
        if not self.speaks(phrase):
            raise Voiceless("clip", *(name for name in phrase.clips if name not in self.clips))
        return joined(_with_pauses(phrase.clips, self.clips))


def _with_pauses(names: Sequence[str], clips: Mapping[str, Audio]) -> Iterator[Audio]:
    """As people read it: a comma where words follow a number ("A dua belas, silakan menuju")."""
    yield clips[names[0]]
    for before, after in pairwise(names):
        comma = _is_counted(before) and not _is_counted(after)
        yield silence(COMMA_SECONDS if comma else BETWEEN_SECONDS)
        yield clips[after]


def _is_counted(name: str) -> bool:
    return name.startswith(("number-", "letter-"))


# On the disk.


def open_pack(language: Language, folder: Path) -> Pack:
    """What can be used of a pack; what cannot is logged, and missing. Never raises."""
    clips: dict[str, Audio] = {}
    try:
        facts = read_facts(folder)
        if facts is not None and facts.language != language:
            raise BadFile(folder / FACTS, f"speaks {facts.language}, not {language}")
        files = clip_files(folder)
    except BadFile as problem:
        log.warning("pack unusable: %s: %s", *problem.args)
        return Pack(language, {})
    for name, file in files.items():
        try:
            clips[name] = _finished(file)
        except BadFile as problem:
            log.warning("clip unusable: %s: %s", *problem.args)
    return Pack(language, clips)


def _finished(file: Path) -> Audio:
    voice = levelled(trimmed(read_clip(file)))
    if not len(voice.samples):
        raise BadFile(file, "silent")
    return voice


def clip_files(folder: Path) -> dict[str, Path]:
    """The WAV files of a folder by the name of their clip. Raises BadFile where there is no such folder."""
    try:
        return {file.stem: file for file in sorted(folder.iterdir()) if file.suffix.lower() == ".wav"}
    except OSError as problem:
        raise BadFile(folder, problem.strerror or "unreadable") from problem


def faults_of_pack(folder: Path, clips: Iterable[Clip]) -> dict[str, tuple[str, ...]]:
    """What is wrong with each of these clips, by name: ``missing``, ``unreadable``, or the faults of ``takes``.

    Nothing for a good one. Raises BadFile where there is no such folder.
    """
    files = clip_files(folder)
    return {clip.name: _faults(files.get(clip.name), clip.text) for clip in clips}


def _faults(file: Path | None, text: str) -> tuple[str, ...]:
    if file is None:
        return ("missing",)
    try:
        return clip_faults(read_clip(file), text)
    except BadFile:
        return ("unreadable",)


def read_clip(file: Path) -> Audio:
    """A clip as it was recorded, centred. Raises BadFile."""
    try:
        if not file.is_file():
            raise BadFile(file, "no file")
        if file.stat().st_size > MOST_BYTES:
            raise BadFile(file, "too large")
        return centred(wav.read(file.read_bytes()))
    except OSError as problem:
        raise BadFile(file, problem.strerror or "unreadable") from problem
    except wav.NotWav as problem:
        raise BadFile(file, str(problem)) from problem


def write_clip(folder: Path, name: str, clip: Audio) -> None:
    """Whole or not at all: a power cut leaves the former clip. Raises OSError."""
    _write(folder / f"{name}.wav", wav.written(clip))


def read_facts(folder: Path) -> Facts | None:
    """None where nobody has written them. Raises BadFile."""
    file = folder / FACTS
    try:
        return msgspec.toml.decode(file.read_bytes(), type=Facts)
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise BadFile(file, problem.strerror or "unreadable") from problem
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise BadFile(file, str(problem)) from problem


def write_facts(folder: Path, facts: Facts) -> None:
    """Raises OSError."""
    lines = [f'language = "{facts.language}"', f"name = {json.dumps(facts.name, ensure_ascii=False)}"]
    if facts.recorded is not None:
        lines.append(f"recorded = {facts.recorded.isoformat()}")
    _write(folder / FACTS, ("\n".join(lines) + "\n").encode())


def _write(file: Path, content: bytes) -> None:
    draft = file.with_suffix(".new")
    with draft.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)
