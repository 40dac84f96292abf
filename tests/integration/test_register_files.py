"""Registers as files, read back by programs that we did not write: openpyxl, poppler, a reader of CSV."""

import asyncio
import csv
import io
import re
import subprocess
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image

from assets.texts import LANGUAGES, Language, text
from protocol.vocabulary import FileFormat, Register
from server.app.register_lines import COLUMNS
from server.app.sheet import Cell, Column, Sheet
from server.registers import Renderer, csv_text, pdf, xlsx
from server.registers.press import NotRendered

NIK, PHONE = "3520114505900003", "+6281234567890"
LONG = "Raden Mas Haryo Bimo Kusumonegoro Prawirodirdjo bin Wiryodiningrat Hadisuryo Notonegoro"
UNBROKEN = "Wiryodiningrathadisuryonotonegoroprawirodirdjokusumonegoroharyobimo"
TRAPS = (
    '=HYPERLINK("http://evil.test","klik")',
    "+62-1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "\uff1d1+1",  # as a keyboard of the Far East types it
    'a";"=1+1',
    "a,=1+1",
    "a;=1+1",
    "'=1+1",
)


def sheet(*rows: tuple[Cell, ...], language: Language = "id", register: Register = Register.CARDS) -> Sheet:
    columns = tuple(Column(text(language, "registers", name), kind) for name, kind in COLUMNS[register].items())
    return Sheet(
        language=language,
        office="Dinas Kependudukan dan Pencatatan Sipil Kabupaten Magetan",
        address="Magetan, Jawa Timur",
        title=text(language, "registers", f"title.{register}"),
        period=text(language, "registers", "period", first="01-11-2026", last="30-11-2026"),
        made=text(language, "registers", "made", date="30-11-2026", time="14.05", name="Pri"),
        day="30-11-2026",
        columns=columns,
        rows=rows,
        totals=((text(language, "registers", "total.lines"), str(len(rows))),),
    )


def card(number: int = 1, name: str = "Siti Aminah", nik: str = NIK, serial: str = "00017") -> tuple[Cell, ...]:
    ticket = f"A-{number % 1000:03d}"
    return (f"A/2026/{number:06d}", "2026-11-23", name, nik, ticket, "KTP-el hilang", serial, "Pri", "Karim")


def program(*words: str, given: bytes) -> bytes:
    return subprocess.run(words, input=given, capture_output=True, check=True, timeout=60).stdout


def pdf_text(content: bytes) -> str:
    return program("pdftotext", "-layout", "-", "-", given=content).decode()


# --- XLSX -----------------------------------------------------------------------------------------------


def cells_of(content: bytes) -> list[list[openpyxl.cell.Cell]]:
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    return [list(row) for row in page.iter_rows()]


def test_a_workbook_keeps_each_cell_what_it_is() -> None:
    head, row = cells_of(xlsx.write(sheet(card())))
    assert [cell.value for cell in head][:4] == ["Nomor register", "Tanggal", "Nama", "NIK"]
    nik, serial, day = row[3], row[6], row[1]
    assert (nik.value, nik.data_type, nik.number_format) == (NIK, "s", "@")
    assert (serial.value, serial.data_type) == ("00017", "s")
    assert (day.value, day.is_date) == (datetime(2026, 11, 23), True)  # noqa: DTZ001 - a date of no zone


def test_amounts_are_numbers_that_can_be_added() -> None:
    row = ("2026-11-23", "Diterima", 100, None, None, 100, "dari Ditjen", "Pri")
    [_, cells] = cells_of(xlsx.write(sheet(row, register=Register.BLANKS)))
    assert [(cell.value, cell.data_type) for cell in cells[2:6]] == [(100, "n"), (None, "n"), (None, "n"), (100, "n")]


