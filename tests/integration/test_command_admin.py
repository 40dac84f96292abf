"""The administrator's commands against real books, without a hub and through a running one."""

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from antrean.__main__ import main
from antrean.checks import terminal_machine
from antrean.demo.office import hub_settings
from assets.texts import text
from protocol import pairing
from protocol.vocabulary import DeviceKind
from terminal.emulator import start_emulator
from terminal.link import HubSettings, Link, LinkState
from terminal.link import identity as identities
from terminal.screen import Plug

PIN = "407193\n"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A real office's settings: the shipped catalogue, a free port."""
    file = tmp_path / "hub.toml"
    file.write_text('host = "127.0.0.1"\nport = 0\ndata_dir = "data"\nadvertise = false\n')
    return file


@pytest.fixture
def hub(config: Path) -> Iterator[subprocess.Popen[str]]:
    """``antrean hub`` as its own process, ready."""
    words = [sys.executable, "-m", "antrean", "hub", "--config", str(config)]
    with (config.parent / "hub.log").open("w") as log:
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=log, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("antrean hub ready wss://127.0.0.1:")
    yield process
    process.terminate()
    process.wait(60)


def run(config: Path, *words: str, stdin: str = "") -> Result:
    return CliRunner().invoke(main, [*words, "--config", str(config)], input=stdin)


def add_ani(config: Path) -> Result:
    return run(config, "staff", "add", "ani", "--name", "Ani Lestari", "--role", "operator", "--pin-stdin", stdin=PIN)


def test_the_first_officer_is_added_before_any_hub_ran(config: Path) -> None:
    added = add_ani(config)
    assert (added.exit_code, added.stdout) == (0, "Ani Lestari (ani) sudah ditambahkan.\n"), added.stderr
    assert "Ani Lestari" in run(config, "staff", "list").stdout
    assert (config.parent / "data" / "office.key").stat().st_mode & 0o077 == 0
    assert (config.parent / "data" / "antrean.db").stat().st_mode & 0o077 == 0


def test_staff_through_the_running_hub(config: Path, hub: subprocess.Popen[str]) -> None:
    assert add_ani(config).exit_code == 0
    again = add_ani(config)
    assert again.exit_code == 1
    assert "sudah dipakai" in again.stderr
    weak = run(config, "staff", "pin", "ani", "--pin-stdin", stdin="111111\n")
    assert (weak.exit_code, "PIN" in weak.stderr) == (1, True)
    demo = run(config, "staff", "pin", "ani", "--pin-stdin", stdin="280618\n")
    assert demo.exit_code == 1, "the demo's PIN is refused in a real office"
    assert run(config, "staff", "pin", "ani", "--pin-stdin", stdin="519274\n").exit_code == 0
    assert run(config, "staff", "disable", "ani").exit_code == 0
    assert "nonaktif" in run(config, "staff", "list").stdout
    assert run(config, "staff", "enable", "ani").exit_code == 0
    unknown = run(config, "staff", "disable", "budi")
    assert unknown.exit_code == 1
    role = run(config, "staff", "add", "x", "--name", "X", "--role", "raja", "--pin-stdin", stdin=PIN)
    assert role.exit_code == 1
    assert "operator" in role.stderr


