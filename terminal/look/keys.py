"""Names of keys as screens use them, the same for a keyboard and for a number pad. Pure."""

from collections.abc import Sequence
from typing import Final

_NAMED: Final[dict[int, str]] = {
    8: "backspace",
    9: "tab",
    13: "enter",
    27: "escape",
    32: "space",
    127: "delete",
    266: ".",
    267: "/",
    268: "*",
    269: "-",
    270: "+",
    271: "enter",
    273: "up",
    274: "down",
    275: "right",
    276: "left",
    277: "insert",
    278: "home",
    279: "end",
    280: "pageup",
    281: "pagedown",
    # The digits of a number pad.
    **{256 + digit: str(digit) for digit in range(10)},
    **{281 + number: f"f{number}" for number in range(1, 13)},
}
# Kivy tells the key and that shift is held, not what both type; the signs that screens use, as most layouts have them.
_SHIFTED: Final[dict[str, str]] = {"/": "?", "=": "+", "8": "*", "3": "#", "-": "_", "1": "!"}


def key_name(code: int, text: str | None, modifiers: Sequence[str]) -> str:
    """ "7", "a", "?", "enter", "f2", "ctrl+z"; an empty string for a key that means nothing here.

    ``text`` is what the key types without shift, where the window knows it.
    """
    held = "".join(f"{name}+" for name in ("ctrl", "alt") if name in modifiers)
    if code in _NAMED:
        return held + _NAMED[code]
    if held and 33 <= code < 127:
        return held + chr(code).lower()
    if code >= 256 or not text or not text.isprintable():
        return ""  # Kivy gives shift and its like a text too: the letter of that number
    return _SHIFTED.get(text, text.lower()) if "shift" in modifiers else text.lower()
