"""A scanner that types, told from a hand."""

from kiosk.scanner import HAND, LEAST, PAUSE_SECONDS, Heard, Scanner

PAGE = "https://antrean.example/p/7k3m9qr0"


def typed(scanner: Scanner, keys: list[str], *, at: float = 10.0, pause: float = 0.01) -> list[Heard]:
    return [scanner.hear(key, at + number * pause) for number, key in enumerate(keys)]


def test_a_page_address_is_read_and_its_digits_touch_nothing() -> None:
    heard = typed(Scanner(), [*PAGE, "enter"])
    assert heard[-1] == Heard(held_back=True, scan="7K3M9QR0")
    assert not heard[0].held_back
    assert all(each.held_back for each in heard[1:])


def test_of_a_code_that_begins_with_digits_few_reach_the_page() -> None:
    heard = typed(Scanner(), [*"713m9qr0", "enter"])
    assert [each.held_back for each in heard] == [False] * HAND + [True] * 7


def test_the_stroke_of_an_address_is_no_key_of_the_number_pad() -> None:
    """It sets the contrast there, or the language."""
    assert [each.held_back for each in typed(Scanner(), [*"p/7k3m9qr0"])][:2] == [False, True]


def test_a_quick_hand_on_the_pad_is_no_scanner() -> None:
    assert typed(Scanner(), ["/", "1"], pause=0.15) == [Heard(), Heard()]


def test_a_code_alone_is_read_with_enter() -> None:
    assert typed(Scanner(), [*"7k3m9qr0", "enter"])[-1].scan == "7K3M9QR0"


def test_a_slow_frame_between_two_keys_loses_nothing() -> None:
    assert typed(Scanner(), [*PAGE, "enter"], pause=PAUSE_SECONDS)[-1].scan == "7K3M9QR0"


def test_something_else_is_known_as_no_code() -> None:
    assert typed(Scanner(), [*"https://antrean.example/t/q7xb2mwv9skc4zp1lr8tyq", "enter"])[-1].scan == ""


def test_a_hand_is_no_scanner() -> None:
    """Slow keys, and a few quick ones before Enter."""
    assert typed(Scanner(), [*"7k3m9qr0", "enter"], pause=0.4)[-1] == Heard()
    assert typed(Scanner(), [*"1" * (LEAST - 1), "enter"])[-1] == Heard()
    assert all(heard == Heard() for heard in typed(Scanner(), [*"11213"], pause=0.4))


def test_other_keys_begin_anew() -> None:
    assert typed(Scanner(), [*"7k3m9", "backspace", *"9qr0", "enter"])[-1].scan is None


def test_silence_ends_an_address_but_not_letters_alone() -> None:
    scanner = Scanner()
    typed(scanner, [*PAGE])
    assert scanner.silence(10.0 + len(PAGE) * 0.01) is None
    assert scanner.silence(20.0) == "7K3M9QR0"
    assert scanner.silence(30.0) is None
    typed(scanner, [*"7k3m9qr0"], at=40.0)
    assert scanner.silence(50.0) is None


def test_a_scan_is_told_once() -> None:
    scanner = Scanner()
    assert [heard.scan for heard in typed(scanner, [*PAGE, "enter", "enter"])][-2:] == ["7K3M9QR0", None]


def test_a_key_that_lies_on_the_keyboard_fills_no_memory() -> None:
    scanner = Scanner()
    typed(scanner, ["1"] * 5000)
    assert len(scanner._signs) <= 512
