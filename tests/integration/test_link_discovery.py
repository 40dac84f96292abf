"""A terminal without an address finds the hub that is really announced by mDNS on this machine."""

import socket
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from terminal.link.address import Address
from terminal.link.discovery import SERVICE, Finder
from terminal.link.status import LinkProblem


@asynccontextmanager
async def announced(port: int, **properties: str) -> AsyncIterator[None]:
    name = f"antrean-{uuid.uuid4().hex[:8]}"
    info = AsyncServiceInfo(
        SERVICE,
        f"{name}.{SERVICE}",
        port=port,
        addresses=[socket.inet_aton("127.0.0.1"), socket.inet_aton("127.0.0.2")],
        properties=properties,
        server=f"{name}.local.",
    )
    zeroconf = AsyncZeroconf(interfaces=["127.0.0.1"])
    try:
        await zeroconf.async_register_service(info)
        yield
    finally:
        await zeroconf.async_close()


@pytest.fixture(autouse=True)
async def _multicast() -> None:
    """Without multicast on loopback nobody can be heard; the machine's lack, not ours."""
    try:
        await AsyncZeroconf(interfaces=["127.0.0.1"]).async_close()
    except OSError as problem:
        pytest.skip(f"no multicast here: {problem}")


async def test_the_hub_with_our_fingerprint_is_found_at_each_of_its_addresses() -> None:
    async with announced(7001, fingerprint="aa" * 32), announced(7002, fingerprint="bb" * 32), Finder() as finder:
        found = [await finder.find("bb" * 32, 60) for _ in range(2)]
    assert {address and (address.host, address.port, address.path) for address in found} == {
        ("127.0.0.1", 7002, "/ws"),
        ("127.0.0.2", 7002, "/ws"),
    }


async def test_an_announced_url_wins_over_the_addresses() -> None:
    async with announced(7003, fingerprint="cc" * 32, url="wss://hub.example:7810"), Finder() as finder:
        assert await finder.find("cc" * 32, 60) == Address("hub.example", 7810)


async def test_a_hub_that_nobody_announces_is_not_found() -> None:
    async with Finder() as finder:
        assert await finder.find("dd" * 32, 0.1) is None


async def test_a_url_that_we_would_not_follow_is_no_hub() -> None:
    async with announced(7004, fingerprint="ee" * 32, url="ws://192.0.2.1:7810"), Finder() as finder:
        assert await finder.find("ee" * 32, 1.5) is None


async def test_a_machine_without_a_network_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one thing that a test can't take away for real without being root."""

    def no_sockets(*_: object, **__: object) -> None:
        raise OSError("no interfaces")

    monkeypatch.setattr("zeroconf.asyncio.AsyncZeroconf", no_sockets)
    async with Finder() as finder:
        with pytest.raises(LinkProblem) as problem:
            await finder.find("", 0.1)
    assert problem.value.code == "no_network"
