"""How a terminal finds out that its screen is dark, and how the hub hears of its troubles."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from protocol.errors import Busy, NotAllowed, Refusal
from protocol.messages import Done, ReportTroubles
from protocol.vocabulary import Trouble
from terminal.link import NotLive
from terminal.reports import Reports, watch_troubles
from terminal.screen import Plug, plugs, trouble_of

LIT, DARK = ("connected", "enabled", "On"), ("disconnected", "disabled", "Off")

# --- the kernel's words


@pytest.mark.parametrize(
    ("machine", "recorded", "trouble"),
    [
        ("a small PC, one of its two plugs used", {"card0-DP-1": DARK, "card0-HDMI-A-1": LIT}, None),
        ("its cable out", {"card0-DP-1": DARK, "card0-HDMI-A-1": DARK}, Trouble.SCREEN_UNPLUGGED),
        (
            "the X server has switched it off",
            {"card0-HDMI-A-1": ("connected", "enabled", "Off")},
            Trouble.SCREEN_ASLEEP,
        ),
        ("on standby", {"card0-HDMI-A-1": ("connected", "enabled", "Standby")}, Trouble.SCREEN_ASLEEP),
        ("suspended", {"card0-HDMI-A-1": ("connected", "enabled", "Suspend")}, Trouble.SCREEN_ASLEEP),
        ("one of two screens asleep", {"card0-DP-1": LIT, "card0-DP-2": ("connected", "enabled", "Off")}, None),
        ("a laptop whose television is off", {"card1-eDP-1": LIT, "card1-HDMI-A-1": DARK}, None),
        (
            "a Raspberry Pi whose television is off",
            {"card1-HDMI-A-1": DARK, "card1-HDMI-A-2": DARK, "card1-Writeback-1": ("unknown", "disabled", "On")},
            Trouble.SCREEN_UNPLUGGED,
        ),
        ("a driver past the kernel", {"card0-HDMI-A-1": ("connected", "disabled", "Off")}, None),
        ("an old plug that cannot tell", {"card0-VGA-1": ("unknown", "enabled", "On")}, None),
        ("the same, asleep beside one that is out", {"a": ("unknown", "enabled", "Off"), "b": DARK}, None),
        ("a kernel that says less", {"card0-HDMI-A-1": ("connected", "", "")}, None),
        ("only a writeback plug", {"card0-Writeback-1": ("disconnected", "disabled", "Off")}, None),
        ("no graphics card", {}, None),
    ],
)
def test_what_the_plugs_say_of_the_screen(
    machine: str, recorded: dict[str, tuple[str, str, str]], trouble: Trouble | None
) -> None:
    assert trouble_of(Plug(name, *words) for name, words in recorded.items()) is trouble, machine


def test_plugs_are_read_as_the_kernel_writes_them(tmp_path: Path) -> None:
    """Beside them stand the card itself, which has no status, and a version; a word may be missing or unreadable."""
    for name, words in {"card0-HDMI-A-1": LIT, "card0-DP-1": ("disconnected",)}.items():
        (tmp_path / name).mkdir()
        for file, word in zip(("status", "enabled", "dpms"), words, strict=False):
            (tmp_path / name / file).write_text(word + "\n")
    (tmp_path / "card0").mkdir()
    (tmp_path / "version").write_text("drm 1.1.0 20060810\n")
    (tmp_path / "card0-DP-1" / "dpms").mkdir()
    assert plugs(tmp_path) == (Plug("card0-DP-1", "disconnected"), Plug("card0-HDMI-A-1", *LIT))
    assert plugs(tmp_path / "nowhere") == ()


# --- what the hub is told


class PlayedHub:
    """A link whose other end keeps what it hears, and refuses as often as the test wants."""

    def __init__(self) -> None:
        self.status = SimpleNamespace(live=True)
        self.heard: list[tuple[Trouble, ...]] = []
        self.requests: set[str] = set()
        self.refusals: list[Refusal | NotLive] = []

    async def ask(self, command: Any) -> Done:
        if self.refusals:
            raise self.refusals.pop(0)
        assert isinstance(command, ReportTroubles)
        self.heard.append(command.troubles)
        self.requests.add(command.request_id)
        return Done()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("terminal.reports.LOOK_SECONDS", 0.0)


@asynccontextmanager
async def watched(hub: PlayedHub, troubles: list[Trouble]) -> AsyncIterator[Reports]:
    reports = Reports(hub, pause=0.0)  # type: ignore[arg-type]
    work = [asyncio.create_task(one) for one in (reports.run(), watch_troubles(lambda: troubles, reports))]
    yield reports
    for task in work:
        task.cancel()
    await asyncio.gather(*work, return_exceptions=True)


async def turns() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_troubles_are_told_when_they_change_and_mended_ones_too() -> None:
    hub = PlayedHub()
    troubles: list[Trouble] = []
    async with watched(hub, troubles):
        await turns()
        troubles += [Trouble.NO_SOUND, Trouble.SCREEN_ASLEEP, Trouble.NO_SOUND]
        await turns()
        troubles.reverse()
        await turns()
        troubles.clear()
        await turns()
    assert hub.heard == [(), (Trouble.SCREEN_ASLEEP, Trouble.NO_SOUND), ()]
    assert len(hub.requests) == 3


async def test_a_hub_that_has_no_time_is_told_again_and_one_that_came_back_anew() -> None:
    hub = PlayedHub()
    hub.refusals = [Busy(), NotLive()]
    async with watched(hub, [Trouble.NO_SOUND]) as reports:
        await turns()
        assert hub.heard == [(Trouble.NO_SOUND,)]
        hub.status.live = False
        reports.wake()
        await turns()
        hub.status.live = True
        await turns()
    assert hub.heard == [(Trouble.NO_SOUND,)] * 2


async def test_a_hub_that_knows_no_troubles_is_not_asked_for_ever() -> None:
    """An older one: the display goes on without it."""
    hub = PlayedHub()
    hub.refusals = [NotAllowed(right="")] * 2
    async with watched(hub, []):
        await turns()
    assert len(hub.refusals) == 1
