"""Pictures and videos through the decoder's real process: what comes out, and that no file does harm."""

import array
import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from time import monotonic

import pytest

from display.media import projection
from display.media.folder import look
from display.media.kinds import PIXEL_BYTES, Unshowable
from display.media.projection import Projection
from tests.support import media

BOX = (480, 270)


class Screen:
    """Remembers what was drawn, and when; takes so many frames a second."""

    def __init__(self, rate: float = 30.0) -> None:
        self.sizes: list[tuple[int, int]] = []
        self.times: list[float] = []
        self.last = b""
        self.rate = rate

    def draw(self, pixels: memoryview, size: tuple[int, int]) -> float:
        self.sizes.append(size)
        self.times.append(monotonic())
        self.last = bytes(pixels)
        return self.rate

    def at(self, x: float, y: float) -> tuple[int, ...]:
        """The colour at this part of the width and of the height, from the top."""
        width, height = self.sizes[-1]
        place = (int(y * height) * width + int(x * width)) * PIXEL_BYTES
        return tuple(self.last[place : place + 3])


async def shown(file: Path, *, volume: float | None = None) -> Screen:
    screen = Screen()
    await Projection(file, BOX, screen.draw, volume=volume).run()
    return screen


async def refused(file: Path) -> str:
    with pytest.raises(Unshowable) as why:
        await shown(file)
    return str(why.value)


def children() -> set[str]:
    """The processes that this one has started and that live."""
    return set(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split())


def lives(process: int) -> bool:
    """Whether it runs, and is not only waiting to be buried."""
    about = Path(f"/proc/{process}/stat")
    return about.exists() and about.read_text().rpartition(")")[2].split()[0] != "Z"


# --- What can be shown


@pytest.mark.parametrize("kind", ["jpg", "png", "webp", "gif"])
async def test_a_picture_is_one_frame_no_larger_than_its_place(tmp_path: Path, kind: str) -> None:
    screen = await shown(media.picture(tmp_path / f"a.{kind}", "red", (1600, 400)))
    assert screen.sizes == [(480, 120)]
    red, green, blue = screen.at(0.5, 0.5)
    assert red > 240
    assert max(green, blue) < 16


async def test_a_small_picture_keeps_its_size(tmp_path: Path) -> None:
    assert (await shown(media.picture(tmp_path / "a.png", size=(1, 1)))).sizes == [(1, 1)]


async def test_a_telephones_picture_stands_upright(tmp_path: Path) -> None:
    screen = await shown(media.sideways(tmp_path / "a.jpg"))
    assert screen.sizes == [(135, 270)]
    assert screen.at(0.5, 0.1)[0] > 200
    assert screen.at(0.5, 0.9)[2] > 200


