"""The pickup code: what an applicant got by WhatsApp, and types or shows to the kiosk.

Eight signs of Crockford's base32: no I, L, O or U is ever given, and whoever types one means 1 or 0.
"""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = 8
PATH = "/p/"
"""Where the hub's page of a code is: the code follows."""
_MEANT = str.maketrans("OIL", "011")


def sign(typed: str) -> str:
    """The sign that is meant by this one; an empty string for one that stands in no code."""
    meant = typed.upper().translate(_MEANT)
    return meant if len(meant) == 1 and meant in ALPHABET else ""


def read(text: str) -> str | None:
    """The code in what was typed or scanned, alone or at the end of its page's address; None if there is none.

    Forgives case, spaces, dashes, and letters that look like digits.
    """
    last = text.strip().rpartition("/")[2]
    signs = [sign(letter) for letter in last if letter not in " -"]
    return "".join(signs) if len(signs) == LETTERS and all(signs) else None


def shown(code: str) -> str:
    """As people read it: ``7K3M 9QRT``."""
    return f"{code[: LETTERS // 2]} {code[LETTERS // 2 :]}".strip()
