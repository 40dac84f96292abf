"""A hub that misses no client for minutes, for tests in which one loop draws a window and is also everybody around it.

While a window is made that loop answers no ping, on a busy machine for longer than a hub waits in an office.
"""

from functools import partial

import server.wiring
from server.__main__ import main
from server.web.limits import Limits


def be_patient() -> None:
    server.wiring.Limits = partial(Limits, heartbeat_seconds=600.0)  # type: ignore[misc,assignment]


if __name__ == "__main__":
    be_patient()
    main()
