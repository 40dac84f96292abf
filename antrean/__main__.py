"""``antrean``: one command line for hub, kiosk, display, counters and those who look after them."""

import importlib
import os
import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import click

from antrean import __version__, speech
from antrean.speech import Group, Option, Trouble, say
from assets.refusals import sentence
from assets.texts import LANGUAGES, text
from protocol.errors import Refusal
from protocol.strict import ConfigProblem, report

# As in sysexits.h, so that a service manager knows what a new start can't help.
EX_USAGE, EX_CONFIG, EX_INTERRUPTED = 64, 78, 130

COMMANDS: Mapping[str, str] = {
    "hub": "antrean.commands.hub",
    "kiosk": "antrean.commands.terminals",
    "display": "antrean.commands.terminals",
    "counter": "antrean.commands.terminals",
    "staff": "antrean.commands.staff",
    "device": "antrean.commands.device",
    "audit": "antrean.commands.audit",
    "erase": "antrean.commands.erase",
    "keys": "antrean.commands.keys",
    "printer": "antrean.commands.printer",
    "voice": "antrean.commands.voice",
    "doctor": "antrean.commands.doctor",
    "demo": "antrean.commands.demo",
}


class FrontDoor(Group):
    """Loads a command when it is asked for, and answers every known failure with one sentence and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(COMMANDS[cmd_name]), cmd_name)
        return command

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        speech.speak(os.environ.get("ANTREAN_LANG"))
        sys.exit(_answered(partial(super().main, *args, standalone_mode=False, **extra)))


def _answered(run: Callable[[], Any]) -> int:
    """The exit code; what went wrong stands on stderr, without a traceback for what people can mend."""
    try:
        result = run()
    except click.UsageError as problem:
        return _fail(EX_USAGE, speech.misuse(problem))
    except ConfigProblem as problem:
        return _fail(EX_CONFIG, report(problem, partial(text, speech.language(), "config")))
    except Refusal as problem:
        return _fail(1, sentence(speech.language(), problem.code, problem.params))
    except Trouble as problem:
        return _fail(problem.exit_code, say(problem.key, **problem.values))
    except (click.Abort, KeyboardInterrupt):
        return _fail(EX_INTERRUPTED, say("interrupted"))
    return result if isinstance(result, int) else 0


def _fail(code: int, words: str) -> int:
    click.echo(words, err=True)
    return code


def _spoken(ctx: click.Context, option: click.Parameter, value: str | None) -> None:
    if value is not None:
        speech.speak(value)


def _version(ctx: click.Context, option: click.Parameter, asked: bool) -> None:
    if asked:
        click.echo(f"antrean {__version__}")
        ctx.exit()


@click.command("antrean", cls=FrontDoor, help="antrean", no_args_is_help=True)
@click.option(
    "--lang",
    cls=Option,
    type=click.Choice(LANGUAGES),
    is_eager=True,
    expose_value=False,
    callback=_spoken,
    help="option.lang",
)
@click.option(
    "--version", cls=Option, is_flag=True, is_eager=True, expose_value=False, callback=_version, help="option.version"
)
def main() -> None:
    pass


if __name__ == "__main__":
    main()
