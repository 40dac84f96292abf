"""The hub's address as people write it."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from protocol.messages import PORT
from terminal.link.status import LinkProblem

PATH = "/ws"


@dataclass(frozen=True, slots=True)
class Address:
    """Where the hub listens. ``secure``: over TLS; anything else is for this very machine only."""

    host: str
    port: int = PORT
    secure: bool = True
    path: str = PATH

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'wss' if self.secure else 'ws'}://{host}:{self.port}{self.path}"


def parse(url: str) -> Address:
    """``wss://hub.local:7810`` with port and path optional. Raises LinkProblem: bad_address, plain_refused."""
    try:
        parts = urlsplit(url)
        port = PORT if parts.port is None else parts.port
    except ValueError as problem:
        raise LinkProblem("bad_address", url) from problem
    if parts.scheme not in ("ws", "wss") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise LinkProblem("bad_address", parts.hostname or "no host")
    address = Address(parts.hostname, port, parts.scheme == "wss", parts.path.rstrip("/") or PATH)
    if not address.secure and not is_loopback(address.host):
        raise LinkProblem("plain_refused", address.host)
    return address


def is_loopback(host: str) -> bool:
    """Whether this name or number can only be the machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False
