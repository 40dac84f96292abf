"""``antrean audit``: whether the journal is whole, and who did what to a card."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import click

from antrean.admin import hub_option, table
from antrean.speech import Trouble, group, option, say, tell
from server.config import load_office, load_settings
from server.ready import EX_DATA
from server.storage.audit import Audit, NoBooks, Taken, steps_of
from server.storage.audit import audit as read_journal

EX_NO_INPUT = 66
COLUMNS = ("line", "time", "case", "number", "what", "who", "place")
T = TypeVar("T")
HEAD_DIGITS, FEWEST_DIGITS = 64, 16


def printed_head(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    """A head as it stands on paper: digits in groups, in either case; whoever types it may stop after four groups."""
    if value is None:
        return ""
    head = "".join(value.split()).lower()
    if not re.fullmatch(f"[0-9a-f]{{{FEWEST_DIGITS},{HEAD_DIGITS}}}", head):
        raise click.BadParameter(say("audit.head_unreadable", fewest=FEWEST_DIGITS), ctx, param)
    return head


@group(help="audit")
def audit() -> None:
    pass


@audit.command(help="audit.verify")
@option("--head", "printed", callback=printed_head, metavar="HEX", help="audit.option.head")
@hub_option
def verify(printed: str, hub_config: Path | None) -> int:
    """The exit code: 0 only if every line is as it was written, and the printed head is one of the chain's."""
    settings = load_settings(hub_config)
    found = _read(settings.data_dir, partial(read_journal, printed=printed))
    whole, proven = found.first_broken is None, found.printed is not None or not printed
    if not whole:
        tell("audit.broken", seq=found.first_broken, lines=found.lines)
    elif proven:
        now = datetime.now().astimezone().isoformat(" ", "seconds")
        tell("audit.whole", lines=found.lines, head=found.head, at=now)
    if printed:
        _tell_printed(found, load_office(settings.catalogue).timezone)
    return 0 if whole and proven else 1


def _tell_printed(found: Audit, timezone: str) -> None:
    """Whether the books still have the line at which that head was printed."""
    if found.printed is None:
        tell("audit.head_missing")
    else:
        at = datetime.fromtimestamp(found.printed.at / 1000, ZoneInfo(timezone)).isoformat(" ", "seconds")
        tell("audit.head_found", seq=found.printed.seq, at=at)


@audit.command(help="audit.show")
@click.argument("number")
@hub_option
def show(number: str, hub_config: Path | None) -> int:
    """Every step of this ticket's or register's number; the exit code is 1 where there is none."""
    settings = load_settings(hub_config)
    taken = _read(settings.data_dir, partial(steps_of, number=number.strip().upper()))
    if not taken:
        tell("audit.no_steps", number=number)
        return 1
    zone = ZoneInfo(load_office(settings.catalogue).timezone)
    click.echo(table(COLUMNS, (_row(step, zone) for step in taken)))
    return 0


def _row(taken: Taken, zone: ZoneInfo) -> tuple[str, ...]:
    at = datetime.fromtimestamp(taken.at / 1000, zone).isoformat(" ", "seconds")
    result = say(f"audit.{taken.step}.{taken.result}")
    return str(taken.seq), at, str(taken.case), taken.number, result, taken.who, taken.counter


def _read(folder: Path, reading: Callable[[Path], T]) -> T:
    try:
        return reading(folder)
    except NoBooks:
        raise Trouble("audit.no_books", EX_NO_INPUT, folder=folder) from None
    except OSError as problem:
        raise Trouble("not_yours", EX_NO_INPUT, folder=folder, detail=problem.strerror or "") from None
    except Exception as problem:  # not a database, a damaged key
        raise Trouble("data_damaged", EX_DATA, folder=folder, detail=str(problem)[:200]) from None
