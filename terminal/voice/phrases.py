"""What is said: a sentence, and the names of the recorded clips that say the same. Pure."""

import re
from dataclasses import dataclass
from unicodedata import normalize

from assets.texts import DEFAULT, Language, text
from protocol.messages import Call
from protocol.office import Office
from protocol.vocabulary import Purpose
from terminal.voice.config import Numbers
from terminal.voice.numbers import said, ticket_clips

NUMBER = "phrase-number"
GO = "phrase-go"
COLLECT = "phrase-collect"
COUNTER = "phrase-counter"
FIXED = (NUMBER, GO, COLLECT, COUNTER)
"""The clips of every call: "nomor antrean", "silakan menuju", "KTP-el sudah jadi, ...", "loket"."""

_TITLE_WORD = re.compile(r"\d+|[^\W\d_]+(?:-[^\W\d_]+)*")
_LABEL = re.compile(r"\d+|[A-Z]")
"""A word of a counter's title that is said like a ticket's number: "3", and both parts of "11A"."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One utterance in one language.

    ``text`` is for a synthesiser: numbers and letters are words already ("A dua belas"). ``clips``: the names of
    recorded pieces that say it in this order; empty where no pack can know it (a guide's sentence).
    """

    language: Language
    text: str
    clips: tuple[str, ...] = ()


def call_phrase(
    office: Office, call: Call, language: Language, *, numbers: Numbers = "whole", short: bool = False
) -> Phrase:
    """A call as it is announced: "Nomor antrean A dua belas, silakan menuju loket tiga".

    ``short``, while many wait: "A dua belas, loket tiga". A counter that the catalogue no longer has is said by its id.
    """
    ticket = ticket_clips(call.number, language, numbers)
    place = _place(office, call.counter, language)
    if short:
        return Phrase(language, f"{said(ticket, language)}, {place.text}", ticket + place.clips)
    action = COLLECT if call.purpose is Purpose.HANDOVER else GO
    sentence = f"{words(NUMBER, language)} {said(ticket, language)}, {words(action, language)} {place.text}"
    return Phrase(language, sentence[0].upper() + sentence[1:], (NUMBER, *ticket, action, *place.clips))


def words(clip: str, language: Language) -> str:
    """What one of the ``FIXED`` clips says."""
    return text(language, "voice", clip.replace("-", ".", 1))


def counter_phrase(title: str, name: str, language: Language) -> Phrase:
    """A counter by the title that the catalogue gives it. ``name`` is its id.

    "Loket 11A" is made of clips; a counter with a name, "Loket Penyerahan", has one clip of its own. "Loket 3" is
    "counter three" also where nobody has translated it.
    """
    first, *rest = _TITLE_WORD.findall(normalize("NFKC", title)) or [words(COUNTER, language)]
    numbered = first.lower() in (words(COUNTER, language), words(COUNTER, DEFAULT))
    if rest and numbered and all(_LABEL.fullmatch(word) for word in rest):
        label = tuple(clip for word in rest for clip in ticket_clips(word, language))
        return Phrase(language, f"{words(COUNTER, language)} {said(label, language)}", (COUNTER, *label))
    spoken = " ".join(_title_word(word, language) for word in (first, *rest))
    return Phrase(language, spoken, (counter_clip(name),))


def counter_clip(name: str) -> str:
    """The name of the clip of a counter that has a name; fit for a file's name."""
    return f"counter-{re.sub(r'[^a-z0-9]+', '-', name.lower())}"


def _place(office: Office, name: str, language: Language) -> Phrase:
    counter = office.counter(name)
    title = counter.title.said_in(language) if counter else f"{words(COUNTER, language)} {name}"
    return counter_phrase(title, name, language)


def _title_word(word: str, language: Language) -> str:
    """Numbers in words, and no capital letter where only a title has one."""
    if _LABEL.fullmatch(word):
        return said(ticket_clips(word, language), language)
    return word.lower() if word.istitle() else word