async def test_a_transparent_picture_lies_on_white(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(tmp_path / "a.png")
    assert (await shown(tmp_path / "a.png")).at(0.5, 0.5) == (255, 255, 255)


@pytest.mark.parametrize(("name", "codec"), [("a.mp4", "libx264"), ("a.webm", "libvpx"), ("a.avi", "mpeg4")])
async def test_a_video_comes_frame_by_frame_in_its_own_time(tmp_path: Path, name: str, codec: str) -> None:
    media.film(tmp_path / name, seconds=3, codec=codec)
    before = asyncio.get_running_loop().time()
    screen = await shown(tmp_path / name)
    assert asyncio.get_running_loop().time() - before > 2.7
    assert 8 <= len(screen.sizes) <= 31
    assert set(screen.sizes) == {(320, 180)}
    assert screen.at(0.5, 0.5)[0] > 180  # the last frames are the brightest
    assert children() == set()


async def test_of_a_video_no_more_frames_come_than_the_window_takes(tmp_path: Path) -> None:
    """Of ten a second each third one, since they come when they are due."""
    screen, clock = Screen(rate=3), asyncio.get_running_loop().time
    film, began = media.film(tmp_path / "a.mp4", seconds=4), clock()
    await Projection(film, BOX, screen.draw).run()
    assert 6 <= len(screen.sizes) <= 1 + 3.6 * (clock() - began)  # in turns of what is left of a third of a second
    assert min(after - before for before, after in pairwise(screen.times)) > 0.1


async def test_a_video_that_is_to_stand_still_ends_and_its_first_frame_stands(tmp_path: Path) -> None:
    screen = Screen(rate=0)
    await Projection(media.film(tmp_path / "a.mp4", seconds=60), BOX, screen.draw).run()
    assert len(screen.sizes) == 1
    assert children() == set()


async def test_a_video_tells_how_much_of_it_was_seen(tmp_path: Path) -> None:
    paces: list[tuple[float, float]] = []
    screen = Screen(rate=3)
    film = media.film(tmp_path / "a.mp4", seconds=6)
    await Projection(film, BOX, screen.draw, paced=lambda seen, own: paces.append((seen, own))).run()
    (seen, own) = paces[0]
    assert 1 <= seen < 4
    assert own == 10


# --- What is heard


def loudness(recorded: Path) -> list[float]:
    """Of each fiftieth of a second that a sound device was given, between 0 and 1."""
    if not recorded.exists():
        return []
    samples = array.array("h", recorded.read_bytes()[: recorded.stat().st_size // 2 * 2])
    step = 2 * media.RATE // 50
    return [max(map(abs, samples[at : at + step])) / 32768 for at in range(0, len(samples) - step, step)]


def longest_silence(levels: list[float]) -> tuple[int, int]:
    """Where it begins and ends."""
    longest, begin = (0, 0), 0
    for at, level in enumerate([*levels, 1.0]):
        if level > 0.001:
            longest, begin = max(longest, (begin, at), key=lambda silence: silence[1] - silence[0]), at + 1
    return longest


@pytest.fixture
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """SDL writes what it would play into this file."""
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(tmp_path / "played.raw"))
    return tmp_path / "played.raw"


async def test_a_video_is_heard_at_its_volume(tmp_path: Path, recorded: Path) -> None:
    await shown(media.sounding_film(tmp_path / "a.avi"), volume=0.5)
    assert 0.1 < max(loudness(recorded)) < 0.25  # the tone's own loudness is 0.37


async def test_a_video_without_volume_opens_no_sound_device(tmp_path: Path, recorded: Path) -> None:
    assert (await shown(media.sounding_film(tmp_path / "a.avi"), volume=None)).sizes
    assert loudness(recorded) == []


@pytest.mark.parametrize("make", [media.film, media.sounding_film])
async def test_a_video_is_seen_on_a_machine_without_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], Path]
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "none of this name")
    assert len((await shown(make(tmp_path / "a.avi"), volume=0.5)).sizes) > 8


async def test_a_hushed_video_is_silent_at_once_and_heard_again_later(tmp_path: Path, recorded: Path) -> None:
    screen = Screen()
    film = Projection(media.sounding_film(tmp_path / "a.avi", seconds=6), BOX, screen.draw, volume=0.5)
    running = asyncio.create_task(film.run())

    async def frames(count: int) -> None:
        async with asyncio.timeout(60):
            while len(screen.sizes) < count:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    await frames(10)
    film.set_volume(0.0)
    await frames(35)
    film.set_volume(0.5)
    await running
    levels = loudness(recorded)
    begin, end = longest_silence(levels)
    assert end - begin > 50  # more than a second of it
    assert max(levels[:begin]) > 0.1
    assert max(levels[end:]) > 0.1


async def test_a_video_that_nobody_hushes_has_no_such_silence(tmp_path: Path, recorded: Path) -> None:
    """The control of the test above."""
    await shown(media.sounding_film(tmp_path / "a.avi", seconds=3), volume=0.5)
    begin, end = longest_silence(loudness(recorded))
    assert end - begin <= 50


# --- What cannot be shown


@pytest.mark.parametrize("name", media.BROKEN)
async def test_a_broken_file_is_refused_with_a_reason_and_leaves_nothing_behind(tmp_path: Path, name: str) -> None:
    media.BROKEN[name](tmp_path / name)
    assert await refused(tmp_path / name)
    assert children() == set()


async def test_the_same_check_lets_whole_files_pass(tmp_path: Path) -> None:
    """The control of the test above."""
    assert (await shown(media.film(tmp_path / "a.mp4", seconds=0.5))).sizes
    assert (await shown(media.picture(tmp_path / "a.jpg"))).sizes


async def test_a_damaged_video_ends_by_itself(tmp_path: Path) -> None:
    media.damaged_film(tmp_path / "a.mp4")
    async with asyncio.timeout(60):
        with suppress(Unshowable):  # as the codec likes: nothing was seen, or some of the noise
            await shown(tmp_path / "a.mp4")
    assert children() == set()


async def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    assert "No such file" in await refused(tmp_path / "a.jpg")


async def test_a_video_that_vanishes_while_it_plays_does_no_harm(tmp_path: Path) -> None:
    file = media.film(tmp_path / "a.mp4", seconds=1.0)
    screen = Screen()

    def draw(pixels: memoryview, size: tuple[int, int]) -> float:
        file.unlink(missing_ok=True)
        return screen.draw(pixels, size)

    await Projection(file, BOX, draw).run()
    assert len(screen.sizes) > 4


