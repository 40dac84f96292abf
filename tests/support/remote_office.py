"""An office with its PAK TUWA desk at work: cases come by WhatsApp and go all the way to a pickup code."""

from pathlib import Path
from typing import Any

from protocol import messages as m
from protocol.vocabulary import DeviceKind, Result, Step, View
from server.app.work import ADMIN, Work
from tests.support.office import PIN, HandClock, TestOffice, staffed_office

PAK_TUWA = "pak-tuwa"
PHONE = "0812-3456-7890"
DESK = "paktuwa"


async def remote_office(folder: Path, clock: HandClock | None = None) -> TestOffice:
    """The whole house with the desk that receives, and the second approver at the first one's terminal."""
    office = await staffed_office(folder, clock)
    if DESK not in office.devices:
        await office.place_device(DeviceKind.COUNTER, DESK)
    await office.hire("wati", "operator-paktuwa")
    await office.hire("kabul", "kabid")
    await office.sit_down("wati", DESK, open_counter=False)
    return office


async def receive(office: TestOffice, phone: str = PHONE, **fields: Any) -> m.CaseFile:
    """A case from a conversation, as the desk enters it."""
    said = {"sent_at": office.clock(), "service": PAK_TUWA} | fields
    return await office.do(DESK, m.ReceiveCase, phone=phone, **said)  # type: ignore[no-any-return]


async def incomplete(office: TestOffice, file: m.CaseFile) -> m.CaseFile:
    """Looked at, and the family card is missing."""
    words = {"variant": "lost", "applicant_name": "Siti Aminah", "seen": ("police-letter",), "missing": ("kk",)}
    return await office.step(DESK, file, Step.VERIFY, Result.INCOMPLETE, **words)


async def made_ready(office: TestOffice, file: m.CaseFile) -> m.CaseFile:
    """Verified, approved by both, printed and registered."""
    file = await office.verify(DESK, file)
    for login in ("karim", "kabul"):
        await office.do("kasi", m.SignIn, staff=office.staff[login], pin=PIN, take_over=True)
        file = await office.step("kasi", file, Step.APPROVE, Result.APPROVED)
    serial = f"B{file.case.id:07d}"
    file = await office.step("cetak", file, Step.PRINT, Result.PRINTED, card_serial=serial)
    return await office.step("cetak", file, Step.REGISTER, Result.REGISTERED)


async def opened(office: TestOffice, case: int) -> m.CaseFile:
    """The file as the desk sees it."""
    return await office.do(DESK, m.OpenCase, case=case)  # type: ignore[no-any-return]


async def events(office: TestOffice) -> list[m.Event]:
    """All that the journal tells, oldest first."""

    def read(work: Work) -> list[m.Event]:
        return [event for _, event in work.books.journal.since(View.STAFF, 0, 100_000) or []]

    return await office.hub.carry(ADMIN, read)
