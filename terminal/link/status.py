"""How the link stands, in words a screen can show. The sentences are in assets/i18n/<language>/link.po."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar


class LinkState(StrEnum):
    """What the link does at this moment.

    While a mirror is held, being away is always ``STALE``: its screens show the last good state.
    ``SEARCHING`` and ``CONNECTING`` are for a terminal that has not seen the office yet.
    """

    SEARCHING = "searching"
    CONNECTING = "connecting"
    PAIRING = "pairing"
    LIVE = "live"
    STALE = "stale"
    REFUSED = "refused"
    INCOMPATIBLE = "incompatible"


PROBLEMS = frozenset(
    {
        "bad_address",
        "busy",
        "closed",
        "connected_elsewhere",
        "gap",
        "hub_silent",
        "identity_unreadable",
        "internal",
        "malformed",
        "no_hub_found",
        "no_network",
        "not_trusted",
        "pairing_expired",
        "plain_refused",
        "state_unwritable",
        "too_fast",
        "unreachable",
        "update_hub",
        "update_terminal",
        "wrong_certificate",
        "wrong_kind",
    }
)
"""The codes that ``LinkStatus.problem`` can have; a newer hub may refuse us with others."""


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """``since``: since when it is live, or since when it is not. ``waits_for``: the hub's address, or "hub".

    ``pairing_code`` is there while the hub waits for it (states PAIRING and REFUSED). ``problem`` is
    the code of what went wrong last, empty when nothing did: ``problem.<code>`` in link.po.
    """

    state: LinkState
    since: datetime
    waits_for: str = "hub"
    pairing_code: str | None = None
    problem: str = ""

    @property
    def live(self) -> bool:
        return self.state is LinkState.LIVE


class LinkProblem(Exception):
    """Why a connection could not be had or kept. ``code`` is ``LinkStatus.problem``."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


class NotLive(Exception):
    """The hub did not answer in time. It may have carried the command out all the same:
    ask again with the same ``request_id`` to learn what became of it."""

    code: ClassVar[str] = "not_live"
