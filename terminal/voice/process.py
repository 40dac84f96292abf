"""A program that makes speech of text: given a line, it writes a WAV; it may do anything else as well."""

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence

from terminal.voice import wav
from terminal.voice.audio import Audio
from terminal.voice.level import centred, levelled, trimmed
from terminal.voice.port import Voiceless

MOST_BYTES = 12_000_000
"""Half a minute of the best sound there is; whoever writes more does not speak."""

MOST_WORDS = 300
END_SECONDS = 1.0


async def spoken_by(command: Sequence[str], text: str, seconds: float) -> Audio:
    """What ``command`` makes of this text, given as one line: trimmed and levelled.

    Raises Voiceless("program") for whatever goes wrong. The program, and what it has started, are ended
    when they take longer than ``seconds``, write more than ``MOST_BYTES``, or when the caller is cancelled.
    """
    try:
        async with asyncio.timeout(seconds):
            data = await _output(command, " ".join(text.split()).encode() + b"\n")
        audio = await asyncio.to_thread(_finished, data)
    except (OSError, ValueError, TimeoutError) as problem:
        raise Voiceless("program", f"{command[0]}: {str(problem) or type(problem).__name__}") from problem
    if not len(audio.samples):
        raise Voiceless("program", f"{command[0]}: silence")
    return audio


def _finished(data: bytes) -> Audio:
    return levelled(trimmed(centred(wav.read(data))))


async def _output(command: Sequence[str], line: bytes) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True
    )
    feeding = asyncio.create_task(_feed(process, line))
    complaining = asyncio.create_task(_last_words(process))
    try:
        data = await _read(process)
        if await process.wait() != 0:
            raise OSError(f"exit code {process.returncode} {await complaining}")
        return data
    except BaseException:
        await _end(process)
        raise
    finally:
        feeding.cancel()
        complaining.cancel()


async def _feed(process: Process, line: bytes) -> None:
    """A program that takes its words from elsewhere may close its ears."""
    assert process.stdin is not None
    with contextlib.suppress(OSError):
        process.stdin.write(line)
        await process.stdin.drain()
        process.stdin.close()


async def _read(process: Process) -> bytes:
    assert process.stdout is not None
    pieces: list[bytes] = []
    size = 0
    while piece := await process.stdout.read(1 << 16):
        pieces.append(piece)
        size += len(piece)
        if size > MOST_BYTES:
            raise OSError("too much output")
    return b"".join(pieces)


async def _last_words(process: Process) -> str:
    """The last line of what it complains, which must be read lest it waits for ever for somebody to do so."""
    assert process.stderr is not None
    words = b""
    while piece := await process.stderr.read(1 << 12):
        words = (words + piece)[-MOST_WORDS:]
    return next(reversed(words.decode(errors="replace").strip().splitlines()), "")


async def _end(process: Process) -> None:
    """With its whole group: a shell script would leave its children behind, holding our pipe open.

    What is still in the pipe is thrown away, because asyncio closes one only at its end.
    """
    assert process.stdout is not None
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(END_SECONDS):
            while await process.stdout.read(1 << 16):
                pass
            await process.wait()
