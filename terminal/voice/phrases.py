"""What is said: a sentence, and the names of the recorded clips that say the same. Pure."""

import re
from dataclasses import dataclass
from unicodedata import normalize

from assets.texts import Language, text
from protocol.messages import Call
from protocol.office import Office
from protocol.vocabulary import Purpose
from terminal.voice.config import Numbers
from terminal.voice.numbers import said, ticket_clips

_LABEL = re.compile(r"\d+[A-Z]*|[A-Z]")
"""The part of a counter's title that is said like a ticket's number: "3", "11A", "B"."""


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
    number = said(ticket, language)
    if short:
        return Phrase(language, f"{number}, {place.text}", ticket + place.clips)
    action = "phrase-collect" if call.purpose is Purpose.HANDOVER else "phrase-go"
    sentence = f"{words(NUMBER, language)} {number}, {words(action, language)} {place.text}"
    return Phrase(language, sentence[:1].upper() + sentence[1:], (NUMBER, *ticket, action, *place.clips))


NUMBER = "phrase-number"
COUNTER = "phrase-counter"
FIXED = (NUMBER, "phrase-go", "phrase-collect", COUNTER)
"""The clips that every pack holds besides numbers and letters."""


def words(clip: str, language: Language) -> str:
    """What one of the ``FIXED`` clips says."""
    return text(language, "voice", clip.replace("-", ".", 1))


def counter_phrase(title: str, name: str, language: Language) -> Phrase:
    """A counter by the title that the catalogue gives it. ``name`` is its id.

    "Loket 11A" is made of clips; a counter with a name, "Loket Penyerahan", has one clip of its own.
    """
    first, *rest = normalize("NFKC", title).split() or [name]
    labels = [ticket_clips(word, language) if _LABEL.fullmatch(word) else () for word in rest]
    if first.lower() == words(COUNTER, language) and labels and all(labels):
        clips = tuple(clip for label in labels for clip in label)
        return Phrase(language, f"{first.lower()} {said(clips, language)}", (COUNTER, *clips))
    spoken = " ".join(_word(word, language) for word in (first, *rest))
    return Phrase(language, spoken, (counter_clip(name),))


def counter_clip(name: str) -> str:
    """The name of the clip for a counter with a name; fit for a file's name."""
    return f"counter-{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}"


def _place(office: Office, name: str, language: Language) -> Phrase:
    counter = office.counter(name)
    title = counter.title.said_in(language) if counter else f"{words(COUNTER, language)} {name}"
    return counter_phrase(title, name, language)


def _word(word: str, language: Language) -> str:
    """One word of a title: numbers in words, and no capital letter where only a title has one."""
    if _LABEL.fullmatch(word):
        return said(ticket_clips(word, language), language)
    spoken = re.sub(r"\d+", lambda digits: f" {said(ticket_clips(digits[0], language), language)} ", word)
    return " ".join(spoken.lower().split() if word.istitle() else spoken.split())
