"""Every fault, typed at ``antrean printer emulate`` and felt by a client that knows nothing of us: python-escpos."""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from escpos.exceptions import Error
from escpos.printer import Network
from PIL import Image

from assets.texts import domain
from terminal.emulator import FAULTS
from tests.support.technician import Technician

WORDS = domain("id", "command")
WAIT_S = 0.5
"""For what is silence. What is to be said is waited for with patience: the emulator is a process of its own."""
PATIENCE_S = 60.0
ASK_ID, ID = b"\x1d(H\x06\x0000abcd", b"\x37\x22abcd\x00"
NOBODY, SILENCE = "DeviceNotFoundError", "TimeoutError"
WHOLE, TORN = "whole", "torn"
READY = (True, 2)

Sees = tuple[bool, int] | str
SEEN: dict[str, tuple[str, Sees, list[str], str]] = {
    # What is typed; what is_online() and paper_status() say; what becomes of a ticket; what mends it.
    "drawer_high": ("", READY, [WHOLE], "normal"),
    "near_end": ("", (True, 1), [WHOLE], "kertas baru"),
    "paper_out": ("", (False, 0), [WHOLE], "kertas baru"),  # it waited in the printer
    "cover_open": ("", (False, 2), [WHOLE], "normal"),
    "cutter_error": ("", (False, 2), [], "nyalakan"),  # a new start forgets what waited
    "unrecoverable": ("", (False, 2), [], "nyalakan"),
    "head_hot": ("=1", (False, 2), [WHOLE], ""),
    "feed_held": ("", (False, 2), [WHOLE], "normal"),
    "paper_ends": ("=5", (True, 1), [TORN, TORN], "kertas baru"),
    "power_cycle": ("=150", READY, [TORN], ""),
    "power_off": ("", NOBODY, [], "nyalakan"),
    "half_baud": ("", SILENCE, [TORN], "normal"),
    "refused": ("", NOBODY, [], "normal"),
    "unplugged": ("", NOBODY, [], "normal"),
    "hung": ("", SILENCE, [], "normal"),
    "slow_line": ("=20000", READY, [WHOLE], "normal"),
    "close_fin": ("=150", READY, [TORN], "normal"),
    "close_rst": ("=150", READY, [TORN], "normal"),
    "close_before_id": ("", READY, [WHOLE], "normal"),
    "mute": ("", SILENCE, [WHOLE], "normal"),
    "slow": ("=0,1", READY, [WHOLE], "normal"),
    "slow_print": ("=5000", READY, [WHOLE], "normal"),
    "late": ("", SILENCE, [WHOLE], "normal"),
    "leftover": ("", SILENCE, [WHOLE], "normal"),
    "duplicate": ("", READY, [WHOLE], "normal"),
    "split": ("", READY, [WHOLE], "normal"),
    "garbage": ("", (True, 0), [WHOLE], "normal"),
    "wrong_id": ("", READY, [WHOLE], "normal"),
    "stale_status": ("", READY, [WHOLE], "normal"),
    "always_ready": ("", READY, [WHOLE], "normal"),
    "no_id": ("", READY, [WHOLE], "normal"),
    "simple_clone": ("", READY, [WHOLE], "normal"),
    "asb_only": ("", (True, 0), [WHOLE], "normal"),
    "talkative": ("", (True, 0), [WHOLE], "normal"),
    "half_command": ("", READY, [WHOLE], "normal"),
    "usb_busy": ("", READY, [WHOLE], "normal"),
    "usb_denied": ("", READY, [WHOLE], "normal"),
    "usb_timeout": ("", READY, [WHOLE], "normal"),
    "usb_short_write": ("", READY, [WHOLE], "normal"),
    "usb_empty_reads": ("", READY, [WHOLE], "normal"),
}

STATES = {
    "none": ("12 12 12 12", "10 00 00 00"),
    "drawer_high": ("16 12 12 12", "14 00 00 00"),
    "near_end": ("12 12 12 1e", "10 00 03 00"),
    "paper_out": ("1a 32 12 7e", "18 00 0f 00"),
    "cover_open": ("1a 16 12 12", "38 00 00 00"),
    "cutter_error": ("1a 52 1a 12", "18 08 00 00"),
    "unrecoverable": ("1a 52 32 12", "18 20 00 00"),
    "head_hot": ("1a 52 52 12", "18 40 00 00"),
    "feed_held": ("1a 1a 12 12", "58 00 00 00"),
}
"""Section C of the facts on printing."""

_TOLD = re.compile("Kertas keluar (TIDAK )?utuh")


