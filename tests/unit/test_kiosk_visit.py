"""The citizen's walk from page to page, without a window."""

from dataclasses import replace

import pytest

from kiosk.visit import (
    NO,
    NOT_LIVE,
    PAPER_NOT_OWED,
    READING_SECONDS,
    SETTLE_SECONDS,
    WARNING_SECONDS,
    YES,
    Act,
    Action,
    Comfort,
    Page,
    Visit,
    answered,
    fresh,
    printed,
    quiet_seconds,
    refused,
    reopened,
    seconds_left,
    step,
    waited,
    wish,
)
from protocol.messages import IssueTicket, PrintOwed, ServiceNow
from protocol.vocabulary import Availability, PrintOutcome
from tests.support.kiosk_office import CARD, CHAT, LOST, OPEN, paper, shop

IDLE = 45
READING = (Page.START, Page.SERVICES, Page.EXPLAINED, Page.PICKUP, Page.NOT_YET)
"""Pages on which a scanned code is taken."""


class Citizen:
    """Touches one thing after another, never faster than a page settles."""

    def __init__(self, now: ServiceNow = OPEN) -> None:
        self.shop, self.at, self.ids = shop(now), 100.0, 0
        self.visit = fresh(0.0)

    def new_id(self) -> str:
        self.ids += 1
        return f"request-{self.ids}"

    def does(self, act: Act, value: str = "", *, after: float = 1.0) -> "Citizen":
        self.at += after
        self.visit = step(self.visit, Action(act, value), self.shop, self.at, self.new_id)
        return self

    def at_priority(self) -> "Citizen":
        return self.does(Act.SPEAK, "id").does(Act.CHOOSE, CARD).does(Act.NARROW, LOST).does(Act.TAKE)

    def holding(self, outcome: PrintOutcome) -> Visit:
        visit = answered(self.at_priority().does(Act.ANSWER, NO).visit, "request-1", paper(), self.at)
        return printed(visit, 12, outcome, "", self.at)


def closed(availability: Availability) -> ServiceNow:
    return ServiceNow(id=CARD, availability=availability)


def test_trip_in_five_touches() -> None:
    """Language, service, lost, go on, priority: and the number is asked for, once."""
    visit = Citizen().at_priority().does(Act.ANSWER, YES).visit
    assert (visit.page, visit.service, visit.variant) == (Page.TAKING, CARD, LOST)
    assert (visit.priority, visit.request_id) == (True, "request-1")


@pytest.mark.parametrize("language", ["id", "jv", "en"])
def test_every_language_leads_on(language: str) -> None:
    visit = Citizen().does(Act.SPEAK, language).visit
    assert (visit.page, visit.language) == (Page.SERVICES, language)


def test_unknown_language_or_service_changes_nothing() -> None:
    citizen = Citizen().does(Act.SPEAK, "nl")
    assert citizen.visit.page is Page.START
    assert citizen.does(Act.SPEAK, "id").does(Act.CHOOSE, "passport").visit.page is Page.SERVICES


@pytest.mark.parametrize("after", [0.05, SETTLE_SECONDS + 0.1])
def test_double_touch_is_one_request(after: float) -> None:
    """The second touch finds the waiting page, at once and later, and no second id is drawn."""
    citizen = Citizen().at_priority().does(Act.ANSWER, NO)
    before = citizen.visit
    citizen.does(Act.ANSWER, NO, after=after)
    assert citizen.visit is before
    assert citizen.ids == 1


def test_second_touch_does_not_reach_the_next_page() -> None:
    citizen = Citizen().does(Act.SPEAK, "id").does(Act.CHOOSE, CARD, after=SETTLE_SECONDS / 2)
    assert citizen.visit.page is Page.SERVICES
    assert citizen.does(Act.CHOOSE, CARD, after=SETTLE_SECONDS).visit.page is Page.REQUIREMENTS


def test_explained_service_gives_no_number() -> None:
    citizen = Citizen().does(Act.SPEAK, "id").does(Act.CHOOSE, CHAT)
    assert citizen.visit.page is Page.EXPLAINED
    assert citizen.does(Act.TAKE).does(Act.ANSWER, NO).visit.page is Page.EXPLAINED
    assert citizen.ids == 0


@pytest.mark.parametrize(
    "why", [Availability.CLOSED, Availability.BREAK, Availability.QUOTA_USED, Availability.UNKNOWN]
)
def test_no_numbers_now_but_requirements_can_be_read(why: Availability) -> None:
    citizen = Citizen(closed(why)).does(Act.SPEAK, "id").does(Act.CHOOSE, CARD)
    assert citizen.visit.page is Page.UNAVAILABLE
    assert citizen.does(Act.READ).visit.page is Page.REQUIREMENTS
    assert citizen.does(Act.TAKE).visit.page is Page.UNAVAILABLE


