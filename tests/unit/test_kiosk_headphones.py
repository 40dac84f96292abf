"""A headphone socket, as Linux tells of it."""

import fcntl
import os
from pathlib import Path

import pytest

from kiosk.card_player import HeadphoneCard
from kiosk.headphones import BYTES, HAS, HEADPHONES, STANDS, Headphones

LID = 0x00  # SW_LID: another switch


class Devices:
    """Input devices as files, and the answers that their drivers would give."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.has: dict[str, set[int]] = {}
        self.stands: dict[str, set[int]] = {}
        self.asked: list[tuple[str, int]] = []

    def add(self, name: str, *, has: set[int], stands: set[int] = frozenset()) -> None:  # type: ignore[assignment]
        (self.folder / name).touch()
        self.has[name], self.stands[name] = has, set(stands)

    def remove(self, name: str) -> None:
        (self.folder / name).unlink()
        del self.has[name], self.stands[name]

    def ask(self, device: int, asked: int, answer: bytearray) -> None:
        name = Path(f"/proc/self/fd/{device}").readlink().name.removesuffix(" (deleted)")
        self.asked.append((name, asked))
        if name not in self.has:
            raise OSError(19, "no such device")
        for bit in (self.has if asked == HAS else self.stands)[name]:
            answer[bit // 8] |= 1 << bit % 8


@pytest.fixture
def devices(tmp_path: Path) -> Devices:
    return Devices(tmp_path)


def test_the_requests_are_those_of_linux() -> None:
    """As <linux/input.h> makes them: EVIOCGBIT(EV_SW, 8) and EVIOCGSW(8)."""
    assert (HAS, STANDS, BYTES, HEADPHONES) == (0x80084525, 0x8008451B, 8, 2)


def test_plugged_and_pulled(devices: Devices) -> None:
    devices.add("event0", has={LID}, stands={LID})
    devices.add("event7", has={HEADPHONES, 4})
    headphones = Headphones(devices.folder, devices.ask)
    assert headphones.plugged() is False
    devices.stands["event7"] = {HEADPHONES}
    assert headphones.plugged() is True
    devices.stands["event7"] = {4}
    assert headphones.plugged() is False
    headphones.close()


def test_a_machine_without_such_a_switch_is_not_private(devices: Devices) -> None:
    headphones = Headphones(devices.folder, devices.ask)
    assert headphones.plugged() is None
    devices.add("event0", has={LID}, stands={LID})
    assert headphones.plugged() is None
    assert Headphones(devices.folder / "absent", devices.ask).plugged() is None


def test_each_stranger_is_asked_once(devices: Devices) -> None:
    devices.add("event0", has={LID})
    headphones = Headphones(devices.folder, devices.ask)
    for _ in range(5):
        headphones.plugged()
    assert devices.asked == [("event0", HAS)]


def test_a_card_that_is_pulled_out_takes_its_headphones_along(devices: Devices) -> None:
    devices.add("event3", has={HEADPHONES}, stands={HEADPHONES})
    headphones = Headphones(devices.folder, devices.ask)
    assert headphones.plugged() is True
    devices.remove("event3")
    assert headphones.plugged() is None
    devices.add("event3", has={HEADPHONES})
    assert headphones.plugged() is False
    headphones.close()


def test_devices_that_cannot_be_opened_tell_nothing(devices: Devices, monkeypatch: pytest.MonkeyPatch) -> None:
    devices.add("event0", has={HEADPHONES}, stands={HEADPHONES})
    headphones = Headphones(devices.folder, devices.ask)

    def refused(*_: object) -> int:  # as for whoever is not in the group input; root may open everything
        raise PermissionError

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refused)
        assert headphones.plugged() is None
    headphones.close()
    assert headphones.plugged() is True
    headphones.close()


def test_what_is_no_device_tells_nothing(tmp_path: Path) -> None:
    """The real ioctl, on a plain file."""
    (tmp_path / "event0").touch()
    assert Headphones(tmp_path, fcntl.ioctl).plugged() is None


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_no_file_stays_open(devices: Devices) -> None:
    devices.add("event0", has={LID})
    devices.add("event1", has={HEADPHONES})
    before = open_files()
    headphones = Headphones(devices.folder, devices.ask)
    headphones.plugged()
    assert open_files() == before + 1
    headphones.close()
    assert open_files() == before


def test_a_named_card_is_plugged_in_while_linux_has_it(tmp_path: Path) -> None:
    """As in /proc/asound: the name is a link to the card; what else has a name there is no card's."""
    (tmp_path / "card1").mkdir()
    headset = HeadphoneCard("Headset", tmp_path)
    assert headset.plugged() is False
    (tmp_path / "Headset").symlink_to("card1")
    assert headset.plugged() is True
    (tmp_path / "Headset").unlink()
    assert headset.plugged() is False
    assert HeadphoneCard("card1", tmp_path).plugged() is False
