"""What is said: a sentence, and the names of the recorded clips that say the same. Pure."""

from dataclasses import dataclass

from assets.texts import Language


@dataclass(frozen=True, slots=True)
class Phrase:
    """One utterance in one language.

    ``text`` is for a synthesiser: numbers and letters are words already ("A dua belas"). ``clips``: the names of
    recorded pieces that say it in this order; empty where no pack can know it (a guide's sentence).
    """

    language: Language
    text: str
    clips: tuple[str, ...] = ()
