"""A served office to which files are sent over HTTP, as a terminal sends them."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import msgspec

from protocol import messages as m
from protocol.vocabulary import DeviceKind
from server.app.receive_document import DocumentDesk
from server.pictures import Cleaner
from server.web import listening
from server.web.limits import Limits
from server.web.site import application
from server.web.uploads import Uploads
from tests.support.office import TestOffice


@dataclass
class Told:
    """The hub's HTTP answer."""

    status: int
    body: dict[str, Any]

    @property
    def why(self) -> str:
        """The refusal's code, and its reason where it has one."""
        code: str = self.body.get("code", "")
        return ":".join(part for part in (code, self.body.get("params", {}).get("why", "")) if part)


@dataclass
class Sender:
    """One terminal with its token."""

    url: str
    token: str
    client: aiohttp.ClientSession
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    async def send(
        self, case: int, content: bytes, *, requirement: str = "", request_id: str | None = None, **headers: str
    ) -> Told:
        said = {
            "Authorization": f"Bearer {self.token}",
            "X-Request-Id": f"u{next(self.numbers)}" if request_id is None else request_id,
        } | headers
        url = f"{self.url}/cases/{case}/documents"
        query = {"requirement": requirement} if requirement else {}
        async with self.client.post(url, params=query, data=content, headers=said) as answer:
            return Told(answer.status, msgspec.json.decode(await answer.read()))

    async def health(self) -> dict[str, Any]:
        async with self.client.get(f"{self.url}/healthz") as answer:
            return await answer.json()  # type: ignore[no-any-return]


@asynccontextmanager
async def sending(
    office: TestOffice, place: str, cleaner: Cleaner | None = None, **pace: float
) -> AsyncIterator[Sender]:
    """The hub on a real socket with its door for files, and the terminal at this place with a token."""
    token = await token_of(office, place)
    uploads = Uploads(office.hub, DocumentDesk(office.hub, cleaner or Cleaner()), **pace)
    app = application(office.hub, Limits(), "test", uploads.routes())
    listener = listening.bind("127.0.0.1", 0)
    async with listening.serving(app, listener, None), aiohttp.ClientSession() as client:
        yield Sender(f"http://127.0.0.1:{listener.getsockname()[1]}", token, client)


async def token_of(office: TestOffice, place: str) -> str:
    """Places a counter's machine here, whose token is known to the test."""
    added = await office.do("admin", m.AddDevice, kind=DeviceKind.COUNTER, name=place, place=place)
    office.devices[place] = await office.hub.recognise(added.token)
    return str(added.token)
