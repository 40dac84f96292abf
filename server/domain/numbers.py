"""How a number looks."""


def label(prefix: str, number: int) -> str:
    """``A-012``: three digits, so that numbers of a day have one width; more when a day needs them."""
    return f"{prefix}-{number:03d}"
