"""``antrean staff``: the people of the office and their PINs."""

from pathlib import Path

import click

from antrean.admin import asked, hub_option, table, typed_pin
from antrean.speech import group, option, say, tell
from protocol.messages import AddStaff, ListStaff, SetPin, SetStaffDisabled, StaffList, StaffMember
from terminal.link import new_request_id

COLUMNS = ("login", "name", "roles", "state")

login_argument = click.argument("login")
stdin_option = option("--pin-stdin", is_flag=True, help="option.pin_stdin")


@group(help="staff")
def staff() -> None:
    pass


@staff.command(help="staff.add")
@login_argument
@option("--name", required=True, help="option.staff_name")
@option("--role", "roles", multiple=True, required=True, help="option.role")
@stdin_option
@hub_option
def add(login: str, name: str, roles: tuple[str, ...], pin_stdin: bool, hub_config: Path | None) -> None:
    command = AddStaff(request_id=new_request_id(), login=login, name=name, roles=roles, pin=typed_pin(pin_stdin))
    member = asked(hub_config, command, StaffList).staff[0]
    tell("staff.added", name=member.name, login=member.login)


@staff.command(help="staff.pin")
@login_argument
@stdin_option
@hub_option
def pin(login: str, pin_stdin: bool, hub_config: Path | None) -> None:
    command = SetPin(request_id=new_request_id(), login=login, pin=typed_pin(pin_stdin))
    tell("staff.pin_set", name=asked(hub_config, command, StaffList).staff[0].name)


@staff.command(help="staff.disable")
@login_argument
@hub_option
def disable(login: str, hub_config: Path | None) -> None:
    tell("staff.disabled", name=_set_disabled(login, True, hub_config).name)


@staff.command(help="staff.enable")
@login_argument
@hub_option
def enable(login: str, hub_config: Path | None) -> None:
    tell("staff.enabled", name=_set_disabled(login, False, hub_config).name)


@staff.command("list", help="staff.list")
@hub_option
def list_(hub_config: Path | None) -> None:
    members = asked(hub_config, ListStaff(request_id=new_request_id()), StaffList).staff
    if not members:
        tell("staff.nobody")
        return
    click.echo(table(COLUMNS, map(_row, members)))


def _set_disabled(login: str, disabled: bool, hub_config: Path | None) -> StaffMember:
    command = SetStaffDisabled(request_id=new_request_id(), login=login, disabled=disabled)
    return asked(hub_config, command, StaffList).staff[0]


def _row(member: StaffMember) -> tuple[str, ...]:
    state = say("state.disabled" if member.disabled else "state.active")
    return member.login, member.name, ", ".join(member.roles), state
