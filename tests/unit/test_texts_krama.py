"""Javanese is said in krama, and each word of it written in one way: it is citizens who are spoken to."""

import re

from assets import path
from assets.texts import domain


def words_of(sentence: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", re.sub(r"{\w*}", "", sentence).lower()))


NGOKO = words_of("""
    aja amarga bakal dadi dina dudu durung iki iku isih kanggo karo kowe liya maneh manèh marang menyang nganti ora
    padha saiki saka sing supaya teka uga wektu wis yen yèn
""")
OTHERWISE_WRITTEN = {
    "mboten": "boten", "menika": "punika", "sanes": "sanès", "perlu": "prelu", "utawa": "utawi",
    "peladosan": "paladosan", "monggo": "mangga",
}  # fmt: skip


def test_nobody_is_spoken_to_as_a_child() -> None:
    rooms = sorted(source.stem for source in path("i18n", "jv").glob("*.po"))
    assert "look" in rooms
    found = {
        f"{room} {key}": wrong
        for room in rooms
        for key, sentence in domain("jv", room).items()
        if (wrong := words_of(sentence) & (NGOKO | OTHERWISE_WRITTEN.keys()))
    }
    assert found == {}


def test_a_word_that_is_too_familiar_is_found() -> None:
    """The control: what stood on every screen that had lost its hub."""
    assert words_of("Ora nyambung wiwit {since}; sing katon wis owah.") & NGOKO == {"ora", "sing", "wis"}
    assert words_of("Nomer boten dipunparingaken wekdal punika") & NGOKO == set()
