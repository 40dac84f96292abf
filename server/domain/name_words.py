"""Names as they are looked for: folded, cut into words, found by how a word begins."""

import unicodedata

SHORTEST_BEGINNING = 3
LONGEST_BEGINNING = 20
_INSIDE_WORDS = "'\u2019\u2018\u02bc\u02bb`"  # Nur'aini, Ma\u2019ruf: one word each


def name_words(text: str) -> tuple[str, ...]:
    """The words, without accents, case and signs, each once, in their order: "Nur\u2019aini SÉ" is nuraini, se."""
    plain = unicodedata.normalize("NFKD", text.translate({ord(sign): None for sign in _INSIDE_WORDS}))
    folded = "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
    words = "".join(letter if letter.isalnum() else " " for letter in folded).split()
    return tuple(dict.fromkeys(words))


def beginnings(word: str) -> tuple[str, ...]:
    """All that a word is found by: itself where it is short, else each beginning of at least three letters."""
    if len(word) < SHORTEST_BEGINNING:
        return (word,)
    return tuple(word[:length] for length in range(SHORTEST_BEGINNING, min(len(word), LONGEST_BEGINNING) + 1))


def sought(word: str) -> str:
    """The one beginning that a word which is looked for stands for."""
    return word[:LONGEST_BEGINNING]
