"""``antrean printer emulate`` as a technician has it: a program, a keyboard, sentences and pictures."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from terminal.printing import samples
from terminal.printing.job import job
from terminal.printing.sheet import sheet
from tests.support.technician import Technician

JOB = job(samples.ticket("id", datetime(2026, 11, 23, 2, 15, tzinfo=UTC)), sheet(58))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Technician]]:
    begun: list[Technician] = []

    def starting(*words: str, **more: object) -> Technician:
        begun.append(Technician(tmp_path / "paper", *words, **more))  # type: ignore[arg-type]
        return begun[-1]

    yield starting
    for technician in begun:
        technician.program.kill()
        technician.program.communicate()


def test_half_an_hour_of_training(start: Callable[..., Technician], tmp_path: Path) -> None:
    technician = start()
    technician.reads("Silakan ketik nama gangguan")
    technician.prints(JOB)
    file = Path(technician.reads(r"Kertas keluar utuh: (.+\.png)"))
    assert file == tmp_path / "paper" / "paper-0001.png"
    with Image.open(file) as picture:
        assert picture.height > 1000
    technician.types("kertas habis")
    technician.reads("Keadaan: kertas habis")
    assert technician.asks(b"\x10\x04\x04") == b"\x7e"
    technician.reads("menanyakan keadaan printer")
    technician.types("Kertas Baru")
    technician.reads("Keadaan: normal")
    assert technician.asks(b"\x10\x04\x04") == b"\x12"
    technician.types("kertas putus = 20,5")
    technician.reads("Keadaan: kertas putus")
    technician.prints(JOB)
    technician.reads("ketik: kertas baru")
    technician.reads(r"TIDAK utuh: .+-torn\.png")
    technician.types("kertas baru")
    technician.types("putus=700")
    technician.reads("Keadaan: putus")
    technician.prints(JOB)
    technician.reads("masih menggantung")
    technician.types("matikan")
    technician.reads("Keadaan: mati")
    with pytest.raises(ConnectionRefusedError):
        technician.asks(b"\x10\x04\x01")
    technician.types("nyalakan")
    technician.reads("dinyalakan")
    technician.asks(b"\x1dI\x43\x1dr\x01\x1da\x0f\x1d(H\x06\x0000abcd")
    for question in ("GS I", "GS r", "GS a", r"GS \( H"):
        technician.reads(rf"\({question}\)")
    technician.types("selesai")
    technician.reads("Selesai")
    assert technician.program.wait(60) == 0


def test_a_bad_name_is_answered_with_the_nearest(start: Callable[..., Technician]) -> None:
    technician = start()
    technician.types("tutup terbka")
    technician.reads("Tidak ada gangguan bernama tutup terbka. Mungkin maksud Anda: tutup terbuka")
    technician.types("bisu=4")
    technician.reads("Angka untuk bisu tidak dapat dipakai")
    technician.types("daftar")
    technician.reads("usb sebagian=100")


def test_english_words_are_understood_and_said(start: Callable[..., Technician]) -> None:
    technician = start("--fault", "paper_out", "--fault", "drawer_high", language="en")
    technician.reads("State: paper out")
    assert technician.asks(b"\x10\x04\x01") == b"\x1e"
    technician.types("normal")
    technician.reads("State: normal")
    technician.prints(JOB)
    technician.reads("A whole paper came out")
    technician.types("quit")
    assert technician.program.wait(60) == 0


def test_a_fault_on_the_command_line_that_is_none_ends_it_at_once(tmp_path: Path) -> None:
    command = (sys.executable, "-m", "antrean", "printer", "emulate", "--port", "0", "--fault", "tutup")
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 64
    assert "tutup terbuka" in ended.stderr


def test_a_port_that_is_taken_is_a_sentence(start: Callable[..., Technician], tmp_path: Path) -> None:
    port = str(start().port)
    command = (sys.executable, "-m", "antrean", "printer", "emulate", "--port", port, "--folder", str(tmp_path))
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 69
    assert f"Port {port} tidak dapat dipakai" in ended.stderr


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_without_a_keyboard_it_runs_until_it_is_told_to_end(
    start: Callable[..., Technician], sign: signal.Signals
) -> None:
    technician = start(stdin=subprocess.DEVNULL)
    technician.prints(JOB)
    technician.reads("Kertas keluar utuh")
    assert technician.ends(sign) == 0
    assert "Selesai. 1 kertas keluar." in technician.heard
    assert "Traceback" not in technician.heard


def test_control_c_at_the_prompt_ends_it_cleanly(start: Callable[..., Technician]) -> None:
    technician = start()
    technician.types("bantuan")
    technician.reads("(Kata lain)")
    assert technician.ends(signal.SIGINT) == 0
    assert "Traceback" not in technician.heard
