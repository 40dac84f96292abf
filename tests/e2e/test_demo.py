"""The product's main proof: one citizen's trip on real windows, by pointer and keys, as ``make run`` plays it."""

import array
import json
import os
import signal
import sqlite3
import subprocess
import sys
import wave
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from PIL import Image

from antrean.demo.day_plan import GONE, INCOMPLETE, SPOILED, Fate, plan
from antrean.demo.house import BLANK_CARDS
from server.storage.audit import audit

PATIENCE_SECONDS = 400
STAGES = ("kiosk", "display", "loket-1", "ruang-kasi", "ruang-cetak", "penyerahan", "meja-paktuwa")


def demo(*words: str) -> subprocess.Popen[str]:
    env = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return subprocess.Popen(
        [sys.executable, "-m", "antrean", "demo", *words],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def processes_of(folder: Path) -> list[int]:
    """Whoever still runs with this folder in its words."""
    return [pid for pid in _pids() if str(folder) in _words(pid)]


def _pids() -> Iterator[int]:
    return (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())


def _words(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    except OSError:
        return ""


def states(folder: Path, table: str) -> list[str]:
    with closing(sqlite3.connect(f"file:{folder}/data/antrean.db?mode=ro", uri=True)) as books:
        return [state for (state,) in books.execute(f'SELECT state FROM "{table}"')]


def blank_cards(folder: Path) -> int:
    with closing(sqlite3.connect(f"file:{folder}/data/antrean.db?mode=ro", uri=True)) as books:
        return int(books.execute("SELECT balance FROM blank_move ORDER BY id DESC LIMIT 1").fetchone()[0])


@pytest.mark.window
@pytest.mark.timeout(PATIENCE_SECONDS + 20)
def test_one_citizens_trip_from_touch_to_card(tmp_path: Path) -> None:
    """Exit code, pictures of every stage, the ticket's paper, the books, and nobody left behind."""
    office, pictures = tmp_path / "office", tmp_path / "pictures"
    pictures.mkdir()
    (pictures / "05-kiosk-nomor.png").write_text("an old picture")
    played = demo("--folder", str(office), "--pictures", str(pictures))
    said, complaints = played.communicate(timeout=PATIENCE_SECONDS)
    assert played.returncode == 0, complaints
    assert "Selesai: nomor A-001, keadaan done." in said
    shots = sorted(pictures.glob("*.png"))
    assert [int(shot.name[:2]) for shot in shots] == list(range(1, len(shots) + 1))
    for stage in STAGES:
        assert any(stage in shot.name for shot in shots), stage
    for shot in shots:
        with Image.open(shot) as picture:
            colours = picture.convert("RGB").getcolors(1_000_000) or []
            assert len(colours) > (1 if "tiket" in shot.name else 50), f"{shot.name} is empty"
            assert picture.size in {(1080, 1920), (1920, 1080)} or "tiket" in shot.name
    with wave.open(str(pictures / "panggilan.wav")) as call:
        spoken = array.array("h", call.readframes(call.getnframes()))
        assert call.getnframes() > 4 * call.getframerate()  # the chime, and a sentence
        assert max(spoken) > 3000
    assert sorted(states(office, "card_case")) == ["awaiting_print", "handed_over", "handed_over"]  # one is yesterday's
    assert states(office, "ticket") == ["done", "done"]
    found = audit(office / "data")
    assert found.first_broken is None
    assert found.lines > 10
    assert processes_of(tmp_path) == []


@pytest.mark.timeout(PATIENCE_SECONDS + 20)
def test_office_day_agrees_with_its_plan(tmp_path: Path) -> None:
    """80 citizens at high speed: every number accounted for, the register without a gap, the chain whole."""
    office = tmp_path / "day"
    # At the highest speed the doors close four seconds after the last citizen has come: too soon for a busy machine.
    played = demo("--office-day", "--no-windows", "--speed", "300", "--seed", "3", "--folder", str(office))
    said, complaints = played.communicate(timeout=PATIENCE_SECONDS)
    assert played.returncode == 0, complaints
    day = plan(3)
    served = sum(citizen.fate is Fate.SERVED for citizen in day)
    assert f"80 nomor, {served} kartu diserahkan, {INCOMPLETE} belum lengkap, {GONE} tidak hadir" in said
    cases, tickets = states(office, "card_case"), states(office, "ticket")
    assert (cases.count("handed_over"), cases.count("incomplete")) == (served, INCOMPLETE)
    assert (tickets.count("done"), tickets.count("parked")) == (served, INCOMPLETE)
    assert (tickets.count("no_show"), len(tickets)) == (GONE, len(day))
    assert blank_cards(office) == BLANK_CARDS - served - SPOILED
    with closing(sqlite3.connect(f"file:{office}/data/antrean.db?mode=ro", uri=True)) as books:
        lines = [json.loads(body) for (body,) in books.execute("SELECT body FROM journal ORDER BY seq")]
    issued = [line["ticket"] for line in lines if line["type"] == "ticket_issued"]
    assert [ticket["number"] for ticket in issued] == [f"A-{at:03}" for at in range(1, len(day) + 1)]
    assert [ticket.get("priority", False) for ticket in issued] == [citizen.priority for citizen in day]
    register = {line["case"].get("register_number") for line in lines if line["type"] == "case_advanced"} - {None}
    assert sorted(number[-6:] for number in register) == [f"{at:06}" for at in range(1, served + 1)]
    spoiled = [line for line in lines if line["type"] == "case_advanced" and line["result"] == "spoiled"]
    assert len(spoiled) == SPOILED
    assert audit(office / "data").first_broken is None
    assert processes_of(tmp_path) == []


@pytest.mark.window
@pytest.mark.timeout(PATIENCE_SECONDS)
def test_a_demo_that_is_told_to_end_leaves_nobody_behind(tmp_path: Path) -> None:
    office = tmp_path / "office"
    played = demo("--folder", str(office), "--pictures", str(tmp_path / "pictures"))
    while len(processes_of(office)) < 3:  # the demo itself, its hub, its kiosk
        with suppress(subprocess.TimeoutExpired):
            pytest.fail(f"it ended by itself: {played.wait(0.05)}")
    played.send_signal(signal.SIGTERM)
    played.communicate(timeout=PATIENCE_SECONDS / 2)
    assert played.returncode == 130
    assert processes_of(tmp_path) == []


@pytest.mark.timeout(PATIENCE_SECONDS)
def test_a_trip_without_its_tools_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    played = demo("--folder", str(tmp_path / "office"), "--pictures", str(tmp_path / "pictures"))
    _, complaints = played.communicate(timeout=PATIENCE_SECONDS / 2)
    assert played.returncode == 69
    assert "Xvfb, xdotool, import" in complaints
    assert processes_of(tmp_path) == []
