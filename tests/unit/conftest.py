"""A hub in memory and a browser's way to its pages, for every unit test of the web."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer

from server.web.limits import Limits
from server.web.site import application
from tests.support.web_fake_hub import FakeHub


@pytest.fixture
async def hub() -> FakeHub:
    return FakeHub()


@pytest.fixture
async def client(hub: FakeHub) -> AsyncIterator[TestClient]:
    """Asks the whole site of this test's ``hub``."""
    async with TestClient(TestServer(application(hub, Limits(), "1.2.3"))) as client:
        yield client
