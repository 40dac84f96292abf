"""The display in a real window: against a hub that follows a script, and against the real one."""

import asyncio
from operator import sub
from pathlib import Path
from typing import Any

import msgspec
import pytest

from assets.texts import LANGUAGES, Language
from display.presenter import Speech, board
from protocol import messages as m
from protocol.messages import STALE_SECONDS
from protocol.office import Office
from protocol.vocabulary import Availability, DeviceKind, IncidentKind, Purpose, TicketState, Trouble
from terminal.look.palette import PaletteName
from terminal.screen import Plug
from terminal.settings import BoardSettings, MediaSettings, Theme
from tests.support.display_hall import LARGE, NOW, SMALL, call, printer, snapshot, ticket
from tests.support.hub_process import open_counter, raw_client, running_hub, sign_in, tokens
from tests.support.recorded import wait_for_sound
from tests.support.scripted_hub import calling, display_of, scripted
from tests.support.windows import Driver, Start

pytestmark = pytest.mark.window
OUT = printer(7, "Kios lobi", problem="paper_out")


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A device that is slow to open would be told on the board."""
    wait_for_sound(monkeypatch)


def big_number(driver: Driver) -> str:
    from display.presenter import Hero

    big = driver.app.shown.big
    return big.number if isinstance(big, Hero) else ""


async def whole(driver: Driver) -> None:
    """Nothing stays clipped. The hub's beats and the strip's turns redraw in between: judged is what stays, not a frame
    in which labels are being laid out."""
    try:
        await driver.until(lambda: driver.clipped() == [], timeout=30)
    except TimeoutError:
        assert driver.clipped() == []


# --- Calls


async def test_two_calls_at_once_are_both_shown_one_after_the_other(run_app: Start, tmp_path: Path) -> None:
    painted: list[tuple[int, float, set[str]]] = []
    async with scripted(snapshot()) as hub:
        driver = await run_app(app := display_of(hub.url, tmp_path))
        await driver.until(lambda: app.link.status.live)
        app._on_painted = lambda call: painted.append((call, asyncio.get_running_loop().time(), set(driver.words())))
        await hub.tell(calling(1, "1"), calling(2, "2"))
        await driver.until(lambda: len(painted) == 2)
        (one, first, words), (two, second, _) = painted
        assert (one, two) == (1, 2)
        assert "A-001" in words
        assert "A-002" not in words
        assert second - first > 3.5
        assert big_number(driver) == "A-002"
        assert {"A-002", "A-001", "Loket 2", "Loket 1"} <= set(driver.words())


async def test_a_call_flashes_a_few_times_and_then_stands_still(
    run_app: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from display.parts.hero import HeroPanel

    changes: list[bool] = []
    flash = HeroPanel.flash

    def noted(panel: Any) -> None:
        panel.bind(lit=lambda _panel, lit: changes.append(lit))
        flash(panel)

    monkeypatch.setattr(HeroPanel, "flash", noted)
    async with scripted(snapshot()) as hub:
        driver = await run_app(display_of(hub.url, tmp_path))
        await driver.until(lambda: driver.app.link.status.live)
        await hub.tell(calling(1))
        await driver.until(lambda: len(changes) == 6)
        assert big_number(driver) == "A-001"
        await driver.frames(60)
        assert changes == [True, False, True, False, True, False]


async def test_calls_made_while_the_hub_was_away_are_shown_after_it_is_back(run_app: Start, tmp_path: Path) -> None:
    painted: list[int] = []
    async with scripted(snapshot()) as hub:
        driver = await run_app(display_of(hub.url, tmp_path, painted=painted))
        await driver.until(lambda: driver.app.link.status.live)
        await hub.tell(calling(1))
        await driver.until(lambda: painted == [1])
        await hub.stop()
        await driver.until(lambda: not driver.app.link.status.live)
        hub.remember(calling(1), calling(2), calling(3))
        await hub.start()
        await driver.until(lambda: painted == [1, 2, 3])


async def test_a_calm_screen_is_not_drawn_again(run_app: Start, tmp_path: Path) -> None:
    from kivy.core.window import Window

    async with scripted(snapshot(msgspec.structs.replace(SMALL, ticker=()))) as hub:
        driver = await run_app(display_of(hub.url, tmp_path))
        await driver.until(lambda: driver.app.link.status.live)
        await driver.frames(20)
        flips: list[int] = []
        Window.bind(on_flip=lambda *_: flips.append(1))
        await driver.frames(150)
        assert len(flips) <= 1  # the minute may have changed


# --- Not live


async def test_a_silent_hub_is_said_within_five_seconds(run_app: Start, tmp_path: Path) -> None:
    of = ticket(47, TicketState.CALLED, "3")
    async with scripted(snapshot(tickets=(of,), calls=(call(1, of),))) as hub:
        driver = await run_app(display_of(hub.url, tmp_path))
        await driver.until(lambda: big_number(driver) == "A-047")
        await driver.until(lambda: "Silakan menuju" in driver.words())
        hub.silent = True
        looks: list[float] = []
        now = asyncio.get_running_loop().time
        await driver.until(lambda: looks.append(now()) or driver.app.banner.bar.parent is not None)
        stood_still = sum(gap for gap in map(sub, looks[1:], looks) if gap > 0.1)
        # Who has stood still gives the hub as long again to be heard.
        assert looks[-1] - looks[0] < STALE_SECONDS + 0.5 + 2 * stood_still
        await driver.frames(4)
        words = driver.words()
        assert driver.app.banner.bar.text in words
        assert f"{hub.port}" in driver.app.banner.bar.text
        assert "Silakan menuju" not in words
        assert "Panggilan terakhir" in words
        await whole(driver)
        hub.silent = False
        await driver.until(lambda: driver.app.banner.bar.parent is None)
        await driver.until(lambda: "Silakan menuju" in driver.words())


async def test_a_display_that_never_saw_the_office_is_covered(run_app: Start, tmp_path: Path) -> None:
    driver = await run_app(display_of("ws://127.0.0.1:9", tmp_path))
    await driver.until(lambda: driver.app.banner.cover.parent is not None)
    await whole(driver)


# --- Every state, seen whole


def crowded(office: Office, **values: Any) -> m.Snapshot:
    """Enough calls to fill the list, each at another counter, the last one to handover."""
    places = [place.id for place in office.counters if place.id != "kasi"]
    kinds = [kind for kind in office.services if kind.prefix]
    tickets, calls = [], []
    for name in range(1, 11):
        kind = kinds[name % len(kinds)]
        last = name == 10
        of = ticket(
            90 + name,
            TicketState.HANDOVER_CALLED if last else TicketState.SERVING,
            "serah" if last else places[name % len(places)],
            kind.id,
            kind.prefix,
        )
        tickets.append(of)
        calls.append(call(name, of, ago_s=3600, purpose=Purpose.HANDOVER if last else Purpose.SERVICE))
    return snapshot(office, tickets=tuple(tickets), calls=tuple(calls), **values)


STATES = {
    "welcome": snapshot(),
    "calls": crowded(SMALL, paused=("2",)),
    "large": crowded(LARGE, paused=("4", "akta"), closed=("9",)),
    "no-quota": crowded(SMALL, availability=Availability.QUOTA_USED),
    "break": snapshot(closed=("1", "2", "3", "serah"), availability=Availability.BREAK, time=NOW + 3 * 3600_000),
    "closed": snapshot(closed=("1", "2", "3", "serah"), availability=Availability.CLOSED, time=NOW + 6 * 3600_000),
    "early": snapshot(closed=("1", "2", "3", "serah"), time=NOW - 3 * 3600_000),
}
LOOKS: tuple[tuple[PaletteName, Language], ...] = tuple(zip(("dark", "light", "contrast"), LANGUAGES, strict=True))


@pytest.mark.parametrize(("theme", "language"), LOOKS)
@pytest.mark.parametrize("state", STATES)
async def test_nothing_is_clipped(
    run_app: Start, tmp_path: Path, state: str, theme: PaletteName, language: Language
) -> None:
    async with scripted(STATES[state]) as hub:
        driver = await run_app(display_of(hub.url, tmp_path, theme=theme, language=language))
        await driver.until(lambda: driver.app.link.status.live)
        for page in range(2):  # the strip's other turn too, where there is one
            shown = board(
                driver.app.link.mirror,
                driver.app.calls,
                Speech(language if language != "id" else None),
                now=driver.app.link.hub_now(),
                page=page,
                live=True,
            )
            driver.app.screen.show(shown)
            await driver.frames(6)
            await whole(driver)


@pytest.mark.parametrize("size", [(1280, 720), (683, 384)])
async def test_a_smaller_window_shows_the_same(run_app: Start, tmp_path: Path, size: tuple[int, int]) -> None:
    async with scripted(crowded(SMALL)) as hub:
        driver = await run_app(display_of(hub.url, tmp_path, language="en"), size)
        await driver.until(lambda: big_number(driver) != "")
        await driver.frames(6)
        await whole(driver)


# --- Sound; what is heard is tried in test_display_sound.py


@pytest.fixture
def no_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    """No device opens in this test."""
    monkeypatch.setenv("SDL_AUDIODRIVER", "nonsense")


@pytest.mark.usefixtures("no_sound")
async def test_a_broken_sound_is_said_on_the_screen(run_app: Start, tmp_path: Path) -> None:
    async with scripted(snapshot()) as hub:
        driver = await run_app(display_of(hub.url, tmp_path))
        await driver.until(lambda: driver.app.link.status.live)
        await hub.tell(calling(1))
        await driver.until(lambda: "Suara panggilan tidak berfungsi" in driver.words())
        await whole(driver)


@pytest.mark.usefixtures("no_sound")
async def test_the_hub_is_told_what_keeps_the_board_from_being_seen_and_heard(
    run_app: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its cable is out, it has no sound device, its folder is not there, and the hall is too deep for it."""
    cable = [Plug("card0-HDMI-A-1", "disconnected")]
    monkeypatch.setattr("display.app.plugs", lambda: cable)
    monkeypatch.setattr("terminal.reports.LOOK_SECONDS", 0.05)
    far = BoardSettings(layout="media", viewing_m=60.0, screen_inches=32.0)
    nowhere = MediaSettings(folder=tmp_path / "media")
    async with scripted(snapshot()) as hub:
        driver = await run_app(display_of(hub.url, tmp_path, board=far, media=nowhere))

        def told() -> set[Trouble]:
            return set(hub.asked[-1].troubles) if hub.asked else set()

        lasting = {Trouble.NO_SOUND, Trouble.MEDIA_BROKEN, Trouble.TOO_SMALL}
        await driver.until(lambda: told() == {Trouble.SCREEN_UNPLUGGED, *lasting})
        cable[:] = [Plug("card0-HDMI-A-1", "connected", "enabled", "On")]
        (tmp_path / "media").mkdir()
        await driver.until(lambda: told() == lasting - {Trouble.MEDIA_BROKEN})
        assert {type(command) for command in hub.asked} == {m.ReportTroubles}


