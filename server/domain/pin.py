"""PINs that keep somebody out, and how long a wrong one costs. Nobody is ever locked out for good."""

from itertools import pairwise

from protocol.errors import WeakPin

# The demo's staff use these; a real office may not.
DEMO_PINS = frozenset({"280618"})
LONGEST = 12
FREE_TRIES = 2
LONGEST_WAIT_S = 300


def check_pin(pin: str, digits: int, demo: bool = False) -> None:
    """Raises WeakPin for one that is short, no number, repeated, counted up or down, or the demo's outside it."""
    is_number = pin.isascii() and pin.isdigit() and digits <= len(pin) <= LONGEST
    if not is_number or _repeats(pin) or _counts(pin) or (pin in DEMO_PINS and not demo):
        raise WeakPin(digits=digits)


def wait_after(failures: int) -> int:
    """Seconds until the next try is heard: two slips are free, then 2, 4, 8 ... at most 300."""
    if failures <= FREE_TRIES:
        return 0
    doublings = min(failures - FREE_TRIES, LONGEST_WAIT_S.bit_length())
    return min(LONGEST_WAIT_S, 1 << doublings)


def _repeats(pin: str) -> bool:
    """``111111``, ``121212``, ``123123``: a shorter piece again and again."""
    return pin in (pin + pin)[1:-1]


def _counts(pin: str) -> bool:
    """``123456``, ``987654``, ``890123``: each digit one more, or one less, than the one before."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return steps in ({1}, {9})
