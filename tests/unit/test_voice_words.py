"""Numbers, letters, codes, clocks and calls in words: vectors, a second way of counting, and clips for all of it."""

import re
from string import ascii_uppercase

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from assets.texts import LANGUAGES, Language, domain
from protocol.messages import Call
from protocol.office import Counter, Office, Text
from protocol.vocabulary import Purpose, Right
from terminal.voice.clips import Clip, clips_of
from terminal.voice.config import Numbers
from terminal.voice.espeak_words import INDONESIAN, espeak_text, phonemes
from terminal.voice.numbers import WHOLE, in_words, spelt, ticket_clips, ticket_in_words, vocabulary, word_of
from terminal.voice.phrases import Phrase, call_phrase, counter_phrase
from terminal.voice.times import clock_in_words, minutes_in_words
from tests.support.display_hall import SMALL, counter

HOW: tuple[Numbers, ...] = ("whole", "digits")

INDONESIAN_NUMBERS = {
    0: "nol",
    1: "satu",
    7: "tujuh",
    10: "sepuluh",
    11: "sebelas",
    12: "dua belas",
    19: "sembilan belas",
    20: "dua puluh",
    21: "dua puluh satu",
    80: "delapan puluh",
    99: "sembilan puluh sembilan",
    100: "seratus",
    101: "seratus satu",
    110: "seratus sepuluh",
    111: "seratus sebelas",
    118: "seratus delapan belas",
    200: "dua ratus",
    305: "tiga ratus lima",
    911: "sembilan ratus sebelas",
    999: "sembilan ratus sembilan puluh sembilan",
    1000: "seribu",
    1440: "seribu empat ratus empat puluh",
    2026: "dua ribu dua puluh enam",
    11_000: "sebelas ribu",
    101_001: "seratus satu ribu satu",
    1_000_000: "satu nol nol nol nol nol nol",
}

ENGLISH_NUMBERS = {
    0: "zero",
    12: "twelve",
    13: "thirteen",
    20: "twenty",
    21: "twenty one",
    40: "forty",
    100: "one hundred",
    101: "one hundred one",
    115: "one hundred fifteen",
    305: "three hundred five",
    999: "nine hundred ninety nine",
    1001: "one thousand one",
    2026: "two thousand twenty six",
}

JAVANESE_NUMBERS = {
    0: "nol",
    1: "setunggal",
    4: "sekawan",
    6: "enem",
    10: "sedasa",
    11: "sewelas",
    12: "kalih welas",
    14: "kawan welas",
    15: "gangsal welas",
    16: "nembelas",
    17: "pitulas",
    20: "kalih dasa",
    21: "selikur",
    22: "kalih likur",
    24: "kawan likur",
    25: "selangkung",
    26: "nem likur",
    29: "sanga likur",
    30: "tigang dasa",
    31: "tigang dasa setunggal",
    44: "kawan dasa sekawan",
    50: "seket",
    60: "sewidak",
    66: "sewidak enem",
    70: "pitung dasa",
    85: "wolung dasa gangsal",
    90: "sangang dasa",
    100: "setunggal atus",
    125: "setunggal atus selangkung",
    300: "tigang atus",
    999: "sangang atus sangang dasa sanga",
    1000: "setunggal ewu",
    4500: "kawan ewu gangsal atus",
    12_000: "kalih welas ewu",
}


@pytest.mark.parametrize(
    ("language", "value", "words"),
    [
        *(("id", *vector) for vector in INDONESIAN_NUMBERS.items()),
        *(("en", *vector) for vector in ENGLISH_NUMBERS.items()),
        *(("jv", *vector) for vector in JAVANESE_NUMBERS.items()),
    ],
)
def test_numbers_by_hand(language: Language, value: int, words: str) -> None:
    assert in_words(value, language) == words


INDONESIAN_DIGITS = "nol satu dua tiga empat lima enam tujuh delapan sembilan"
ENGLISH_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def naively(value: int) -> str:
    """Indonesian the second way: every digit with its place, and then what nobody says is put right."""
    digit = INDONESIAN_DIGITS.split()
    places = zip(f"{value:03d}", (" ratus", " puluh", ""), strict=True)
    words = " ".join(digit[int(sign)] + place for sign, place in places if sign != "0") or digit[0]
    for wrong, right in (
        (r"\bsatu ratus", "seratus"),
        (r"\bsatu puluh", "sepuluh"),
        (r"sepuluh satu$", "sebelas"),
        (r"sepuluh (\w+)$", r"\1 belas"),
    ):
        words = re.sub(wrong, right, words)
    return words


def test_indonesian_counted_twice() -> None:
    assert [in_words(value, "id") for value in range(WHOLE + 1)] == [naively(value) for value in range(WHOLE + 1)]


