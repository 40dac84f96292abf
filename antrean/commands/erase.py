"""``antrean erase``: forgets at once what the retention rules let go; the hub does the same each midnight."""

from pathlib import Path

import click

from antrean.admin import asked, hub_option, table
from antrean.speech import command, option, say, tell
from protocol.messages import Erased, EraseExpired
from terminal.link import new_request_id

COLUMNS = ("what", "cases")


@command(help="erase")
@option("--count", "only_count", is_flag=True, help="erase.option.count")
@hub_option
def erase(only_count: bool, hub_config: Path | None) -> int:
    """The exit code: 1 where something of what was erased can be read all the same."""
    done = asked(hub_config, EraseExpired(request_id=new_request_id(), only_count=only_count), Erased)
    click.echo(table(COLUMNS, ((say(f"erase.kind.{one.kind}"), str(one.count)) for one in done.kinds)))
    if only_count:
        tell("erase.counted")
        return 0
    if done.left:
        tell("erase.left", count=done.left)
        return 1
    tell("erase.gone")
    return 0
