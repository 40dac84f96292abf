"""Numbers, letters and codes as a voice says them, in three languages. Pure.

What is said is a row of clips (``number-dua``, ``letter-a``), and its text is those clips' words: so a recorded pack
and a synthesiser say the same. Javanese counts in krama, as an office speaks to people it does not know.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from string import ascii_lowercase
from unicodedata import normalize

from assets.texts import Language
from terminal.voice.config import Numbers

WHOLE = 999
"""A ticket's larger number is said sign by sign, like a telephone number: no pack has a clip for a thousand."""

_MILLION = 1_000_000

_SIGNS = re.compile(r"[a-z]|\d+")


def _row(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_INDONESIAN_LETTERS = _row("A Be Ce De E Ef Ge Ha I Je Ka El Em En O Pe Kiu Er Es Te U Ve We Eks Ye Zet")
_LETTERS: Mapping[Language, Mapping[str, str]] = {
    "id": dict(zip(ascii_lowercase, _INDONESIAN_LETTERS, strict=True)),
    "jv": dict(zip(ascii_lowercase, _INDONESIAN_LETTERS, strict=True)),
    "en": {letter: letter.upper() for letter in ascii_lowercase},
}
"""The letters' names. An English synthesiser knows them by the letter itself, an Indonesian one not always."""

_ID_ONES = _row("nol satu dua tiga empat lima enam tujuh delapan sembilan")

_JV_ONES = _row("nol setunggal kalih tiga sekawan gangsal enem pitu wolu sanga")
_JV_MANY = _row("- setunggal kalih tigang kawan gangsal nem pitung wolung sangang")
"""The same before dasa, atus and ewu."""
_JV_TEENS = _row("sedasa sewelas kalih_welas tiga_welas kawan_welas gangsal_welas nembelas pitulas wolulas sangalas")
_JV_LIKUR = _row(
    "kalih_dasa selikur kalih_likur tiga_likur kawan_likur selangkung nem_likur pitu_likur wolu_likur sanga_likur"
)
"""Twenty to twenty-nine."""
_JV_TENS = _row("- - - tigang_dasa kawan_dasa seket sewidak pitung_dasa wolung_dasa sangang_dasa")

_EN_ONES = _row(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_EN_TENS = _row("- - twenty thirty forty fifty sixty seventy eighty ninety")


def _indonesian(value: int) -> Iterator[str]:
    hundreds, below = divmod(value, 100)
    tens, ones = divmod(below, 10)
    if hundreds:
        yield from ("seratus",) if hundreds == 1 else (_ID_ONES[hundreds], "ratus")
    if tens == 1:
        yield from ("sepuluh",) if ones == 0 else ("sebelas",) if ones == 1 else (_ID_ONES[ones], "belas")
        return
    if tens:
        yield from (_ID_ONES[tens], "puluh")
    if ones or not value:
        yield _ID_ONES[ones]


def _javanese(value: int) -> Iterator[str]:
    hundreds, below = divmod(value, 100)
    tens, ones = divmod(below, 10)
    if hundreds:
        yield from (_JV_MANY[hundreds], "atus")
    if tens in (1, 2):
        yield from (_JV_TEENS if tens == 1 else _JV_LIKUR)[ones].split("_")
        return
    if tens:
        yield from _JV_TENS[tens].split("_")
    if ones or not value:
        yield _JV_ONES[ones]


def _english(value: int) -> Iterator[str]:
    hundreds, below = divmod(value, 100)
    if hundreds:
        yield from (_EN_ONES[hundreds], "hundred")
    if below >= len(_EN_ONES):
        yield _EN_TENS[below // 10]
        below %= 10
    if below or not value:
        yield _EN_ONES[below]


_COUNTING: Mapping[Language, Callable[[int], Iterator[str]]] = {"id": _indonesian, "jv": _javanese, "en": _english}


def words_of(value: int, language: Language) -> tuple[str, ...]:
    """The words of a whole number from 0; from a million on those of its digits. Raises ValueError below 0."""
    if value < 0:
        raise ValueError(f"nothing here is counted below zero: {value}")
    count = _COUNTING[language]
    if value >= _MILLION:
        return tuple(word for digit in str(value) for word in count(int(digit)))
    thousands, below = divmod(value, 1000)
    large = _thousands(thousands, language) if thousands else ()
    return *large, *(count(below) if below or not thousands else ())


def _thousands(value: int, language: Language) -> tuple[str, ...]:
    if language == "id" and value == 1:
        return ("seribu",)
    if language == "jv" and value < len(_JV_MANY):
        return (_JV_MANY[value], "ewu")
    return *_COUNTING[language](value), {"id": "ribu", "jv": "ewu", "en": "thousand"}[language]


def in_words(value: int, language: Language) -> str:
    """A whole number from 0: "dua belas"."""
    return " ".join(words_of(value, language))


def ticket_in_words(number: str, language: Language, numbers: Numbers = "whole") -> str:
    """A ticket's number, "A-012": "A dua belas", or with ``digits`` "A nol satu dua"."""
    return said(ticket_clips(number, language, numbers), language)


def spelt(text: str, language: Language) -> str:
    """A code sign by sign, with a pause between its groups: "7K 3M" is "tujuh Ka, tiga Em"."""
    groups = (ticket_in_words(group, language, "digits") for group in text.split())
    return ", ".join(group for group in groups if group)


def ticket_clips(number: str, language: Language, numbers: Numbers = "whole") -> tuple[str, ...]:
    """The clips that say a ticket's number. Whatever is neither a letter of A to Z nor a digit is not said."""
    plain = normalize("NFKD", number).lower()
    return tuple(clip for sign in _SIGNS.findall(plain) for clip in _clips(sign, language, numbers))


def _clips(sign: str, language: Language, numbers: Numbers) -> Iterator[str]:
    if sign in _LETTERS[language]:
        yield f"letter-{sign}"
        return
    number = sign.lstrip("0") or "0"
    parts = [number] if numbers == "whole" and len(number) <= len(str(WHOLE)) else list(sign)
    yield from (f"number-{word}" for part in parts for word in words_of(int(part), language))


def said(clips: tuple[str, ...], language: Language) -> str:
    """The words of clips of numbers and letters."""
    return " ".join(word_of(clip, language) for clip in clips)


def word_of(clip: str, language: Language) -> str:
    """The word of one such clip: "Be" of ``letter-b``."""
    kind, _, word = clip.partition("-")
    return _LETTERS[language][word] if kind == "letter" else word


@cache
def vocabulary(language: Language) -> tuple[str, ...]:
    """Every clip that a number or a letter can need, numbers first, each where counting meets it first."""
    numbers = dict.fromkeys(word for value in range(WHOLE + 1) for word in words_of(value, language))
    return *(f"number-{word}" for word in numbers), *(f"letter-{letter}" for letter in _LETTERS[language])
