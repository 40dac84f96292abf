"""``antrean device``: the machines that the hub trusts."""

import asyncio
from datetime import datetime
from pathlib import Path

import click

from antrean.admin import asked, hub_option, table
from antrean.channel import channel
from antrean.provision import provisioned
from antrean.speech import Trouble, group, option, say, tell
from protocol.messages import ConfirmPairing, DeviceList, DeviceRow, ListDevices, RevokeDevice
from protocol.vocabulary import DeviceKind
from server.config import HubSettings, load_settings
from server.ready import EX_UNAVAILABLE
from terminal.link import HubSettings as Bond
from terminal.link import LinkProblem, new_request_id
from terminal.link.address import parse

COLUMNS = ("id", "kind", "name", "place", "paired", "state")
KINDS = [kind.value for kind in (DeviceKind.KIOSK, DeviceKind.DISPLAY, DeviceKind.COUNTER)]

KIND = click.Choice(KINDS)

kind_option = option("--kind", type=KIND, required=True, help="option.kind")
name_option = option("--name", required=True, help="option.device_name")
place_option = option("--place", default="", help="option.place")


@group(help="device")
def device() -> None:
    pass


@device.command(help="device.pair")
@click.argument("code")
@option("--kind", type=KIND, help="option.kind")
@option("--name", help="option.device_name")
@place_option
@hub_option
def pair(code: str, kind: str | None, name: str | None, place: str, hub_config: Path | None) -> None:
    """Asks for what the device's screen could not say: the command is typed as it stands there."""
    kind = kind or str(click.prompt(say("ask.kind"), type=KIND, err=True))
    if name is None:
        name = str(click.prompt(say("ask.device_name"), err=True))
        place = place or _asked_place(DeviceKind(kind))
    command = ConfirmPairing(request_id=new_request_id(), code=code, kind=DeviceKind(kind), name=name, place=place)
    row = asyncio.run(_pair(load_settings(hub_config), command))
    tell("device.paired", name=row.name, id=row.id)


@device.command(help="device.add")
@kind_option
@name_option
@place_option
@option("--state", type=click.Path(path_type=Path, file_okay=False), required=True, help="option.state")
@option("--hub", "url", metavar="URL", help="option.hub_url")
@hub_option
def add(kind: str, name: str, place: str, state: Path, url: str | None, hub_config: Path | None) -> None:
    row = asyncio.run(_add(load_settings(hub_config), DeviceKind(kind), name, place, _checked(url), state))
    tell("device.added", name=row.name, id=row.id, state=state)


@device.command("list", help="device.list")
@hub_option
def list_(hub_config: Path | None) -> None:
    rows = asked(hub_config, ListDevices(request_id=new_request_id()), DeviceList).devices
    if not rows:
        tell("device.none")
        return
    click.echo(table(COLUMNS, map(_row, rows)))


@device.command(help="device.revoke")
@click.argument("number", type=int)
@hub_option
def revoke(number: int, hub_config: Path | None) -> None:
    command = RevokeDevice(request_id=new_request_id(), device=number)
    row = asked(hub_config, command, DeviceList).devices[0]
    tell("device.revoked", name=row.name, id=row.id)


async def _pair(settings: HubSettings, command: ConfirmPairing) -> DeviceRow:
    """Codes live in the running hub only. Raises Trouble, Refusal."""
    async with channel(settings) as way:
        if way.hub is None:
            raise Trouble("hub_needed", EX_UNAVAILABLE)
        answer = await way.ask(command)
        assert isinstance(answer, DeviceList)
        return answer.devices[0]


async def _add(
    settings: HubSettings, kind: DeviceKind, name: str, place: str, url: str | None, state: Path
) -> DeviceRow:
    async with channel(settings) as way:
        if way.hub is None:
            raise Trouble("hub_needed", EX_UNAVAILABLE)
        return await provisioned(way, kind, name, place, Bond(state_dir=state, url=url or way.hub.url))


def _asked_place(kind: DeviceKind) -> str:
    """Only a desk's computer stands at a counter; one that is carried about has none."""
    if kind is not DeviceKind.COUNTER:
        return ""
    return str(click.prompt(say("ask.place"), default="", show_default=False, err=True))


def _checked(url: str | None) -> str | None:
    try:
        return None if url is None else parse(url).url
    except LinkProblem:
        raise Trouble("bad_url", 64, url=url) from None


def _row(row: DeviceRow) -> tuple[str, ...]:
    paired = datetime.fromtimestamp(row.paired_at / 1000).astimezone().strftime("%Y-%m-%d %H:%M")
    state = "revoked" if row.revoked else "connected" if row.connected else "away"
    return str(row.id), row.kind.value, row.name, row.place, paired, say(f"state.{state}")
