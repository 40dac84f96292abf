"""What the administrator's commands share: which hub, one request, a table of the answer, a PIN typed twice."""

import asyncio
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import click

from antrean.channel import channel
from antrean.speech import Trouble, option, say
from protocol.messages import AnyAnswer, AnyCommand
from server.config import HubSettings, load_settings

T = TypeVar("T")

EX_USAGE, EX_SOFTWARE = 64, 70
TRIES = 3

hub_option = option(
    "--config",
    "hub_config",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="ANTREAN_HUB_CONFIG",
    help="option.hub_config",
)


def asked(hub_config: Path | None, command: AnyCommand, kind: type[T]) -> T:
    """The hub's answer to one command, of this kind. Raises Refusal, Trouble, ConfigProblem."""
    answer = asyncio.run(_ask(load_settings(hub_config), command))
    if not isinstance(answer, kind):
        raise Trouble("strange_answer", EX_SOFTWARE, found=type(answer).__name__)
    return answer


async def _ask(settings: HubSettings, command: AnyCommand) -> AnyAnswer:
    async with channel(settings) as way:
        return await way.ask(command)


def typed_pin(from_stdin: bool) -> str:
    """The new PIN: one line of stdin for programs; for people hidden and twice. It never stands in a command line."""
    if from_stdin:
        return sys.stdin.readline().strip()
    for _ in range(TRIES):
        first = click.prompt(say("pin.first"), hide_input=True, err=True)
        if first == click.prompt(say("pin.again"), hide_input=True, err=True):
            return str(first)
        click.echo(say("pin.differs"), err=True)
    raise Trouble("pin.given_up", EX_USAGE)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns under their heads, as wide as what stands in them."""
    lines = [[say(f"column.{head}") for head in heads], *(list(row) for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(heads))]
    return "\n".join("  ".join(word.ljust(w) for word, w in zip(line, widths, strict=True)).rstrip() for line in lines)