@pytest.mark.usefixtures("no_sound")
@pytest.mark.parametrize("office", [SMALL, LARGE])
@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
async def test_a_kiosk_without_paper_is_flagged_until_it_prints(
    run_app: Start, tmp_path: Path, office: Office, theme: Theme
) -> None:
    """Beside a broken sound and the longest office: every word of both flags stands on the screen."""
    name = "Kios lobi dekat pintu masuk sebelah timur"
    async with scripted(snapshot(office)) as hub:
        driver = await run_app(display_of(hub.url, tmp_path, theme=theme))
        await driver.until(lambda: driver.app.link.status.live)
        await hub.tell(m.PrinterChanged(printer=printer(7, name, problem="paper_out")))
        stuck = f"Petugas: printer {name} berhenti mencetak"
        await driver.until(lambda: {stuck, "Suara panggilan tidak berfungsi"} <= set(driver.words()))
        await whole(driver)
        await driver.shot(tmp_path / "flags.png")
        await hub.tell(m.PrinterChanged(printer=printer(7, name)))
        await driver.until(lambda: stuck not in driver.words())


@pytest.mark.usefixtures("no_sound")
@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
async def test_an_incident_and_a_card_to_collect_stand_beside_all_else(
    run_app: Start, tmp_path: Path, theme: Theme
) -> None:
    """The longest office, a printer without paper, a broken sound, SIAK down, and P-001 in the big place."""
    card = ticket(1, TicketState.HANDOVER_CALLED, "serah", kind="pak-tuwa", prefix="P")
    async with scripted(
        snapshot(LARGE, tickets=(card,), calls=(call(1, card, purpose=Purpose.HANDOVER),), printers=(OUT,))
    ) as hub:
        driver = await run_app(display_of(hub.url, tmp_path, theme=theme))
        await driver.until(lambda: "P-001" in driver.words())
        incident = m.Incident(id=1, kind=IncidentKind.SIAK, since=NOW)
        await hub.tell(m.IncidentChanged(incident=incident))
        await driver.until(lambda: any("SIAK" in word for word in driver.words()))
        await driver.until(lambda: "Suara panggilan tidak berfungsi" in driver.words())
        await whole(driver)
        await driver.shot(tmp_path / "incident.png")
        await hub.tell(m.IncidentChanged(incident=msgspec.structs.replace(incident, until=NOW + 1)))
        await driver.until(lambda: not any("SIAK" in word for word in driver.words()))


