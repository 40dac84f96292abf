"""Letters that every receipt printer owns: plain ASCII, measured in columns.

Code pages differ from model to model, and one foreign character can switch a cheap printer to a Chinese
page for the rest of the ticket. Indonesian, Javanese in Latin letters and English need ASCII only, so
everything else becomes its nearest ASCII neighbour here, before a byte is made. Control characters never
pass: text from the office's catalogue cannot become a printer command.
"""

import textwrap
import unicodedata
from collections.abc import Sequence

_NEIGHBOURS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("‘’‚‛′ʻʼ", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("•·▪●◦‣", "*"),
        **dict.fromkeys("✓✔☑", "v"),
        **dict.fromkeys("\t\n\r\v\f\x85\u2028\u2029", " "),
        "⁄": "/",
        "→": "->",
        "←": "<-",
        "×": "x",
        "÷": "/",
        "≤": "<=",
        "≥": ">=",
        "±": "+/-",
        "€": "EUR",
        "£": "GBP",
        "©": "(c)",
        "®": "(R)",
        "ß": "ss",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "ø": "o",
        "Ø": "O",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ı": "i",
        "¿": "",
        "¡": "",
    }
)
_NO_NEIGHBOUR = "*"


def printable(text: str) -> str:
    """This text in printable ASCII; a letter without a neighbour shows as ``*``, so that the gap is seen."""
    spelled = unicodedata.normalize("NFKD", text.translate(_NEIGHBOURS)).translate(_NEIGHBOURS)
    return "".join(_ascii(letter) for letter in spelled)


def _ascii(letter: str) -> str:
    if " " <= letter <= "~":
        return letter
    is_sign = unicodedata.category(letter)[0] in "LNPS"
    return _NO_NEIGHBOUR if is_sign else ""


def wrapped(text: str, columns: int, hanging: int = 0) -> Sequence[str]:
    """The lines of this text, none longer than ``columns``; lines after the first stand ``hanging`` further in.

    A word is broken only where it is longer than a line, and "KTP-el" is one word.
    """
    indent = " " * min(hanging, columns - 1)
    return textwrap.wrap(printable(text), columns, subsequent_indent=indent, break_on_hyphens=False)


def apart(label: str, value: str, columns: int) -> Sequence[str]:
    """Label at the left edge and value at the right, on one line where both fit, otherwise below each other."""
    left, right = printable(label), printable(value)
    if len(left) + 1 + len(right) <= columns:
        return [left + right.rjust(columns - len(left))]
    return [*wrapped(left, columns), *(line.rjust(columns) for line in wrapped(right, columns))]
