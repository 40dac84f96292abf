"""What a screen says about its connection to the hub: from a state to words and form. Pure, for presenters."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from assets.texts import Language, text


class LinkState(StrEnum):
    """How a terminal stands to the hub, as far as a person before the screen needs to know."""

    LIVE = "live"
    SEARCHING = "searching"  # no address known yet, asking the network
    CONNECTING = "connecting"  # an address is known, nobody answers yet
    PAIRING = "pairing"  # the hub waits until an administrator confirms the code
    REFUSED = "refused"  # the token was revoked or is unknown
    UNTRUSTED = "untrusted"  # the hub that answers is not the one this device was paired with
    OUTDATED = "outdated"  # hub and terminal speak different versions


@dataclass(frozen=True, slots=True)
class LinkShown:
    """``since`` is the time of day when it was last live ("09:41"), empty when it never was.

    ``waits_for`` names what is awaited (an address); ``detail`` says more, e.g. which side to update.
    """

    state: LinkState = LinkState.LIVE
    since: str = ""
    waits_for: str = ""
    pairing_code: str = ""
    detail: str = ""


LIVE = LinkShown()
Form = Literal["none", "bar", "cover"]
# Waiting heals by itself, so the last good state may stay in sight. The others need somebody's hand.
_HEALS = frozenset({LinkState.SEARCHING, LinkState.CONNECTING})
ICONS = {
    LinkState.LIVE: "",
    LinkState.SEARCHING: "lan-connect",
    LinkState.CONNECTING: "lan-connect",
    LinkState.PAIRING: "link-variant-off",
    LinkState.REFUSED: "shield-alert",
    LinkState.UNTRUSTED: "shield-alert",
    LinkState.OUTDATED: "sync",
}


@dataclass(frozen=True, slots=True)
class CoverWords:
    """A full cover: what is the matter, what to do, the code to compare, and a line for whoever mends it."""

    icon: str
    title: str
    text: str
    code: str
    foot: str
    busy: bool


def form(shown: LinkShown) -> Form:
    """Nothing when live; a bar when the picture is only stale; a cover when there is nothing to show or somebody must act."""
    if shown.state is LinkState.LIVE:
        return "none"
    return "bar" if shown.state in _HEALS and shown.since else "cover"


def bar_words(shown: LinkShown, language: Language) -> str:
    """One sentence: not live, since when, waiting for what."""
    key = "bar.waits" if shown.waits_for else "bar.searches"
    return text(language, "look", key, since=shown.since, address=shown.waits_for)


def cover_words(shown: LinkShown, language: Language) -> CoverWords:
    """Title, one sentence of what to do, and the small print."""
    said = {"address": shown.waits_for, "code": shown.pairing_code}
    foot = " · ".join(part for part in (_waits(shown, language), shown.detail) if part)
    return CoverWords(
        icon=ICONS[shown.state],
        title=text(language, "look", f"cover.{shown.state}.title", **said),
        text=text(language, "look", f"cover.{shown.state}.text", **said),
        code=shown.pairing_code if shown.state is LinkState.PAIRING else "",
        foot=foot,
        busy=shown.state in _HEALS or shown.state is LinkState.PAIRING,
    )


def _waits(shown: LinkShown, language: Language) -> str:
    return text(language, "look", "cover.waits", address=shown.waits_for) if shown.waits_for else ""
