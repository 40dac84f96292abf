"""Child programs: started with a log of their own, watched, and stopped by their own process id."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from antrean.speech import Trouble

EX_SOFTWARE = 70
STOP_SECONDS = 6.0


@dataclass(frozen=True)
class Program:
    """One running child."""

    name: str
    process: asyncio.subprocess.Process
    log: Path

    def ended(self) -> Trouble:
        """The trouble of a program that ended though nobody stopped it."""
        code = self.process.returncode
        return Trouble("demo.program_ended", EX_SOFTWARE, program=self.name, code=code, log=self.log)


@dataclass
class Company:
    """All children of one demo. Leaving it (``async with``) stops those that still run."""

    logs: Path
    programs: dict[str, Program] = field(default_factory=dict)
    _started: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aenter__(self) -> "Company":
        return self

    async def __aexit__(self, *_: object) -> None:
        # The hub last: the others would otherwise spend their end looking for it.
        await self.stop([name for name in self.programs if name != "hub"])
        await self.stop(list(self.programs))

    async def start(
        self, name: str, words: Sequence[str], *, env: Mapping[str, str] | None = None, speaks: bool = False
    ) -> Program:
        """Starts it; what it writes goes to its log, its stdout to us where it ``speaks``."""
        log = self.logs / f"{name}.log"
        with log.open("ab") as stream:
            process = await asyncio.create_subprocess_exec(
                *words,
                env={**os.environ, **(env or {})},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE if speaks else stream,
                stderr=stream,
                # A Ctrl-C is for us alone: we stop the others in their order.
                start_new_session=True,
            )
        program = self.programs[name] = Program(name, process, log)
        self._started.set()
        return program

    async def stop(self, names: Sequence[str]) -> None:
        """Asks these to end, and sees to it that they do."""
        leaving = [self.programs.pop(name) for name in names if name in self.programs]
        for program in leaving:
            with suppress(ProcessLookupError):
                program.process.terminate()
        await asyncio.gather(*(_ending(program.process) for program in leaving))

    async def first_end(self) -> Program:
        """Waits until one of them, also of those started meanwhile, ends by itself."""
        while True:
            self._started.clear()
            ends = {asyncio.create_task(program.process.wait()): program for program in self.programs.values()}
            more = asyncio.create_task(self._started.wait())
            try:
                done, _ = await asyncio.wait([*ends, more], return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (*ends, more):
                    task.cancel()
            for task in done - {more}:
                if (program := ends[task]).name in self.programs:
                    return program


def antrean(*words: str) -> list[str]:
    """Our own command line, by the very interpreter that runs us."""
    return [sys.executable, "-m", "antrean", *words]


async def _ending(process: asyncio.subprocess.Process) -> None:
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        await process.wait()


@asynccontextmanager
async def watched(company: Company) -> AsyncIterator[None]:
    """Ends the play with the reason as soon as one of its programs has died."""
    player = asyncio.current_task()
    assert player is not None
    watch = asyncio.create_task(company.first_end())
    watch.add_done_callback(lambda done: None if done.cancelled() else player.cancel())
    try:
        yield
    except asyncio.CancelledError:
        if watch.done() and not watch.cancelled():
            player.uncancel()
            raise watch.result().ended() from None
        raise
    finally:
        watch.cancel()
