"""Puts the hub together from its settings and runs it: the one place where all its rooms meet."""

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import aiohttp
import msgspec
from aiohttp import web

from assets.service_manager import ALIVE, READY, STOPPING, ServiceManager
from protocol import pairing
from protocol.vocabulary import Letter
from server import discovery
from server.app.hub import Chance, Hub, Place, open_hub
from server.app.receive_document import DocumentDesk
from server.config import HubSettings, load_office
from server.config.settings import WhatsAppSettings
from server.pictures import Cleaner
from server.ready import CHANCE, EX_CANNOT_CREATE, EX_CONFIG, EX_DATA, EX_UNAVAILABLE, Ready, now_ms
from server.registers import Renderer
from server.storage.store import DataFolderInUse, Store
from server.web import listening, tls
from server.web.files import write_private
from server.web.limits import Limits
from server.web.site import Site
from server.web.uploads import Uploads
from server.web.whatsapp import Account, CloudApi, Courier, Hook

log = logging.getLogger(__name__)

TICK_SECONDS = 2.0


class CannotStart(Exception):
    """The hub was not started; nothing was changed. ``key`` and ``values`` make the sentence (hub.po)."""

    def __init__(self, key: str, exit_code: int, **values: str | int) -> None:
        super().__init__(key)
        self.key = key
        self.exit_code = exit_code
        self.values = values


def chance_of(settings: HubSettings) -> Chance:
    """The office's time: the machine's clock, or the played one of a demo."""
    clock = settings.demo_clock
    return CHANCE if clock is None else Chance(now=lambda: clock.played(now_ms()))


async def run(settings: HubSettings, stop: asyncio.Event, ready: Callable[[Ready], None]) -> None:
    """Runs the hub until ``stop``. Raises CannotStart, ConfigProblem."""
    async with running(settings, chance_of(settings)) as started:
        manager = ServiceManager()
        manager.tell(READY)
        ready(started)
        await stop.wait()
        manager.tell(STOPPING)
        log.info("stopping")


@asynccontextmanager
async def running(settings: HubSettings, chance: Chance = CHANCE) -> AsyncIterator[Ready]:
    """The hub, served while inside. On the way out: the sockets are closed, then the books."""
    office = load_office(settings.catalogue, settings.demo)
    async with AsyncExitStack() as stack:
        listener = stack.enter_context(_bound(settings.host, settings.port))
        port = listener.getsockname()[1]
        board = None if settings.board_port is None else stack.enter_context(_bound(settings.host, settings.board_port))
        store = _opened(settings.data_dir)
        stack.push_async_callback(store.close)
        identity = tls.identity(settings.data_dir, datetime.now(UTC)) if settings.tls else None
        fingerprint = identity.fingerprint if identity else pairing.NO_CERTIFICATE
        place = Place(
            public_url=settings.public_url or _own_url(settings, port),
            fingerprint=fingerprint,
            admin_token=_new_admin_token(settings.data_dir),
            sends_letters=settings.whatsapp is not None,
        )
        hub = await open_hub(store, office, place, chance, Renderer())
        cleaner = Cleaner()
        doors = Uploads(hub, DocumentDesk(hub, cleaner)).routes()
        if settings.whatsapp is not None:
            doors += await stack.enter_async_context(_whatsapp(settings.whatsapp, hub, cleaner))
        site = Site(hub, _limits(settings), metadata.version("antrean"), doors)
        board_url = _board_url(settings, board) if board else ""
        if board:
            await stack.enter_async_context(listening.serving(site.board, board, None))
            log.info("the board, without a certificate: %s", board_url)
        await stack.enter_async_context(
            listening.serving(site.whole, listener, identity.server_context() if identity else None)
        )
        await stack.enter_async_context(_ticking(hub))
        if settings.advertise:
            await stack.enter_async_context(discovery.announced(_announcement(settings, port, fingerprint)))
        started = Ready(url=_local_url(settings, port), fingerprint=fingerprint, pid=os.getpid(), board_url=board_url)
        write_private(settings.data_dir / "hub.json", msgspec.json.encode(started))
        yield started


