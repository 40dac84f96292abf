"""Guides somebody through the clips of a pack: read, recorded, judged, heard back, kept or done again."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

import click
import msgspec
import numpy as np

from antrean.sound_card import Microphone, played
from antrean.speech import Trouble, say, tell
from antrean.voice_script import Script
from terminal.voice.audio import RATE, Audio, Samples
from terminal.voice.clips import Clip
from terminal.voice.level import centred, levelled, noise_dbfs, rms_dbfs, speech_dbfs, trimmed
from terminal.voice.pack import Facts, faults_of_pack, write_clip, write_facts
from terminal.voice.takes import LOUD_ROOM_DBFS, PIECE, Ear, take_faults

SETTLE_SECONDS = 0.3
"""What a microphone gives first: its own switching on, and the key that was pressed."""
NOISE_SECONDS = 2.0
QUIETEST_DBFS = -99.0
NAMED = 8
"""How many of the missing sentences are named at the end."""

ENTER, AGAIN, LISTEN, SKIP, BACK, KEEP, QUIT = "\r", "u", "d", "l", "k", "s", "q"
BEFORE_A_TAKE = ENTER + SKIP + BACK + QUIT
AFTER_A_TAKE = BEFORE_A_TAKE + AGAIN + LISTEN + KEEP


class Sitting:
    """Every clip that is kept is on the disk at once, so that the next sitting goes on from there."""

    def __init__(self, folder: Path, facts: Facts, clips: Sequence[Clip], microphone: Microphone) -> None:
        self._folder = folder
        self._facts = facts
        self._microphone = microphone
        self._script = Script(clips, (name for name, faults in faults_of_pack(folder, clips).items() if not faults))
        self._count = len(clips)
        self._noise = QUIETEST_DBFS
        self._offset = 0.0

    def run(self) -> int:
        """The exit code: 0 once the pack is whole, 1 if something is still missing. Raises Trouble."""
        tell("voice.record.welcome", folder=self._folder, count=self._count, missing=len(self._script.missing))
        if self._script.clip is not None:
            tell("voice.record.manner")
            self._measure_room()
            while self._script.clip is not None and self._one(self._script.clip):
                pass
        return self._farewell()

    def _farewell(self) -> int:
        missing = self._script.missing
        if missing:
            names = ", ".join(clip.text for clip in missing[:NAMED]) + (", …" if len(missing) > NAMED else "")
            tell("voice.record.missing", count=len(missing), names=names)
        else:
            tell("voice.record.whole", folder=self._folder, language=self._facts.language)
        return int(bool(missing))

    def _measure_room(self) -> None:
        key = AGAIN
        while key == AGAIN:
            _ask("voice.record.hush", ENTER)
            with self._microphone.listening(PIECE) as pieces:
                room = _audio(islice(_settled(pieces), round(NOISE_SECONDS * RATE / PIECE)))
            self._offset = float(room.samples.mean())
            self._noise = max(rms_dbfs(centred(room, self._offset)), QUIETEST_DBFS)
            tell("voice.record.room", noise=round(self._noise))
            key = _ask("voice.record.loud_room", ENTER + AGAIN) if self._noise > LOUD_ROOM_DBFS else ENTER

    def _one(self, clip: Clip) -> bool:
        """Until it is kept, passed over, or left for the one before; False to end the sitting."""
        click.echo()
        tell("voice.record.read", place=self._script.place, count=self._count, text=clip.text)
        key = _ask("voice.record.begin", BEFORE_A_TAKE)
        while key in (ENTER, AGAIN):
            key = self._judged(clip, self._take(clip))
        if key != QUIT:
            {KEEP: self._script.keep, SKIP: self._script.skip, BACK: self._script.back}[key]()
        return key != QUIT

    def _take(self, clip: Clip) -> Audio:
        """From the moment when the microphone listens until the reader has finished."""
        ear = Ear(self._noise, clip.text)
        heard: list[Samples] = []
        with self._microphone.listening(PIECE) as pieces:
            for piece in _settled(pieces):
                if not heard:
                    tell("voice.record.speak")
                heard.append(centred(Audio(piece), self._offset).samples)
                if ear.hear(heard[-1]):
                    break
        return _audio(heard)

    def _judged(self, clip: Clip, take: Audio) -> str:
        """What becomes of the take. A good one is kept with Enter, a bad one is done again with it."""
        noise = max(self._noise, noise_dbfs(take))  # a fan may have been switched on since
        faults = take_faults(take, clip.text, noise)
        voice = trimmed(take, noise)
        for fault in faults:
            click.echo(f"  ✗ {say(f'voice.fault.{fault}')}")
        if "empty" in faults:
            return _ask("voice.record.nothing", BEFORE_A_TAKE)
        if not faults:
            tell("voice.record.good", level=round(speech_dbfs(voice)))
        key = LISTEN
        while key == LISTEN:
            if not played(levelled(voice)):
                tell("voice.record.unheard")
            key = _ask("voice.record.bad" if faults else "voice.record.done", AFTER_A_TAKE)
        if key == KEEP or (key == ENTER and not faults):
            self._keep(clip, voice)
            return KEEP
        return key

    def _keep(self, clip: Clip, voice: Audio) -> None:
        try:
            write_clip(self._folder, clip.name, voice)
            write_facts(self._folder, msgspec.structs.replace(self._facts, recorded=datetime.now().astimezone().date()))
        except OSError as problem:
            raise Trouble("voice.unwritable", folder=self._folder, detail=problem.strerror) from None


def _settled(pieces: Iterator[Samples]) -> Iterator[Samples]:
    return islice(pieces, round(SETTLE_SECONDS * RATE / PIECE), None)


def _audio(pieces: Iterable[Samples]) -> Audio:
    return Audio(np.concatenate(list(pieces)))


def _ask(key: str, allowed: str) -> str:
    """Shows what can be done, and waits for one of these keys. Raises Trouble where nobody can press any."""
    tell(key)
    while True:
        try:
            pressed = click.getchar().lower().replace("\n", ENTER)
        except EOFError:
            raise click.Abort from None
        except OSError:
            raise Trouble("voice.no_keyboard") from None
        if pressed and pressed in allowed:
            return pressed
