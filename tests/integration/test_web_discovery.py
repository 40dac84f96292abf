"""The hub says where it is, and the terminals' own finder finds it: real multicast on this machine."""

from pathlib import Path

import pytest

from server import discovery
from server.discovery import Announcement, announced, reachable
from server.web.tls import addresses
from terminal.link.discovery import SERVICE, Finder
from tests.support.web_terminal import served_office

FINGERPRINT, OTHER = "ab" * 32, "cd" * 32


def test_both_sides_name_the_service_alike() -> None:
    assert discovery.SERVICE == SERVICE


def test_a_hub_on_all_addresses_names_those_that_others_can_reach() -> None:
    assert reachable("0.0.0.0", ["10.0.0.5", "127.0.0.1"]) == ["10.0.0.5"]
    assert reachable("0.0.0.0", ["127.0.0.1"]) == ["127.0.0.1"]
    assert reachable("10.0.0.5", ["10.0.0.5", "10.0.0.6"]) == ["10.0.0.5"]


async def test_finder_finds_the_hub_with_its_fingerprint_and_no_other() -> None:
    async with announced(Announcement(reachable("0.0.0.0", addresses()), 7810, FINGERPRINT)), Finder() as finder:
        found = await finder.find(FINGERPRINT, 10.0)
        if found is None:
            pytest.skip("no multicast on this machine")
        assert (found.port, found.secure) == (7810, True)
        assert await finder.find(OTHER, 0.3) is None


async def test_a_running_hub_announces_itself(tmp_path: Path) -> None:
    async with served_office(tmp_path, host="0.0.0.0", advertise=True) as office, Finder() as finder:
        found = await finder.find(office.ready.fingerprint, 10.0)
        if found is None:
            pytest.skip("no multicast on this machine")
        assert office.ready.url.endswith(f":{found.port}")
        assert office.ready.url.startswith("wss://127.0.0.1:")


async def test_a_network_that_forbids_it_is_no_reason_not_to_start(caplog: pytest.LogCaptureFixture) -> None:
    async with announced(Announcement(["192.0.2.1"], 7810, FINGERPRINT)):
        assert "not announced" in caplog.text
