"""What ``antrean voice`` says and finds out, in plain sentences."""

import asyncio
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

import assets
from antrean.sound_card import Microphone, played
from antrean.speech import Trouble, say, tell
from antrean.voice_record import Sitting
from assets.texts import DEFAULT, Language
from protocol.messages import Call
from protocol.office import Office
from protocol.vocabulary import Purpose, Right
from server.config import load_office
from server.config.settings import SHIPPED_OFFICE
from terminal.voice import wav
from terminal.voice.announcements import Announcement
from terminal.voice.announcer import Announcer
from terminal.voice.audio import Audio, louder
from terminal.voice.clips import clips_of
from terminal.voice.config import VoiceSettings
from terminal.voice.pack import BadFile, Facts, clip_files, faults_of_pack, read_facts
from terminal.voice.voices import voice_for

EX_UNAVAILABLE = 69


def office_of(catalogue: Path | None) -> Office:
    """Of this file, else the shipped one. Raises ConfigProblem."""
    return load_office(catalogue or assets.path("catalogue", SHIPPED_OFFICE))


# A call.


def speak_call(number: str, counter: str, how: VoiceSettings, office: Office, out: Path | None) -> int:
    """Plays a call as the hall would hear it, or writes it to a WAV file. The exit code is 0. Raises Trouble."""
    audio = asyncio.run(_announcement(number, counter, how, office))
    if out is not None:
        try:
            out.write_bytes(wav.written(audio))
        except OSError as problem:
            raise Trouble("voice.unwritable", folder=out, detail=problem.strerror) from None
        tell("voice.say.written", file=out, seconds=round(audio.seconds, 1))
    elif not played(audio):
        raise Trouble("voice.no_speaker", EX_UNAVAILABLE)
    return 0


async def _announcement(number: str, counter: str, how: VoiceSettings, office: Office) -> Audio:
    heard: list[Audio] = []

    async def play(audio: Audio, volume: float) -> bool:
        heard.append(louder(audio, volume))
        return True

    now = datetime.now(ZoneInfo(office.timezone))
    voice = voice_for(how)
    if voice is None:
        raise Trouble("voice.off")
    announcer = Announcer(how, voice, play)
    await announcer.announce(Announcement(_call(number, counter, office)), office, now.time())
    if announcer.speechless or not heard:
        raise Trouble("voice.speechless", EX_UNAVAILABLE, languages=", ".join(how.languages))
    return heard[0]


def _call(number: str, name: str, office: Office) -> Call:
    counter = office.counter(name)
    hands_over = counter is not None and Right.HAND_OVER in counter.rights
    purpose = Purpose.HANDOVER if hands_over else Purpose.SERVICE
    return Call(id=1, ticket=1, number=number, counter=name, purpose=purpose, at=0)


# A pack.


def record(folder: Path, language: Language, name: str | None, office: Office, microphone: Microphone) -> int:
    """The exit code: 0 once the pack is whole, 1 while something is missing. Raises Trouble."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        found = read_facts(folder)
    except OSError as problem:
        raise Trouble("voice.unwritable", folder=folder, detail=problem.strerror) from None
    except BadFile as problem:
        raise Trouble("voice.bad_pack", file=problem.args[0], detail=problem.args[1]) from None
    if found is not None and found.language != language:
        raise Trouble("voice.other_language", folder=folder, found=found.language, language=language)
    facts = Facts(language, name if name is not None else found.name if found else "")
    return Sitting(folder, facts, clips_of(language, office), microphone).run()


def check(folder: Path, language: Language | None, office: Office) -> int:
    """Tells what a pack lacks. The exit code: 0 whole, 1 not. Raises Trouble for no pack at all."""
    try:
        facts, files = read_facts(folder), clip_files(folder)
    except BadFile as problem:
        raise Trouble("voice.bad_pack", file=problem.args[0], detail=problem.args[1]) from None
    clips = clips_of(language or (facts.language if facts else DEFAULT), office)
    faults = faults_of_pack(folder, clips)
    for clip in clips:
        for fault in faults[clip.name]:
            click.echo(f"✗ {clip.name} ({clip.text}): {say(f'voice.fault.{fault}')}")
    for name in sorted(files.keys() - faults.keys()):
        click.echo(f"! {name}: {say('voice.fault.unneeded')}")
    good = sum(not wrong for wrong in faults.values())
    tell("voice.check.sum", good=good, count=len(clips))
    return int(good < len(clips))
