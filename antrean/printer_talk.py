"""What a technician asks of a printer, and its answers in plain sentences."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import click

from antrean.speech import Trouble, language, say, tell
from protocol.office import HOUSE_STYLE
from terminal import settings
from terminal.printing import (
    PrinterConfig,
    PrinterMisconfigured,
    PrinterNeeds,
    PrinterProblem,
    Slip,
    Status,
    TestPage,
    samples,
)
from terminal.printing.answers import Plate
from terminal.printing.conversation import Conversation, Printed
from terminal.printing.printer import ROLL, SPARE_ROLL, Machine

EX_USAGE, EX_CONFIG = 64, 78
READY, TROUBLE, NOBODY_KNOWS = 0, 1, 3
QUESTIONS = {**{f"DLE EOT {n}": f"printer.question.{n}" for n in (1, 2, 3, 4)}, "GS r 1": "printer.sensor"}
HOW = ("host", "port", "path", "baud", "vendor", "product", "queue", "folder", "width_mm", "profile")


# Which printer.


def machine_of(which: Mapping[str, Any]) -> Machine:
    """The printer that the flags name. Raises Trouble, or ConfigProblem where the settings are wrong."""
    return Machine(_by_address(which)) if which["kind"] else _by_settings(which)


def _by_address(which: Mapping[str, Any]) -> PrinterConfig:
    given = {key: which[key] for key in HOW if which[key] is not None}
    if "width_mm" in given:
        given["width_mm"] = int(given["width_mm"])
    try:
        return PrinterConfig(kind=which["kind"], **given)
    except PrinterNeeds as problem:
        raise Trouble("printer.flag_needed", EX_USAGE, kind=which["kind"], flag=problem.key) from None
    except PrinterMisconfigured as problem:
        raise Trouble("printer.misconfigured", EX_USAGE, flag=problem.key, detail=problem.reason) from None


def _by_settings(which: Mapping[str, Any]) -> Machine:
    """The terminal itself may be running: what it counts of its roll is read, and left to it."""
    program: settings.Program = which["of"] or ("kiosk" if settings.usual_file("kiosk").exists() else "counter")
    found = settings.read(program, which["config"])
    config = found.spare_printer if which["spare"] else found.printer
    if config is None:
        file = which["config"] or settings.usual_file(program)
        raise Trouble("printer.none_set", EX_CONFIG, table="spare_printer" if which["spare"] else "printer", file=file)
    return Machine(config, found.hub.state_dir / (SPARE_ROLL if which["spare"] else ROLL), keeps_roll=False)


# How it is.


@dataclass(frozen=True, slots=True)
class Answers:
    """What one printer said: its status, the bytes of DLE EOT 1 to 4 and GS r 1, and the words on its plate."""

    status: Status
    bits: Mapping[str, int | None] = field(default_factory=dict)
    plate: Mapping[str, str] = field(default_factory=dict)


def status(which: Mapping[str, Any], as_json: bool) -> int:
    """Tells how the printer is; the exit code says it too."""
    machine = machine_of(which)
    answers = _asked(machine)
    if as_json:
        click.echo(json.dumps(_as_data(machine, answers), indent=2))
    else:
        click.echo("\n".join(_lines(machine, answers)))
    return _code(answers.status)


def _asked(machine: Machine) -> Answers:
    """A printer that cannot be reached is a status too."""
    try:
        now = machine.status()
        way = machine.way
        if now.mute or not isinstance(way, Conversation):
            return Answers(now)
        plate = {name.name.lower(): way.words(name) for name in Plate}
        bits = {f"DLE EOT {question}": byte for question, byte in way.raw_status().items()}
        return Answers(now, {**bits, "GS r 1": way.raw_sensor()}, plate)
    except PrinterProblem as problem:
        return Answers(Status(problem=type(problem)))


def _code(status: Status) -> int:
    if status.problem is not None:
        return TROUBLE
    return NOBODY_KNOWS if status.mute else READY


def _lines(machine: Machine, answers: Answers) -> Iterator[str]:
    sheet, config = machine.sheet, machine.config
    yield say("printer.which", name=config.name or "–", kind=config.kind, place=place_of(config))
    yield say("printer.sheet", width=sheet.width_mm, profile=sheet.profile, columns=sheet.columns, dots=sheet.dots)
    for question, byte in answers.bits.items():
        heard = say("printer.silent") if byte is None else f"{byte:02X}  {byte:08b}"
        yield f"  {question:9}  {heard}  {say(QUESTIONS[question])}"
    for name, words in answers.plate.items():
        yield f"  {'GS I':9}  {say(f'printer.plate.{name}')}: {words or say('printer.silent')}"
    if answers.status.tickets_left is not None:
        yield say("printer.left", count=answers.status.tickets_left)
    if answers.bits:
        yield say("printer.proof")
    yield conclusion(answers.status)


def conclusion(status: Status) -> str:
    """One sentence: whether it prints, and what to do if not."""
    if status.problem is not None:
        return status.problem().for_staff(language())
    if status.mute:
        return say("printer.mute")
    return say("printer.ready_low" if status.paper_low else "printer.ready")


def place_of(config: PrinterConfig) -> str:
    """Where it is, as people write it."""
    match config.kind:
        case "network":
            return f"{config.host}:{config.port}"
        case "usb":
            return f"{config.vendor:04x}:{config.product:04x}"
        case "serial":
            return f"{config.path} {config.baud}"
        case "cups":
            return str(config.queue)
    return str(config.path or config.folder)


def _as_data(machine: Machine, answers: Answers) -> dict[str, Any]:
    now, sheet = answers.status, machine.sheet
    return {
        "kind": machine.config.kind,
        "place": place_of(machine.config),
        "profile": sheet.profile,
        "width_mm": sheet.width_mm,
        "columns": sheet.columns,
        "dots": sheet.dots,
        "problem": now.problem.code if now.problem else "",
        "mute": now.mute,
        "paper_low": now.paper_low,
        "tickets_left": now.tickets_left,
        "answers": dict(answers.bits),
        "plate": dict(answers.plate),
    }


# A paper to look at.


def test(which: Mapping[str, Any], paper: str) -> int:
    """Prints one paper and tells what became of it; the exit code says it too."""
    machine = machine_of(which)
    try:
        machine.status()  # a printer that tells its model is measured by it
        printed = machine.print(_slip(paper, machine), HOUSE_STYLE)
    except PrinterProblem as problem:
        click.echo(problem.for_staff(language()), err=True)
        return NOBODY_KNOWS if problem.sent else TROUBLE
    return _told(printed)


def _slip(paper: str, machine: Machine) -> Slip:
    now = datetime.now(UTC)
    if paper == "test":
        name = machine.config.name or place_of(machine.config)
        return TestPage(issued_at=now, language=language(), sheet=machine.sheet, printer=name)
    return samples.KINDS[paper](language(), now)


def _told(printed: Printed) -> int:
    if printed.picture is not None:
        click.echo(printed.picture)
    by = f".{printed.by}" if printed.by else ""
    tell(f"printer.confirmed{by}" if printed.confirmed else "printer.unknown")
    return READY if printed.confirmed else NOBODY_KNOWS
