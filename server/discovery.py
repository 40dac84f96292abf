"""Says in the office's network where the hub is, so that terminals find it without an address (mDNS).

zeroconf is imported by who announces: a hub that does not starts a tenth of a second sooner.
"""

import ipaddress
import logging
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zeroconf.asyncio import AsyncServiceInfo

SERVICE = "_antrean._tcp.local."
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is said: which addresses and port, and whose certificate answers there."""

    addresses: Sequence[str]
    port: int
    fingerprint: str
    url: str = ""

    def service(self) -> "AsyncServiceInfo":
        from zeroconf.asyncio import AsyncServiceInfo

        name = f"antrean-{self.fingerprint[:12]}"
        return AsyncServiceInfo(
            SERVICE,
            f"{name}.{SERVICE}",
            port=self.port,
            addresses=[ipaddress.ip_address(address).packed for address in self.addresses],
            properties={"fingerprint": self.fingerprint, "path": "/ws"} | ({"url": self.url} if self.url else {}),
            server=f"{name}.local.",
            host_ttl=120,
        )


def reachable(host: str, own: Sequence[str]) -> list[str]:
    """The addresses at which others reach a hub that listens on ``host``, of this machine's ``own``."""
    if host not in ("0.0.0.0", "::"):  # noqa: S104 - compared, not listened on
        return [socket.gethostbyname(host)]
    return [address for address in own if not ipaddress.ip_address(address).is_loopback] or list(own)


@asynccontextmanager
async def announced(announcement: Announcement) -> AsyncIterator[None]:
    """Announced while inside. A network that does not let us is logged: terminals can still be told the address."""
    from zeroconf import Error
    from zeroconf.asyncio import AsyncZeroconf

    zeroconf: AsyncZeroconf | None = None
    try:
        zeroconf = AsyncZeroconf(interfaces=list(announcement.addresses))
        await zeroconf.async_register_service(announcement.service(), allow_name_change=True)
    except (OSError, Error) as problem:
        log.warning("not announced by mDNS: %s", type(problem).__name__)
    try:
        yield
    finally:
        if zeroconf is not None:
            await zeroconf.async_unregister_all_services()
            await zeroconf.async_close()
