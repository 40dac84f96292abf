"""The sentence for a refusal, from its code and parameters (protocol/errors.py, docs/protocol.md)."""

from collections.abc import Mapping

from assets.texts import DEFAULT, Language, domain

ROOM = "errors"
UNKNOWN = "unrecognised"


class _Told(dict[str, str]):
    """Parameters for a sentence; one that an older or newer hub doesn't send is a dash, never a crash."""

    def __missing__(self, key: str) -> str:
        return "–"


def sentence(language: Language, code: str, params: Mapping[str, object]) -> str:
    """What is so and what to do next. ``params`` hold ids: put titles in their place where people should read them.

    A sentence may have a fuller form for when a parameter is told: ``office_closed.opens_at``.
    """
    sentences = {**domain(DEFAULT, ROOM), **domain(language, ROOM)}
    fuller = (f"{code}.{name}" for name, value in params.items() if value)
    key = next((name for name in (*fuller, code) if name in sentences), UNKNOWN)
    return sentences[key].format_map(_Told({name: _words(value, sentences) for name, value in params.items()}))


def _words(value: object, sentences: Mapping[str, str]) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    return sentences.get(f"field.{value}", str(value))
