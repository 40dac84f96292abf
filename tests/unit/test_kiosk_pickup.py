"""A card that is only collected, and what is said before a number when something is missing; without a window."""

from dataclasses import replace

import msgspec
import pytest

from assets.texts import LANGUAGES, Language
from kiosk.presenter import present
from kiosk.shown import Printer, Shown
from kiosk.slip import slip_of
from kiosk.visit import (
    NO,
    NOT_LIVE,
    Act,
    Action,
    Page,
    Visit,
    answered,
    fresh,
    printed,
    refused,
    step,
    wish,
)
from protocol.messages import Incident, IssuePickup, IssueTicket
from protocol.vocabulary import IncidentKind, PrintOutcome
from terminal.printing import PaperOut, Status
from tests.support.kiosk_office import CARD, CHAT, MONDAY, NO_BLANKS, OFFICE, OPEN, collected, paper, scene, shop

CODE = "7K3M9QR0"
LOCAL = msgspec.structs.replace(OFFICE, services=OFFICE.services[:1])
"""An office that hands out nothing that was asked for elsewhere."""


class Citizen:
    def __init__(self, now: object = OPEN, office: object = OFFICE) -> None:
        self.shop, self.at, self.ids = shop(now, office), 100.0, 0  # type: ignore[arg-type]
        self.visit = fresh(0.0)

    def new_id(self) -> str:
        self.ids += 1
        return f"request-{self.ids}"

    def does(self, act: Act, value: str = "", *, after: float = 1.0) -> "Citizen":
        self.at += after
        self.visit = step(self.visit, Action(act, value), self.shop, self.at, self.new_id)
        return self

    def types(self, signs: str) -> "Citizen":
        for sign in signs:
            self.does(Act.TYPE, sign)
        return self

    def at_the_keyboard(self) -> "Citizen":
        return self.does(Act.SPEAK, "en").does(Act.COLLECT)

    def hears(self, code: str, **params: str) -> "Citizen":
        self.visit = refused(self.visit, self.visit.request_id, code, params, self.at)
        return self

    def sees(self, **values: object) -> Shown:
        return present(replace(scene(self.visit, clock=self.at), **values))  # type: ignore[arg-type]


# --- the code


def test_a_typed_code_is_asked_for_once() -> None:
    citizen = Citizen().at_the_keyboard().types("7k3m9qro").does(Act.ENTER).does(Act.ENTER)
    assert citizen.visit.page is Page.TAKING
    assert wish(citizen.visit) == IssuePickup(request_id="request-1", code=CODE, language="en")
    assert citizen.ids == 1


def test_too_few_signs_ask_nothing_and_too_many_change_nothing() -> None:
    citizen = Citizen().at_the_keyboard().types("7K3M9QR").does(Act.ENTER)
    assert (citizen.visit.page, citizen.ids) == (Page.PICKUP, 0)
    assert citizen.sees().content.main is None
    assert citizen.types("0ABC").visit.code == CODE
    assert citizen.sees().keys["enter"] == Action(Act.ENTER)


def test_a_sign_that_stands_in_no_code_is_passed_over_and_the_last_is_erased() -> None:
    citizen = Citizen().at_the_keyboard().types("7U!K").does(Act.ERASE).does(Act.ERASE).does(Act.ERASE)
    assert citizen.visit.code == ""
    assert citizen.does(Act.ERASE).visit.page is Page.PICKUP


def test_keys_type_on_the_keyboards_page_and_erase_before_they_go_back() -> None:
    keys = Citizen().at_the_keyboard().sees().keys
    assert keys["7"] == Action(Act.TYPE, "7")
    assert keys["o"] == Action(Act.TYPE, "O")
    assert keys["backspace"] == Action(Act.ERASE)
    assert keys["escape"] == keys["."] == Action(Act.BACK)
    assert "u" not in keys


@pytest.mark.parametrize("page", [Page.START, Page.SERVICES, Page.EXPLAINED, Page.PICKUP, Page.NOT_YET])
def test_a_scanned_code_is_taken_at_once(page: Page) -> None:
    citizen = Citizen()
    citizen.visit = Visit(page=page, service=CHAT, code="7K", refusal="unknown_pickup", entered_at=citizen.at)
    citizen.does(Act.SCAN, CODE, after=0.0)
    assert citizen.visit.page is Page.TAKING
    assert wish(citizen.visit) == IssuePickup(request_id="request-1", code=CODE)


@pytest.mark.parametrize("page", [Page.PRIORITY, Page.TAKING, Page.TICKET, Page.PROBLEM, Page.REQUIREMENTS])
def test_no_scan_disturbs_whoever_gets_a_number(page: Page) -> None:
    citizen = Citizen()
    citizen.visit = Visit(page=page, service=CARD, paper=paper())
    assert citizen.does(Act.SCAN, CODE).visit.page is page


def test_another_qr_code_is_said_to_be_none() -> None:
    shown = Citizen().does(Act.SCAN, "").sees()
    assert shown.page is Page.PICKUP
    assert shown.content.notice is not None
    assert shown.content.notice.title == "Kode QR ini bukan kode pengambilan"


