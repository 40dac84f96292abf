"""The board's media part in a real window: everything in its turn, and no file that ends or stills the display."""

import asyncio
import logging
import os
import shutil
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

import assets
from display.legibility import needs
from display.media import projection
from protocol.messages import TicketCalled
from protocol.office import Office, Text
from server.config import load_office
from terminal.settings import BoardSettings, MediaSettings
from terminal.voice import announcements
from terminal.voice.audio import RATE, Audio
from terminal.voice.config import VoiceSettings
from terminal.voice.phrases import call_phrase
from terminal.voice.voices import chime, voice_for
from tests.support import media
from tests.support.display_hall import LARGE, SMALL, snapshot
from tests.support.hearing import heard
from tests.support.recorded import ALIKE, QUICK_MS, Microphone, plug_in, wait_for_sound
from tests.support.scripted_hub import ScriptedHub, calling, display_of, scripted
from tests.support.windows import Driver, Start

pytestmark = pytest.mark.window
MAGETAN = load_office(assets.path("catalogue", "magetan.toml"))
LONGEST = msgspec.structs.replace(
    MAGETAN,
    name=LARGE.name,
    services=(
        msgspec.structs.replace(
            MAGETAN.services[0],
            title=Text(id="Penerbitan KTP-el baru karena hilang, rusak, atau perubahan elemen data penduduk"),
        ),
    ),
)
PATIENCE = 60.0
FILM = (320, 180)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody reads these slides, the folder is looked at more often, and no device is broken that is only slow."""
    from display.media import panel, slides

    wait_for_sound(monkeypatch)
    monkeypatch.setattr(panel, "LOOK_SECONDS", 0.2)
    monkeypatch.setattr(panel, "LEAST_SECONDS", 0.2)
    monkeypatch.setattr(slides, "LETTERS_A_SECOND", 10_000)


@asynccontextmanager
async def board(
    run_app: Start,
    tmp_path: Path,
    folder: Path | None,
    *,
    office: Office = MAGETAN,
    slides: bool = False,
    size: tuple[int, int] = (1920, 1080),
    **window: Any,
) -> AsyncIterator[tuple[Driver, ScriptedHub]]:
    """A display with the media layout, live, before a hub that follows a script."""
    async with scripted(snapshot(office)) as hub:
        shown = MediaSettings(folder=folder, seconds=0.25, slides=slides, volume=0.5)
        app = display_of(hub.url, tmp_path / "state", board=BoardSettings(layout="media"), media=shown, **window)
        driver = await run_app(app, size, filled=True)
        await driver.until(lambda: app.link.status.live)
        yield driver, hub


def view(driver: Driver) -> Any:
    """What stands in the panel."""
    from display.media.views import FrameView, NameView, SlideView

    kinds = (FrameView, SlideView, NameView)
    (standing,) = (widget for widget in driver.all(driver.app.media) if isinstance(widget, kinds))
    return standing


def standing(driver: Driver) -> str:
    """What stands in the panel: picture, video, slide or name."""
    kind = type(view(driver)).__name__.removesuffix("View").lower()
    return ("video" if view(driver).pixels == FILM else "picture") if kind == "frame" else kind


def colour(driver: Driver) -> tuple[int, int, int]:
    """Of the window, in the middle of the panel."""
    from kivy.core.window import Window
    from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels

    x, y = driver.app.media.to_window(*driver.app.media.center)
    assert Window.width > x
    red, green, blue, _ = bytes(glReadPixels(round(x), round(y), 1, 1, GL_RGBA, GL_UNSIGNED_BYTE))
    return red, green, blue


def looks(driver: Driver, name: str) -> bool:
    red, green, blue = colour(driver)
    return {"red": red > 200 > 60 > max(green, blue), "blue": blue > 200 > 60 > max(red, green)}[name]


async def calls_go_on(driver: Driver, hub: ScriptedHub, name: int) -> None:
    """The board still does what it is for."""
    await hub.tell(calling(name))
    await driver.until(lambda: f"A-{name:03d}" in driver.words(), PATIENCE)


async def test_everything_has_its_turn(run_app: Start, tmp_path: Path) -> None:
    folder = tmp_path / "media"
    folder.mkdir()
    media.picture(folder / "a.png", "red", (1200, 460))
    media.film(folder / "b.mp4", seconds=1.0)
    media.sideways(folder / "c.jpg")
    (folder / "playlist.toml").write_text(
        """
        [[items]]
        file = "a.png"
        [[items]]
        text.id = "Kantor tutup tanggal 25 Desember."
        until = 2099-12-25
        [[items]]
        text.id = "Sudah lewat."
        until = 2020-01-01
        [[items]]
        file = "b.mp4"
        [[items]]
        slide = "pledge"
        """,
        encoding="utf-8",
    )
    async with board(run_app, tmp_path, folder) as (driver, hub):
        seen, notice = list[str](), "Kantor tutup tanggal 25 Desember."

        def note() -> bool:
            words, now = driver.words(), standing(driver)
            if now == "slide":  # one that has not been laid out yet says nothing
                now = "pledge" if "Maklumat pelayanan" in words else "text" if notice in words else "name"
            if now != "name" and seen[-1:] != [now]:
                seen.append(now)
            assert "Sudah lewat." not in words
            return len(seen) >= 9

        await driver.until(note, 2 * PATIENCE)
        first = seen.index("picture")
        assert seen[first : first + 5] == ["picture", "text", "video", "pledge", "picture"]
        await calls_go_on(driver, hub, 7)


async def test_without_a_folder_the_standards_and_the_pledge_are_shown(run_app: Start, tmp_path: Path) -> None:
    (service, *_) = MAGETAN.services
    small = msgspec.structs.replace(MAGETAN, services=(service,))
    papers = {words for paper in service.requirements for words in (paper.title.id, paper.title.en)}
    async with board(run_app, tmp_path, None, office=small, slides=True, language="en") as (driver, _):
        seen: set[str] = set()

        def note() -> bool:
            seen.update(driver.words())
            return {"Maklumat pelayanan", "Service pledge", *papers} <= seen

        await driver.until(note, 3 * PATIENCE)


@pytest.mark.parametrize(
    ("size", "theme", "metres"),
    [((1920, 1080), "contrast", None), ((1080, 1920), "light", None), ((1920, 1080), "dark", 5)],
)
async def test_no_slide_is_clipped(
    run_app: Start,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    theme: Any,
    metres: float | None,
) -> None:
    """Read from five metres its words are larger, and it has more pages."""
    from display.media.panel import MediaPanel

    async def rest(_self: object) -> None:
        """Nothing is put in a slide's place."""
        await asyncio.Event().wait()

    monkeypatch.setattr(MediaPanel, "run", rest)
    async with board(run_app, tmp_path, None, size=size, theme=theme, language="jv") as (driver, _):
        from display.media import slides
        from display.media.slides import text_size
        from display.media.views import paper_in

        panel = driver.app.media
        await driver.until(lambda: panel.width > 200)
        read_from = needs(metres, 43, size)
        panel.read_from(read_from)
        assert text_size(panel.height, read_from.text) == {None: text_size(panel.height), 5: 64}[metres]
        paper_of = paper_in(*panel.size, read_from.text)
        pages = [
            *slides.standards(MAGETAN, ("id", "jv", "en"), paper_of),
            *slides.pledge(MAGETAN, ("jv",), paper_of),
            *slides.standards(LONGEST, ("id",), paper_of),
            *slides.pledge(LONGEST, ("id",), paper_of),
        ]
        faults = []
        for page in pages:
            panel.show_slide(page)
            await driver.frames(3)
            assert view(driver).slide == page
            ours = {repr(widget.text) for widget in driver.all(panel) if getattr(widget, "text", "")}
            faults += [(fault, page) for fault in driver.clipped() if any(words in fault for words in ours)]
        assert faults == []


