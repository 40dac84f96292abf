"""``python -m server --config hub.toml``: the hub as a program."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from assets.service_manager import trace_aborts
from assets.texts import DEFAULT, Language, text
from protocol.strict import ConfigProblem, report
from server.config import HubSettings, load_settings
from server.ready import EX_CONFIG, Ready
from server.wiring import CannotStart, run

say = partial(text, DEFAULT, "hub")


@click.command(help=say("help"))
@click.option("--config", type=click.Path(path_type=Path, dir_okay=False), help=say("help.config"))
def main(config: Path | None) -> None:
    os.umask(0o077)
    trace_aborts()
    try:
        settings = load_settings(config)
        _log(settings)
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(_serve(settings))
    except ConfigProblem as mistake:
        _fail(EX_CONFIG, partial(_settings_wrong, mistake))
    except CannotStart as problem:
        _fail(problem.exit_code, partial(_cannot_start, problem))


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's loop where it is installed (not on Windows): a quarter more tickets a second; else Python's own."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


async def _serve(settings: HubSettings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    await run(settings, stop, _say_ready)


def _say_ready(ready: Ready) -> None:
    """One line, read by people and by programs that start a hub."""
    print(f"antrean hub ready {ready.url} fingerprint={ready.fingerprint} pid={ready.pid}", flush=True)


def _log(settings: HubSettings) -> None:
    """To stderr, which the service manager keeps. What a frame carries is never logged."""
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr
    )
    quiet_libraries()


def quiet_libraries() -> None:
    """At any level: aiohttp's errors quote requests (ours, server.web.trouble, don't), peewee's lines the values."""
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)
    logging.getLogger("peewee").setLevel(logging.INFO)


def _settings_wrong(mistake: ConfigProblem, language: Language) -> str:
    return text(language, "hub", "settings_wrong") + "\n" + report(mistake, partial(text, language, "config"))


def _cannot_start(problem: CannotStart, language: Language) -> str:
    return text(language, "hub", problem.key, **problem.values)


def _fail(code: int, sentence: Callable[[Language], str]) -> None:
    """Indonesian first, English after it; no traceback."""
    for language in (DEFAULT, "en"):
        click.echo(sentence(language), err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
