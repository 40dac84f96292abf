"""The virtual printer's paper, read by somebody else: zbarimg of Debian's zbar-tools."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from assets.texts import LANGUAGES
from terminal.printing import BadJob, Printer, PrinterConfig, StorageFailed, open_printer, samples
from terminal.printing.job import job
from terminal.printing.picture import draw
from terminal.printing.sheet import sheet
from terminal.printing.virtual import VirtualPrinter

NOW = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)
TICKET = samples.ticket("id", NOW)
PAPERS = [(58, "image"), (58, "native"), (80, "image"), (80, "native")]


def read_codes(picture: Path) -> list[str]:
    """What zbarimg reads; it exits 4 when it reads nothing."""
    done = subprocess.run(["zbarimg", "-q", "--raw", str(picture)], capture_output=True, check=True)
    return done.stdout.decode().splitlines()


def virtual(folder: Path, width: int = 80, qr: str = "auto") -> Printer:
    return open_printer(PrinterConfig(kind="virtual", folder=folder, width_mm=width, qr=qr))


@pytest.mark.parametrize(("width", "qr"), PAPERS)
async def test_the_code_on_the_paper_leads_to_the_tickets_state(tmp_path, width, qr):
    printed = await virtual(tmp_path, width, qr).print_paper(TICKET)
    assert printed.confirmed
    assert read_codes(printed.picture) == [TICKET.url]


@pytest.mark.parametrize(("width", "qr"), PAPERS)
def test_the_code_is_read_at_the_printers_own_dots(tmp_path, width, qr):
    paper = sheet(width, qr=qr)
    draw(job(TICKET, paper), paper, scale=1).save(tmp_path / "paper.png")
    assert read_codes(tmp_path / "paper.png") == [TICKET.url]


def test_the_reader_fails_on_paper_without_a_code(tmp_path):
    Image.new("L", (600, 600), 255).save(tmp_path / "white.png")
    with pytest.raises(subprocess.CalledProcessError):
        read_codes(tmp_path / "white.png")


async def test_picture_and_bytes_lie_side_by_side_and_are_numbered(tmp_path):
    printer = virtual(tmp_path)
    pictures = [(await printer.print_paper(samples.ticket(language, NOW))).picture for language in LANGUAGES]
    assert pictures == [tmp_path / f"ticket-{number}.png" for number in (1, 2, 3)]
    assert (tmp_path / "ticket-1.bin").read_bytes() == job(TICKET, sheet(80))
    assert len(list(tmp_path.iterdir())) == 6


async def test_an_earlier_ticket_is_never_overwritten(tmp_path):
    (tmp_path / "ticket-7.bin").write_bytes(b"kept")
    printed = await virtual(tmp_path).print_paper(TICKET)
    assert printed.picture.name == "ticket-8.png"
    assert (tmp_path / "ticket-7.bin").read_bytes() == b"kept"


@pytest.mark.parametrize("broken", [b"", b"\x1b@Halo\n", job(TICKET, sheet(80))[:-1], b"\x1b@\x1bp\x00\x1dVB\x00"])
def test_bytes_that_are_no_whole_ticket_leave_no_paper(tmp_path, broken):
    with pytest.raises(BadJob):
        VirtualPrinter(tmp_path, sheet(80)).print(broken)
    assert list(tmp_path.iterdir()) == []


def test_a_line_longer_than_the_paper_is_refused_rather_than_clipped():
    with pytest.raises(BadJob, match="paper 384 wide"):
        draw(b"\x1b@" + b"x" * 33 + b"\n\x1dVB\x00", sheet(58))


def test_a_ticket_for_wide_paper_does_not_pass_on_narrow_paper():
    with pytest.raises(BadJob):
        draw(job(TICKET, sheet(80)), sheet(58))


async def test_a_folder_that_cannot_be_is_a_problem(tmp_path):
    (tmp_path / "file").touch()
    printer = virtual(tmp_path / "file" / "paper")
    assert (await printer.status()).problem is StorageFailed
    with pytest.raises(StorageFailed):
        await printer.print_paper(TICKET)


def test_letters_are_ink_where_they_should_be():
    """Bold blackens more paper, double size four times as much, and white on black turns it round."""
    plain, bold, double, reverse = (_ink(look) for look in (b"", b"\x1bE\x01", b"\x1d!\x11", b"\x1dB\x01"))
    assert 0 < plain < bold
    assert double == 4 * plain
    assert reverse == len("ANTREAN") * 12 * 24 - plain


def _ink(command: bytes) -> int:
    picture = draw(b"\x1b@" + command + b"ANTREAN\n\x1dVB\x00", sheet(80), scale=1)
    return sum(picture.histogram()[:128])