class Desk:
    """The technician's window, and another program's printing beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.technician = folder, Technician(folder)
        self._looked_at = 0

    def breaks(self, fault: str, number: str = "") -> None:
        name = WORDS[f"emulate.fault.{fault}.name"]
        self.technician.types(name + number)
        self.technician.reads(rf"Keadaan: {name}\.")

    def mends(self, by: str) -> None:
        """Empty: it mends itself, and *normal* only makes sure."""
        for word in dict.fromkeys((by or "normal", "normal")):
            self.technician.types(word)
            self.technician.reads("Keadaan: ")

    @contextmanager
    def client(self, wait_s: float = WAIT_S) -> Iterator[Network]:
        made = Network("127.0.0.1", self.technician.port, timeout=wait_s, profile="POS-5890")
        made.open()
        try:
            yield made
        finally:
            made.close()

    def sees(self, expected: Sees) -> Sees:
        wait_s = WAIT_S if expected == SILENCE else PATIENCE_S
        try:
            with self.client(wait_s) as client:
                online = client.is_online()
            with self.client(wait_s) as client:
                return online, client.paper_status()
        except (OSError, Error) as problem:
            return type(problem).__name__

    def prints(self, words: str) -> None:
        """A ticket as anybody's program prints it; what goes wrong it learns late or never."""
        with suppress(OSError, Error, AssertionError), self.client() as client:
            client.hw("INIT")
            client.set(align="center", bold=True)
            client.text(f"{words}\n")
            client.qr("https://contoh.example/", native=False, size=4)
            client.text("Terima kasih\n")
            client.cut(feed=False)

    def papers(self, count: int) -> list[str]:
        """The next so many that came out, as the window told it."""
        while len(told := _TOLD.findall(self.technician.heard)) < self._looked_at + count:
            self.technician.reads(_TOLD.pattern)
        before, self._looked_at = self._looked_at, len(told)
        return [TORN if torn else WHOLE for torn in told[before:]]

    def hears(self, sent: bytes, expected: bytes | str) -> bytes | str:
        """Everything that is said to these bytes; "FIN" or "RST" where the line ends with nothing."""
        with socket.create_connection(("127.0.0.1", self.technician.port), PATIENCE_S) as line:
            said = b""
            if not expected:
                line.settimeout(WAIT_S)
            try:
                line.sendall(sent)
                while data := line.recv(64):
                    said += data
                    if isinstance(expected, bytes) and len(said) >= len(expected):
                        line.settimeout(WAIT_S)
            except TimeoutError:
                return said
            except ConnectionResetError:
                return said or "RST"
            return said or "FIN"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = Desk(tmp_path_factory.mktemp("paper"))
    yield made
    made.technician.types("selesai")
    assert made.technician.program.wait(60) == 0


def test_every_fault_is_tried_here() -> None:
    assert set(SEEN) == set(FAULTS)


@pytest.mark.parametrize("fault", SEEN)
def test_a_fault_as_another_program_meets_it(desk: Desk, fault: str) -> None:
    number, sees, papers, mending = SEEN[fault]
    desk.breaks(fault, number)
    if fault not in ("head_hot", "power_cycle", "close_fin", "close_rst"):  # which a question would use up
        assert desk.sees(sees) == sees
    desk.prints(f"dengan {fault}")
    desk.sees(sees)  # one caller at a time: the ticket has been taken by now
    if fault == "head_hot":
        desk.technician.reads("sudah dingin")
    desk.mends(mending)
    desk.prints("yang berikut")
    assert desk.papers(len(papers) + 1) == [*papers, WHOLE]


@pytest.mark.parametrize(
    ("faults", "said"),
    [
        ("normal", ID),
        ("lambat=0,1", ID),
        ("dobel", ID * 2),
        ("bukti salah", b"\x37\x22????\x00"),
        ("tanpa bukti", b""),
        ("bisu", b""),
        ("terlambat", b""),
        ("macet", b""),
        ("putus sebelum bukti", "FIN"),
        ("putus=20", "FIN"),
        ("putus paksa=20", "RST"),
        ("tiruan murah", b""),
        ("tutup terbuka", b""),
    ],
)
def test_what_proves_a_ticket(desk: Desk, faults: str, said: bytes | str) -> None:
    desk.technician.types(faults)
    desk.technician.reads(f"Keadaan: {faults.partition('=')[0]}")
    heard = desk.hears(b"\x1b@" + b"A-012\n" * 4 + b"\x1dV\x01" + ASK_ID, said)
    desk.mends("normal")
    assert heard == said


def test_an_answer_may_come_in_pieces(desk: Desk) -> None:
    desk.breaks("split", "=0,05")
    began = time.monotonic()
    assert desk.hears(ASK_ID, ID) == ID
    assert time.monotonic() - began > 6 * 0.05 + WAIT_S
    desk.mends("normal")


def test_a_stale_byte_comes_before_the_true_one(desk: Desk) -> None:
    desk.technician.types("status basi + kertas habis")
    desk.technician.reads("Keadaan: kertas habis")
    assert desk.hears(b"\x10\x04\x01", b"\x12\x1a") == b"\x12\x1a"
    desk.mends("kertas baru")


def test_the_nine_states_and_all_questions_by_hand(desk: Desk) -> None:
    """As a technician compares a new printer with the table: DLE EOT 1 to 4 and ASB in one connection."""
    for fault, (questions, frame) in STATES.items():
        if fault != "none":
            desk.breaks(fault)
        said = desk.hears(b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04", bytes.fromhex(questions))
        assert isinstance(said, bytes)
        assert said.hex(" ") == questions, fault
        desk.mends("normal")
        if fault not in ("none", "paper_ends"):
            with socket.create_connection(("127.0.0.1", desk.technician.port), PATIENCE_S) as line:
                line.sendall(b"\x1da\x0f")
                assert line.recv(4).hex(" ") == STATES["none"][1]
                desk.breaks(fault)
                assert line.recv(4).hex(" ") == frame, fault
            desk.mends("normal")


def test_every_paper_is_a_picture(desk: Desk) -> None:
    pictures = sorted(desk.folder.glob("*.png"))
    assert len(pictures) > len(FAULTS)
    for file in pictures:
        with Image.open(file) as picture:
            assert picture.width >= 384
            assert len(picture.convert("L").getcolors() or [0] * 9) > 1, f"{file.name} is one colour"
