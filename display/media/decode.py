"""``python -m display.media.decode FILE FD WIDTH HEIGHT VOLUME``: the one process that ever opens a picture or video.

Whoever put the file there is unknown to us, and decoders are large: one that crashes, hangs or eats memory takes only
this process with it. The window starts it for one file, and gets pixels:

- it writes a frame (RGBA, 8 bits each, from the top) into the shared memory ``FD`` and says ``frame WIDTH HEIGHT``;
- it answers ``next 15`` when it has drawn it and takes another, at most so many a second; ``volume 0.5`` at any time;
- ``pace 14.9 25`` says how many frames a second of a video were seen of late, and how many the video has;
- ``problem WORDS`` is the last line of a file that can't be shown. The end of a video is the end of the process, and
  the window's end ends the process too.

``VOLUME`` is between 0 and 1, or ``none``: then no sound device is opened at all.
"""

import math
import mmap
import os
import resource
import signal
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from display.media.kinds import PIXEL_BYTES, Unshowable, is_video

HANGS_SECONDS = 15
"""A decoder that has not come back after this long is ended by the kernel, also out of the midst of its C code."""

MOST_BYTES = 2 << 30
"""Of address space; a video of 3840x2160 takes half of it."""

PACE_SECONDS = 5.0
"""How often a video's pace is told."""

MOST_PIXELS = 120_000_000
"""A picture of more pixels than any camera makes is a bomb."""

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi"
USUAL_RATE = 25.0
A_FEW = 3
ROTATED = (5, 6, 7, 8)
ORIENTATION = 0x0112


class Window:
    """The other end: takes frames one at a time, and says how loud it may be."""

    def __init__(self, shared: int, box: tuple[int, int], volume: float | None) -> None:
        self.box, self.volume, self.is_mute = box, volume or 0.0, volume is None
        self.on_volume: Callable[[float], object] = lambda volume: None
        self._pixels = mmap.mmap(shared, box[0] * box[1] * PIXEL_BYTES)
        self._free = threading.Event()
        self._free.set()
        self._taken, self._apart = -math.inf, 0.0
        threading.Thread(target=self._hear, daemon=True).start()

    def wants(self, now: float, until_next: float) -> bool:
        """Whether it takes a frame at this instant; else one that is due so many seconds later."""
        return self._free.is_set() and now - self._taken > self._apart - until_next / 2

    def take(self, pixels: Any, size: tuple[int, int], now: float = 0.0) -> None:
        """Show these pixels; only while it wants them."""
        self._free.clear()
        self._taken = now
        self._pixels[: size[0] * size[1] * PIXEL_BYTES] = pixels
        say(f"frame {size[0]} {size[1]}")

    def _hear(self) -> None:
        for line in sys.stdin:
            word, _, value = line.strip().partition(" ")
            if word == "next":
                self._apart = 1 / float(value)
                self._free.set()
            elif word == "volume":
                self.volume = float(value)
                self.on_volume(self.volume)
        os._exit(0)  # nobody looks any more


def say(line: str) -> None:
    with suppress(BrokenPipeError):
        print(line, flush=True)


def still_alive() -> None:
    """Puts off the end that a decoder meets which hangs."""
    signal.alarm(HANGS_SECONDS)


def limit() -> None:
    """What this process may take of the machine, and that the board goes first."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)
    still_alive()


# --- Pictures ---------------------------------------------------------------------------------------------


def show_picture(path: str, window: Window) -> None:
    """One frame no larger than the window, upright, on white where it is transparent."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # ours is below, and an error
    with Image.open(path, formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Unshowable(f"{image.width}x{image.height} pixels are too many")
        width, height = window.box
        box = (height, width) if image.getexif().get(ORIENTATION) in ROTATED else (width, height)
        image.draft("RGB", box)  # a JPEG is decoded at a fraction of its size at once
        plain = image if image.mode == "RGB" else image.convert("RGBA")
        plain.thumbnail(box, Image.Resampling.LANCZOS)
        upright = ImageOps.exif_transpose(plain)
        if upright.mode == "RGBA":
            upright = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright)
        window.take(upright.convert("RGBA").tobytes(), upright.size)


# --- Videos -----------------------------------------------------------------------------------------------


class Soundless(Exception):
    """The video has a sound that cannot be played here."""


def show_video(path: str, window: Window) -> None:
    """Frame after frame in its time, with its sound where that can be played."""
    try:
        _play(path, window, with_sound=not window.is_mute)
    except Soundless:
        _play(path, window, with_sound=False)