@asynccontextmanager
async def _whatsapp(settings: WhatsAppSettings, hub: Hub, cleaner: Cleaner) -> AsyncIterator[list[web.RouteDef]]:
    """The office's account at work while inside, and the routes that it is called at."""
    account = Account(
        api=settings.api,
        phone_number_id=settings.phone_number_id,
        verify_token=settings.verify_token,
        token=settings.token,
        app_secret=settings.app_secret.encode(),
        templates={Letter(letter): name for letter, name in settings.templates.items()},
    )
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        courier = Courier(hub, CloudApi(account, session), cleaner)
        async with courier.running():
            yield Hook(hub, account, courier).routes()


def _bound(host: str, port: int) -> socket.socket:
    try:
        return listening.bind(host, port)
    except listening.PortTaken:
        raise CannotStart("port_taken", EX_UNAVAILABLE, host=host, port=port) from None
    except OSError as problem:
        detail = problem.strerror or type(problem).__name__
        raise CannotStart("address_impossible", EX_CONFIG, host=host, port=port, detail=detail) from None


def _opened(folder: Path) -> Store:
    """The books of this folder, which must be ours to write and nobody else's at the moment."""
    try:
        return Store(folder, asyncio.get_running_loop())
    except DataFolderInUse:
        raise CannotStart("data_in_use", EX_UNAVAILABLE, folder=str(folder)) from None
    except OSError as problem:
        detail = problem.strerror or type(problem).__name__
        raise CannotStart("data_folder", EX_CANNOT_CREATE, folder=str(folder), detail=detail) from None
    except Exception as problem:
        # Whatever else keeps the books shut (not a database, a damaged key, a newer schema): the log has where.
        log.debug("books not opened", exc_info=True)
        raise CannotStart("data_damaged", EX_DATA, folder=str(folder), detail=str(problem)[:200]) from None


def _new_admin_token(folder: Path) -> str:
    """Whoever may read the hub's own files may administer it; a new token each start."""
    token = secrets.token_urlsafe(32)
    write_private(folder / "admin.token", token.encode())
    return token


def _limits(settings: HubSettings) -> Limits:
    rate = settings.commands_per_second
    return replace(Limits(), commands_per_second=float(rate), command_burst=2 * rate, boards=settings.web_boards)


def _local_url(settings: HubSettings, port: int) -> str:
    """For programs on this machine."""
    wildcard = settings.host in ("0.0.0.0", "::")  # noqa: S104 - compared, not listened on
    return f"{'wss' if settings.tls else 'ws'}://{_in_url('127.0.0.1' if wildcard else settings.host)}:{port}"


def _own_url(settings: HubSettings, port: int) -> str:
    """For a phone in the hall, where the office has set no public_url."""
    return f"{'https' if settings.tls else 'http'}://{_host_for_guests(settings)}:{port}"


def _board_url(settings: HubSettings, listener: socket.socket) -> str:
    """For a television in the hall."""
    return f"http://{_host_for_guests(settings)}:{listener.getsockname()[1]}/board"


def _host_for_guests(settings: HubSettings) -> str:
    """This machine's first address that others reach, as a URL has it."""
    return _in_url(discovery.reachable(settings.host, tls.addresses())[0])


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _announcement(settings: HubSettings, port: int, fingerprint: str) -> discovery.Announcement:
    addresses = discovery.reachable(settings.host, tls.addresses())
    url = "" if settings.tls else _local_url(settings, port)
    return discovery.Announcement(addresses, port, fingerprint, url)


@asynccontextmanager
async def _ticking(hub: Hub) -> AsyncIterator[None]:
    task = asyncio.create_task(_tick(hub), name="tick")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _tick(hub: Hub) -> None:
    """For ever, by the wall clock: local midnight comes also when nobody touches anything.

    Each turn goes through the event loop and the writer, so it shows the service manager that both go on. A turn that
    fails shows it as well: what a full disk needs is not a new start.
    """
    manager = ServiceManager()
    while True:
        await asyncio.sleep(TICK_SECONDS)
        try:
            await hub.tick()
        except Exception:
            log.exception("the office's clock was not read; trying again")
        manager.tell(ALIVE)
