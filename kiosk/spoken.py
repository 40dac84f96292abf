"""From what stands on a page to what is said: sentences, with every number in words. Pure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assets.texts import Language, text
from terminal.voice.config import Numbers
from terminal.voice.numbers import in_words, spelt, ticket_in_words
from terminal.voice.phrases import Phrase
from terminal.voice.times import clock_in_words


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the guide: as it is read on the screen, and as it is said.

    ``news``: where it changes while its page stands, it is said by itself. ``private``: tells what somebody typed.
    """

    text: str
    phrase: Phrase
    news: bool = False
    private: bool = False


def sentences(written: str, language: Language, numbers: Numbers = "whole", *, news: bool = False) -> tuple[Line, ...]:
    """A page's text, sentence by sentence: a short one is begun sooner, and each is a caption that can be read."""
    parts = (part for part in _END.split(written.replace(" · ", ", ").strip()) if part)
    return tuple(Line(part, Phrase(language, words(part, language, numbers)), news) for part in parts)


_END = re.compile(r"(?<=[.?!])\s+")


def words(written: str, language: Language, numbers: Numbers = "whole") -> str:
    """No digit is left: how a number is read depends on what it is, and a voice could not know."""

    def read(found: re.Match[str]) -> str:
        kind = found.lastgroup or ""
        return _READ[kind](found[0], language, numbers)

    return _NUMBER.sub(read, written)


_NUMBER = re.compile(
    r"(?P<telephone>\b0\d{2,3}(?:-\d{2,4})+\b)"
    r"|(?P<ticket>\b[A-Z]{1,2}-\d{1,4}\b)"
    r"|(?P<clock>\b(?:[01]?\d|2[0-3])[.:][0-5]\d\b)"
    r"|(?P<range>\d+[–-]\d+)"
    r"|(?P<number>\d+)"
)


def _range(written: str, language: Language, _numbers: Numbers) -> str:
    low, high = (in_words(int(end), language) for end in re.split("[–-]", written))
    return text(language, "guide", "range", low=low, high=high)


def _clock(written: str, language: Language, _numbers: Numbers) -> str:
    hour, minute = re.split("[.:]", written)
    return clock_in_words(int(hour), int(minute), language)


_READ: dict[str, Callable[[str, Language, Numbers], str]] = {
    "telephone": lambda written, language, _: spelt(written.replace("-", " "), language),
    "ticket": ticket_in_words,
    "clock": _clock,
    "range": _range,
    "number": lambda written, language, _: in_words(int(written), language),
}


def one_by_one(number: str, language: Language) -> Line:
    """A ticket's number once more, sign by sign: A, 0 1 2."""
    letters, _, digits = number.partition("-")
    told = text(language, "guide", "ticket.spelt", number="{}")
    groups = f"{letters} {digits}".strip()
    return Line(told.format(", ".join(_spaced(groups))), Phrase(language, told.format(spelt(groups, language))))


def _spaced(groups: str) -> Iterator[str]:
    return (" ".join(group) for group in groups.split())


def letters(key: str, made: str, language: Language) -> Line:
    """Which letters stand on a key: "2: A B C"."""
    shown = f"{key}: {' '.join(made)}."
    return Line(shown, Phrase(language, f"{in_words(int(key), language)}: {spelt(' '.join(made), language)}."))


def signs(pairs: dict[str, str], language: Language) -> Line:
    """Which key gives which sign: "0: 5, 1: J". Tells what was typed."""
    shown = ", ".join(f"{key}: {sign}" for key, sign in pairs.items())
    said = ". ".join(f"{in_words(int(key), language)}: {spelt(sign, language)}" for key, sign in pairs.items())
    return Line(shown, Phrase(language, said), private=True)
