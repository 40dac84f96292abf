"""Whether the screen that hangs on this computer shows anything, as far as Linux says.

The kernel keeps three words for each plug of a graphics card in /sys/class/drm. Where there are none (a virtual
machine, a driver of its own kind), nothing is known and nothing is said. A television that goes on standby and keeps
its plug awake looks like one that shows our picture: that cannot be told apart from here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from protocol.vocabulary import Trouble

PLUGS = Path("/sys/class/drm")
ASLEEP = frozenset({"Standby", "Suspend", "Off"})


@dataclass(frozen=True, slots=True)
class Plug:
    """One plug in the kernel's words; "" for what it does not say.

    ``status``: connected, disconnected or unknown. ``enabled``: whether the kernel itself sends a picture there
    (enabled or disabled). ``dpms``: On, Standby, Suspend or Off.
    """

    name: str
    status: str
    enabled: str = ""
    dpms: str = ""


def plugs(folder: Path = PLUGS) -> tuple[Plug, ...]:
    """The plugs of this computer by their names; none where nobody knows. Never raises."""
    try:
        found = sorted(path for path in folder.iterdir() if (path / "status").is_file())
    except OSError:
        return ()
    return tuple(Plug(path.name, *(_word(path / word) for word in ("status", "enabled", "dpms"))) for path in found)


def trouble_of(plugs: Iterable[Plug]) -> Trouble | None:
    """What keeps every screen of this computer dark; None while one may be lit, or where nobody knows.

    A plug that is connected and disabled is driven past the kernel (as NVIDIA's own driver does), so its ``dpms`` is
    not believed. A writeback plug leads to no screen.
    """
    screens = [plug for plug in plugs if "Writeback" not in plug.name]
    if not screens:
        return None
    if all(plug.status == "disconnected" for plug in screens):
        return Trouble.SCREEN_UNPLUGGED
    there = [plug for plug in screens if plug.status != "disconnected"]
    asleep = all(plug.status == "connected" and plug.enabled == "enabled" and plug.dpms in ASLEEP for plug in there)
    return Trouble.SCREEN_ASLEEP if asleep else None


def _word(file: Path) -> str:
    try:
        return file.read_text().strip()
    except OSError:
        return ""
