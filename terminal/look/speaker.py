"""The terminal's loudspeaker, on SDL: one sound at a time, and the truth about whether a device played it."""

import asyncio
import ctypes
import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from tempfile import NamedTemporaryFile
from threading import Lock

from kivy.core.audio import audio_sdl2

from terminal.voice import wav
from terminal.voice.audio import RATE, Audio

LOOK_SECONDS = 10.0
"""How often ``watch`` looks for a device."""

OPEN_SECONDS = 3.0
"""A sound server that takes longer than this to answer is no device now; it may still become one."""

LATE_SECONDS = 3.0
"""A sound that has not ended so long after its end plays nowhere."""

log = logging.getLogger(__name__)


class Mixer:
    """SDL's mixer beneath Kivy's sounds.

    Kivy would open it once, in the window's own thread, never again after a failure, and not see a device leave.
    So it is opened here before Kivy comes to it, and again when the device is gone; Kivy finds it open and uses it.
    """

    _AUDIO = 0x10  # SDL_INIT_AUDIO
    _S16 = 0x8010 if sys.byteorder == "little" else 0x9010  # AUDIO_S16SYS
    _PLAYING = 1  # SDL_AUDIO_PLAYING; a device that was pulled out counts as stopped
    _DEVICES = range(2, 17)  # the numbers that SDL gives to opened devices
    _BUFFER = 1024  # samples, 23 ms

    def __init__(self) -> None:
        # By the extension that is linked with it: Kivy's wheels carry SDL under names of their own.
        self._sdl = ctypes.CDLL(audio_sdl2.__file__)
        self._sdl.SDL_GetError.restype = ctypes.c_char_p
        self.problem = ""
        self._at_it = Lock()

    @property
    def alive(self) -> bool:
        """Whether an open device takes sound at this moment; ``problem`` says in SDL's words why none was opened."""
        return any(self._sdl.SDL_GetAudioDeviceStatus(device) == self._PLAYING for device in self._DEVICES)

    def open(self) -> bool:
        """Opens the system's device unless one is open. May block for as long as the system likes."""
        with self._at_it:
            if self.alive:
                return True
            self._let_go()
            opened: bool = self._sdl.Mix_OpenAudio(RATE, self._S16, 2, self._BUFFER) == 0
            self.problem = "" if opened else self._sdl.SDL_GetError().decode(errors="replace")
            return opened

    def close(self) -> None:
        """Lets the device go, unless the system is still looking for one."""
        if self._at_it.acquire(blocking=False):
            self._let_go()
            self._at_it.release()

    def _let_go(self) -> None:
        while self._sdl.Mix_QuerySpec(None, None, None):
            self._sdl.Mix_CloseAudio()
        while self._sdl.SDL_WasInit(self._AUDIO):  # the way to the device is chosen anew too
            self._sdl.SDL_QuitSubSystem(self._AUDIO)


class Speaker:
    """Plays one ``Audio`` after another. ``broken``: nobody hears it. Needs a running Kivy window.

    A device that is plugged in later is found by the next ``play``, and by ``watch``, which also finds out what
    ``broken`` is before anything was played.
    """

    def __init__(self, on_change: Callable[[], None] = lambda: None) -> None:
        """``on_change`` is called when ``broken`` has become another."""
        self.broken = False
        self._on_change = on_change
        self._mixer = Mixer()
        self._turn = asyncio.Lock()
        self._opening: asyncio.Future[bool] | None = None
        self._sound: audio_sdl2.SoundSDL2 | None = None

    async def play(self, audio: Audio, volume: float = 1.0) -> bool:
        """Returns when the last sample is out (within a tenth of a second) or ``stop`` was called.

        ``volume`` (0 to 1) multiplies the samples. False: no device played it. Whoever comes while another sound
        plays waits for its end. Cancelling it ends the sound.
        """
        async with self._turn:
            heard = await self._device() and await self._play(audio, volume)
            self._note(not heard)
            return heard

    def stop(self) -> None:
        """Ends what sounds at this moment; its ``play`` returns."""
        if self._sound is not None:
            self._sound.stop()

    async def watch(self) -> None:
        """Looks now and then whether there is a device, for ever."""
        while True:
            async with self._turn:
                self._note(not await self._device())
            await asyncio.sleep(LOOK_SECONDS)

    def close(self) -> None:
        """Silence, and the device is free for others."""
        self.stop()
        self._mixer.close()

    async def _device(self) -> bool:
        """In a thread, and one at a time: a sound server that hangs must not stop the window."""
        if self._mixer.alive:
            return True
        if self._opening is None or self._opening.done():
            self._opening = asyncio.ensure_future(asyncio.to_thread(self._mixer.open))
        with suppress(TimeoutError):
            async with asyncio.timeout(OPEN_SECONDS):
                return await asyncio.shield(self._opening)
        return False

    async def _play(self, audio: Audio, volume: float) -> bool:
        if not len(audio.samples):
            return True
        sound = _loaded(audio)
        ended = asyncio.Event()
        sound.bind(on_stop=lambda _: ended.set())
        sound.volume = volume
        self._sound = sound
        try:
            sound.play()
            if sound.state != "play":
                return False
            async with asyncio.timeout(audio.seconds + LATE_SECONDS):  # on_stop may never come
                await ended.wait()
            return self._mixer.alive
        except TimeoutError:
            return False
        finally:
            self._sound = None
            sound.unload()

    def _note(self, broken: bool) -> None:
        if broken and not self.broken:
            log.error("no sound device: %s", self._mixer.problem or "nothing plays")
        elif self.broken and not broken:
            log.warning("a sound device plays again")
        changed, self.broken = broken != self.broken, broken
        if changed:
            self._on_change()


def _loaded(audio: Audio) -> audio_sdl2.SoundSDL2:
    """SDL reads the whole file at once, so that it need not stay. Not through Kivy's loader: that remembers names."""
    with NamedTemporaryFile(prefix="antrean-", suffix=".wav") as file:
        file.write(wav.written(audio))
        file.flush()
        return audio_sdl2.SoundSDL2(source=file.name)
