"""Our words as espeak-ng must be given them, so that they sound as they are spoken here. Pure.

Indonesian writes three vowels with one letter: ê in "empat", é in "antre", è in "loket". espeak-ng takes a stressed e
for è and any other for ê, and is wrong in every third of our words. So these stand here as a dictionary marks them,
where anybody who speaks Indonesian can correct them, and are given to it as phonemes (``[[...]]``).
docs/decisions/voice-words.md has each one's sound before and after.
"""

import re
from collections.abc import Iterator, Mapping

from assets.texts import Language
from terminal.voice.phrases import Phrase

INDONESIAN = """
    êmpat ênam bêlas sêbêlas
    bé cé dé gé jé pé té vé wé yé
    lokèt magêtan kêrtas bêrkas tikèt kodênya mênit jêda sênin séptèmbêr désèmbêr
    antré bêlum bêrhênti bêri bêsar dêmi dêngan dêpan dêtik dibêri didêngar ditêkan élémèn indonésia jênis karêna
    kêpêndudukan kêras kêrja kêtik lêbih lêmbar lêngkap média mêmbêri mêndêngar mênêrimanya mênyêlênggarakan mêrégistêr
    mêsin oléh pêlan pêncétakan pêngênal pêngêras pêrlu pêsan ponsèl sêbêlum sêdang sêgêra sêjak sêlêsai sêmpat sêntuh
    sêpêrti sêrah sêtêlah têkan télépon têmpat têngah têrdêkat têtap
"""
"""Words that espeak-ng says wrong, each e with its mark."""

ABBREVIATIONS: Mapping[str, str] = {"ktp": "ka té pé", "ktp-el": "ka té pé èl", "whatsapp": "wotsap"}

_WORD = re.compile(r"KTP-el|[^\W\d_]+", re.IGNORECASE)
_SOUND = re.compile(r"ng|ny|sy|kh|ai\b|au\b|\w")
_SIGNS = {
    "ng": "N",
    "ny": "n^",
    "sy": "S",
    "kh": "x",
    "ai": "aI",
    "au": "aU",
    "c": "tS",
    "j": "dZ",
    "y": "j",
    "r": "R",
    "ê": "@",
    "é": "e",
    "è": "E2",
}
_VOWELS = frozenset({"a", "i", "o", "u", "aI", "aU", "@", "e", "E2"})
_UNMARKED = str.maketrans("êéè", "eee")


def espeak_text(phrase: Phrase) -> str:
    """The phrase's text for espeak-ng: words that it would say wrong are phonemes."""
    words = _WORDS[phrase.language]
    return _WORD.sub(lambda word: words.get(word[0], words.get(word[0].lower(), word[0])), phrase.text)


def phonemes(marked: str) -> str:
    """espeak-ng's signs for an Indonesian word whose every e has its mark.

    The last vowel but one is stressed; where that is ê, the last one.
    """
    signs = [_SIGNS.get(sound, sound) for sound in _SOUND.findall(marked)]
    vowels = [place for place, sign in enumerate(signs) if sign in _VOWELS]
    stressed = vowels[-1] if len(vowels) == 1 or signs[vowels[-2]] == "@" else vowels[-2]
    return "".join((*signs[:stressed], "'", *signs[stressed:]))


def _indonesian() -> Iterator[tuple[str, str]]:
    for marked in INDONESIAN.split():
        yield marked.translate(_UNMARKED), f"[[{phonemes(marked)}]]"
    for written, spoken in ABBREVIATIONS.items():
        yield written, " ".join(f"[[{phonemes(word)}]]" for word in spoken.split())


_WORDS: Mapping[Language, Mapping[str, str]] = {"id": dict(_indonesian()), "jv": {}, "en": {"A": "[['eI]]"}}
