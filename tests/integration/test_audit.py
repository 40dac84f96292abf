"""An auditor asks who approved a card; the journal answers, beside the books, without a name of a citizen."""

from pathlib import Path

from click.testing import CliRunner

from antrean.__main__ import main
from protocol.vocabulary import Result, Step
from server.storage.audit import steps_of
from tests.support.office import staffed_office


async def test_the_journal_names_who_took_each_step(tmp_path: Path) -> None:
    """By ticket number, and by register number; a number that has no case has no steps."""
    office = await staffed_office(tmp_path / "data")
    await office.issue()
    await office.issue()
    file = await office.verify("1", await office.serve_next(), name="KANARI WATI")
    file = await office.step("kasi", file, Step.APPROVE, Result.APPROVED)
    file = await office.step("cetak", file, Step.PRINT, Result.PRINTED, card_serial="B1")
    file = await office.step("cetak", file, Step.REGISTER, Result.REGISTERED)
    await office.close()
    taken = steps_of(tmp_path / "data", "A-001")
    assert [(step.step, step.who, step.counter) for step in taken] == [
        (Step.OPEN, "Ani", "1"),
        (Step.VERIFY, "Ani", "1"),
        (Step.APPROVE, "Karim", "kasi"),
        (Step.PRINT, "Pri", "cetak"),
        (Step.REGISTER, "Pri", "cetak"),
    ]
    assert steps_of(tmp_path / "data", file.case.register_number) == taken
    assert steps_of(tmp_path / "data", "A-002") == []
    assert "KANARI" not in str(taken)


async def test_the_command_shows_it_in_the_offices_time(tmp_path: Path) -> None:
    office = await staffed_office(tmp_path / "data")
    await office.issue()
    await office.verify("1", await office.serve_next())
    await office.close()
    config = tmp_path / "hub.toml"
    config.write_text('data_dir = "data"\n')
    shown = CliRunner().invoke(main, ["audit", "show", "a-001", "--config", str(config)])
    assert shown.exit_code == 0, shown.output
    assert "2026-11-23 09:00:00+07:00" in shown.output
    assert "Berkas lengkap" in shown.output
    unknown = CliRunner().invoke(main, ["audit", "show", "A-999", "--config", str(config)])
    assert unknown.exit_code == 1
    assert "A-999" in unknown.output