def test_closing_while_somebody_answers_asks_for_nothing() -> None:
    citizen = Citizen().at_priority()
    citizen.shop = shop(closed(Availability.CLOSED))
    assert citizen.does(Act.ANSWER, NO).visit.page is Page.UNAVAILABLE
    assert citizen.ids == 0


@pytest.mark.parametrize(
    "why", [Availability.CLOSED, Availability.BREAK, Availability.QUOTA_USED, Availability.UNKNOWN]
)
def test_opening_leads_on_whoever_reads_that_it_is_closed(why: Availability) -> None:
    """By itself, with the whole of the idle time to read; a touch meant for the page before does nothing."""
    citizen = Citizen(closed(why)).does(Act.SPEAK, "id").does(Act.CHOOSE, CARD)
    assert reopened(citizen.visit, citizen.shop, citizen.at) is citizen.visit
    citizen.at, citizen.shop = citizen.at + IDLE, shop()
    citizen.visit = reopened(citizen.visit, citizen.shop, citizen.at)
    assert (citizen.visit.page, citizen.visit.service) == (Page.REQUIREMENTS, CARD)
    assert seconds_left(citizen.visit, IDLE, citizen.at + IDLE - 1) is None
    assert citizen.does(Act.TAKE, after=SETTLE_SECONDS / 2).visit.page is Page.REQUIREMENTS
    assert citizen.does(Act.TAKE).visit.page is Page.PRIORITY


def test_opening_moves_nobody_who_reads_another_page() -> None:
    for page in set(Page) - {Page.UNAVAILABLE}:
        visit = Visit(page=page, service=CARD)
        assert reopened(visit, shop(), 10) is visit


def test_refusal_stands_until_the_hub_has_said_the_same() -> None:
    """The hub refused and its older word is still "open": no way round in a circle. Then it closes, then it opens."""
    citizen = Citizen().at_priority().does(Act.ANSWER, NO)
    visit = refused(citizen.visit, "request-1", "quota_used", {}, citizen.at)
    assert reopened(visit, shop(), citizen.at) is visit
    told = reopened(visit, shop(closed(Availability.QUOTA_USED)), citizen.at)
    assert (told.page, told.refusal) == (Page.UNAVAILABLE, "")
    assert reopened(told, shop(), citizen.at).page is Page.REQUIREMENTS


def test_variant_narrows_and_the_same_touch_widens() -> None:
    citizen = Citizen().does(Act.SPEAK, "id").does(Act.CHOOSE, CARD).does(Act.NARROW, LOST)
    assert citizen.visit.variant == LOST
    assert citizen.does(Act.NARROW, LOST).visit.variant == ""


def test_back_walks_to_the_start_and_leaves_nothing() -> None:
    citizen = Citizen().at_priority()
    pages = [citizen.does(Act.BACK).visit.page for _ in range(3)]
    assert pages == [Page.REQUIREMENTS, Page.SERVICES, Page.START]
    assert citizen.visit == fresh(citizen.at)


@pytest.mark.parametrize("page", [Page.START, Page.TAKING, Page.TICKET, Page.PROBLEM])
def test_back_has_no_place_here(page: Page) -> None:
    visit = Visit(page=page)
    assert step(visit, Action(Act.BACK), shop(), 10, str) is visit


def test_nobody_leaves_while_a_number_is_on_its_way() -> None:
    citizen = Citizen().at_priority().does(Act.ANSWER, NO).does(Act.LEAVE)
    assert citizen.visit.page is Page.TAKING


def test_answer_of_another_request_is_not_ours() -> None:
    visit = Citizen().at_priority().does(Act.ANSWER, NO).visit
    assert answered(visit, "request-9", paper(), 1) is visit
    assert refused(visit, "request-9", "internal", {}, 1) is visit
    assert answered(visit, "request-1", paper(), 1).page is Page.TICKET


@pytest.mark.parametrize(
    ("code", "page"),
    [("office_closed", Page.UNAVAILABLE), ("quota_used", Page.UNAVAILABLE), ("internal", Page.PROBLEM)],
)
def test_refusals(code: str, page: Page) -> None:
    visit = Citizen().at_priority().does(Act.ANSWER, NO).visit
    assert refused(visit, "request-1", code, {}, 1).page is page


def test_try_again_is_the_same_request() -> None:
    """A number whose answer was lost comes back as the same number."""
    citizen = Citizen().at_priority().does(Act.ANSWER, NO)
    citizen.visit = refused(citizen.visit, "request-1", "not_live", {}, citizen.at)
    visit = citizen.does(Act.RETRY).visit
    assert (visit.page, visit.request_id, citizen.ids) == (Page.TAKING, "request-1", 1)