def test_an_office_without_cards_by_whatsapp_has_no_tile_and_takes_no_scan() -> None:
    citizen = Citizen(office=LOCAL).does(Act.SCAN, CODE)
    assert citizen.visit.page is Page.START
    citizen.does(Act.SPEAK, "id")
    shown = present(scene(citizen.visit, shop=citizen.shop))
    assert [choice.action.act for choice in shown.content.choices] == [Act.CHOOSE]


# --- what the hub says


@pytest.mark.parametrize(
    ("code", "page", "said"),
    [
        ("unknown_pickup", Page.PICKUP, "We do not know this code"),
        ("too_fast", Page.PICKUP, "Please try again in a moment"),
        ("pickup_done", Page.NOT_YET, "This card was handed over already"),
        ("pickup_not_ready", Page.NOT_YET, "Your card is not ready yet"),
        ("office_closed", Page.NOT_YET, "Closed"),
        ("busy", Page.PROBLEM, "Need help?"),
        (NOT_LIVE, Page.PROBLEM, "Need help?"),
        ("a_code_of_a_newer_hub", Page.PROBLEM, "Need help?"),
    ],
)
def test_every_refusal_is_said(code: str, page: Page, said: str) -> None:
    citizen = Citizen().at_the_keyboard().types(CODE).does(Act.ENTER).hears(code)
    shown = citizen.sees()
    assert shown.page is page
    told = shown.content.state or shown.content.notice
    assert told is not None
    assert told.title == said
    assert told.text


def test_the_day_from_which_it_is_ready_is_named() -> None:
    citizen = Citizen().at_the_keyboard().types(CODE).does(Act.ENTER).hears("pickup_not_ready", day="2026-11-25")
    state = citizen.sees().content.state
    assert state is not None
    assert state.text == "Please come from Wednesday, 25 November. This code stays valid."


def test_a_mistyped_code_stays_to_be_mended_and_typing_ends_the_complaint() -> None:
    citizen = Citizen().at_the_keyboard().types(CODE).does(Act.ENTER).hears("unknown_pickup")
    assert "".join(citizen.sees().content.cells) == CODE
    citizen.does(Act.ERASE)
    assert (citizen.visit.code, citizen.sees().content.notice) == (CODE[:-1], None)


def test_another_code_is_asked_for_by_another_request() -> None:
    citizen = Citizen().at_the_keyboard().types(CODE).does(Act.ENTER).hears("unknown_pickup")
    citizen.does(Act.ERASE).types("1").does(Act.ENTER)
    assert wish(citizen.visit) == IssuePickup(request_id="request-2", code="7K3M9QR1", language="en")


def test_a_lost_answer_is_asked_for_again_by_the_same_request() -> None:
    citizen = Citizen().at_the_keyboard().types(CODE).does(Act.ENTER).hears(NOT_LIVE).does(Act.RETRY)
    assert wish(citizen.visit) == IssuePickup(request_id="request-1", code=CODE, language="en")


def test_nothing_of_a_code_is_left_to_the_next_or_to_a_number() -> None:
    citizen = Citizen().at_the_keyboard().types(CODE).does(Act.BACK)
    assert citizen.visit.code == ""
    citizen.does(Act.CHOOSE, CARD).does(Act.TAKE).does(Act.ANSWER, NO)
    assert isinstance(wish(citizen.visit), IssueTicket)
    gone = Citizen().at_the_keyboard().types(CODE).does(Act.ENTER).hears("pickup_done").does(Act.LEAVE)
    assert gone.visit == fresh(gone.at)


def test_back_leads_from_the_refusal_to_an_empty_keyboard_to_the_services() -> None:
    citizen = Citizen().at_the_keyboard().types(CODE).does(Act.ENTER).hears("pickup_done").does(Act.BACK)
    assert (citizen.visit.page, citizen.visit.code, citizen.visit.refusal) == (Page.PICKUP, "", "")
    assert citizen.does(Act.BACK).visit.page is Page.SERVICES


# --- the number


def with_number(outcome: PrintOutcome, problem: str = "") -> Citizen:
    citizen = Citizen().at_the_keyboard().types(CODE).does(Act.ENTER)
    citizen.visit = answered(citizen.visit, "request-1", collected(), citizen.at)
    citizen.visit = printed(citizen.visit, collected().ticket.id, outcome, problem, citizen.at)
    return citizen


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_number_promises_no_time_and_names_nobody(language: Language) -> None:
    citizen = with_number(PrintOutcome.CONFIRMED)
    citizen.visit = replace(citizen.visit, language=language)
    content = citizen.sees().content
    assert content.number == "P-001"
    assert [fact.icon for fact in content.facts] == ["hand-extended", "clock-outline"]
    assert len(content.papers) == 2
    assert CODE not in str(content)


