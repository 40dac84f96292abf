"""A pickup code: made from a piece of chance, and read from what somebody typed."""

import hashlib

from protocol.pickup import ALPHABET, LETTERS, read

LENGTH = LETTERS


def code_from(chance: str) -> str:
    """The code that follows from it; as hard to guess as the chance, up to forty bits."""
    number = int.from_bytes(hashlib.sha256(chance.encode()).digest())
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(LENGTH))


def as_meant(typed: str) -> str:
    """The code that is meant by this; an empty string where it is none."""
    return read(typed) or ""