def test_a_telephone_number_keeps_its_plus_and_its_digits() -> None:
    row = ("2026-11-20", "Siti", PHONE, "KTP-el hilang", "Siap diambil", "Dibaca", "2026-11-23", "2026-11-24", "")
    [_, cells] = cells_of(xlsx.write(sheet(row, register=Register.REMOTE)))
    assert (cells[2].value, cells[2].data_type) == (PHONE, "s")
    assert cells[8].value is None


@pytest.mark.parametrize("trap", TRAPS)
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(trap: str) -> None:
    content = xlsx.write(sheet(card(name=trap), card(serial=trap)))
    cells = [cell for row in cells_of(content) for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "d", "n"}
    assert not any(cell.hyperlink for cell in cells)
    assert trap.strip() in " ".join(str(cell.value) for cell in cells).replace("_x000D_", "\r")


@pytest.mark.parametrize("register", [Register.CARDS, Register.BLANKS, Register.HANDOVER, Register.REMOTE])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_register_is_a_file_too(language: Language, register: Register) -> None:
    empty = sheet(language=language, register=register)
    [head] = cells_of(xlsx.write(empty))
    assert [cell.value for cell in head] == [column.title for column in empty.columns]
    assert text(language, "registers", "empty") in pdf_text(pdf.write(empty))
    assert len(csv_text.write(empty).splitlines()) == 1


# --- CSV ------------------------------------------------------------------------------------------------

_LOOKS_LIKE_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")


def spreadsheet(content: bytes, separator: str = ";") -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))


def is_text(cell: str) -> bool:
    """Whether a spreadsheet leaves this as it is: not a number, not a date, not a formula."""
    try:
        float(cell.replace(",", ".").strip())
    except ValueError:
        return not _LOOKS_LIKE_FORMULA.match(cell)
    return False


def test_a_nik_in_csv_survives_a_spreadsheet_as_text() -> None:
    [head, row] = spreadsheet(csv_text.write(sheet(card())))
    assert head[3] == "NIK"
    assert row[3] == f"'{NIK}"
    assert row[6] == "'00017"
    assert row[1] == "2026-11-23"
    assert is_text(row[3])
    assert not is_text(NIK)  # the control: this is what it would have been
    row = spreadsheet(csv_text.write(sheet((*card()[:3], PHONE, *card()[4:]))))[1]
    assert row[3] == f"'{PHONE}"


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_no_field_of_a_csv_is_a_formula_whatever_separates_fields_there(trap: str, separator: str) -> None:
    rows = spreadsheet(csv_text.write(sheet(card(name=trap), card(serial=trap))), separator)
    fields = [field.strip('";') for row in rows for field in row]
    assert not [field for field in fields if _LOOKS_LIKE_FORMULA.match(field)]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(alphabet=st.one_of(st.sampled_from("=+-@;,|\t\r\n '\"0123"), st.characters())), max_size=6))
def test_whatever_is_entered_is_one_field_and_no_formula(words: list[str]) -> None:
    words = [word.encode("utf-8", "replace").decode() for word in words]
    content = csv_text.write(sheet(*(card(name=word) for word in words)))
    rows = spreadsheet(content)
    assert [len(row) for row in rows] == [9] * (len(words) + 1)
    for row in rows[1:]:
        assert not _LOOKS_LIKE_FORMULA.match(row[2])


def test_a_plain_name_is_left_alone() -> None:
    for name in ("Siti Aminah", "Drs. H. Joko, M.Si", "Ny. Sri-Rahayu", "M'arifah", "Jl. Anggrek 5"):
        assert spreadsheet(csv_text.write(sheet(card(name=name))))[1][2] == name


# --- PDF ------------------------------------------------------------------------------------------------


def pages_of(content: bytes) -> list[str]:
    return pdf_text(content).rstrip("\f").split("\f")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paper_says_whose_it_is_what_it_counts_and_who_signs(language: Language) -> None:
    def say(key: str, **values: object) -> str:
        return text(language, "registers", key, **values)

    said = pdf_text(pdf.write(sheet(card(), language=language)))
    flat = " ".join(said.split())
    for words in (
        "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Magetan",
        say("title.cards"),
        say("period", first="01-11-2026", last="30-11-2026"),
        say("page", page=1, pages=1),
        f"{say('total.lines')}: 1",
        say("sign.known"),
        say("sign.officer"),
        "30-11-2026",
        NIK,
        "23-11-2026",
        "00017",
    ):
        assert words in flat, words


