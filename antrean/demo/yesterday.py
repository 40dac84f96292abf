"""What the demo office did yesterday: a card whose papers came by WhatsApp, ready to be collected today."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from antrean.demo.office import PIN, STAFF, Folder, Person
from protocol import messages as m
from protocol.vocabulary import DeviceKind, Result, Step
from server.app.hub import Chance, Hub, Place, open_hub
from server.app.work import ADMIN, Device
from server.config import load_settings
from server.config.catalogue import load_office
from server.registers import Renderer
from server.storage.store import Store
from terminal.link import new_request_id

SERVICE = "pak-tuwa"
APPLICANT = "Bambang Irawan"
DAY_MS = 24 * 60 * 60 * 1000
PAPERS = ("kk", "police-letter")


@dataclass(frozen=True)
class Yesterday:
    """The office as it was, with its people at desks that nobody has today."""

    hub: Hub
    now: int
    staff: dict[str, int]

    async def sit(self, login: str, place: str) -> Device:
        """A desk of its own for this person."""
        added = await self.do(ADMIN, m.AddDevice, kind=DeviceKind.COUNTER, name=f"{place}, kemarin", place=place)
        desk = await self.hub.recognise(added.token)
        await self.do(desk, m.SignIn, staff=self.staff[login], pin=PIN)
        return desk

    async def leave(self, desk: Device) -> None:
        await self.do(desk, m.SignOut)
        await self.do(ADMIN, m.RevokeDevice, device=desk.id)

    async def step(self, desk: Device, case: m.Case, step: Step, result: Result, **words: Any) -> m.Case:
        file = await self.do(
            desk, m.RecordStep, case=case.id, expected_version=case.version, step=step, result=result, **words
        )
        return file.case  # type: ignore[no-any-return]

    async def do(self, at: Device, command: type[m.Command], /, **words: Any) -> Any:
        return await self.hub.execute(at, command(request_id=new_request_id(), **words))  # type: ignore[arg-type]


async def lived(folder: Folder) -> str:
    """Plays yesterday in the closed books of this folder; the code with which the card is collected today."""
    settings = load_settings(folder.hub_config)
    office = load_office(settings.catalogue, settings.demo)
    store = Store(settings.data_dir, asyncio.get_running_loop())
    try:
        now = time.time_ns() // 1_000_000 - DAY_MS
        hub = await open_hub(store, office, Place(public_url=settings.public_url), Chance(now=lambda: now), Renderer())
        return await _made_a_card(Yesterday(hub, now, {person.login: await _hired(hub, person) for person in STAFF}))
    finally:
        await store.close()


async def _hired(hub: Hub, person: Person) -> int:
    command = m.AddStaff(
        request_id=new_request_id(), login=person.login, name=person.name, roles=(person.role,), pin=PIN
    )
    added = await hub.execute(ADMIN, command)
    assert isinstance(added, m.StaffList)
    return added.staff[0].id


async def _made_a_card(yesterday: Yesterday) -> str:
    desk = await yesterday.sit("tuti", "paktuwa")
    received = await yesterday.do(
        desk,
        m.ReceiveCase,
        service=SERVICE,
        phone="081234567890",
        sent_at=yesterday.now,
        applicant_name=APPLICANT,
        variant="lost",
    )
    case = await yesterday.step(
        desk, received.case, Step.VERIFY, Result.COMPLETE, variant="lost", applicant_name=APPLICANT, seen=PAPERS
    )
    await yesterday.leave(desk)
    for login in ("karim", "nanik"):
        desk = await yesterday.sit(login, "kasi")
        case = await yesterday.step(desk, case, Step.APPROVE, Result.APPROVED)
        await yesterday.leave(desk)
    desk = await yesterday.sit("pri", "cetak")
    case = await yesterday.step(desk, case, Step.PRINT, Result.PRINTED, card_serial="KTP2026000116")
    case = await yesterday.step(desk, case, Step.REGISTER, Result.REGISTERED)
    file = await yesterday.do(desk, m.OpenCase, case=case.id)
    await yesterday.leave(desk)
    return str(file.pickup_code)