async def test_a_device_is_paired_by_its_code_and_revoked(config: Path, hub: subprocess.Popen[str]) -> None:
    """The code on a real link's screen, typed at the command line; then the link is live, then cut off."""
    url = json.loads((config.parent / "data" / "hub.json").read_text())["url"]
    changed = asyncio.Event()
    link = Link(HubSettings(state_dir=config.parent / "kiosk", url=url), DeviceKind.KIOSK, on_change=changed.set)
    task = link.start()

    async def until(state: LinkState) -> None:
        async with asyncio.timeout(60):
            while link.status.state is not state or (state is LinkState.PAIRING and not link.status.pairing_code):
                changed.clear()
                await changed.wait()

    async def drawn(unlike: str) -> str:
        """A new code comes by itself where one was burnt."""
        async with asyncio.timeout(60):
            while (code := link.status.pairing_code) in (None, unlike):
                changed.clear()
                await changed.wait()
        return str(code)

    async def command(*words: str, stdin: str = "") -> Result:
        return await asyncio.to_thread(partial(run, config, *words, stdin=stdin))

    try:
        await until(LinkState.PAIRING)
        code = link.status.pairing_code
        assert code is not None
        other = await command("device", "pair", code, "--kind", "display", "--name", "Kios")
        assert (other.exit_code, "--kind kiosk" in other.stderr) == (1, True)
        wrong = pairing.code(code.replace("-", "")[:8], "ab" * 32)
        refused = await command("device", "pair", wrong, "--kind", "kiosk", "--name", "Kios")
        assert (refused.exit_code, "tidak cocok" in refused.stderr) == (1, True)
        code = await drawn(unlike=code)
        paired = await command("device", "pair", code.lower(), stdin="kiosk\nKios lobi\n")  # as its screen says
        assert paired.exit_code == 0, paired.stderr
        await until(LinkState.LIVE)
        rows = (await command("device", "list")).stdout
        assert "Kios lobi" in rows
        assert "tersambung" in rows
        assert (await command("device", "revoke", "1")).exit_code == 0
        await until(LinkState.REFUSED)
        assert "dicabut" in (await command("device", "list")).stdout
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def test_a_device_is_added_without_a_screen(config: Path, hub: subprocess.Popen[str]) -> None:
    state = config.parent / "loket"
    words = ("device", "add", "--kind", "counter", "--name", "Loket 1", "--place", "1", "--state", str(state))
    assert run(config, *words).exit_code == 0
    known = identities.load(state)
    assert known is not None
    assert (known.place, len(known.fingerprint)) == ("1", 64)
    assert (state / "identity.json").stat().st_mode & 0o077 == 0
    nowhere = run(config, "device", "add", "--kind", "counter", "--name", "X", "--place", "9", "--state", str(state))
    assert nowhere.exit_code == 1


def test_pairing_needs_a_running_hub(config: Path) -> None:
    result = run(config, "device", "pair", "BCDFGHJKLMNP", "--kind", "kiosk", "--name", "Kios")
    assert result.exit_code == 69
    assert "antrean hub" in result.stderr


