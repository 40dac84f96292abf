"""Finds the hub in the office's network by mDNS.

zeroconf is imported by who looks: where the hub's address is known, a start is a tenth of a second shorter without it.
"""

import asyncio
import logging
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

from protocol.messages import PORT
from terminal.link.address import PATH, Address, parse
from terminal.link.status import LinkProblem

if TYPE_CHECKING:
    from zeroconf import ServiceStateChange, Zeroconf
    from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

SERVICE = "_antrean._tcp.local."
_QUESTIONS = 10
"""A hub is announced once: where its answer is lost, or comes late, nobody would ask again."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Advertised:
    """A hub that says where it is. Anybody may say anything: the pinned certificate decides."""

    addresses: tuple[Address, ...]
    fingerprint: str


class Finder:
    """Listens for hubs from ``async with`` on; ``find`` waits for one."""

    def __init__(self) -> None:
        self._zeroconf: AsyncZeroconf | None = None
        self._hubs: dict[str, Advertised] = {}
        self._turn = 0
        self._changed = asyncio.Event()
        self._asking: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._asking:
            task.cancel()
        if self._zeroconf is not None:
            await self._zeroconf.async_close()

    async def find(self, fingerprint: str, seconds: float) -> Address | None:
        """Where a hub with this fingerprint is (any hub where it is empty), or None if nobody answers in time.

        Each call gives the next address of those that are advertised: one of them may lead nowhere.
        """
        self._listen()
        try:
            async with asyncio.timeout(seconds):
                while (found := self._chosen(fingerprint)) is None:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            return None
        return found

    def _listen(self) -> None:
        if self._zeroconf is not None:
            return
        from zeroconf.asyncio import AsyncServiceBrowser, AsyncZeroconf

        try:
            self._zeroconf = AsyncZeroconf()
        except OSError as problem:
            raise LinkProblem("no_network", str(problem)) from problem
        AsyncServiceBrowser(self._zeroconf.zeroconf, SERVICE, handlers=[self._heard])

    def _chosen(self, fingerprint: str) -> Address | None:
        hubs = [hub for _, hub in sorted(self._hubs.items()) if not fingerprint or hub.fingerprint in ("", fingerprint)]
        addresses = [address for hub in hubs for address in hub.addresses]
        if not addresses:
            return None
        self._turn += 1
        return addresses[(self._turn - 1) % len(addresses)]

    def _heard(self, zeroconf: "Zeroconf", service_type: str, name: str, state_change: "ServiceStateChange") -> None:
        if state_change.name == "Removed":
            self._hubs.pop(name, None)
            return
        task = asyncio.get_running_loop().create_task(self._ask(zeroconf, name), name=f"ask {name}")
        self._asking.add(task)
        task.add_done_callback(self._asked)

    def _asked(self, task: asyncio.Task[None]) -> None:
        self._asking.discard(task)
        if not task.cancelled() and (problem := task.exception()):
            _log.error("asking an advertised hub failed", exc_info=problem)

    async def _ask(self, zeroconf: "Zeroconf", name: str) -> None:
        from zeroconf.asyncio import AsyncServiceInfo

        info = AsyncServiceInfo(SERVICE, name)
        for _ in range(_QUESTIONS):
            if await info.async_request(zeroconf, 3000):
                break
        else:
            return
        try:
            self._hubs[name] = _advertised(info)
        except LinkProblem as problem:
            _log.warning("ignoring the advertised hub %s: %s", name, problem)
        self._changed.set()


def _advertised(info: "AsyncServiceInfo") -> Advertised:
    said = {key.decode(): (value or b"").decode(errors="replace") for key, value in info.properties.items()}
    if said.get("url"):
        addresses = [parse(said["url"])]
    else:
        addresses = [
            Address(host, info.port or PORT, path=said.get("path") or PATH) for host in info.parsed_addresses()
        ]
    return Advertised(tuple(addresses), said.get("fingerprint", "").lower())