def value_of(words: str) -> int:
    """English the second way: the value of its words, read from left to right."""
    known = {word: value for value, word in enumerate(ENGLISH_ONES.split())}
    known |= {word: 10 * tens for tens, word in enumerate(ENGLISH_TENS.split(), 2)}
    total = 0
    for word in words.split():
        total = total * 100 if word == "hundred" else total + known[word]
    return total


def test_english_read_back() -> None:
    assert [value_of(in_words(value, "en")) for value in range(WHOLE + 1)] == list(range(WHOLE + 1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_numbers_sound_alike(language: Language) -> None:
    assert len({in_words(value, language) for value in range(WHOLE + 1)}) == WHOLE + 1


NEVER = re.compile(r"\b(satu|nol) (belas|puluh|ratus)\b|\bnol \w|\w nol\b|\b(?P<word>\w+) (?P=word)\b")


def test_what_nobody_says_is_never_said() -> None:
    assert not [words for value in range(WHOLE + 1) if NEVER.search(words := in_words(value, "id"))]
    wrong = ("satu belas", "seratus satu puluh", "satu ratus", "dua puluh nol", "dua ratus nol satu", "tiga tiga")
    assert all(NEVER.search(words) for words in wrong), "a checker that finds nothing checks nothing"


def test_below_zero_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="-1"):
        in_words(-1, "id")


LETTERS = "a be ce de e ef ge ha i je ka el em en o pe kiu er es te u ve we eks ye zet"


@pytest.mark.parametrize("language", ["id", "jv"])
def test_letters_by_their_names(language: Language) -> None:
    assert spelt(ascii_uppercase, language).lower() == LETTERS


def test_english_letters_are_left_to_the_synthesiser() -> None:
    assert spelt("abcxyz", "en") == "A B C X Y Z"


@pytest.mark.parametrize(
    ("number", "language", "whole", "digits"),
    [
        ("A-012", "id", "A dua belas", "A nol satu dua"),
        ("A012", "id", "A dua belas", "A nol satu dua"),
        ("P-001", "id", "Pe satu", "Pe nol nol satu"),
        ("B-100", "id", "Be seratus", "Be satu nol nol"),
        ("A-000", "id", "A nol", "A nol nol nol"),
        ("012", "id", "dua belas", "nol satu dua"),
        ("KTP-012", "id", "Ka Te Pe dua belas", "Ka Te Pe nol satu dua"),
        ("q-7", "id", "Kiu tujuh", "Kiu tujuh"),
        ("A-1000", "id", "A satu nol nol nol", "A satu nol nol nol"),
        ("A-0999", "id", "A sembilan ratus sembilan puluh sembilan", "A nol sembilan sembilan sembilan"),
        ("A1-B2", "id", "A satu Be dua", "A satu Be dua"),
        ("A-٣²", "id", "A tiga puluh dua", "A tiga dua"),
        (" -/ ", "id", "", ""),
        ("A-012", "en", "A twelve", "A zero one two"),
        ("P-305", "en", "P three hundred five", "P three zero five"),
        ("A-012", "jv", "A kalih welas", "A nol setunggal kalih"),
        ("P-125", "jv", "Pe setunggal atus selangkung", "Pe setunggal kalih gangsal"),
    ],
)
def test_tickets(number: str, language: Language, whole: str, digits: str) -> None:
    assert ticket_in_words(number, language, "whole") == whole
    assert ticket_in_words(number, language, "digits") == digits


def test_a_code_is_spelt_in_its_groups() -> None:
    assert spelt("7K3M 9QRT", "id") == "tujuh Ka tiga Em, sembilan Kiu Er Te"
    assert spelt("7K3M 9QRT", "en") == "seven K three M, nine Q R T"
    assert spelt("0012", "id") == "nol nol satu dua"
    assert spelt("", "id") == ""


@pytest.mark.parametrize(
    ("purpose", "at", "language", "sentence"),
    [
        (Purpose.SERVICE, "3", "id", "Nomor antrean A dua belas, silakan menuju loket tiga"),
        (Purpose.SERVICE, "3", "en", "Number A twelve, please go to counter three"),
        (Purpose.SERVICE, "3", "jv", "Nomer antrean A kalih welas, mangga tindak dhateng loket tiga"),
        (
            Purpose.HANDOVER,
            "serah",
            "id",
            "Nomor antrean A dua belas, KTP-el sudah jadi, silakan mengambil di loket penyerahan",
        ),
        (Purpose.HANDOVER, "3", "en", "Number A twelve, your ID card is ready, please collect it at counter three"),
        (Purpose.UNKNOWN, "kasi", "id", "Nomor antrean A dua belas, silakan menuju ruang kasi"),
        (Purpose.SERVICE, "11", "id", "Nomor antrean A dua belas, silakan menuju loket sebelas"),
        (Purpose.SERVICE, "pojok", "id", "Nomor antrean A dua belas, silakan menuju loket pojok"),
    ],
)
def test_calls(purpose: Purpose, at: str, language: Language, sentence: str) -> None:
    """The last two counters are not in the catalogue: somebody has taken them out."""
    assert call_phrase(SMALL, a_call("A-012", at, purpose), language).text == sentence


def test_the_clips_say_what_the_text_says() -> None:
    phrase = call_phrase(SMALL, a_call("A-012", "3"), "id")
    assert phrase.clips == (
        "phrase-number",
        "letter-a",
        "number-dua",
        "number-belas",
        "phrase-go",
        "phrase-counter",
        "number-tiga",
    )
    handover = call_phrase(SMALL, a_call("A-012", "serah", Purpose.HANDOVER), "id")
    assert handover.clips[-2:] == ("phrase-collect", "counter-serah")


def test_the_short_form() -> None:
    phrase = call_phrase(SMALL, a_call("A-012", "3"), "id", short=True)
    assert phrase == Phrase(
        "id",
        "A dua belas, loket tiga",
        ("letter-a", "number-dua", "number-belas", "phrase-counter", "number-tiga"),
    )


@pytest.mark.parametrize(
    ("title", "language", "words", "clips"),
    [
        ("Loket 3", "id", "loket tiga", ("phrase-counter", "number-tiga")),
        ("LOKET 03", "id", "loket tiga", ("phrase-counter", "number-tiga")),
        ("Loket 11A", "id", "loket sebelas A", ("phrase-counter", "number-sebelas", "letter-a")),
        ("Loket B", "id", "loket Be", ("phrase-counter", "letter-b")),
        ("Loket 3", "en", "counter three", ("phrase-counter", "number-three")),
        ("Loket 3", "jv", "loket tiga", ("phrase-counter", "number-tiga")),
        ("Loket Penyerahan", "id", "loket penyerahan", ("counter-x-1",)),
        ("Loket Penyerahan 2", "id", "loket penyerahan dua", ("counter-x-1",)),
        ("Meja PAK TUWA", "id", "meja PAK TUWA", ("counter-x-1",)),
        ("Lt. 2, Ruang 10", "id", "lt dua ruang sepuluh", ("counter-x-1",)),
        ("Card pick-up", "en", "card pick-up", ("counter-x-1",)),
        ("Loket", "id", "loket", ("counter-x-1",)),
        ("", "id", "loket", ("counter-x-1",)),
    ],
)
def test_counters(title: str, language: Language, words: str, clips: tuple[str, ...]) -> None:
    assert counter_phrase(title, "X/1", language) == Phrase(language, words, clips)


def test_a_pack_holds_about_forty_clips() -> None:
    """Sixteen words of numbers, twenty-six letters and four pieces of the sentence."""
    clips = clips_of("id")
    assert [clip.text for clip in clips[:4]] == [
        "nomor antrean",
        "silakan menuju",
        "KTP-el sudah jadi, silakan mengambil di",
        "loket",
    ]
    assert " ".join(clip.text for clip in clips[4:20]) == (
        "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas belas puluh seratus ratus"
    )
    assert " ".join(clip.text for clip in clips[20:]).lower() == LETTERS
    assert [len(clips_of(language)) for language in ("id", "en", "jv")] == [46, 59, 60]


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_clips_are_unique_and_fit_for_files(language: Language) -> None:
    names = [clip.name for clip in clips_of(language, SMALL)]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", name) for name in names)


def test_a_counter_with_a_name_has_a_clip_if_anybody_is_called_there() -> None:
    office = replaced(SMALL, *SMALL.counters, counter("12", "Loket 12"), counter("pojok", "Pojok Lansia"))
    own = [clip for clip in clips_of("id", office) if clip.name.startswith("counter-")]
    assert own == [Clip("counter-serah", "loket penyerahan"), Clip("counter-pojok", "pojok lansia")]


@pytest.mark.parametrize("numbers", HOW)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pack_can_say_every_call(language: Language, numbers: Numbers) -> None:
    pack = {clip.name for clip in clips_of(language, SMALL)}
    for letter in ascii_uppercase:
        for value in range(WHOLE + 1):
            assert set(ticket_clips(f"{letter}-{value:03d}", language, numbers)) <= pack
    for at in ("1", "2", "3", "serah"):
        for purpose in Purpose:
            for short in (False, True):
                phrase = call_phrase(SMALL, a_call("Z-999", at, purpose), language, numbers=numbers, short=short)
                assert set(phrase.clips) <= pack
    assert not set(call_phrase(SMALL, a_call("A-001", "gone"), language).clips) <= pack, "nobody recorded that one"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_clip_of_the_pack_is_needed(language: Language) -> None:
    needed = {clip for value in range(WHOLE + 1) for clip in ticket_clips(str(value), language)}
    assert needed | {f"letter-{letter}" for letter in ascii_uppercase.lower()} == set(vocabulary(language))


@given(some.text(max_size=12), some.text(max_size=24), some.sampled_from(LANGUAGES), some.sampled_from(HOW))
def test_whatever_stands_on_ticket_and_counter_is_said_without_digits(
    number: str, title: str, language: Language, numbers: Numbers
) -> None:
    office = replaced(SMALL, Counter(id="odd", title=Text(id=title), rights=(Right.CALL,)))
    for at in ("odd", title):
        for short in (False, True):
            phrase = call_phrase(office, a_call(number, at), language, numbers=numbers, short=short)
            assert not any(sign.isdecimal() for sign in phrase.text)
            assert phrase.clips
    assert not any(sign.isdecimal() for sign in spelt(number, language))


@given(
    some.from_regex(r"[A-Za-z]{0,3}-?[0-9]{0,9}", fullmatch=True), some.sampled_from(LANGUAGES), some.sampled_from(HOW)
)
def test_a_tickets_words_are_its_clips_words(number: str, language: Language, numbers: Numbers) -> None:
    clips = ticket_clips(number, language, numbers)
    assert set(clips) <= set(vocabulary(language))
    assert ticket_in_words(number, language, numbers) == " ".join(word_of(clip, language) for clip in clips)


def test_a_number_longer_than_any_machine_counts_is_said() -> None:
    assert ticket_in_words("9" * 5000, "id").count("sembilan") == 5000
    assert ticket_in_words("0" * 5000, "id") == "nol"


@pytest.mark.parametrize(
    ("hour", "minute", "language", "words"),
    [
        (7, 30, "id", "tujuh tiga puluh"),
        (7, 0, "id", "tujuh"),
        (7, 5, "id", "tujuh lewat lima menit"),
        (13, 11, "id", "tiga belas sebelas"),
        (7, 30, "en", "seven thirty AM"),
        (12, 0, "en", "twelve PM"),
        (0, 5, "en", "twelve oh five AM"),
        (13, 0, "en", "one PM"),
        (7, 30, "jv", "pitu langkung tigang dasa menit"),
    ],
)
def test_clock(hour: int, minute: int, language: Language, words: str) -> None:
    assert clock_in_words(hour, minute, language) == words


@pytest.mark.parametrize(
    ("low", "high", "language", "words"),
    [
        (10, 15, "id", "sepuluh sampai lima belas menit"),
        (0, 3, "id", "kurang dari lima menit"),
        (0, 20, "id", "kurang dari dua puluh menit"),
        (5, 5, "id", "sekitar lima menit"),
        (1, 1, "en", "about one minute"),
        (10, 25, "en", "ten to twenty five minutes"),
        (10, 25, "jv", "sedasa dumugi selangkung menit"),
    ],
)
def test_waits(low: int, high: int, language: Language, words: str) -> None:
    assert minutes_in_words(low, high, language) == words


def test_every_language_has_every_sentence_with_no_value_of_its_own() -> None:
    known = domain("id", "voice")
    for language in LANGUAGES:
        spoken = domain(language, "voice")
        assert spoken.keys() == known.keys()
        assert not any(sign.isdecimal() for sentence in spoken.values() for sign in sentence)


def test_words_that_espeak_says_wrong_become_phonemes_and_others_stay() -> None:
    said = espeak_text(Phrase("id", "Nomor antrean Be empat belas, KTP-el sudah jadi, silakan menuju loket tiga"))
    assert said == (
        "Nomor antrean [[b'e]] [[@mp'at]] [[b@l'as]], [[k'a]] [[t'e]] [[p'e]] [['E2l]] sudah jadi,"
        " silakan menuju [[l'okE2t]] tiga"
    )
    assert espeak_text(Phrase("en", "Number A four, take a seat")) == "Number [['eI]] four, take a seat"
    assert espeak_text(Phrase("jv", "loket sekawan")) == "loket sekawan"


def test_every_e_of_the_table_has_its_mark() -> None:
    words = INDONESIAN.split()
    assert not [word for word in words if "e" in word]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize(
    ("marked", "signs"),
    [
        ("bêlas", "b@l'as"),
        ("lokèt", "l'okE2t"),
        ("dêngan", "d@N'an"),
        ("kodênya", "kod@n^'a"),
        ("sêlêsai", "s@l@s'aI"),
        ("bé", "b'e"),
        ("mêrégistêr", "m@Reg'ist@R"),
    ],
)
def test_phonemes(marked: str, signs: str) -> None:
    assert phonemes(marked) == signs


def a_call(number: str, at: str, purpose: Purpose = Purpose.SERVICE) -> Call:
    return Call(id=1, ticket=1, number=number, counter=at, purpose=purpose, at=0)


def replaced(office: Office, *counters: Counter) -> Office:
    return msgspec.structs.replace(office, counters=counters)
