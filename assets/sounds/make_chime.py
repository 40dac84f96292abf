"""Makes chime.wav: two soft tones falling a third (E5 to C5), as stations use before an announcement.

Run by hand (`python assets/sounds/make_chime.py`), the result is committed. The same bytes every time.
"""

import math
import struct
import wave
from pathlib import Path

RATE = 44_100
SECONDS = 1.6
PEAK = 0.6
# (frequency in Hz, begins after s, seconds to fade to a third)
TONES = ((659.26, 0.0, 0.38), (523.25, 0.42, 0.45))
ATTACK = 0.008  # a tone that starts at once clicks


def tone(frequency: float, since: float, fade: float) -> float:
    """One struck tone with a quiet octave above it, ``since`` seconds after it was struck."""
    if since < 0:
        return 0.0
    loudness = min(since / ATTACK, 1.0) * math.exp(-since / fade)
    return loudness * (math.sin(math.tau * frequency * since) + 0.18 * math.sin(math.tau * 2 * frequency * since))


def sample(at: float) -> float:
    """The chime at this second, faded out before its end, between -1 and 1."""
    ending = min((SECONDS - at) / 0.15, 1.0)
    return ending * sum(tone(frequency, at - begins, fade) for frequency, begins, fade in TONES)


def main() -> None:
    values = [sample(index / RATE) for index in range(int(RATE * SECONDS))]
    gain = PEAK * 32767 / max(abs(value) for value in values)
    with wave.open(str(Path(__file__).with_name("chime.wav")), "wb") as sound:
        sound.setparams((1, 2, RATE, 0, "NONE", ""))
        sound.writeframes(b"".join(struct.pack("<h", round(value * gain)) for value in values))


if __name__ == "__main__":
    main()
