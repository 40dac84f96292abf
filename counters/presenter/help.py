"""The keys overlay: every action of the mode with its key, in groups."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from assets.texts import Language
from counters.presenter.actions import COVERED, EVERYWHERE, OWN, Action, Keys, Mode
from counters.presenter.phrases import cap, say


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One key and what it does."""

    key: str
    does: str


@dataclass(frozen=True, slots=True)
class KeyGroup:
    title: str
    lines: tuple[KeyLine, ...]


def key_groups(mode: Mode, language: Language, tabs: int, covers: Collection[Action] = ()) -> tuple[KeyGroup, ...]:
    """What the keys do now: this desk's, then those that are the same everywhere. ``covers``: those this person has."""
    own = [*_checklist(mode, language), *_lines(OWN[mode], language)]
    tab_keys = [KeyLine(cap(language, f"ctrl+1–{tabs}"), say(language, "help.tabs"))] if tabs > 1 else []
    return (
        KeyGroup(say(language, f"help.{mode}"), tuple(own)),
        KeyGroup(say(language, "help.everywhere"), (*tab_keys, *_lines(_everywhere(covers), language))),
    )


def _checklist(mode: Mode, language: Language) -> Iterable[KeyLine]:
    if mode is Mode.VERIFICATION:
        yield KeyLine("1–9", say(language, "help.paper"))


def _everywhere(covers: Collection[Action]) -> Keys:
    return {key: asked for key, asked in EVERYWHERE.items() if asked[0] not in COVERED or asked[0] in covers}


def _lines(keys: Keys, language: Language) -> Iterable[KeyLine]:
    """An action with several keys stands once, with all of them."""
    asked: dict[tuple[Action, ...], list[str]] = {}
    for key, actions in keys.items():
        asked.setdefault(actions, []).append(cap(language, key))
    for actions, caps in asked.items():
        yield KeyLine("  ".join(caps), " / ".join(say(language, f"do.{action}") for action in actions))
