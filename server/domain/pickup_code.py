"""A pickup code from a piece of chance."""

import hashlib

from protocol.pickup import ALPHABET, LETTERS


def code_from(chance: str) -> str:
    """The code that follows from it; as hard to guess as the chance, up to forty bits."""
    number = int.from_bytes(hashlib.sha256(chance.encode()).digest())
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(LETTERS))
