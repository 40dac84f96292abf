"""How telephone numbers and names are read, whoever types them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.name_words import beginnings, name_words, sought
from server.domain.phone import normal_phone

SAME = "6281234567890"


@pytest.mark.parametrize(
    "spelling",
    [
        "081234567890",
        "0812-3456-7890",
        "0812 3456 7890",
        "0812.3456.7890",
        "(0812) 3456-7890",
        "+62 812-3456-7890",
        "+6281234567890",
        "+62 0812 3456 7890",
        "6281234567890",
        "0062 812 3456 7890",
        "81234567890",
        " 081234567890 ",
    ],
)
def test_every_indonesian_spelling_is_one_number(spelling: str) -> None:
    assert normal_phone(spelling) == SAME


@pytest.mark.parametrize("text", ["", "0", "+", "0812", "08123x567890", "A-012", "0" * 40, "٠٨١٢٣٤٥٦٧٨٩٠"])
def test_what_is_no_telephone_is_none(text: str) -> None:
    assert normal_phone(text) == ""


def test_a_foreign_number_keeps_its_country() -> None:
    assert normal_phone("+60 12-345 6789") == "60123456789"


@given(st.text(max_size=40))
def test_a_number_once_read_is_read_the_same_again(text: str) -> None:
    assert normal_phone(normal_phone(text)) in (normal_phone(text), "")
    assert normal_phone("+" + normal_phone(text)) == normal_phone(text)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Siti Aminah", ("siti", "aminah")),
        ("NUR'AINI Ma\u2019ruf", ("nuraini", "maruf")),
        ("H. Moh. Réza-Putra, S.Pd.", ("h", "moh", "reza", "putra", "s", "pd")),
        ("Ｓｉｔｉ  SITI", ("siti",)),
        ("...", ()),
    ],
)
def test_names_are_folded_to_words(name: str, words: tuple[str, ...]) -> None:
    assert name_words(name) == words


@given(st.text(max_size=60))
def test_every_word_is_found_by_each_of_its_beginnings(name: str) -> None:
    for word in name_words(name):
        assert sought(word) in beginnings(word)
        assert all(sought(word[:length]) in beginnings(word) for length in range(3, len(word)))
