"""Our words as espeak-ng must be given them, so that they sound as they are spoken here. Pure.

Its Indonesian voice guesses the sound of "e" from the letters and is wrong in some words of ours. ``[[...]]`` are
its own phoneme signs; docs/decisions/voice-words.md has each word's sound before and after.
"""

import re
from collections.abc import Mapping

from assets.texts import Language
from terminal.voice.phrases import Phrase

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "id": {
        "empat": "[[@mp'at]]",
        "enam": "[[@n'am]]",
        "belas": "[[b@l'as]]",
        "sebelas": "[[s@b@l'as]]",
        "loket": "[[l'okEt]]",
        "ktp-el": "ka te pe el",
    },
    "en": {"a": "[[eI]]"},
    "jv": {},
}
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def espeak_text(phrase: Phrase) -> str:
    """The phrase's text with the words that espeak-ng would say wrong written as it says them right."""
    words = _WORDS[phrase.language]
    return _WORD.sub(lambda word: words.get(word[0].lower(), word[0]), phrase.text)
