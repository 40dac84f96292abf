"""The microphone and the loudspeaker of this machine, by the programs of alsa-utils."""

import os
import re
import select
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from antrean.speech import Trouble
from terminal.voice import wav
from terminal.voice.audio import RATE, Audio, Samples

EX_UNAVAILABLE = 69
DEAF_SECONDS = 3.0


class Microphone:
    """``device``: as ALSA names it; empty for the machine's own choice."""

    def __init__(self, device: str = "") -> None:
        self._device = device

    @contextmanager
    def listening(self, piece: int) -> Iterator[Iterator[Samples]]:
        """Pieces of so many samples, one channel at ``RATE``, for as long as one likes. Raises Trouble."""
        form = ("-t", "raw", "-f", "S16_LE", "-r", str(RATE), "-c", "1")
        process = _started("arecord", *_chosen(self._device), *form)
        try:
            yield self._pieces(process, piece * 2)
        finally:
            process.kill()
            process.communicate()

    def _pieces(self, process: "subprocess.Popen[bytes]", size: int) -> Iterator[Samples]:
        assert process.stdout is not None
        while select.select([process.stdout], [], [], DEAF_SECONDS)[0]:
            data = process.stdout.read(size)
            if len(data) < size:
                break
            yield np.frombuffer(data, "<i2").astype(np.int16)
        raise Trouble("voice.no_microphone", EX_UNAVAILABLE, detail=_last_words(process))


def played(audio: Audio) -> bool:
    """Plays it to its end. False where no device does; raises Trouble without the program."""
    process = _started("aplay", "-", stdin=subprocess.PIPE)
    process.communicate(wav.written(audio))
    return process.returncode == 0


def loudspeakers() -> list[str]:
    """The names of the sound cards that can play; none also for a user who may not use them. Raises Trouble."""
    listed, _ = _started("aplay", "-l").communicate()
    return re.findall(r"^card \d+: .*?\[(.*?)\]", listed.decode(errors="replace"), re.MULTILINE)


def _chosen(device: str) -> tuple[str, ...]:
    """``plughw`` is the same device as ``hw``, and takes our rate though the card may have another."""
    return ("-D", re.sub("^hw:", "plughw:", device)) if device else ()


def _started(program: str, *words: str, stdin: int = subprocess.DEVNULL) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(  # noqa: S603 - a list of words, no shell
            [program, "-q", *words],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "LC_ALL": "C"},
        )
    except OSError:
        raise Trouble("voice.no_alsa", EX_UNAVAILABLE, program=program) from None


def _last_words(process: "subprocess.Popen[bytes]") -> str:
    process.kill()
    _, complaint = process.communicate()
    return next(reversed(complaint.decode(errors="replace").strip().splitlines()), "")