# --- Decoders that do what none should


@pytest.fixture
def decoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Decoder":
    return Decoder(tmp_path, monkeypatch)


class Decoder:
    """Stands where Python would start our decoder, and does something else."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._file = folder / "decoder"
        self._monkeypatch = monkeypatch

    def does(self, script: str) -> None:
        self._file.write_text(f"#!{sys.executable}\nimport os, signal, sys, time\n{script}\n")
        self._file.chmod(0o755)
        self._monkeypatch.setattr(projection.sys, "executable", str(self._file))


async def test_a_decoder_that_crashes_takes_only_itself(tmp_path: Path, decoder: Decoder) -> None:
    decoder.does("os.kill(os.getpid(), signal.SIGSEGV)")
    assert "SIGSEGV" in await refused(tmp_path / "a.mp4")


async def test_a_decoder_that_hangs_is_ended(tmp_path: Path, decoder: Decoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projection, "FIRST_SECONDS", 0.5)
    decoder.does("signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)")
    assert await refused(tmp_path / "a.mp4") == "it shows nothing new"
    assert children() == set()


async def test_a_video_that_stands_still_for_too_long_is_left(
    tmp_path: Path, decoder: Decoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projection, "STALLED_SECONDS", 0.5)
    decoder.does("print('frame 2 2', flush=True); time.sleep(600)")
    assert await refused(tmp_path / "a.mp4") == "it shows nothing new"


@pytest.mark.parametrize("said", ["frame 9999 9999", "frame 0 5", "frame -1 -1", "frame x", "frame"])
async def test_a_decoder_that_was_taken_over_draws_nothing_that_does_not_fit(
    tmp_path: Path, decoder: Decoder, said: str
) -> None:
    decoder.does(f"print({said!r}, flush=True); time.sleep(600)")
    assert await refused(tmp_path / "a.mp4") == "its decoder is confused"


async def test_a_line_without_end_is_no_way_to_fill_the_memory(tmp_path: Path, decoder: Decoder) -> None:
    decoder.does("sys.stdout.write('x' * 10_000_000); sys.stdout.flush(); time.sleep(600)")
    assert await refused(tmp_path / "a.mp4")


async def test_a_projection_that_is_called_off_leaves_no_process(tmp_path: Path) -> None:
    screen = Screen()
    running = asyncio.create_task(Projection(media.film(tmp_path / "a.mp4", seconds=20), BOX, screen.draw).run())
    async with asyncio.timeout(60):
        while not screen.sizes:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert children() == set()


async def test_a_decoder_ends_with_its_window(tmp_path: Path) -> None:
    """Also one that is killed and could end nothing any more."""
    file = media.film(tmp_path / "a.mp4", seconds=60)
    script = (
        "import asyncio, pathlib, os, sys\n"
        "from display.media.projection import Projection\n"
        "def draw(pixels, size):\n"
        "    print(open(f'/proc/{os.getpid()}/task/{os.getpid()}/children').read(), flush=True)\n"
        "    return 30.0\n"
        f"asyncio.run(Projection(pathlib.Path({str(file)!r}), (320, 180), draw).run())\n"
    )
    window = await asyncio.create_subprocess_exec(sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE)
    assert window.stdout is not None
    async with asyncio.timeout(60):
        decoder = int(await window.stdout.readline())
        window.send_signal(signal.SIGKILL)
        await window.wait()
        while lives(decoder):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


# --- The folder


def test_only_plain_pictures_and_videos_are_listed(tmp_path: Path) -> None:
    media.picture(tmp_path / "a.JPG")
    (tmp_path / "folder.mp4").mkdir()
    os.mkfifo(tmp_path / "pipa.mp4")
    (tmp_path / "gone.png").symlink_to(tmp_path / "nowhere.png")
    (tmp_path / ".tersembunyi.jpg").write_bytes(b"x")
    (tmp_path / "catatan.txt").write_text("x")
    found = look(tmp_path)
    assert [file.name for file in found.files] == ["a.JPG"]
    assert (found.playlist, found.fault) == (None, "")


@pytest.mark.parametrize("make", [lambda file: None, lambda file: file.write_text("x")])
def test_a_folder_that_is_none_is_told(tmp_path: Path, make: object) -> None:
    make(tmp_path / "media")  # type: ignore[operator]
    assert look(tmp_path / "media").fault


def test_a_playlist_that_is_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "playlist.toml").mkdir()
    assert look(tmp_path).fault