def _play(path: str, window: Window, *, with_sound: bool) -> None:
    """A frame that the window does not want is dropped."""
    faults: list[Fault] = []
    try:
        player = _player(path, window, faults.append, with_sound=with_sound)
    except Exception as fault:  # a machine without any sound device, also for a video without any sound
        raise Soundless if with_sound else Unshowable(str(fault)) from fault
    window.on_volume = player.set_volume
    player.set_volume(window.volume)  # it may have become another meanwhile
    pace: Pace | None = None
    for image, in_time in _frames(player, faults):
        now = monotonic()
        pace = pace or Pace(_rate(player), now)
        wanted = window.wants(now, 1 / pace.own)
        if wanted:
            window.take(image.to_bytearray()[0], image.get_size(), now)
        pace.note(wanted, in_time, now)
    if pace is None:
        raise Unshowable("it holds no picture")


@dataclass
class Pace:
    """How fast a video is seen, and how fast it is by its own word (frames a second)."""

    own: float
    since: float
    seen: int = 0
    missed: int = 0

    def note(self, seen: bool, in_time: bool, now: float) -> None:
        """A frame; tells the window now and then. A telephone's video may have fewer frames than it promises: where
        none was left out and none was late, all were seen."""
        self.seen += seen
        self.missed += not (seen and in_time)
        if (passed := now - self.since) >= PACE_SECONDS:
            rate = self.seen / passed
            say(f"pace {rate:.1f} {self.own if self.missed >= A_FEW else rate:.1f}")
            self.since, self.seen, self.missed = now, 0, 0


def _rate(player: Any) -> float:
    """The video's own; what it says may be nonsense."""
    frames, seconds = player.get_metadata()["frame_rate"]
    return min(max(frames / seconds, 5.0), 120.0) if seconds else USUAL_RATE


Fault = tuple[str, str]
"""Which thread of the player it was, and what it said."""


def _player(path: str, window: Window, report: Callable[[Fault], None], *, with_sound: bool) -> Any:
    from ffpyplayer.player import MediaPlayer
    from ffpyplayer.tools import set_loglevel

    def told(selector: str, value: str) -> None:
        thread, _, what = selector.partition(":")
        if what == "error":
            report((thread, value))

    set_loglevel("quiet")
    size = "w='min({},iw)':h='min({},ih)'".format(*window.box)
    return MediaPlayer(
        path,
        callback=told,
        loglevel="quiet",
        thread_lib="SDL",
        ff_opts={
            "out_fmt": "rgba",
            "sn": True,
            "an": not with_sound,
            "volume": window.volume,
            # Bilinear: by half a millisecond to three a frame cheaper than bicubic, and nobody sees which it is.
            "vf": [f"scale={size}:force_original_aspect_ratio=decrease:flags=bilinear"],
        },
        # Only this file, and only as what its name promises: a "video" may be a list of addresses.
        lib_opts={"protocol_whitelist": "file", "format_whitelist": CONTAINERS, "threads": "2"},
    )


def _frames(player: Any, faults: list[Fault]) -> Iterator[tuple[Any, bool]]:
    """Each when it is due, and whether it was there by then."""
    while True:
        frame, wait = player.get_frame()
        if wait == "eof":
            return
        if any(thread == "audio" for thread, _ in faults):
            raise Soundless
        if frame is not None:
            _wait(wait)
            yield frame[0], wait > 0
        elif faults:
            raise Unshowable(faults[0][1] or "it is no video that can be read")
        else:
            sleep(0.005)


def _wait(seconds: float) -> None:
    """Until this frame is due, however long that is."""
    still_alive()
    while seconds > 0:
        sleep(min(seconds, 1))
        still_alive()
        seconds -= 1


def main(file: str, shared: str, width: str, height: str, volume: str) -> int:
    """Shows the file; 0 also for one that can't be shown, which is then said."""
    limit()
    window = Window(int(shared), (int(width), int(height)), None if volume == "none" else float(volume))
    try:
        if not stat.S_ISREG(Path(file).stat().st_mode):
            raise Unshowable("it is no file")
        show = show_video if is_video(file) else show_picture
        show(file, window)
    except MemoryError:
        say("problem it takes too much memory")
    except Exception as fault:  # whatever a decoder thinks of: the file is at fault, and staff must know which
        say(f"problem {' '.join(str(fault).split()) or type(fault).__name__}")
    return 0


if __name__ == "__main__":
    # Not by sys.exit: a decoder's threads may never end.
    code = main(*sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)
