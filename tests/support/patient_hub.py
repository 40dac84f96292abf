"""A hub that misses no client for minutes, for tests in which one loop draws a window and is also everybody around it.

While a window is made that loop answers no ping, on a busy machine for longer than a hub waits in an office.
Its people's PINs are hashed at once: a dozen of them, added and signed in, would be a tenth of such a test.
"""

from functools import partial

import server.app.hub
import server.wiring
from server.__main__ import main
from server.app.pins import Pins
from server.web.limits import Limits
from tests.support.light_pins import LIGHT


def be_patient() -> None:
    server.wiring.Limits = partial(Limits, heartbeat_seconds=600.0)  # type: ignore[misc,assignment]
    server.app.hub.Pins = partial(Pins, LIGHT)  # type: ignore[attr-defined,assignment]


if __name__ == "__main__":
    be_patient()
    main()