def test_what_is_asked_of_the_hub() -> None:
    citizen = Citizen().at_priority()
    assert not citizen.visit.asking
    visit = citizen.does(Act.ANSWER, YES).visit
    assert visit.asking
    assert wish(visit) == IssueTicket(request_id="request-1", service=CARD, priority=True, language="id")
    assert not answered(visit, "request-1", paper(), 1).asking
    assert not refused(visit, "request-1", "internal", {}, 1).asking


def test_offered_number_is_one_touch_and_one_request() -> None:
    """The second touch finds the waiting page; the paper's page speaks as the number's citizen did."""
    citizen = Citizen().does(Act.PRINT, "12")
    assert (citizen.visit.page, citizen.visit.asking) == (Page.TAKING, True)
    assert wish(citizen.visit) == PrintOwed(request_id="request-1", ticket=12)
    assert citizen.does(Act.PRINT, "12").ids == 1
    visit = answered(citizen.visit, "request-1", paper(language="jv"), citizen.at)
    assert (visit.page, visit.language, visit.outcome) == (Page.TICKET, "jv", PrintOutcome.PENDING)


def test_start_page_is_left_as_it_was_found() -> None:
    """What somebody set there, or turned over, is not what the next one finds; while untouched, nothing counts down."""
    untouched = Citizen().visit
    assert quiet_seconds(untouched, IDLE) is None
    assert quiet_seconds(Citizen().does(Act.STAY).visit, IDLE) is None
    for act in (Act.MORE, Act.CONTRAST, Act.LARGER, Act.LOWER, Act.NEXT_LANGUAGE):
        citizen = Citizen().does(act)
        end = citizen.at + IDLE + WARNING_SECONDS
        assert waited(citizen.visit, IDLE, end) == fresh(end)


@pytest.mark.parametrize("value", ["", "twelve", "-1"])
def test_only_a_ticket_is_printed(value: str) -> None:
    citizen = Citizen()
    before = citizen.visit
    assert citizen.does(Act.PRINT, value).visit is before


@pytest.mark.parametrize("page", sorted(set(Page) - {Page.START, Page.TICKET}))
def test_numbers_are_offered_on_no_other_page(page: Page) -> None:
    visit = Visit(page=page, paper=paper(), outcome=PrintOutcome.FAILED)
    assert step(visit, Action(Act.PRINT, "12"), shop(), 10, str) is visit


def test_refused_paper_is_said_and_left() -> None:
    citizen = Citizen().does(Act.PRINT, "12")
    citizen.visit = refused(citizen.visit, "request-1", PAPER_NOT_OWED, {"number": "A-012"}, citizen.at)
    assert (citizen.visit.page, citizen.visit.asking) == (Page.PROBLEM, False)
    assert citizen.does(Act.LEAVE).visit == fresh(citizen.at)


def test_print_now_keeps_the_number_in_sight() -> None:
    citizen = Citizen()
    citizen.visit = citizen.holding(PrintOutcome.FAILED)
    visit = citizen.does(Act.PRINT, "12").visit
    assert (visit.page, visit.outcome, visit.asking) == (Page.TICKET, PrintOutcome.PENDING, True)
    assert wish(visit) == PrintOwed(request_id="request-2", ticket=12)
    again = printed(answered(visit, "request-2", paper(), 1), 12, PrintOutcome.CONFIRMED, "", 1)
    assert (again.page, again.outcome) == (Page.TICKET, PrintOutcome.CONFIRMED)


def test_second_touch_of_print_now_does_not_take_the_number_away() -> None:
    """Where "print now" was, "done" stands a moment later."""
    citizen = Citizen()
    citizen.visit = citizen.holding(PrintOutcome.FAILED)
    visit = citizen.does(Act.PRINT, "12").visit
    assert step(visit, Action(Act.LEAVE), shop(), citizen.at + SETTLE_SECONDS / 2, str) is visit
    assert step(visit, Action(Act.LEAVE), shop(), citizen.at + SETTLE_SECONDS, str).page is Page.START


@pytest.mark.parametrize(("code", "request_id"), [(NOT_LIVE, "request-2"), (PAPER_NOT_OWED, "request-3")])
def test_print_now_without_an_answer(code: str, request_id: str) -> None:
    """The number stays. A lost answer is asked for by the same request, so that its paper is not given twice."""
    citizen = Citizen()
    citizen.visit = citizen.holding(PrintOutcome.FAILED)
    citizen.visit = refused(citizen.does(Act.PRINT, "12").visit, "request-2", code, {}, citizen.at)
    assert (citizen.visit.page, citizen.visit.outcome) == (Page.TICKET, PrintOutcome.FAILED)
    assert citizen.does(Act.PRINT, "12").visit.request_id == request_id


