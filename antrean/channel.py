"""The administrator's way to the books: through the running hub, or into the folder itself when no hub runs."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec

from antrean.speech import Trouble
from protocol import errors
from protocol.messages import VERSIONS, Answer, AnyAnswer, AnyCommand, Hello, Refused, Welcome
from server.app.hub import Place, open_hub
from server.app.work import ADMIN
from server.config import HubSettings, load_office
from server.ready import CHANCE, EX_CANNOT_CREATE, EX_DATA, EX_UNAVAILABLE, Ready
from server.registers import Renderer
from server.storage.store import DataFolderInUse, Store
from terminal.link import LinkProblem, Pace
from terminal.link.address import parse
from terminal.link.socket import Socket, opened

ANSWER_SECONDS = 15.0


class Channel(Protocol):
    """Carries the administrator's commands. ``hub`` is None where the books were opened without one."""

    @property
    def hub(self) -> Ready | None: ...

    async def ask(self, command: AnyCommand) -> AnyAnswer:
        """The answer, durable. Raises Refusal, Trouble."""
        ...


@asynccontextmanager
async def channel(settings: HubSettings) -> AsyncIterator[Channel]:
    """A way to the books of these settings. Raises Trouble, ConfigProblem."""
    async with AsyncExitStack() as stack:
        running = await reached(stack, settings.data_dir)
        if running is not None:
            yield running
        else:
            yield await stack.enter_async_context(_books(settings))


def running_hub(folder: Path) -> Ready | None:
    """Where the hub of this folder said that it listens. It may have ended since. Raises Trouble."""
    try:
        return msgspec.json.decode(_read(folder / "hub.json"), type=Ready)
    except msgspec.DecodeError:
        return None


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return b""
    except OSError as problem:
        raise _not_ours(file.parent, problem) from None


def _not_ours(folder: Path, problem: OSError) -> Trouble:
    return Trouble("not_yours", EX_CANNOT_CREATE, folder=folder, detail=problem.strerror or type(problem).__name__)


# Through the hub.


@dataclass(frozen=True)
class Running:
    hub: Ready
    socket: Socket

    async def ask(self, command: AnyCommand) -> AnyAnswer:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self.socket.say(command)
                return await self._answer(command.request_id)
        except (LinkProblem, TimeoutError):
            raise Trouble("hub_gone", EX_UNAVAILABLE) from None

    async def _answer(self, request_id: str) -> AnyAnswer:
        while True:
            match await self.socket.hear():
                case Answer(request_id=answered, result=result) if answered == request_id:
                    return result
                case Refused(request_id=refused, code=code, params=params) if refused in (request_id, None):
                    raise errors.refusal(code, params)


async def reached(stack: AsyncExitStack, folder: Path) -> Running | None:
    """The hub, if it answers. If it does not, the lock on the books knows whether one runs."""
    ready, token = running_hub(folder), _read(folder / "admin.token").decode(errors="replace")
    if ready is None or not token:
        return None
    pin = ready.fingerprint if ready.url.startswith("wss:") else ""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            socket = await stack.enter_async_context(opened(parse(ready.url), pin, Pace()))
            await socket.say(Hello(versions=VERSIONS, token=token, program="antrean"))
            welcomed = isinstance(await socket.hear(), Welcome)
    except (LinkProblem, errors.Malformed, TimeoutError):
        return None
    return Running(ready, socket) if welcomed else None


# Without the hub.


@dataclass(frozen=True)
class _Resting:
    execute: Callable[[AnyCommand], Awaitable[AnyAnswer]]
    hub: None = None

    async def ask(self, command: AnyCommand) -> AnyAnswer:
        return await self.execute(command)


@asynccontextmanager
async def _books(settings: HubSettings) -> AsyncIterator[_Resting]:
    """The books themselves, held as a hub would hold them. Whatever is made in the folder is for its owner only."""
    office = load_office(settings.catalogue, settings.demo)
    os.umask(0o077)
    store = _opened(settings.data_dir)
    try:
        hub = await open_hub(store, office, Place(public_url=settings.public_url), CHANCE, Renderer())
        yield _Resting(lambda command: hub.execute(ADMIN, command))
    finally:
        await store.close()


def _opened(folder: Path) -> Store:
    try:
        return Store(folder, asyncio.get_running_loop())
    except DataFolderInUse:
        raise Trouble("hub_unreachable", EX_UNAVAILABLE, folder=folder) from None
    except OSError as problem:
        raise _not_ours(folder, problem) from None
    except Exception as problem:  # not a database, a damaged key, a newer schema
        raise Trouble("data_damaged", EX_DATA, folder=folder, detail=str(problem)[:200]) from None
