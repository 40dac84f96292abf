"""How ``antrean`` speaks: groups of commands, and what is wrong with the words it was given."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from assets.speech import Command, Option, language, say, speak
from protocol.strict import nearest

__all__ = [
    "Command",
    "Group",
    "Option",
    "Trouble",
    "command",
    "group",
    "language",
    "misuse",
    "option",
    "say",
    "speak",
    "tell",
]


class Trouble(Exception):
    """What was asked can't be done now. ``key`` and ``values`` make the sentence; ``exit_code`` is for programs."""

    def __init__(self, key: str, exit_code: int = 1, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.exit_code = exit_code
        self.values = values


def tell(key: str, **values: object) -> None:
    click.echo(say(key, **values))


class Group(Command, click.Group):
    """Several commands under one name."""

    command_class = Command


F = TypeVar("F", bound=Callable[..., Any])


def command(*, help: str) -> Callable[[Callable[..., Any]], Command]:  # noqa: A002 - as click names it
    return click.command(cls=Command, help=help)


def group(*, help: str) -> Callable[[Callable[..., Any]], Group]:  # noqa: A002 - as click names it
    return click.group(cls=Group, help=help)


def option(*names: str, **attributes: Any) -> Callable[[F], F]:
    return click.option(*names, cls=Option, **attributes)


def misuse(problem: click.UsageError) -> str:
    """What is wrong with the words of the command line, in the reader's language."""
    match problem:
        case click.exceptions.NoArgsIsHelpError(ctx=click.Context() as asked):
            return asked.get_help()
        case click.NoSuchOption():
            return _with_guess(say("misuse.option", name=problem.option_name), problem.possibilities)
        case click.NoSuchCommand():
            guess = nearest(problem.command_name, _commands(problem.ctx))
            return _with_guess(say("misuse.command", name=problem.command_name), [guess] if guess else [])
        case click.MissingParameter(param=click.Parameter() as missing):
            return say("misuse.missing", name=missing.get_error_hint(problem.ctx))
        case click.BadParameter(param=click.Parameter() as wrong):
            return say("misuse.value", name=wrong.get_error_hint(problem.ctx), detail=_allowed(wrong, problem))
    return say("misuse.other", detail=problem.format_message())


def _commands(ctx: click.Context | None) -> list[str]:
    return ctx.command.list_commands(ctx) if ctx and isinstance(ctx.command, click.Group) else []


def _with_guess(sentence: str, possibilities: Any) -> str:
    return f"{sentence} {say('misuse.nearest', names=', '.join(possibilities))}" if possibilities else sentence


def _allowed(parameter: click.Parameter, problem: click.BadParameter) -> str:
    kind = parameter.type
    return say("misuse.allowed", names=", ".join(kind.choices)) if isinstance(kind, click.Choice) else problem.message
