"""``antrean doctor``: what is well on this machine, what is not, and what to do about it."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import get_args

import click

from antrean.checks import hub_machine, terminal_machine
from antrean.checks.finding import Check, Grade
from antrean.speech import command, option, tell
from terminal.settings import Program, usual_file

PROGRAMS: tuple[Program, ...] = get_args(Program)
PARTS = ("hub", *PROGRAMS)


@command(help="doctor")
@click.argument("parts", nargs=-1, type=click.Choice(PARTS))
@option("--config", type=click.Path(path_type=Path, dir_okay=False), help="option.part_config")
def doctor(parts: tuple[str, ...], config: Path | None) -> int:
    """The exit code: 1 if anything is bad. Without names: the hub, and each terminal that has settings here."""
    chosen = parts or ("hub", *(name for name in PROGRAMS if usual_file(name).exists()))
    if config is not None and len(chosen) != 1:
        raise click.UsageError("--config PART")
    worst = [_examine(part, config) for part in chosen]
    tell("doctor.sick" if any(worst) else "doctor.well")
    return int(any(worst))


def _examine(part: str, config: Path | None) -> bool:
    """Tells each finding as soon as it is there. Whether anything is bad."""
    tell(f"doctor.part.{part}")
    sick = False
    for check in _checks(part, config):
        finding = check()
        click.echo("\n".join(f"  {line}" for line in finding.lines()))
        sick = sick or finding.grade is Grade.BAD
    return sick


def _checks(part: str, config: Path | None) -> Iterator[Check]:
    terminals: Mapping[str, partial[Iterator[Check]]] = {
        program: partial(terminal_machine.checks, program) for program in PROGRAMS
    }
    return terminals[part](config) if part in terminals else hub_machine.checks(config)
