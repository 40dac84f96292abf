"""Telephone numbers as Indonesians write them: 0812-..., +62 812 ..., 62812..., 812...; one spelling for all."""

SHORTEST, LONGEST = 9, 15  # digits with the country's code, as E.164 bounds them
COUNTRY = "62"
_BETWEEN = " \t\u00a0-.()/"


def normal_phone(text: str) -> str:
    """``628123456789`` for any spelling of it; "" for what can't be a telephone number."""
    said = text.strip()
    international = said.startswith(("+", "00"))
    digits = said.removeprefix("+").translate({ord(sign): None for sign in _BETWEEN})
    if not (digits.isascii() and digits.isdigit()):
        return ""
    if international:
        number = digits.removeprefix("00")
    elif digits.startswith("0"):
        number = COUNTRY + digits[1:]
    elif digits.startswith(COUNTRY):
        number = digits
    else:
        number = COUNTRY + digits
    number = number.replace(COUNTRY + "0", COUNTRY, 1) if number.startswith(COUNTRY + "0") else number
    return number if SHORTEST <= len(number) <= LONGEST else ""