def test_a_paper_that_failed_comes_by_the_code_again() -> None:
    citizen = with_number(PrintOutcome.FAILED, PaperOut.code)
    stuck = citizen.sees(printer=Printer(Status(problem=PaperOut))).content.main
    assert stuck is not None
    assert stuck.action == Action(Act.LEAVE)
    ready = citizen.sees().content.main
    assert ready is not None
    citizen.does(ready.action.act, ready.action.value)
    assert citizen.visit.page is Page.TICKET
    assert wish(citizen.visit) == IssuePickup(request_id="request-2", code=CODE, language="en")
    citizen.hears(NOT_LIVE).does(ready.action.act, ready.action.value)
    assert citizen.visit.request_id == "request-2"


def test_the_slip_is_a_pickup_ticket() -> None:
    slip = slip_of(collected(), OFFICE, "", "id", MONDAY)
    assert type(slip).__name__ == "PickupTicket"
    assert (slip.number, slip.copy, slip.printed_at) == ("P-001", 0, None)
    again = slip_of(collected(copies=1), OFFICE, "", "id", MONDAY)
    assert (again.copy, again.printed_at) == (1, MONDAY)


# --- no blank cards, and incidents


def test_no_blanks_is_said_on_the_tile_and_before_the_number() -> None:
    citizen = Citizen(NO_BLANKS).does(Act.SPEAK, "id")
    tile = citizen.sees(shop=citizen.shop).content.choices[0]
    assert (tile.note, tile.meaning) == ("Blangko KTP-el sedang habis", "warn")
    citizen.does(Act.CHOOSE, CARD).does(Act.TAKE)
    shown = citizen.sees(shop=citizen.shop)
    assert shown.page is Page.SHORTAGE
    assert [choice.action for choice in shown.content.choices] == [
        Action(Act.TAKE),
        Action(Act.CHOOSE, CHAT),
        Action(Act.LEAVE),
    ]


def test_whoever_wants_a_number_without_blanks_gets_it() -> None:
    citizen = Citizen(NO_BLANKS).does(Act.SPEAK, "id").does(Act.CHOOSE, CARD).does(Act.TAKE).does(Act.TAKE)
    assert citizen.visit.page is Page.PRIORITY
    assert isinstance(wish(citizen.does(Act.ANSWER, NO).visit), IssueTicket)


def test_from_the_shortage_to_whatsapp_and_back() -> None:
    citizen = Citizen(NO_BLANKS).does(Act.SPEAK, "id").does(Act.CHOOSE, CARD).does(Act.TAKE)
    assert citizen.does(Act.CHOOSE, CHAT).visit.page is Page.EXPLAINED
    assert citizen.does(Act.BACK).visit.page is Page.SERVICES


def test_with_blanks_nothing_is_said_of_them() -> None:
    citizen = Citizen().does(Act.SPEAK, "id").does(Act.CHOOSE, CARD).does(Act.TAKE)
    assert citizen.visit.page is Page.PRIORITY


def incident(kind: IncidentKind, *, ago_minutes: int = 29, until: int | None = None, id: int = 1) -> Incident:
    return Incident(id=id, kind=kind, since=int(MONDAY.timestamp() * 1000) - ago_minutes * 60_000, until=until)


@pytest.mark.parametrize("page", [Page.START, Page.SERVICES, Page.PRIORITY])
def test_an_incident_is_said_with_its_hour_on_the_way_to_a_number(page: Page) -> None:
    content = present(scene(Visit(page=page, service=CARD), incidents=(incident(IncidentKind.SIAK),))).content
    told = [state for state in (content.state, content.notice) if state is not None and state.icon == "alert"]
    assert [state.title for state in told] == ["Sistem kependudukan (SIAK) sedang terganggu"]
    assert told[0].text.startswith("Sejak pukul 09.12. Nomor tetap dapat diambil")


def test_an_incident_of_yesterday_says_its_day() -> None:
    state = present(scene(Visit(), incidents=(incident(IncidentKind.POWER, ago_minutes=1440),))).content.state
    assert state is not None
    assert state.text.startswith("Sejak Minggu, 22 November, pukul 09.41.")


def test_what_is_over_is_not_said_and_the_most_pressing_is() -> None:
    over = incident(IncidentKind.POWER, until=1)
    both = (over, incident(IncidentKind.OTHER, id=2), incident(IncidentKind.NETWORK, id=3))
    state = present(scene(Visit(), incidents=both)).content.state
    assert state is not None
    assert state.title == "Jaringan sedang terputus"
    untroubled = present(scene(Visit(), incidents=(over,))).content.state
    assert untroubled is not None
    assert untroubled.meaning == "good"


def test_no_paper_is_said_before_an_incident_where_the_number_is_given() -> None:
    shown = present(
        scene(
            Visit(page=Page.PRIORITY, service=CARD),
            printer=Printer(Status(problem=PaperOut)),
            incidents=(incident(IncidentKind.SIAK),),
        )
    )
    assert shown.content.state is not None
    assert shown.content.state.title == "Tiket belum dapat dicetak"