def test_every_line_stands_on_a_page_and_every_page_has_its_columns_and_number() -> None:
    content = pdf.write(sheet(*(card(number) for number in range(1, 121))))
    pages = pages_of(content)
    assert len(pages) > 3
    for at, page in enumerate(pages, 1):
        assert f"Halaman {at} dari {len(pages)}" in page
    tables = [page for page in pages if "A/2026/" in page]
    assert all("Nomor register" in page and "Disetujui oleh" in page for page in tables)
    assert re.findall(r"A/2026/(\d+)", "".join(pages)) == [f"{number:06d}" for number in range(1, 121)]


def test_long_names_are_wrapped_and_none_of_their_letters_is_lost() -> None:
    said = pdf_text(pdf.write(sheet(card(name=LONG), card(name=UNBROKEN))))
    together = re.sub(
        r"\s", "", program("pdftotext", "-raw", "-", "-", given=pdf.write(sheet(card(name=UNBROKEN)))).decode()
    )
    assert all(word in said for word in LONG.split())
    assert UNBROKEN in together


def test_a_page_is_a4_across_and_nothing_runs_into_its_edges(tmp_path: Path) -> None:
    """Drawn by poppler: the margins are white, the middle is not; a name that is too long stays in its column."""
    rows = [card(number, name=LONG if number % 3 else UNBROKEN) for number in range(1, 41)]
    (tmp_path / "register.pdf").write_bytes(pdf.write(sheet(*rows)))
    drawing = ["pdftoppm", "-r", "50", "-png", str(tmp_path / "register.pdf"), str(tmp_path / "page")]
    subprocess.run(drawing, check=True, timeout=60)
    for file in sorted(tmp_path.glob("page-*.png")):
        with Image.open(file) as picture:
            grey = picture.convert("L")
        assert abs(grey.width / grey.height - 297 / 210) < 0.01
        dark = grey.point(lambda shade: 255 if shade < 160 else 0).getbbox()
        assert dark is not None
        left, top, right, bottom = dark
        margin = 10 / 297 * grey.width
        assert min(left, top, grey.width - right, grey.height - bottom) > margin * 0.7


def test_letters_that_the_font_lacks_break_no_paper() -> None:
    assert "Siti" in pdf_text(pdf.write(sheet(card(name="Siti ꦱꦶꦠꦶ 王 🙂 \x00\x07"))))


def test_a_demo_says_so_on_every_page() -> None:
    marked = sheet(*(card(number) for number in range(60)))
    pages = pages_of(pdf.write(replace(marked, mark="DEMO - TIDAK BERLAKU")))
    assert len(pages) > 1
    assert all("DEMO - TIDAK BERLAKU" in page for page in pages)


# --- The process ----------------------------------------------------------------------------------------


async def test_other_work_goes_on_while_a_long_register_is_rendered() -> None:
    long = sheet(*(card(number) for number in range(1, 1001)))
    rendering = asyncio.create_task(Renderer()(long, FileFormat.PDF))
    turns = 0
    while turns <= 100 and not rendering.done():  # a loop that turned on to the end would take a processor from it
        await asyncio.sleep(0)
        turns += 1
    assert turns > 100
    assert (await rendering).startswith(b"%PDF-")


async def test_a_process_that_takes_too_long_is_ended() -> None:
    with pytest.raises(NotRendered):
        await Renderer(seconds=0.001)(sheet(card()), FileFormat.PDF)


async def test_a_process_that_fails_gives_no_file() -> None:
    broken = replace(sheet(), rows=(("too", "few"),))
    with pytest.raises(NotRendered):
        await Renderer()(broken, FileFormat.CSV)
