"""How an office's papers look, read strictly from the layout file beside its catalogue."""

import string
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

import assets
from assets.texts import DEFAULT, LANGUAGES, domain
from protocol.office import PAPER_BLOCKS, PaperBlock, PaperStyle, Text, Value
from protocol.strict import ConfigProblem, Problem, nearest, read
from server.config.files import keys_of
from server.config.png import NotPng, check_whole, size_of

NEEDED_BLOCKS: tuple[PaperBlock, ...] = ("number", "moment")
"""Numbers begin anew each day: a ticket without its day would be valid tomorrow."""
MOST_LOGO_BYTES = 32 * 1024
"""It goes to every terminal, in the snapshot."""
MOST_LOGO_SIDE = 1024
"""Pixels. The widest paper has 640 dots."""
MOST_LETTERS = 300
FIXED = ("demo", "copy", "copy.at")
"""Marks that every officer must know from any office's paper, and programs look for: nobody may word them otherwise."""
OTHERS = ("problem.", "test.")
"""Sentences of paper.po that stand on no paper for citizens."""


class PaperFile(Value, frozen=True, kw_only=True):
    """The layout file. ``logo`` is a file beside it."""

    logo: str = ""
    blocks: tuple[PaperBlock, ...] = PAPER_BLOCKS
    texts: dict[str, Text] = msgspec.field(default_factory=dict)


def load_paper(name: str, folder: Path) -> PaperStyle:
    """The style in this layout file of the catalogue's folder. Raises ConfigProblem with all that is wrong in it.

    A file that is not in the folder is looked for among the shipped ones, so that a copy of the shipped catalogue
    finds its papers as well.
    """
    path = _beside(folder, name)
    keys = keys_of(path)
    if isinstance(keys.get("texts"), dict):
        keys["texts"] = _joined(keys["texts"])
    written = read(PaperFile, keys, str(path))
    problems = [*_blocks(written), *_texts(written)]
    logo = b""
    if written.logo:
        logo, wrong = _logo(_beside(path.parent, written.logo))
        problems += wrong
    if problems:
        raise ConfigProblem(str(path), problems)
    return PaperStyle(blocks=written.blocks, logo=logo, texts=written.texts)


def _beside(folder: Path, name: str) -> Path:
    shipped = assets.path("catalogue", name)
    wanted = folder / name
    return shipped if not wanted.exists() and shipped.exists() else wanted


def _joined(texts: Mapping[str, Any]) -> dict[str, Any]:
    """``[texts.ticket.scan]`` is TOML for a table in a table; whoever writes it means ``[texts."ticket.scan"]``."""
    joined: dict[str, Any] = {}
    for key, value in texts.items():
        if isinstance(value, dict) and value and not value.keys() & set(LANGUAGES):
            joined |= {f"{key}.{rest}": inner for rest, inner in _joined(value).items()}
        else:
            joined[key] = value
    return joined


def _blocks(written: PaperFile) -> Iterator[Problem]:
    for index, block in enumerate(written.blocks):
        if block in written.blocks[:index]:
            yield Problem(f"blocks[{index}]", "doubled", {"value": block})
    for block in NEEDED_BLOCKS:
        if block not in written.blocks:
            yield Problem("blocks", "missing_block", {"value": block})


def _texts(written: PaperFile) -> Iterator[Problem]:
    house = domain(DEFAULT, "paper")
    allowed = tuple(key for key in house if key not in FIXED and not key.startswith(OTHERS))
    for key, own in written.texts.items():
        at = f"texts.{key}"
        if key in allowed:
            yield from _sentences(at, own, _values(house[key]))
        else:
            yield Problem(at, "unknown_key", {"value": key}, allowed, nearest(key, allowed))


def _sentences(at: str, own: Text, known: set[str]) -> Iterator[Problem]:
    if not own.id.strip():
        yield Problem(f"{at}.id", "empty_text")
    for language in LANGUAGES:
        sentence, place = getattr(own, language), f"{at}.{language}"
        if len(sentence) > MOST_LETTERS:
            yield Problem(place, "too_long", {"length": MOST_LETTERS})
        try:
            unknown = _values(sentence) - known
        except ValueError:
            yield Problem(place, "bad_braces")
            continue
        for name in sorted(unknown):
            yield Problem(place, "unknown_value", {"value": name}, tuple(sorted(known)), nearest(name, sorted(known)))


def _values(sentence: str) -> set[str]:
    """What stands in braces, with whatever is written behind its name. Raises ValueError where braces don't match."""
    parts = string.Formatter().parse(sentence)
    return {
        name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")
        for _, name, form, conversion in parts
        if name is not None
    }


def _logo(path: Path) -> tuple[bytes, list[Problem]]:
    """The picture's bytes, or what is wrong with it."""
    try:
        if path.stat().st_size > MOST_LOGO_BYTES:
            return b"", [Problem("logo", "picture_too_large", {"file": str(path), "most": MOST_LOGO_BYTES // 1024})]
        png = path.read_bytes()
    except OSError as failure:
        return b"", [Problem("logo", "no_picture", {"file": str(path), "detail": failure.strerror or ""})]
    try:
        wide, tall = size_of(png)
        if max(wide, tall) > MOST_LOGO_SIDE:
            too_wide: dict[str, str | int] = {"file": str(path), "wide": wide, "tall": tall, "most": MOST_LOGO_SIDE}
            return b"", [Problem("logo", "picture_too_wide", too_wide)]
        check_whole(png)
    except NotPng:
        return b"", [Problem("logo", "not_a_png", {"file": str(path)})]
    return png, []
