"""What a service manager is told, over a real datagram socket; and that nothing is said where there is none."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from assets.service_manager import ALIVE, READY, ServiceManager, status


@pytest.fixture(params=["path", "abstract"])
def heard(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, socket.socket]]:
    """The socket's name as systemd gives it, and the socket."""
    name = str(tmp_path / "notify") if request.param == "path" else f"@antrean-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ears:
        ears.bind(name.replace("@", "\0", 1))
        ears.setblocking(False)
        yield name, ears


def test_words_go_in_one_datagram(heard: tuple[str, socket.socket]) -> None:
    name, ears = heard
    ServiceManager({"NOTIFY_SOCKET": name}).tell(READY, status("link live"))
    assert ears.recv(200) == b"READY=1\nSTATUS=link live"


def test_a_status_is_one_line() -> None:
    assert status("link\nWATCHDOG=1 \n") == "STATUS=link WATCHDOG=1"


@pytest.mark.parametrize("named", ["", "relative/path", "vsock:2:1234"])
def test_nothing_is_said_where_no_socket_is_named(named: str, caplog: pytest.LogCaptureFixture) -> None:
    manager = ServiceManager({"NOTIFY_SOCKET": named, "WATCHDOG_USEC": "1000000"})
    manager.tell(READY)
    assert not manager.listens
    assert manager.watchdog_seconds is None
    assert caplog.messages == []


def test_a_manager_that_cannot_hear_ends_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    ServiceManager({"NOTIFY_SOCKET": str(tmp_path / "gone")}).tell(READY)
    assert "was not told READY=1" in caplog.text


def test_a_manager_whose_queue_is_full_is_not_waited_for(heard: tuple[str, socket.socket]) -> None:
    manager = ServiceManager({"NOTIFY_SOCKET": heard[0]})
    for _ in range(10_000):
        manager.tell(ALIVE)


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "10000000"}, 10.0),
        ({"WATCHDOG_USEC": "10000000", "WATCHDOG_PID": str(os.getpid())}, 10.0),
        ({"WATCHDOG_USEC": "10000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
    ],
)
def test_the_watchdog_is_for_this_process_or_nobody(environment: dict[str, str], seconds: float | None) -> None:
    assert ServiceManager({"NOTIFY_SOCKET": "/run/notify", **environment}).watchdog_seconds == seconds
