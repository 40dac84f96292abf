"""What a screen says about its link to the hub: from a status to form and words. Pure, for presenters."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final, Literal

from assets.texts import Language, domain, hour, text
from terminal.link.status import LinkState, LinkStatus


@dataclass(frozen=True, slots=True)
class LinkShown:
    """``since`` is a time in the office's zone, said of a stale picture only.

    ``waits_for`` is an address, empty while none is known; ``problem`` the code of what went wrong last.
    """

    state: LinkState = LinkState.LIVE
    since: datetime | None = None
    waits_for: str = ""
    pairing_code: str = ""
    problem: str = ""


LIVE: Final = LinkShown()
Form = Literal["none", "bar", "cover"]
Subject = Literal["searching", "connecting", "pairing", "refused", "untrusted", "incompatible", "stale", "live"]

_ICONS: Final[dict[Subject, str]] = {
    "searching": "lan-connect",
    "connecting": "lan-connect",
    "stale": "lan-disconnect",
    "pairing": "link-variant-off",
    "refused": "shield-alert",
    "untrusted": "shield-alert",
    "incompatible": "sync",
}
# What heals without anybody's hand: dots walk, to say that somebody is at it.
_AT_IT: Final[frozenset[Subject]] = frozenset({"searching", "connecting", "stale", "pairing"})


@dataclass(frozen=True, slots=True)
class CoverWords:
    """A full cover: what is the matter, what to do, the code to compare, and a line for whoever mends it."""

    icon: str
    title: str
    text: str
    code: str
    foot: str
    busy: bool


def link_shown(status: LinkStatus, zone: tzinfo | None) -> LinkShown:
    """What to show of a status, in the office's time zone."""
    return LinkShown(
        state=status.state,
        since=status.since.astimezone(zone) if status.state is LinkState.STALE else None,
        waits_for="" if status.waits_for == "hub" else status.waits_for,
        pairing_code=status.pairing_code or "",
        problem=status.problem,
    )


def subject(shown: LinkShown) -> Subject:
    """What the matter is. A hub with a stranger's certificate outweighs everything: nobody may trust this screen."""
    return "untrusted" if shown.problem == "wrong_certificate" else shown.state.value


def form(shown: LinkShown) -> Form:
    """Nothing when live, a bar when the picture is only stale, a cover when there is nothing true to show."""
    matter = subject(shown)
    if matter == "live":
        return "none"
    return "bar" if matter == "stale" else "cover"


def bar_words(shown: LinkShown, language: Language) -> str:
    """One sentence: not live, since when, waiting for what."""
    key = "bar.waits" if shown.waits_for else "bar.searches"
    since = hour(language, shown.since) if shown.since else ""
    return text(language, "look", key, since=since, address=shown.waits_for)


def cover_words(shown: LinkShown, language: Language) -> CoverWords:
    """Title, one sentence of what to do, and the small print."""
    matter = subject(shown)
    return CoverWords(
        icon=_ICONS[matter],
        title=text(language, "look", f"cover.{matter}.title"),
        text=text(language, "look", f"cover.{matter}.text", code=shown.pairing_code),
        code=shown.pairing_code,
        foot=" · ".join(part for part in (_waits(shown, language), _problem(shown, language)) if part),
        busy=matter in _AT_IT,
    )


def _waits(shown: LinkShown, language: Language) -> str:
    return text(language, "look", "cover.waits", address=shown.waits_for) if shown.waits_for else ""


def _problem(shown: LinkShown, language: Language) -> str:
    """The link's own sentence for the problem, its bare code where it has none."""
    if not shown.problem:
        return ""
    key = f"problem.{shown.problem}"
    return text(language, "link", key) if key in domain(language, "link") else shown.problem
