"""Sentences for people, read from assets/i18n/<language>/<domain>.po and looked up by key.

One .po file per room and language keeps a translator's work in one place. They are read as they
are, without a compile step, so that an office can correct a word and restart.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Literal, cast, get_args

from babel.messages.pofile import read_po

from assets import path

Language = Literal["id", "jv", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT: Language = "id"


@cache
def domain(language: Language, name: str) -> Mapping[str, str]:
    """Key -> sentence of one .po file; an absent file is an empty domain."""
    source = path("i18n", language, f"{name}.po")
    if not source.exists():
        return {}
    with source.open("rb") as stream:
        catalog = read_po(stream, locale=language, domain=name)
    return {str(message.id): cast(str, message.string) for message in catalog if message.id and message.string}


def text(language: Language, name: str, key: str, /, **values: object) -> str:
    """The sentence for ``key`` in this language, Indonesian where it is not translated, the key itself at worst."""
    sentence = domain(language, name).get(key) or domain(DEFAULT, name).get(key) or key
    return sentence.format(**values) if values else sentence


def hour(language: Language, at: datetime | str) -> str:
    """Hour and minute as this language writes them, 09.41 or 09:41; of a moment, or of "09:41" in a settings file."""
    written = at if isinstance(at, str) else f"{at:%H:%M}"
    return written.replace(":", text(language, "times", "hour.separator"))