async def test_an_office_without_anything_to_show_shows_its_name(run_app: Start, tmp_path: Path) -> None:
    async with board(run_app, tmp_path, None, office=SMALL) as (driver, _):
        await driver.until(lambda: SMALL.address in driver.words())
        assert standing(driver) == "name"


async def test_no_broken_file_ends_or_stills_the_display(
    run_app: Start, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "media"
    folder.mkdir()
    for name, make in media.BROKEN.items():
        make(folder / name)
    media.damaged_film(folder / "rusak.mp4")
    media.picture(folder / "zz.png", "red", (1200, 460))
    listed = [name for name in media.BROKEN if (folder / name).is_file()]
    with caplog.at_level(logging.WARNING):
        async with board(run_app, tmp_path, folder) as (driver, hub):
            await driver.until(lambda: all(name in caplog.text for name in listed), 3 * PATIENCE)
            await driver.until(lambda: standing(driver) == "picture" and looks(driver, "red"), PATIENCE)
            assert any(word.startswith("Petugas: berkas") for word in driver.words())
            await calls_go_on(driver, hub, 7)
    assert "stumbled" not in caplog.text
    assert all(caplog.text.count(f"{name} is left out") == 1 for name in listed)


async def test_the_same_folder_without_the_broken_files_has_nothing_to_tell(run_app: Start, tmp_path: Path) -> None:
    """The control of the test above."""
    folder = tmp_path / "media"
    folder.mkdir()
    media.picture(folder / "zz.png", "red", (1200, 460))
    async with board(run_app, tmp_path, folder) as (driver, _):
        await driver.until(lambda: standing(driver) == "picture" and looks(driver, "red"), PATIENCE)
        assert driver.app.media.problem == ""


async def test_staff_may_change_the_folder_while_it_is_shown(run_app: Start, tmp_path: Path) -> None:
    folder = tmp_path / "media"
    folder.mkdir()
    async with board(run_app, tmp_path, folder) as (driver, _):
        media.picture(folder / "a.png", "red", (1200, 460))
        await driver.until(lambda: standing(driver) == "picture" and looks(driver, "red"), PATIENCE)
        (folder / "a.png").unlink()
        media.picture(folder / "b.png", "blue", (1200, 460))
        await driver.until(lambda: looks(driver, "blue"), PATIENCE)
        (folder / "playlist.toml").write_text('[[items]]\nfile = "b.pgn"', encoding="utf-8")
        await driver.until(lambda: "playlist.toml, items[0].file" in driver.app.media.problem, PATIENCE)
        await driver.until(lambda: standing(driver) == "name", PATIENCE)
        (folder / "playlist.toml").write_text('[[items]]\nfile = "b.png"', encoding="utf-8")
        await driver.until(lambda: driver.app.media.problem == "" and standing(driver) == "picture", PATIENCE)
        shutil.rmtree(folder)
        await driver.until(lambda: "folder" in driver.app.media.problem, PATIENCE)
        folder.mkdir()
        await driver.until(lambda: driver.app.media.problem == "", PATIENCE)


def decoders() -> list[int]:
    started = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    return [int(one) for one in started if b"display.media.decode" in words_of(one)]


def words_of(process: str) -> bytes:
    """What it was started with; nothing once it has ended."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


async def test_a_decoder_that_is_killed_costs_its_file_only(run_app: Start, tmp_path: Path) -> None:
    folder = tmp_path / "media"
    folder.mkdir()
    media.film(folder / "a.mp4", seconds=30)
    media.picture(folder / "b.png", "red", (1200, 460))
    async with board(run_app, tmp_path, folder) as (driver, hub):
        await driver.until(lambda: standing(driver) == "video" and decoders(), PATIENCE)
        os.kill(decoders()[0], 11)
        await driver.until(lambda: standing(driver) == "picture", PATIENCE)
        assert "a.mp4" in driver.app.media.problem
        await calls_go_on(driver, hub, 7)


async def test_a_film_draws_its_own_place_only_and_no_frame_of_it_before_a_call(
    run_app: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kivy.core.window import Window

    from display.media.repaint import keeps_what_was_drawn
    from display.media.views import FrameView

    folder, told = tmp_path / "media", list[str]()
    folder.mkdir()
    media.film(folder / "a.mp4", seconds=60)
    draw = FrameView.draw
    monkeypatch.setattr(FrameView, "draw", lambda view, *frame: told.append("film") or draw(view, *frame))
    calm = msgspec.structs.replace(SMALL, ticker=())  # nothing else on the board becomes another by itself
    async with board(run_app, tmp_path, folder, office=calm, size=(640, 360)) as (driver, hub):
        assert keeps_what_was_drawn()  # as this screen does, drawn by the processor
        panel = driver.app.media
        make_way = panel.make_way
        panel.make_way = lambda on: told.append(f"call {on}") or make_way(on)
        await driver.until(lambda: told.count("film") > 5, PATIENCE)
        await calls_go_on(driver, hub, 7)
        await driver.until(lambda: "call False" in told)
        begins, ends = told.index("call True"), told.index("call False")
        assert "film" not in told[begins:ends]
        driver.find("HeroPanel").calm()
        await driver.until(lambda: driver.app.calls.under_way is None)
        await driver.frames()
        told.clear()
        await driver.until(lambda: told.count("film") > 2, PATIENCE)
        partly = pixels()
        Window.dispatch("on_draw")
        assert pixels() == partly


def pixels() -> bytes:
    """Of the whole window."""
    from kivy.core.window import Window
    from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels

    return bytes(glReadPixels(0, 0, *Window.size, GL_RGBA, GL_UNSIGNED_BYTE))


async def test_no_video_begins_while_the_hub_is_silent(run_app: Start, tmp_path: Path) -> None:
    folder = tmp_path / "media"
    folder.mkdir()
    media.film(folder / "a.mp4", seconds=1)
    media.picture(folder / "b.png", "red", (1200, 460))
    async with board(run_app, tmp_path, folder) as (driver, hub):
        await driver.until(lambda: decoders() and not looks(driver, "red"), PATIENCE)
        hub.silent = True
        await driver.until(lambda: not driver.app.link.status.live, PATIENCE)
        panel = driver.app.media
        await driver.until(lambda: [turn.shown.name for turn in panel.turns()] == ["b.png"], PATIENCE)
        hub.silent = False
        await driver.until(lambda: [turn.shown.name for turn in panel.turns()] == ["a.mp4", "b.png"], PATIENCE)


TONE, SILENCE = 0.1, 0.001
"""The film's tone is 0.18 loud at half the volume."""


@pytest.fixture
def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Microphone, Microphone]]:
    """What the hall hears: of the window, which calls, and of the process that plays the film."""
    calls, film = Microphone(tmp_path / "calls.raw"), Microphone(tmp_path / "film.raw")
    plug_in(monkeypatch, tmp_path / "calls.raw", delay_ms=QUICK_MS)
    player = tmp_path / "player"
    player.write_text(f'#!/bin/sh\nSDL_DISKAUDIOFILE="{tmp_path}/film.raw" exec "{sys.executable}" "$@"\n')
    player.chmod(0o755)
    monkeypatch.setattr(projection.sys, "executable", str(player))
    yield calls, film
    calls.close()
    film.close()


