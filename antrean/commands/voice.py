"""``antrean voice``: hear a call, record the office's own voice, and check that a recorded one is whole."""

from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import get_args

import click

from antrean.speech import Trouble, group, option
from assets.texts import DEFAULT, LANGUAGES, Language
from terminal.settings import Program
from terminal.voice.config import Numbers

EX_UNAVAILABLE = 69
NEEDS = ("numpy",)

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)

catalogue_option: Callable[..., Callable[..., int]] = option("--catalogue", type=FILE, help="option.voice_catalogue")


@group(help="voice")
def voice() -> None:
    pass


@voice.command(help="voice.say")
@click.argument("number")
@click.argument("counter")
@option("--of", "program", type=click.Choice(get_args(Program)), default="display", help="option.voice_of")
@option("--config", type=FILE, help="option.part_config")
@option("--language", "languages", multiple=True, type=click.Choice(LANGUAGES), help="option.voice_languages")
@option("--numbers", type=click.Choice(get_args(Numbers)), help="option.voice_numbers")
@option("--pack", type=FOLDER, help="option.voice_pack")
@option("--out", type=FILE, help="option.voice_out")
@catalogue_option
def say(
    number: str,
    counter: str,
    program: Program,
    config: Path | None,
    languages: tuple[Language, ...],
    numbers: Numbers | None,
    pack: Path | None,
    out: Path | None,
    catalogue: Path | None,
) -> int:
    """The exit code: 0 said, 69 where no voice or no loudspeaker is."""
    _require_libraries()
    from antrean import voice_talk
    from terminal import settings

    how = settings.read(program, config).voice
    how = replace(how, languages=languages or how.languages, numbers=numbers or how.numbers)
    if pack is not None:
        how = replace(how, packs={**how.packs, how.languages[0]: pack})
    return voice_talk.speak_call(number, counter, how, voice_talk.office_of(catalogue), out)


@voice.command(help="voice.record")
@click.argument("folder", type=FOLDER)
@option("--language", type=click.Choice(LANGUAGES), default=DEFAULT, help="option.voice_language")
@option("--name", help="option.voice_name")
@option("--device", default="", help="option.voice_device")
@catalogue_option
def record(folder: Path, language: Language, name: str | None, device: str, catalogue: Path | None) -> int:
    """The exit code: 0 once the pack is whole, 1 while something is missing, 69 without a microphone."""
    _require_libraries()
    from antrean import voice_talk
    from antrean.sound_card import Microphone

    return voice_talk.record(folder, language, name, voice_talk.office_of(catalogue), Microphone(device))


@voice.command(help="voice.check")
@click.argument("pack", type=FOLDER)
@option("--language", type=click.Choice(LANGUAGES), help="option.voice_language")
@catalogue_option
def check(pack: Path, language: Language | None, catalogue: Path | None) -> int:
    """The exit code: 0 whole, 1 not."""
    _require_libraries()
    from antrean import voice_talk

    return voice_talk.check(pack, language, voice_talk.office_of(catalogue))


def _require_libraries() -> None:
    if missing := [library for library in NEEDS if find_spec(library) is None]:
        raise Trouble("not_installed", EX_UNAVAILABLE, room="voice", missing=", ".join(missing))
