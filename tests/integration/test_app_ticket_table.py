"""Every command on a ticket in every state, with every kind of case: carried out, or refused with its code.

The expectations are written down here a second time, from the design, without a word of the hub's own tables.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from protocol import errors
from protocol import messages as m
from protocol.vocabulary import CaseState, PrintOutcome, TicketState
from server.app.books import Books
from tests.support.office import KTP, TestOffice, staffed_office

STATES = [state for state in TicketState if state is not TicketState.UNKNOWN]
CASES = [None, *(state for state in CaseState if state is not CaseState.UNKNOWN)]
WITH_APPLICANT = (None, "incomplete")  # nobody in the house works on this number's card


@dataclass(frozen=True)
class Deed:
    """``at``: who does it. ``of``: where the number was called to. ``goals``: state before -> after."""

    name: str
    at: str
    of: str
    fields: dict[str, Any]
    goals: dict[str, str]
    refused: str = "ticket_moved"

    def expected(self, state: str, case: str | None) -> str:
        """The state after, or the code of the refusal."""
        goal = self.goals.get(state, self.refused)
        match self.name, state:
            case "CallTicket", "in_process":
                return "called" if case == "verifying" else self.refused
            case "MarkNoShow", "called":
                return "no_show" if case in WITH_APPLICANT else "in_process"
            case (("Park" | "Transfer"), "called") if case not in WITH_APPLICANT:
                return self.refused
            case "CancelTicket", _ if case is not None:
                return self.refused
            case "Transfer", _ if case is not None and "service" in self.fields:
                return self.refused
        return goal


MOVABLE = {"waiting": "waiting", "called": "waiting"}
ASIDE = {"waiting": "called", "parked": "called", "no_show": "called"}
UNTAKEN = dict.fromkeys(("waiting", "called", "parked", "no_show"), "cancelled")
DEEDS = [
    Deed("CallTicket", "2", "1", {}, ASIDE),
    Deed("Recall", "1", "1", {}, {"called": "called", "handover_called": "handover_called"}),
    Deed("StartServing", "1", "1", {}, {"called": "serving"}),
    Deed("MarkNoShow", "1", "1", {}, {"called": "no_show", "handover_called": "ready"}),
    Deed("Park", "1", "1", {}, {"waiting": "parked", "called": "parked"}),
    Deed("BringBack", "1", "1", {}, {"parked": "waiting", "no_show": "waiting"}),
    Deed("Transfer", "1", "1", {"counter": "2"}, MOVABLE),
    Deed("Transfer", "1", "1", {"service": KTP}, MOVABLE),
    Deed("CancelTicket", "1", "1", {}, UNTAKEN),
    Deed("CallToHandover", "serah", "1", {}, {"ready": "handover_called"}),
    Deed("Reprint", "1", "1", {}, {state.value: state.value for state in STATES}),
    Deed("Undo", "1", "1", {}, {}, refused="nothing_to_undo"),
    Deed("PrintOwed", "kiosk", "1", {}, {"waiting": "waiting"}, refused="paper_not_owed"),
]


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[TestOffice]:
    office = await staffed_office(tmp_path / "books")
    yield office
    await office.close()


async def ticket_with_case(office: TestOffice) -> tuple[int, int]:
    """A number and the case that it was served for."""
    await office.issue()
    file = await office.serve_next()
    assert file.case.ticket is not None
    return file.case.ticket, file.case.id


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: "-".join((deed.name, *deed.fields)))
async def test_every_command_in_every_state(office: TestOffice, deed: Deed) -> None:
    ticket, case = await ticket_with_case(office)
    for state in STATES:
        for stands in CASES:
            office.clock.set(office.clock.at + timedelta(seconds=11))  # too late to take anything back
            await _stand(office, ticket, case, deed.of, state, stands)
            found = await _outcome(office, deed, ticket)
            assert found == deed.expected(state.value, stands), (deed.name, state, stands)


async def _stand(
    office: TestOffice, id: int, case_id: int, place: str, state: TicketState, stands: CaseState | None
) -> None:
    """Puts ticket and case where the books could have them."""

    def put(books: Books) -> None:
        ticket, case = books.tickets.find(id), books.cases.find(case_id)
        assert ticket is not None
        assert case is not None
        failed = PrintOutcome.FAILED
        here = replace(ticket, state=state, counter=place, recalls=2, reserved_for=None, paper=failed, copies=0)
        books.tickets.save(replace(here, case=case_id if stands else None))
        if stands:
            books.cases.save(replace(case, state=stands))

    await office.store.submit(put)


async def _outcome(office: TestOffice, deed: Deed, ticket: int) -> str:
    before = await _state(office, ticket)
    try:
        await office.do(deed.at, getattr(m, deed.name), ticket=ticket, **deed.fields)
    except errors.Refusal as refusal:
        assert await _state(office, ticket) == before
        return refusal.code
    return await _state(office, ticket)


async def _state(office: TestOffice, ticket: int) -> str:
    found = await office.store.submit(lambda books: books.tickets.find(ticket))
    return str(found.state.value)


@pytest.mark.parametrize("name", ["Recall", "StartServing", "MarkNoShow"])
@pytest.mark.parametrize("state", STATES)
async def test_a_number_that_was_called_elsewhere_is_theirs(office: TestOffice, name: str, state: TicketState) -> None:
    ticket, case = await ticket_with_case(office)
    await _stand(office, ticket, case, "2", state, None)
    with pytest.raises(errors.TicketElsewhere):
        await office.do("1", getattr(m, name), ticket=ticket)
