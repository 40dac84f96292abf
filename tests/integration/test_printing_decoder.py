"""Our papers, decoded by programs that we did not write: npos (npm) reads the bytes, zbarimg (Debian) the codes."""

import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from PIL import Image, ImageOps

import assets
from assets.texts import LANGUAGES
from terminal.printing import samples
from terminal.printing.job import job
from terminal.printing.paper import Line, Pair, Slip, lay_out
from terminal.printing.sheet import Sheet, sheet
from tests.support.decoder import FOLDER, Decoded, decoded, install
from tests.support.papers import SHIPPED

NOW = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)
SHEETS = {(width, qr): sheet(width, qr=qr) for width, qr in product((58, 80), ("native", "image"))}


@pytest.fixture(scope="module", autouse=True)
def decoder() -> None:
    install()


def slips(paper: Sheet) -> list[Slip]:
    """Every paper in every language, as original and as copy."""
    made = [make(language, NOW) for make in samples.KINDS.values() for language in LANGUAGES]
    made += [samples.test_page(language, NOW, paper) for language in LANGUAGES]
    return [*made, *(replace(slip, copy=3, printed_at=NOW + timedelta(hours=1)) for slip in made)]


def laid_out(slip: Slip, paper: Sheet) -> list[str]:
    """The lines as they were laid out."""
    said = []
    for element in lay_out(slip, paper.columns, SHIPPED):
        match element:
            case Line(text):
                said.append(text)
            case Pair(label, value):
                said.append(label + value)
    return said


def read_code(picture: Image.Image, folder: Path) -> list[str]:
    ImageOps.expand(picture, 40, 255).save(folder / "code.png")
    done = subprocess.run(["zbarimg", "-q", "--raw", folder / "code.png"], capture_output=True, check=False)
    return done.stdout.decode().splitlines()


def codes(found: Decoded) -> list[Image.Image]:
    """The codes among the pictures: as tall as they are wide, but for the rest of the last byte."""
    return [drawn for drawn in found.pictures if drawn.height > 150 and abs(drawn.width - drawn.height) < 8]


@pytest.mark.parametrize(("width", "qr"), SHEETS)
def test_every_paper_says_what_was_laid_out(width, qr):
    paper = SHEETS[width, qr]
    meant = slips(paper)
    for slip, found in zip(meant, decoded(job(slip, paper, SHIPPED) for slip in meant), strict=True):
        assert not found.refused, (slip, found.refused)
        assert list(found.lines) == laid_out(slip, paper)


@pytest.mark.parametrize(("width", "qr"), SHEETS)
def test_every_code_leads_to_the_same_address(width, qr, tmp_path):
    """A copy's as well. Of a code that the printer draws itself only its text can be known."""
    paper = SHEETS[width, qr]
    coded = [slip for slip in slips(paper) if getattr(slip, "url", "")]
    assert len(coded) == 36
    # Every code has the same dots: one of each kind is read, the others are compared with it.
    seen: dict[bytes, list[str]] = {}
    for found in decoded(job(slip, paper) for slip in coded):
        drawn = codes(found)
        assert list(found.codes) == ([samples.URL] if qr == "native" else [])
        assert len(drawn) == (0 if qr == "native" else 1)
        for code in drawn:
            if code.tobytes() not in seen:
                seen[code.tobytes()] = read_code(code, tmp_path)
            assert seen[code.tobytes()] == [samples.URL]


def test_an_address_of_another_ticket_is_read_as_another(tmp_path):
    """The control."""
    other = replace(samples.ticket("id", NOW), url="https://antrean.example.go.id/t/other")
    (found,) = decoded([job(other, SHEETS[58, "image"])])
    (code,) = codes(found)
    assert read_code(code, tmp_path) == [other.url]
    code.paste(255, (0, 0, code.width // 2, code.height // 2))
    assert read_code(code, tmp_path) == []


@pytest.mark.parametrize("width", [58, 80])
def test_the_logo_comes_out_dot_by_dot(width):
    (found,) = decoded([job(samples.ticket("id", NOW), SHEETS[width, "native"], SHIPPED)])
    logo = Image.open(assets.path("catalogue", "magetan-logo.png")).convert("L")
    strips = found.pictures[:3]
    assert b"".join(strip.tobytes() for strip in strips) == logo.tobytes()


@pytest.mark.parametrize(("width", "qr"), SHEETS)
def test_a_paper_cut_off_anywhere_is_refused(width, qr):
    """The control: a decoder that took half a ticket for a whole one proves nothing."""
    whole = job(samples.ticket("id", NOW), SHEETS[width, qr])
    places = (
        range(len(whole)) if len(whole) < 2500 else (*range(0, len(whole), 17), *range(len(whole) - 60, len(whole)))
    )
    found = decoded(whole[:place] for place in places)
    assert [place for place, one in zip(places, found, strict=True) if not one.refused] == []


@pytest.mark.parametrize("spoiled", [b"\x10\x04\x01", b"\x1bo", b"\x1d(X\x01\x00x", b"\x1dq"])
def test_a_command_that_nobody_knows_is_refused(spoiled):
    whole = job(samples.ticket("id", NOW), SHEETS[80, "native"])
    (found,) = decoded([whole[:2] + spoiled + whole[2:]])
    assert found.refused


def test_a_changed_letter_is_seen():
    whole = job(samples.ticket("id", NOW), SHEETS[80, "native"])
    (found,) = decoded([whole.replace(b"A-012", b"A-013")])
    assert "A-013" in found.lines


def test_lock_file_names_no_registry():
    """It must install from whatever registry this machine or another has."""
    lock = json.loads((FOLDER / "package-lock.json").read_text())
    assert lock["packages"]["node_modules/npos"]["version"] == "0.1.19"
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    assert all("integrity" in package for name, package in lock["packages"].items() if name)
