"""What a pack of recorded clips must hold, in the order in which it is recorded. Pure."""

from dataclasses import dataclass

from assets.texts import Language
from protocol.office import Office
from protocol.vocabulary import Right
from terminal.voice.numbers import vocabulary, word_of
from terminal.voice.phrases import FIXED, counter_clip, counter_phrase, words

_CALLING = frozenset({Right.CALL, Right.HAND_OVER})


@dataclass(frozen=True, slots=True)
class Clip:
    """One recorded piece. ``name`` is its file's, without the ending; ``text`` is what the person reads aloud."""

    name: str
    text: str


def clips_of(language: Language, office: Office | None = None) -> tuple[Clip, ...]:
    """The clips of a language, and one for each counter of the office that has a name and calls people."""
    numbers = (Clip(name, word_of(name, language)) for name in vocabulary(language))
    return *(Clip(name, words(name, language)) for name in FIXED), *numbers, *_counters(language, office)


def _counters(language: Language, office: Office | None) -> tuple[Clip, ...]:
    if office is None:
        return ()
    phrases = (
        (counter.id, counter_phrase(counter.title.said_in(language), counter.id, language))
        for counter in office.counters
        if _CALLING & set(counter.rights)
    )
    return tuple(
        Clip(counter_clip(name), phrase.text) for name, phrase in phrases if phrase.clips == (counter_clip(name),)
    )
