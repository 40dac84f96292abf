"""Whether a terminal can be heard: its loudspeaker, the program that speaks, and the office's own recordings."""

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from antrean.checks.finding import Check, Finding, bad, care, good
from antrean.sound_card import loudspeakers
from antrean.speech import Trouble
from assets.texts import Language
from terminal.settings import Program
from terminal.voice import espeak
from terminal.voice.clips import clips_of
from terminal.voice.config import VoiceSettings
from terminal.voice.pack import BadFile, faults_of_pack


def checks(program: Program, voice: VoiceSettings) -> Iterator[Check]:
    """The hall depends on the display's voice; at a desk or a kiosk it is an addition."""
    if voice.engine == "off":
        yield partial(good, "voice_off")
        return
    wrong = bad if program == "display" else care
    yield partial(sound_card, wrong)
    yield partial(engine, voice, wrong)
    for language in voice.languages:
        synthesised = voice.engine == "program" or language in espeak.VOICES
        if language in voice.packs:
            yield partial(
                pack,
                language,
                voice.packs[language],
                partial(care, "pack_wanting") if synthesised else partial(wrong, "pack_mute"),
            )
        elif not synthesised:
            yield partial(wrong, "voice_language", language=language)


def sound_card(wrong: Callable[..., Finding]) -> Finding:
    try:
        names = loudspeakers()
    except Trouble:
        return care("sound_card_unknown")
    return good("sound_card", name=names[0]) if names else wrong("sound_card_missing")


def engine(voice: VoiceSettings, wrong: Callable[..., Finding]) -> Finding:
    program = voice.program[0] if voice.engine == "program" else espeak.PROGRAM
    there = shutil.which(program) is not None
    return good("voice", program=program) if there else wrong("voice_missing", program=program)


def pack(language: Language, folder: Path, wrong: Callable[..., Finding]) -> Finding:
    """What every office needs; the names of its own counters stand in the hub's catalogue."""
    clips = clips_of(language)
    try:
        wanting = sum(bool(faults) for faults in faults_of_pack(folder, clips).values())
    except BadFile:
        wanting = len(clips)
    found = {"language": language, "folder": folder}
    return wrong(count=wanting, **found) if wanting else good("pack", **found)