@pytest.mark.parametrize("outcome", [PrintOutcome.PENDING, PrintOutcome.CONFIRMED, PrintOutcome.UNKNOWN])
def test_only_a_failed_paper_is_printed_again(outcome: PrintOutcome) -> None:
    """Half of an original may be on the floor: only a marked copy may follow, and staff give it."""
    citizen = Citizen()
    citizen.visit = before = citizen.holding(outcome)
    assert citizen.does(Act.PRINT, "12").visit is before


def test_half_a_paper_stands_until_touched() -> None:
    visit = printed(Citizen().holding(PrintOutcome.PENDING), 12, PrintOutcome.UNKNOWN, "paper_out", 1)
    assert waited(visit, IDLE, 1e9) is visit


def test_word_on_another_ticket_is_not_ours() -> None:
    visit = Citizen().holding(PrintOutcome.PENDING)
    assert printed(visit, 99, PrintOutcome.FAILED, "paper_out", 1) is visit
    assert printed(visit, 12, PrintOutcome.FAILED, "paper_out", 1).printer_problem == "paper_out"


@pytest.mark.parametrize("act", [Act.CONTRAST, Act.LARGER, Act.LOWER])
def test_comfort_goes_on_and_off_and_ends_with_the_visit(act: Act) -> None:
    citizen = Citizen().does(Act.SPEAK, "id").does(act)
    assert citizen.visit.comfort != Comfort()
    assert citizen.does(act).visit.comfort == Comfort()
    assert citizen.does(act).does(Act.BACK).visit.comfort == Comfort()


def test_language_goes_round_on_any_page() -> None:
    citizen = Citizen().at_priority()
    spoken = [citizen.does(Act.NEXT_LANGUAGE).visit.language for _ in range(3)]
    assert spoken == ["jv", "en", "id"]
    assert citizen.visit.page is Page.PRIORITY


def test_idle_page_warns_and_then_goes() -> None:
    visit = Citizen().does(Act.SPEAK, "id").visit
    at = visit.touched_at
    assert seconds_left(visit, IDLE, at + IDLE - 1) is None
    assert seconds_left(visit, IDLE, at + IDLE) == WARNING_SECONDS >= 20
    assert waited(visit, IDLE, at + IDLE + WARNING_SECONDS - 0.1) is visit
    assert waited(visit, IDLE, at + IDLE + WARNING_SECONDS).page is Page.START


def test_one_touch_keeps_the_page() -> None:
    citizen = Citizen().does(Act.SPEAK, "id").does(Act.STAY, after=IDLE + 5.0)
    assert citizen.visit.page is Page.SERVICES
    assert seconds_left(citizen.visit, IDLE, citizen.at + 1) is None


def test_start_and_waiting_pages_never_lapse() -> None:
    for page in (Page.START, Page.TAKING):
        assert seconds_left(Visit(page=page), IDLE, 1e9) is None


@pytest.mark.parametrize("outcome", [PrintOutcome.PENDING, PrintOutcome.FAILED])
def test_number_without_paper_stands_until_touched(outcome: PrintOutcome) -> None:
    citizen = Citizen()
    visit = citizen.holding(outcome)
    assert waited(visit, IDLE, 1e9) is visit
    citizen.visit = visit
    assert citizen.does(Act.LEAVE).visit.page is Page.START


@pytest.mark.parametrize(
    ("outcome", "quiet"), [(PrintOutcome.CONFIRMED, READING_SECONDS), (PrintOutcome.UNKNOWN, IDLE)]
)
def test_ticket_page_goes_by_itself(outcome: PrintOutcome, quiet: float) -> None:
    visit = Citizen().holding(outcome)
    end = visit.touched_at + quiet + WARNING_SECONDS
    assert waited(visit, IDLE, end - 0.1) is visit
    assert waited(visit, IDLE, end) == fresh(end)


def test_every_page_bears_every_action() -> None:
    """No action on any page raises, and none but those that ask the hub for something draws a request_id."""
    for page in Page:
        for act in Act:
            drawn: list[str] = []
            visit = replace(Visit(page=page, service=CARD), paper=paper())
            after = step(visit, Action(act, "id"), shop(), 10, lambda drawn=drawn: drawn.append("x") or "x")  # type: ignore[misc]
            assert bool(drawn) == ((page, act) == (Page.PRIORITY, Act.ANSWER) or (act is Act.SCAN and page in READING))
            assert isinstance(after, Visit)
