"""What programs that start a hub, or take its place for a moment, know of it: where it is, why it ended, its clock."""

import time

import msgspec

from server.app.hub import Chance

EX_CONFIG, EX_UNAVAILABLE, EX_CANNOT_CREATE, EX_DATA = 78, 69, 73, 65  # as in sysexits.h


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """Where the running hub is found. Written to ``hub.json`` for programs on the same machine.

    ``board_url``: what a television opens, where the board is also served without a certificate.
    """

    url: str
    fingerprint: str
    pid: int
    board_url: str = ""


def now_ms() -> int:
    return time.time_ns() // 1_000_000


CHANCE = Chance(now=now_ms)
