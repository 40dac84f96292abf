"""How papers look is read strictly: every mistake in the layout file or its picture is told at its place."""

import re
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import assets
from assets.texts import LANGUAGES, domain
from protocol.office import HOUSE_STYLE, PAPER_BLOCKS, Office, Text
from protocol.strict import ConfigProblem, explain
from server.config import load_office, paper
from server.config.paper import MOST_LOGO_BYTES, load_paper
from server.config.png import NotPng, check_whole, size_of

SHIPPED = assets.path("catalogue", "magetan.toml")
# 5 x 5 dots of grey in the seven passes of Adam7, one of them empty. Pillow reads such files but writes none.
INTERLACED = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000005000000050800000001df0349af000000154944"
    "4154789c63686000423001a4204c286a809100cda40c810c274f930000000049454e44ae426082"
)
MODES = ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")


def png(size: tuple[int, int] = (40, 30), mode: str = "1", **options: Any) -> bytes:
    stream = BytesIO()
    Image.new(mode, size).save(stream, "png", **options)
    return stream.getvalue()


def written(folder: Path, content: str) -> Path:
    (folder / "paper.toml").write_text(content, encoding="utf-8")
    return folder


def mistakes(folder: Path, content: str) -> set[tuple[str, str]]:
    with pytest.raises(ConfigProblem) as wrong:
        load_paper("paper.toml", written(folder, content))
    assert wrong.value.file == str(folder / "paper.toml")
    for problem in wrong.value.problems:
        for language in ("id", "en"):
            sentences = domain(language, "config")
            assert explain(problem, lambda key, **values: sentences[key].format(**values))  # noqa: B023
    return {(problem.path, problem.code) for problem in wrong.value.problems}


def test_the_shipped_office_has_a_logo_and_every_block() -> None:
    style = load_office(SHIPPED).paper
    assert style.logo == assets.path("catalogue", "magetan-logo.png").read_bytes()
    assert style.blocks == PAPER_BLOCKS


def test_the_shipped_example_of_a_sentence_is_right(tmp_path: Path) -> None:
    """The lines that are commented out work when they are not."""
    shipped = assets.path("catalogue", "magetan-paper.toml").read_text(encoding="utf-8")
    tried = re.sub(r"^# (?=\[texts|id =|jv =|en =)", "", shipped, flags=re.MULTILINE)
    style = load_paper("paper.toml", written(tmp_path, tried))
    assert set(style.texts) == {"ticket.please_wait"}
    assert all(style.texts["ticket.please_wait"].said_in(language) for language in LANGUAGES)


def test_a_copy_of_the_shipped_catalogue_elsewhere_keeps_its_papers(tmp_path: Path) -> None:
    (tmp_path / "office.toml").write_bytes(SHIPPED.read_bytes())
    assert load_office(tmp_path / "office.toml").paper == load_office(SHIPPED).paper


def test_a_file_of_that_name_beside_the_catalogue_goes_first(tmp_path: Path) -> None:
    (tmp_path / "office.toml").write_bytes(SHIPPED.read_bytes())
    (tmp_path / "magetan-paper.toml").write_text('blocks = ["moment", "number"]\nlogo = "own.png"')
    (tmp_path / "own.png").write_bytes(png())
    style = load_office(tmp_path / "office.toml").paper
    assert (style.blocks, style.logo) == (("moment", "number"), png())


def test_an_office_that_says_nothing_has_the_houses_papers(tmp_path: Path) -> None:
    told = SHIPPED.read_text().replace('paper = "magetan-paper.toml"', "")
    (tmp_path / "office.toml").write_text(told)
    assert load_office(tmp_path / "office.toml").paper == HOUSE_STYLE


def test_style_reaches_a_terminal_unchanged() -> None:
    office = load_office(SHIPPED)
    assert msgspec.json.decode(msgspec.json.encode(office), type=Office) == office


def test_a_sentence_may_be_written_as_a_table_in_a_table(tmp_path: Path) -> None:
    folder = written(tmp_path, '[texts.ticket.scan]\nid = "Pindai"\n[texts.thanks]\nid = "Nuwun"')
    assert load_paper("paper.toml", folder).texts == {"ticket.scan": Text(id="Pindai"), "thanks": Text(id="Nuwun")}


@pytest.mark.parametrize(
    ("content", "path", "code"),
    [
        ('logoo = "x.png"', "logoo", "unknown_key"),
        ("logo = 3", "logo", "wrong_type"),
        ('blocks = ["number", "momment"]', "blocks[1]", "not_one_of"),
        ('blocks = ["number", "moment", "number"]', "blocks[2]", "doubled"),
        ('blocks = ["number"]', "blocks", "missing_block"),
        ("blocks = []", "blocks", "missing_block"),
        ('blocks = "number"', "blocks", "wrong_type"),
        ('[texts."ticket.pleasewait"]\nid = "x"', "texts.ticket.pleasewait", "unknown_key"),
        ('[texts."copy"]\nid = "ASLI"', "texts.copy", "unknown_key"),
        ('[texts."problem.paper_out.staff"]\nid = "x"', "texts.problem.paper_out.staff", "unknown_key"),
        ('[texts."thanks"]\nen = "Thanks"', "texts.thanks.id", "missing_key"),
        ('[texts."thanks"]\nid = " "', "texts.thanks.id", "empty_text"),
        ('[texts."thanks"]\nid = "x"\nsu = "x"', "texts.thanks.su", "unknown_key"),
        ('[texts."thanks"]\nid = "{number}"', "texts.thanks.id", "unknown_value"),
        ('[texts."ticket.wait_range"]\nid = "{low}"\nen = "{hi}"', "texts.ticket.wait_range.en", "unknown_value"),
        ('[texts."ticket.wait_range"]\nid = "{low.real}"', "texts.ticket.wait_range.id", "unknown_value"),
        ('[texts."ticket.wait_range"]\nid = "{low!r}"', "texts.ticket.wait_range.id", "unknown_value"),
        ('[texts."ticket.wait_range"]\nid = "{low:>999999999}"', "texts.ticket.wait_range.id", "unknown_value"),
        ('[texts."ticket.wait_range"]\nid = "{}"', "texts.ticket.wait_range.id", "unknown_value"),
        ('[texts."thanks"]\nid = "a { b"', "texts.thanks.id", "bad_braces"),
        (f'[texts."thanks"]\nid = "{"x" * 301}"', "texts.thanks.id", "too_long"),
        ('logo = "none.png"', "logo", "no_picture"),
        ("this is no TOML", "", "not_toml"),
    ],
)
def test_a_mistake_is_told_at_its_place(content: str, path: str, code: str, tmp_path: Path) -> None:
    assert (path, code) in mistakes(tmp_path, content)


