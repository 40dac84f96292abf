"""The pickup code, as it is typed, scanned and misread."""

import pytest

from protocol.pickup import ALPHABET, LETTERS, read, shown, sign


@pytest.mark.parametrize(
    "text",
    [
        "7K3M9QR0",
        "7k3m 9qr0",
        " 7K3M-9QRO ",
        "https://antrean.example/p/7K3M9QR0",
        "http://127.0.0.1:7810/p/7k3m9qro\n",
    ],
)
def test_a_code_is_read_however_it_comes(text: str) -> None:
    assert read(text) == "7K3M9QR0"


@pytest.mark.parametrize(
    "text",
    ["", "7K3M9QR", "7K3M9QR00", "7K3M9QRU", "7K3M9QR!", "https://antrean.example/t/q7Xb2mWv9sKc4Zp1Lr8TyQ", "/p/"],
)
def test_what_is_no_code_is_none(text: str) -> None:
    assert read(text) is None


def test_letters_that_look_like_digits_are_forgiven() -> None:
    assert [sign(letter) for letter in "oOiIlL"] == list("001111")
    assert [sign(other) for other in ("u", "U", "", "ab", "!", "ß")] == [""] * 6
    assert all(sign(letter) == letter for letter in ALPHABET)


def test_shown_in_two_halves_and_read_again() -> None:
    assert shown("7K3M9QR0") == "7K3M 9QR0"
    assert read(shown("7K3M9QR0")) == "7K3M9QR0"
    assert len("7K3M9QR0") == LETTERS
