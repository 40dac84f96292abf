"""What espeak-ng itself says of our words, in its own phonemes: every number to 999, every letter, every call.

A word's sound was written down by hand, as the language has it; a number must sound as its words do, one after the
other. Stress and length are left out. deploy/prepare.sh installs espeak-ng; without it these tests fail.
"""

import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from string import ascii_uppercase

import pytest

from assets.texts import Language
from protocol.messages import Call
from protocol.vocabulary import Purpose
from terminal.voice.clips import clips_of
from terminal.voice.espeak import VOICES
from terminal.voice.espeak_words import ABBREVIATIONS, INDONESIAN, espeak_text
from terminal.voice.numbers import WHOLE, in_words, spelt, ticket_in_words
from terminal.voice.phrases import Phrase, call_phrase
from tests.support.display_hall import SMALL

SOUNDS: Mapping[str, str] = {
    # numbers
    "nol": "nol",
    "satu": "satu",
    "dua": "dua",
    "tiga": "tiɡa",
    "empat": "əmpat",
    "lima": "lima",
    "enam": "ənam",
    "tujuh": "tudʒuh",
    "delapan": "dəlapan",
    "sembilan": "səmbilan",
    "sepuluh": "səpuluh",
    "sebelas": "səbəlas",
    "belas": "bəlas",
    "puluh": "puluh",
    "ratus": "ratus",
    "seratus": "səratus",
    # letters
    "a": "a",
    "be": "be",
    "ce": "tʃe",
    "de": "de",
    "e": "e",
    "ef": "ɛf",
    "ge": "ɡe",
    "ha": "ha",
    "i": "i",
    "je": "dʒe",
    "ka": "ka",
    "el": "ɛl",
    "em": "ɛm",
    "en": "ɛn",
    "o": "o",
    "pe": "pe",
    "kiu": "kiu",
    "er": "ɛr",
    "es": "es",
    "te": "te",
    "u": "u",
    "ve": "ve",
    "we": "we",
    "eks": "ɛks",
    "ye": "je",
    "zet": "zɛt",
    # sentences
    "nomor": "nomɔr",
    "antrean": "antrɛan",
    "silakan": "silakan",
    "menuju": "mənudʒu",
    "loket": "lokɛt",
    "ktp-el": "katepeɛl",
    "sudah": "sudah",
    "jadi": "dʒadi",
    "mengambil": "məŋambil",
    "di": "di",
    "penyerahan": "pəɲərahan",
    "menit": "mənit",
    "lewat": "lɛwat",
    "sampai": "sampaɪ",
    "kurang": "kuraŋ",
    "dari": "dari",
    "sekitar": "səkitar",
}
"""How each word of the Indonesian voice sounds."""


def spoken(texts: Iterable[str], language: Language = "id") -> list[str]:
    """The phonemes of each text, without stress and length, from one run of espeak-ng."""
    texts = list(texts)
    run = subprocess.run(
        ["espeak-ng", "-v", VOICES[language], "--ipa", "-q", "--stdin"],
        input="\n\n".join(texts),
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
        check=True,
    )
    clauses = (bare(line) for line in run.stdout.splitlines() if line.strip())
    phonemes = ["".join(next(clauses) for _ in range(text.count(",") + 1)) for text in texts]
    assert next(clauses, None) is None, "espeak-ng made more clauses than there are commas"
    return phonemes


def tuned(texts: Iterable[str], language: Language = "id") -> list[str]:
    """As the display has it spoken."""
    return spoken((espeak_text(Phrase(language, text)) for text in texts), language)


def bare(ipa: str) -> str:
    return re.sub(r"[ˈˌː\s]", "", ipa)


def by_words(text: str) -> str:
    """The sound of an Indonesian text, one word after the other."""
    return "".join(SOUNDS[word] for word in re.findall(r"[\w-]+", text.lower()))


def test_every_number_sounds_as_its_words() -> None:
    numbers = [in_words(value, "id") for value in range(WHOLE + 1)]
    assert tuned(numbers) == [by_words(words) for words in numbers]


def test_every_letter_has_its_name() -> None:
    letters = [spelt(letter, "id") for letter in ascii_uppercase]
    assert tuned(letters) == [by_words(name) for name in letters]


def test_letters_and_numbers_sound_the_same_side_by_side() -> None:
    tickets = [
        ticket_in_words(f"{letter}-{value:03d}", "id", numbers)
        for letter in ascii_uppercase
        for value in (4, 14, 106)
        for numbers in ("whole", "digits")
    ]
    assert tuned(tickets) == [by_words(words) for words in tickets]


def test_every_call_sounds_as_its_words() -> None:
    sentences = [
        call_phrase(
            SMALL, Call(id=1, ticket=1, number="E-614", counter=at, purpose=purpose, at=0), "id", short=short
        ).text
        for at in ("1", "3", "serah")
        for purpose in (Purpose.SERVICE, Purpose.HANDOVER)
        for short in (False, True)
    ]
    assert tuned(sentences) == [by_words(sentence) for sentence in sentences]


def test_every_clip_sounds_as_it_does_in_the_sentence() -> None:
    clips = [clip.text for clip in clips_of("id", SMALL)]
    assert tuned(clips) == [by_words(text) for text in clips]


def test_english_numbers_sound_as_their_words() -> None:
    numbers = [in_words(value, "en") for value in range(WHOLE + 1)]
    words = sorted({word for text in numbers for word in text.split()})
    sounds = dict(zip(words, tuned(words, "en"), strict=True))
    assert tuned(numbers, "en") == ["".join(sounds[word] for word in text.split()) for text in numbers]


def test_the_english_letter_is_no_article() -> None:
    as_letter, as_article = tuned(["Number A four"], "en"), spoken(["Number A four"], "en")
    assert "eɪ" in as_letter[0]
    assert "eɪ" not in as_article[0]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("A012", "A dua belas"),
        ("A-012", "A nol satu dua"),
        ("satu belas", "sebelas"),
        ("dua puluh nol", "dua puluh"),
        ("Q dua", "Kiu dua"),
        ("V dua", "Ve dua"),
        ("empat belas", "empat belas"),
        ("loket enam", "loket enam"),
        ("KTP-el", "KTP-el"),
    ],
)
def test_control_what_is_given_untuned_or_unspelt_sounds_wrong(wrong: str, right: str) -> None:
    assert tuned([right]) == [by_words(right)]
    assert spoken([wrong]) != [by_words(right)]


def test_the_table_sounds_as_it_is_marked_and_has_no_word_too_many() -> None:
    marked = INDONESIAN.split()
    plain = [word.translate(str.maketrans("êéè", "eee")) for word in marked]
    assert tuned(plain) == [as_marked(word) for word in marked]
    assert [
        word for word, sound, before in zip(plain, tuned(plain), spoken(plain), strict=True) if sound == before
    ] == []


def test_abbreviations_are_said_as_people_say_them() -> None:
    assert tuned(ABBREVIATIONS) == ["".join(map(as_marked, said.split())) for said in ABBREVIATIONS.values()]


def as_marked(word: str) -> str:
    """The IPA of an Indonesian word whose every e has its mark."""
    return "".join(_ipa(word))


def _ipa(word: str) -> Iterator[str]:
    signs = {"ng": "ŋ", "ny": "ɲ", "ai": "aɪ", "c": "tʃ", "j": "dʒ", "y": "j", "g": "ɡ", "ê": "ə", "é": "e", "è": "ɛ"}
    for sound in re.findall(r"ng|ny|ai$|\w", word):
        yield signs.get(sound, sound)
