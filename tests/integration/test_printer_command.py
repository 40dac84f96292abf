"""``antrean printer status`` and ``test``, on an emulated printer at a real port."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from terminal.emulator import NetworkPrinter, start_emulator


@pytest.fixture
def printer() -> Iterator[NetworkPrinter]:
    with start_emulator() as started:
        yield started


def antrean(*words: str, language: str = "id") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "antrean", "--lang", language, "printer", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def at(printer: NetworkPrinter) -> tuple[str, ...]:
    return ("--to", "network", "--host", "127.0.0.1", "--port", str(printer.port))


@pytest.mark.parametrize(
    ("fault", "code", "sentence", "row"),
    [
        ("none", 0, "Printer siap.", "DLE EOT 4  12  00010010"),
        ("near_end", 0, "kertas hampir habis", "DLE EOT 4  1E"),
        ("near_end", 0, "kertas hampir habis", "GS r 1     03  00000011"),
        ("paper_out", 1, "Kertas habis. Pasang gulungan baru.", "DLE EOT 2  32"),
        ("paper_out", 1, "Kertas habis. Pasang gulungan baru.", "GS r 1     tidak menjawab"),
        ("cover_open", 1, "Tutup sampai berbunyi klik", "DLE EOT 1  1A"),
        ("mute", 3, "Printer tidak menjawab pertanyaan.", "profil TM-T20II"),
        ("refused", 1, "Periksa listrik dan kabelnya", "profil TM-T20II"),
    ],
)
def test_what_it_says_is_shown_in_bytes_and_in_words(
    printer: NetworkPrinter, fault: str, code: int, sentence: str, row: str
) -> None:
    printer.set_fault(fault)
    done = antrean("status", *at(printer))
    assert (done.returncode, done.stderr) == (code, "")
    assert sentence in done.stdout.splitlines()[-1]
    assert row in done.stdout


def test_programs_read_it_too(printer: NetworkPrinter) -> None:
    printer.set_fault("near_end")
    said = json.loads(antrean("status", *at(printer), "--json").stdout)
    assert said["paper_low"]
    assert said["answers"] == {"DLE EOT 1": 18, "DLE EOT 2": 18, "DLE EOT 3": 18, "DLE EOT 4": 0x1E, "GS r 1": 3}
    assert said["plate"]["model"] == "EMULATOR"


@pytest.mark.parametrize("paper", ["test", "ticket", "missing", "pickup", "collect", "receipt", "report"])
def test_every_paper_can_be_printed_to_look_at(printer: NetworkPrinter, paper: str) -> None:
    done = antrean("test", *at(printer), "--paper", paper)
    assert done.returncode == 0
    assert done.stdout.startswith("Printer memastikan: kertas sudah keluar utuh, dengan nomor kertas itu sendiri")
    assert [paper.whole for paper in printer.papers] == [True]


@pytest.mark.parametrize(
    ("fault", "code", "sentence"),
    [
        ("no_id", 0, "by its paper sensor (GS r)"),
        ("paper_out", 1, "Out of paper"),
        ("mute", 3, "does not confirm"),
        ("close_before_id", 3, "does not confirm"),
        ("refused", 1, "cannot be found"),
    ],
)
def test_what_became_of_the_paper_is_said(printer: NetworkPrinter, fault: str, code: int, sentence: str) -> None:
    printer.set_fault(fault)
    done = antrean("test", *at(printer), language="en")
    assert done.returncode == code
    assert sentence in done.stdout + done.stderr


def test_the_printers_of_the_settings_are_meant_where_none_is_named(tmp_path: Path, printer: NetworkPrinter) -> None:
    file = tmp_path / "kiosk.toml"
    first = '[printer]\nkind = "virtual"\nfolder = "paper"\nname = "kiri"\n'
    file.write_text(
        f'{first}[spare_printer]\nkind = "network"\nhost = "127.0.0.1"\nport = {printer.port}\nname = "kanan"\n'
    )
    here = ("--of", "kiosk", "--config", str(file))
    done = antrean("test", *here)
    assert done.returncode == 0
    assert (tmp_path / "paper" / "ticket-1.png").exists()
    done = antrean("status", *here, "--spare")
    assert "kanan" in done.stdout
    assert "DLE EOT 1  12" in done.stdout


def test_what_the_kiosk_counted_of_its_roll_is_told(tmp_path: Path, printer: NetworkPrinter) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text(
        f'state_dir = "state"\n[printer]\nkind = "network"\nhost = "127.0.0.1"\nport = {printer.port}\nroll_m = 80\n'
    )
    (tmp_path / "state").mkdir()
    counted = tmp_path / "state" / "roll.json"
    counted.write_text('{"fed_mm": 40000, "paper_mm": 100, "near_mm": null, "out": false}')
    done = antrean("status", "--of", "kiosk", "--config", str(file))
    assert "Sisa gulungan: kira-kira 400 tiket." in done.stdout
    assert json.loads(antrean("status", "--of", "kiosk", "--config", str(file), "--json").stdout)["tickets_left"] == 400


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("--to", "network"), 64, "Printer network memerlukan --host."),
        (("--to", "usb", "--vendor", "xyz"), 64, "--vendor"),
        (("--to", "netwrok"), 64, "network"),
        (("--to", "file", "--path", "x", "--profile", "TM-T88"), 64, "TM-T88"),
        (("--of", "counter", "--config", "/absent.toml"), 78, "/absent.toml"),
    ],
)
def test_what_is_wrong_with_the_words_is_said(words: tuple[str, ...], code: int, sentence: str) -> None:
    done = antrean("status", *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_machine_without_a_printer_says_where_it_was_looked_for(tmp_path: Path) -> None:
    (tmp_path / "counter.toml").write_text("")
    done = antrean("test", "--of", "counter", "--config", str(tmp_path / "counter.toml"))
    assert done.returncode == 78
    assert f"Belum ada [printer] di {tmp_path / 'counter.toml'}" in done.stderr