async def test_no_video_is_heard_from_the_chime_to_the_end_of_the_sentence(
    run_app: Start, tmp_path: Path, hall: tuple[Microphone, Microphone], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And one that is not hushed is found: the control."""
    monkeypatch.setattr(announcements, "HOLD_SECONDS", 0.2)
    folder = tmp_path / "media"
    folder.mkdir()
    media.sounding_film(folder / "a.avi", seconds=120)
    calls, film = hall
    voice = VoiceSettings(times=1, words_per_minute=250)
    async with board(run_app, tmp_path, folder, voice=voice, size=(640, 360)) as (driver, hub):

        async def tone() -> None:
            since = time.monotonic()
            await driver.until(lambda: film.loudest(since) > TONE, PATIENCE)

        async def said(event: TicketCalled) -> tuple[float, float]:
            """When its chime begins and its sentence ends."""
            before = calls.audio.seconds
            await hub.tell(event)
            await driver.until(lambda: driver.app.calls.current and driver.app.calls.current.id == event.call.id)
            await driver.until(lambda: driver.app.calls.under_way is None, PATIENCE)
            speaker = voice_for(voice)
            assert speaker is not None
            words = await speaker.say(call_phrase(MAGETAN, event.call, "id"))
            ringing, speaking = heard(after(calls.audio, before), {"chime": chime(), "words": words}, ALIKE)
            assert (ringing.name, speaking.name) == ("chime", "words")
            return calls.instant(before + ringing.begins), calls.instant(before + speaking.ends)

        await tone()
        begins, ends = await said(calling(1))
        assert film.loudest(begins, ends) < SILENCE
        await tone()
        driver.app.media.hush = lambda on: None
        assert film.loudest(*await said(calling(2))) > TONE


def after(recording: Audio, second: float) -> Audio:
    return Audio(recording.samples[round(second * RATE) :])
