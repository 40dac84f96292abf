"""A command line in its reader's language: sentences of command.po, also in click's own help pages."""

from contextvars import ContextVar
from typing import Any

import click

from assets.texts import DEFAULT, LANGUAGES, Language, text

_language: ContextVar[Language] = ContextVar("language", default=DEFAULT)


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


class Command(click.Command):
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
