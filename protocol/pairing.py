"""The pairing code: what stands on a new device's screen and is typed at the hub.

Eight letters are the device's own chance; four more are a check over those letters and the
fingerprint of the certificate that the device sees. The hub computes the check with its own
fingerprint. If somebody stands between the two, the device saw another certificate, the check
differs, and the hub refuses: the fingerprint has travelled in the code. The attacker must show a
certificate before the letters are drawn, so one try succeeds with a chance of 1 in 160,000.
"""

import hashlib
import hmac

ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"
LETTERS = 8
CHECK = 4

NO_CERTIFICATE = "00" * 32
"""The fingerprint that the code is bound to over a plain loopback socket, where nobody can stand between."""


def letters_from(chance: bytes) -> str:
    """Eight letters (34.6 bits) out of at least 16 random bytes."""
    return _spell(int.from_bytes(chance, "big"), LETTERS)


def check_letters(letters: str, fingerprint: str) -> str:
    """The four letters that bind the code to the certificate with this SHA-256 fingerprint (hex)."""
    digest = hmac.digest(letters.encode(), bytes.fromhex(fingerprint), hashlib.sha256)
    return _spell(int.from_bytes(digest, "big"), CHECK)


def code(letters: str, fingerprint: str) -> str:
    """The code as people read and type it: ``BCDF-GHJK-LMNP``."""
    whole = letters + check_letters(letters, fingerprint)
    return "-".join(whole[start : start + 4] for start in range(0, len(whole), 4))


def split(typed: str) -> tuple[str, str] | None:
    """(letters, check) of a typed code, forgiving case, spaces and dashes; None if it can't be one."""
    whole = "".join(sign for sign in typed.upper() if sign not in " -")
    if len(whole) != LETTERS + CHECK or any(sign not in ALPHABET for sign in whole):
        return None
    return whole[:LETTERS], whole[LETTERS:]


def _spell(number: int, length: int) -> str:
    signs = []
    for _ in range(length):
        number, index = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[index])
    return "".join(signs)
