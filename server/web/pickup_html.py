"""The words of the page behind a pickup code's link. No name, no NIK: the code is all it knows of a person."""

from datetime import date

import segno
from babel.dates import format_date

from assets.texts import Language, text
from protocol.pickup import PATH
from server.app.pickup_page import Collecting, PickupPage


def state_text(page: PickupPage, language: Language) -> str:
    return text(language, "page", f"pickup.{page.state}")


def hint(page: PickupPage, language: Language) -> str:
    """What to do next."""
    key = f"pickup.hint.{page.state}"
    if page.state is not Collecting.LATER:
        return text(language, "page", key)
    return text(language, "page", key, day=format_date(date.fromisoformat(page.day), "EEEE, d MMMM", locale=language))


def scanned(code: str) -> str:
    """What a kiosk's scanner types: short and in capitals, so that the QR's squares are large on a small screen."""
    return f"{PATH}{code}".removeprefix("/").upper()


def qr(code: str, title: str) -> str:
    """The code for the scanner, as SVG."""
    drawn = segno.make(scanned(code), error="q", micro=False)
    return str(drawn.svg_inline(border=4, omitsize=True, svgclass=None, lineclass=None, title=title))