def test_a_hub_that_stands_still_is_told_apart_from_none(
    config: Path, hub: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds the books but does not answer: nothing is forced."""
    monkeypatch.setattr("antrean.channel.ANSWER_SECONDS", 0.5)
    os.kill(hub.pid, signal.SIGSTOP)
    try:
        result = run(config, "staff", "list")
    finally:
        os.kill(hub.pid, signal.SIGCONT)
    assert result.exit_code == 69
    assert "tidak menjawab" in result.stderr


def test_a_killed_hub_leaves_the_books_to_the_command_line(config: Path, hub: subprocess.Popen[str]) -> None:
    """hub.json is still there, but nobody answers and nobody holds the lock."""
    assert add_ani(config).exit_code == 0
    hub.kill()
    hub.wait(60)
    assert "Ani Lestari" in run(config, "staff", "list").stdout


def test_audit_beside_a_running_hub_and_after_somebody_wrote_into_the_books(
    config: Path, hub: subprocess.Popen[str]
) -> None:
    assert add_ani(config).exit_code == 0
    whole = run(config, "audit", "verify")
    assert whole.exit_code == 0, whole.stderr
    assert "Jurnal utuh" in whole.stdout
    hub.terminate()
    hub.wait(60)
    head = next(line for line in whole.stdout.splitlines() if "Kepala" in line)
    after = run(config, "audit", "verify")
    assert head in after.stdout
    with sqlite3.connect(config.parent / "data" / "antrean.db") as books:
        books.execute("UPDATE journal SET at = at + 1 WHERE seq = 1")
    broken = run(config, "audit", "verify")
    assert broken.exit_code == 1
    assert "baris 1" in broken.stdout


def test_audit_without_books(config: Path) -> None:
    assert run(config, "audit", "verify").exit_code == 66
    assert not (config.parent / "data").exists(), "an audit makes nothing"


def test_doctor_says_cause_and_cure(config: Path, hub: subprocess.Popen[str]) -> None:
    def doctor(*words: str) -> Result:
        return CliRunner().invoke(main, ["doctor", "hub", *words, "--config", str(config)])

    well = doctor()
    assert well.exit_code == 0, well.output
    assert "Hub berjalan dan menjawab di wss://127.0.0.1:" in well.output
    (config.parent / "data" / "office.key").chmod(0o644)
    assert "chmod 600" in doctor().output
    hub.terminate()
    hub.wait(60)
    assert "Hub tidak berjalan" in doctor().output
    (config.parent / "data" / "office.key").write_bytes(b"short")
    sick = doctor()
    assert sick.exit_code == 1
    assert "pulihkan berkas kunci" in sick.output
    config.write_text(config.read_text().replace("port", "prot"))
    assert "port" in doctor().output


@pytest.mark.parametrize(
    ("name", "card", "key"),
    [
        ("a.mp4", True, "media"),
        ("a.jpg", False, "media"),
        ("a.mp4", False, "films_slow"),
        (None, True, "media_unreadable"),
    ],
)
def test_doctor_says_where_videos_are_slow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str | None, card: bool, key: str
) -> None:
    if name is not None:
        (tmp_path / "media").mkdir()
        (tmp_path / "media" / name).touch()
    monkeypatch.setattr(terminal_machine, "has_graphics_card", lambda: card)
    assert terminal_machine.films(tmp_path / "media").key == key


@pytest.mark.parametrize(
    ("size", "words", "key"),
    [
        (None, ("connected", "enabled", "On"), "screen_missing"),
        ((1920, 1080), ("connected", "enabled", "On"), "screen"),
        ((1920, 1080), ("connected", "enabled", "Off"), "screen_asleep"),
        ((1920, 1080), ("disconnected", "disabled", "Off"), "screen_unplugged"),
    ],
)
def test_the_doctor_sees_a_dark_screen(
    monkeypatch: pytest.MonkeyPatch, size: tuple[int, int] | None, words: tuple[str, str, str], key: str
) -> None:
    monkeypatch.setattr(terminal_machine, "screen_size", lambda: size)
    monkeypatch.setattr(terminal_machine, "plugs", lambda: (Plug("card0-HDMI-A-1", *words),))
    found = terminal_machine.screen()
    assert found.key == key
    assert text("en", "command", f"doctor.{key}", width=1, height=1)


def test_doctor_of_a_terminal(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    file = config.parent / "kiosk.toml"
    file.write_text('state_dir = "kiosk"\n[printer]\nkind = "network"\nhost = "127.0.0.1"\nport = 9\n')
    result = CliRunner().invoke(main, ["doctor", "kiosk", "--config", str(file)])
    assert result.exit_code == 1
    for said in ("Tidak ada layar", "belum dipasangkan", "Printer (network) belum siap", "Huruf lengkap"):
        assert said in result.output


def test_hub_says_that_its_folder_is_taken(config: Path, hub: subprocess.Popen[str]) -> None:
    words = [sys.executable, "-m", "antrean", "hub", "--config", str(config)]
    second = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode == 69
    assert "hub lain sedang memakai" in second.stderr


def test_played_clock_needs_a_demo(tmp_path: Path) -> None:
    clock = "[demo_clock]\nbegan_ms = 0\nplays_ms = 0\nspeed = 60.0\n"
    (tmp_path / "hub.toml").write_text(hub_settings(clock).replace("demo = true", "demo = false"))
    result = run(tmp_path / "hub.toml", "staff", "list")
    assert (result.exit_code, "demo_clock" in result.stderr) == (78, True)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("none", "✓ Printer (kanan) siap"),
        ("near_end", "! Printer kanan siap, tetapi kertas hampir habis."),
        ("mute", "! Printer kanan tidak menjawab pertanyaan."),
        ("cover_open", "✗ Printer (kanan) belum siap."),
    ],
)
def test_the_doctor_looks_at_both_printers(tmp_path: Path, fault: str, said: str) -> None:
    with start_emulator(fault=fault) as printer:
        (tmp_path / "kiosk.toml").write_text(
            f'[printer]\nkind = "virtual"\nfolder = "paper"\nname = "kiri"\n'
            f'[spare_printer]\nkind = "network"\nhost = "127.0.0.1"\nport = {printer.port}\nname = "kanan"\n'
        )
        command = [sys.executable, "-m", "antrean", "--lang", "id", "doctor", "kiosk"]
        done = subprocess.run(
            [*command, "--config", str(tmp_path / "kiosk.toml")], capture_output=True, text=True, check=False
        )
    assert "✓ Printer (kiri) siap" in done.stdout
    assert said in done.stdout
