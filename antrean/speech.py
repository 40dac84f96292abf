"""The command line's own language: sentences from command.po, also in help pages and where click itself speaks."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar

import click

from assets.texts import DEFAULT, LANGUAGES, Language, text
from protocol.strict import nearest

_language: ContextVar[Language] = ContextVar("language", default=DEFAULT)


class Trouble(Exception):
    """What was asked can't be done now. ``key`` and ``values`` make the sentence; ``exit_code`` is for programs."""

    def __init__(self, key: str, exit_code: int = 1, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.exit_code = exit_code
        self.values = values


def speak(name: str | None) -> Language:
    """From here on in this language; an unknown name is Indonesian."""
    language = next((known for known in LANGUAGES if known == name), DEFAULT)
    _language.set(language)
    return language


def language() -> Language:
    return _language.get()


def say(key: str, **values: object) -> str:
    """The sentence of the command line for this key."""
    return text(_language.get(), "command", key, **values)


def tell(key: str, **values: object) -> None:
    click.echo(say(key, **values))


class _Headings(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix=say("heading.usage") + ": ")

    def section(self, name: str) -> Any:
        return super().section(say(f"heading.{name.lower()}"))


class _Context(click.Context):
    formatter_class = _Headings


class Option(click.Option):
    """An option whose ``help`` is a key; it becomes a sentence when it is shown, after ``--lang`` was read."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        key = self.help or ""
        self.help = say(key) if key else key
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = key


class _Spoken(click.Command):
    """A command whose ``help`` is a key; ``<key>.more`` is the longer story, where there is one."""

    context_class = _Context

    def get_short_help_str(self, limit: int = 45) -> str:
        return say(self.help or "")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        key = self.help or ""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(say(key))
            if (more := say(f"{key}.more")) != f"{key}.more":
                formatter.write_paragraph()
                formatter.write_text(more)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = say("help.help")
        return option


class Command(_Spoken):
    """One command."""


class Group(_Spoken, click.Group):
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
