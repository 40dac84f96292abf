"""A sound card of files: what the microphone hears is read from one, what the loudspeaker plays is written to another.

ALSA's own programs and library do the work, as with a real card; only the hardware is missing.
"""

import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from terminal.voice.audio import Audio

_CARD = """
pcm.nothing {{ type null }}
pcm.microphone {{ type file slave.pcm "nothing" file "/dev/null" infile "{heard}" format "raw" }}
pcm.loudspeaker {{ type file slave.pcm "nothing" file "{played}" format "raw" }}
pcm.!default {{ type asym playback.pcm "loudspeaker" capture.pcm "microphone" }}
pcm.plughw {{
    @args [CARD]
    @args.CARD {{ type string }}
    type file slave.pcm "nothing" format "raw"
    file {{ @func concat strings ["{folder}/card-" $CARD ".raw"] }}
}}
"""


class SoundCard:
    """Lives in ``folder``. ``environment`` makes a program use it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._heard = folder / "heard.raw"
        self._played = folder / "played.raw"
        config = folder / "alsa.conf"
        config.write_text(_CARD.format(folder=folder, heard=self._heard, played=self._played))
        self._heard.write_bytes(b"")
        self.environment: Mapping[str, str] = {**os.environ, "ALSA_CONFIG_PATH": str(config)}

    def hears(self, audio: Audio) -> None:
        """What everybody who listens from now on hears, from its beginning."""
        self._heard.write_bytes(audio.samples.astype("<i2").tobytes())

    def played(self, card: str = "") -> Audio:
        """The last that was played, with the silence that filled the card's buffer; on the card of this name."""
        file = self._folder / f"card-{card}.raw" if card else self._played
        return Audio(np.frombuffer(file.read_bytes(), "<i2").astype(np.int16))


NO_CARD: Mapping[str, str] = {**os.environ, "ALSA_CONFIG_PATH": "/dev/null"}
"""The environment of a machine without any."""
