"""Who looks on in the played week: a supervisor in the afternoon, somebody at the telephone, and the registers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from protocol import messages as m
from protocol.vocabulary import CaseState, FileFormat, Register, Result, Step
from server.app.receive_document import DocumentDesk, Upload
from tests.support.week_plan import DAYS

if TYPE_CHECKING:
    from tests.support.week_desk import Visit, Week

UNDER_WAY = (CaseState.AWAITING_APPROVAL, CaseState.AWAITING_PRINT, CaseState.READY)
REASON = "Pemohon bertanya lewat telepon"
LOOKED_AT = 3


@dataclass(frozen=True)
class AsItCame:
    """Takes what was sent for its own picture: pictures have tests of their own."""

    async def pages_of(self, content: bytes) -> list[bytes]:
        return [content]


async def send_a_paper(week: "Week", visit: "Visit") -> None:
    """The applicant's NIK stands on it, for anybody to read. Its answer is lost once, and asked for again."""
    office = week.office
    desk, device = DocumentDesk(office.open.hub, AsItCame()), office.open.devices["paktuwa"]
    upload = Upload(
        case=visit.case,
        requirement="kk",
        request_id=f"paper-{visit.case}",
        content=f"{visit.person.name} {visit.person.nik}".encode(),
    )
    first = await desk.receive(device, upload)
    assert await desk.receive(device, upload) == first
    week.ledger.documents += 1
    ready = await office.do("paktuwa", m.ReadDocument, case=visit.case, document=first.id, reason=REASON)
    fetched = await office.open.hub.files.fetch(ready.path.rsplit("/", 1)[-1], 1, device.id)
    assert fetched.content == upload.content
    week.ledger.journal["personal_read"] += 1


async def look_at_some(week: "Week") -> None:
    """A case is given to somebody, a note is written, a NIK is looked up whole and found again by it."""
    running = [visit for visit in week.visits if week.ledger.cases.get(visit.case) in UNDER_WAY]
    for visit in week.chance.sample(running, min(LOOKED_AT, len(running))):
        await _assign(week, visit)
        await week.office.do("1", m.AddNote, case=visit.case, text=f"{visit.person.name} menelepon")
        week.ledger.notes += 1
        shown = await week.office.do("1", m.RevealNik, case=visit.case, reason=REASON)
        week.ledger.journal["personal_read"] += 1
        assert shown.nik == visit.person.nik
        await _find(week, visit)


async def _assign(week: "Week", visit: "Visit") -> None:
    await week.office.do("kabid", m.AssignCase, case=visit.case, staff=week.office.open.staff["pri"])
    week.ledger.step(visit.case, CaseState(week.ledger.cases[visit.case]), Step.ASSIGN, Result.ASSIGNED)


async def _find(week: "Week", visit: "Visit") -> None:
    person = visit.person
    for text in (person.nik, person.name.split()[-1]):
        found = await week.office.do("1", m.FindCases, text=text)
        assert [one.case.id for one in found.cases] == [visit.case], text
        assert found.cases[0].nik == "*" * 12 + person.nik[-4:]


async def read_the_registers(week: "Week") -> None:
    """Every register of the week, page after page, and one of them taken out."""
    for register in (Register.CARDS, Register.BLANKS, Register.HANDOVER, Register.REMOTE):
        week.lines_read[register.value] = await _lines(week, register)
    await week.office.do(
        "cetak",
        m.ExportRegister,
        register=Register.CARDS,
        format=FileFormat.CSV,
        reason="Laporan mingguan",
        **_days(),
    )
    week.ledger.journal["personal_read"] += 1


async def _lines(week: "Week", register: Register) -> int:
    after, lines = 0, 0
    while True:
        page = await week.office.do("cetak", m.OpenRegister, register=register, after=after, **_days())
        lines += len(page.lines)
        shown = " ".join(cell for line in page.lines for cell in line.cells)
        assert not any(person.nik in shown for person in week.people)
        after = page.after
        if not after:
            assert lines == page.total
            return lines


def _days() -> dict[str, str]:
    return {"first_day": DAYS[0].isoformat(), "last_day": DAYS[-1].isoformat()}