def test_a_misspelt_name_gets_the_nearest(tmp_path: Path) -> None:
    content = 'blocks = ["number", "momment"]'
    with pytest.raises(ConfigProblem) as wrong:
        load_paper("paper.toml", written(tmp_path, content))
    (problem,) = wrong.value.problems
    assert problem.nearest == "moment"
    assert set(problem.allowed) == set(PAPER_BLOCKS)


def test_a_layout_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "office.toml").write_text(SHIPPED.read_text().replace("magetan-paper.toml", "other.toml"))
    with pytest.raises(ConfigProblem) as wrong:
        load_office(tmp_path / "office.toml")
    assert wrong.value.file == str(tmp_path / "other.toml")


@pytest.mark.parametrize("value", ["3", '["x.toml"]', '{logo = "x.png"}'])
def test_the_name_of_the_layout_file_must_be_one(value: str, tmp_path: Path) -> None:
    (tmp_path / "office.toml").write_text(SHIPPED.read_text().replace('"magetan-paper.toml"', value))
    with pytest.raises(ConfigProblem) as wrong:
        load_office(tmp_path / "office.toml")
    assert [(problem.path, problem.code) for problem in wrong.value.problems] == [("paper", "not_a_file_name")]


def test_all_the_mistakes_of_a_file_are_told_together(tmp_path: Path) -> None:
    content = 'logo = "none.png"\nblocks = ["number"]\n[texts.thanks]\nid = "{x}"\n[texts.thank]\nid = "x"'
    assert {code for _, code in mistakes(tmp_path, content)} == {
        "no_picture",
        "missing_block",
        "unknown_value",
        "unknown_key",
    }


# The picture.


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_png"),
        (b"GIF89a" + b"\x00" * 50, "not_a_png"),
        (png()[:-1], "not_a_png"),
        (png() + b"\x00", "not_a_png"),
        (png((1025, 8)), "picture_too_wide"),
        (png((8, 100_000)), "picture_too_wide"),
        (png() + bytes(MOST_LOGO_BYTES), "picture_too_large"),
    ],
)
def test_a_picture_that_is_no_logo_is_refused(content: bytes, code: str, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(content)
    assert mistakes(tmp_path, 'logo = "logo.png"') == {("logo", code)}


def test_a_folder_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "logo.png").mkdir()
    assert mistakes(tmp_path, 'logo = "logo.png"') == {("logo", "no_picture")}


def test_a_picture_too_wide_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """32 KiB of zeros unpack to 32 MiB: the header is asked first."""
    monkeypatch.setattr(paper, "check_whole", lambda _: pytest.fail("unpacked"))
    (tmp_path / "logo.png").write_bytes(png((5000, 5000)))
    assert mistakes(tmp_path, 'logo = "logo.png"') == {("logo", "picture_too_wide")}


@settings(deadline=None)
@given(st.sampled_from(MODES), st.integers(1, 70), st.integers(1, 70))
def test_whatever_pillow_writes_is_a_whole_png(mode: str, wide: int, tall: int) -> None:
    picture = png((wide, tall), mode)
    assert size_of(picture) == (wide, tall)
    check_whole(picture)


def test_an_interlaced_picture_is_measured_pass_by_pass() -> None:
    check_whole(INTERLACED)


def test_no_beginning_and_no_changed_byte_passes_for_a_png() -> None:
    """The control: a checker that looked at the first bytes only would fail here."""
    whole = png((9, 5), "L")
    check_whole(whole)
    for place in range(len(whole)):
        with pytest.raises(NotPng):
            check_whole(whole[:place])
        with pytest.raises(NotPng):
            check_whole(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])


def chunk(name: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + name + content + zlib.crc32(name + content).to_bytes(4, "big")


@pytest.mark.parametrize(
    ("rows", "whole"),
    [(bytes(3 * 5), True), (bytes(3 * 5 - 1), False), (bytes(3 * 5 + 1), False), (bytes(10_000_000), False)],
)
def test_a_picture_must_unpack_to_the_size_that_its_header_says(rows: bytes, whole: bool) -> None:
    """Sums and parts are right in all of these."""
    header = chunk(b"IHDR", (2).to_bytes(4, "big") + (5).to_bytes(4, "big") + bytes([8, 0, 0, 0, 0]))
    made = png()[:8] + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    if whole:
        check_whole(made)
    else:
        with pytest.raises(NotPng, match="another size"):
            check_whole(made)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_png_or_refused(content: bytes) -> None:
    for start in (b"", png()[:8], png()[:33]):
        with pytest.raises(NotPng):
            check_whole(start + content)