# --- The real hub


async def test_two_counters_of_the_real_hub_call_at_once(run_app: Start, tmp_path: Path) -> None:
    painted: list[int] = []
    async with running_hub(tmp_path / "hub") as hub:
        (kiosk_token,) = await tokens(hub, DeviceKind.KIOSK, ["lobby"])
        (display_token,) = await tokens(hub, DeviceKind.DISPLAY, ["hall"])
        places = {place: await open_counter(hub, place, login) for place, login in (("1", "ani"), ("2", "budi"))}
        async with raw_client(hub, kiosk_token) as kiosk:
            for name in range(2):
                await kiosk.ask(m.IssueTicket(request_id=f"take-{name}", service="ktp-hilang-rusak"))
        driver = await run_app(display_of(hub.url, tmp_path / "tv", token=display_token, painted=painted))
        await driver.until(lambda: driver.app.link.status.live)
        async with raw_client(hub, places["1"][0]) as one, raw_client(hub, places["2"][0]) as two:
            await sign_in(one, places["1"][1], "1")
            await sign_in(two, places["2"][1], "2")
            made = await asyncio.gather(
                one.ask(m.CallNext(request_id="next-1")), two.ask(m.CallNext(request_id="next-2"))
            )
        await driver.until(lambda: len(painted) == 2)
        assert sorted(painted) == sorted(answer.call.id for answer in made)
        assert {answer.call.number for answer in made} <= set(driver.words())
        hub.kill()
        await driver.until(lambda: driver.app.banner.bar.parent is not None)
        await hub.ended()
        await hub.start()
        await driver.until(lambda: driver.app.banner.bar.parent is None)
        assert sorted(painted) == sorted(answer.call.id for answer in made)  # nothing is new twice
