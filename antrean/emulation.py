"""The emulated printer as a technician drives it: faults by name in a language, and what happens in plain sentences."""

import re
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from types import FrameType

import click

from antrean.speech import Trouble, language, say, speak, tell
from assets.texts import LANGUAGES, domain
from protocol.strict import nearest
from terminal.emulator import FAULTS, Event, NetworkPrinter, start_emulator
from terminal.emulator.faults import NO_FAULT, Fault

EX_USAGE, EX_UNAVAILABLE = 64, 69
ROLL_MM: Mapping[int, float] = {58: 30_000, 80: 80_000}
"""A roll as it is bought."""
ACTIONS = ("normal", "list", "new_roll", "off", "on", "help", "quit")


def run(port: int, width_mm: int, faults: str, folder: Path) -> int:
    """Emulates until told to end. Trouble: the port is taken, or a fault has no such name."""
    fault = understood(faults)
    signal.signal(signal.SIGTERM, _end)
    with _started(port, width_mm, fault, folder) as printer:
        try:
            tell("emulate.ready", port=printer.port, width=width_mm, folder=folder)
            _tell_faults(printer)
            tell("emulate.help")
            _obey_lines(printer)
            threading.Event().wait()  # nobody types any more: only a signal ends it
        except (KeyboardInterrupt, _Ended):
            tell("emulate.ended", papers=len(printer.papers))
    return 0


def _started(port: int, width_mm: int, fault: str, folder: Path) -> NetworkPrinter:
    try:
        return start_emulator(width_mm, port, fault, folder, roll_mm=ROLL_MM[width_mm], tell=Reporter().hear)
    except OSError as problem:
        raise Trouble("emulate.no_port", EX_UNAVAILABLE, port=port, detail=problem.strerror or "") from None


class _Ended(Exception):
    """It was told to end."""


def _end(number: int, frame: FrameType | None) -> None:
    raise _Ended


# What is typed.


def _obey_lines(printer: NetworkPrinter) -> None:
    for line in sys.stdin or ():
        if not line.strip():
            continue
        try:
            _obey(printer, line)
        except Trouble as problem:
            tell(problem.key, **problem.values)


def _obey(printer: NetworkPrinter, line: str) -> None:
    action = _actions().get(_plain(line))
    if action is None:
        printer.set_fault(understood(line))
        _tell_faults(printer)
    else:
        _DONE[action](printer)


def understood(words: str) -> str:
    """Faults as people write them, for EmulatedPrinter.set_fault. Trouble names the nearest where there is none."""
    asked = [word for word in words.split("+") if word.strip()]
    return "+".join(map(_one_fault, asked)) or NO_FAULT


def _one_fault(words: str) -> str:
    name, equals, number = words.partition("=")
    known = _faults()
    fault = known.get(_plain(name))
    if fault is None:
        guess = _guess(_plain(name))
        key = "emulate.unknown_near" if guess else "emulate.unknown"
        raise Trouble(key, EX_USAGE, name=name.strip(), near=guess)
    number = number.strip().replace(",", ".")
    if equals and not (FAULTS[fault].unit and re.fullmatch(r"\d+(\.\d+)?", number)):
        raise Trouble("emulate.bad_number", EX_USAGE, name=name.strip(), example=_example(FAULTS[fault]))
    return f"{fault}={number}" if equals else fault


def _plain(words: str) -> str:
    """Case, underscores and hyphens are no reason to be misunderstood."""
    return " ".join(re.split(r"[\s_-]+", words.strip().lower()))


@cache
def _faults() -> Mapping[str, str]:
    """Every way to write a fault, in any of our languages -> its name."""
    spelled = {_plain(fault): fault for fault in FAULTS}
    for each in LANGUAGES:
        spelled |= {_plain(domain(each, "command")[f"emulate.fault.{fault}.name"]): fault for fault in FAULTS}
    return spelled


@cache
def _actions() -> Mapping[str, str]:
    spelled = {_plain(action): action for action in ACTIONS} | {"none": "normal", "?": "help"}
    for each in LANGUAGES:
        spelled |= {_plain(domain(each, "command")[f"emulate.word.{action}"]): action for action in ACTIONS}
    return spelled


def _guess(name: str) -> str:
    """What was probably meant, in the reader's own language if possible: half a name is nearer than a like one."""
    begun = [each for each in _spoken() if name and each.startswith(name)]
    return begun[0] if begun else nearest(name, _spoken()) or nearest(name, [*_faults(), *_actions()]) or ""


def _spoken() -> list[str]:
    """Every word in the reader's own language."""
    return [say(f"emulate.fault.{fault}.name") for fault in FAULTS] + [say(f"emulate.word.{word}") for word in ACTIONS]


def _normal(printer: NetworkPrinter) -> None:
    printer.set_fault(NO_FAULT)
    _tell_faults(printer)


def _list(printer: NetworkPrinter) -> None:
    for fault in FAULTS.values():
        click.echo(f"  {_example(fault)}")
        click.echo(f"      {say(f'emulate.fault.{fault.name}')} {say(f'emulate.ends.{fault.ends}')}")


def _new_roll(printer: NetworkPrinter) -> None:
    printer.new_roll()
    tell("emulate.new_roll")
    _tell_faults(printer)


def _off(printer: NetworkPrinter) -> None:
    printer.power_off()
    _tell_faults(printer)


def _on(printer: NetworkPrinter) -> None:
    printer.power_on()
    tell("emulate.on")
    _tell_faults(printer)


def _quit(printer: NetworkPrinter) -> None:
    raise _Ended


_DONE: Mapping[str, Callable[[NetworkPrinter], None]] = {
    "normal": _normal,
    "list": _list,
    "new_roll": _new_roll,
    "off": _off,
    "on": _on,
    "help": lambda printer: tell("emulate.help"),
    "quit": _quit,
}


# What is said.


def _example(fault: Fault) -> str:
    """How it is typed, with its number where it has one."""
    name = say(f"emulate.fault.{fault.name}.name")
    return f"{name}={fault.default:g} ({say(f'emulate.unit.{fault.unit}')})" if fault.unit else name


def _tell_faults(printer: NetworkPrinter) -> None:
    active = printer.faults
    if not active:
        tell("emulate.normal")
    for each in active:
        tell(
            "emulate.fault_set",
            name=say(f"emulate.fault.{each.fault.name}.name"),
            what=say(f"emulate.fault.{each.fault.name}"),
        )


class Reporter:
    """Makes lines of what happens. A terminal asks every few seconds how the printer is: that is told once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._language = language()
        self._told_of_status = False

    def hear(self, event: Event) -> None:
        """One event; from any thread."""
        with self._lock:
            speak(self._language)  # what the front door chose is not known in other threads
            if event.question.startswith("DLE EOT"):
                if not self._told_of_status:
                    self._told_of_status = True
                    _line("emulate.asked_status")
            elif event.question:
                _line(f"emulate.asked.{event.question.removeprefix('GS ').removeprefix('( ')[0]}")
            elif event.what == "printed" and event.paper is not None:
                kind = "torn" if event.paper.truncated else "copy" if event.paper.copy else "whole"
                _line(f"emulate.paper_{kind}", file=event.picture)
            elif event.what == "hung_up" and event.detail:
                _line("emulate.hanging")
            elif event.what in ("not_drawn", "roll_ended", "power_lost", "recovered"):
                _line(f"emulate.{event.what}", detail=event.detail)


def _line(key: str, **values: object) -> None:
    click.echo(f"{datetime.now().astimezone():%H.%M.%S}  {say(key, **values)}")
