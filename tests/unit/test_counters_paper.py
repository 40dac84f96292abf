"""What a counter shows of papers and printers: every unknown is seen, and only what stops printing is red."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.texts import LANGUAGES, Language, domain
from counters.presenter import paper, queue, slips
from counters.presenter.actions import Action, Desk
from counters.presenter.bar import bar_of
from counters.presenter.care import Care, pressing
from counters.presenter.case_list import case_desk_view
from counters.presenter.day_report import DAYS_BACK, beside, day_report_view
from counters.presenter.paper import Matter, matter_of, paper_lines, paper_view, sentence
from counters.presenter.printed import Came, Sheet, meaning, told
from counters.presenter.printers import printers, with_printer
from counters.presenter.queue import Choice, SlipOffer, queue_view
from counters.presenter.seat import Seat
from protocol import messages as m
from protocol.office import Office
from protocol.vocabulary import CaseState, PrintOutcome, Right, TicketState
from server.config.catalogue import load_office
from terminal.link.mirror import Mirror
from terminal.printing import PickupTicket, Ticket, problems
from tests.support.counters_seat import KTP, MINUTE, NOW, case, mirror_of, seat, ticket
from tests.support.hub_process import ROOT

OWN = 7
HALL = (Right.CALL, Right.VERIFY, Right.CANCEL)


@pytest.fixture(scope="module")
def office() -> Office:
    return load_office(ROOT / "assets" / "catalogue" / "magetan.toml")


def printer(device: int, **fields: Any) -> m.PrinterNow:
    return m.PrinterNow(device=device, **{"name": f"Kios {device}", "place": "Lobi", **fields})


def desk(office: Office, tickets: Iterable[m.Ticket] = (), known: Iterable[m.PrinterNow] = (), **fields: Any) -> Seat:
    mirror = mirror_of(office, tickets, printers=tuple(known))
    return seat(mirror, **{"device": OWN, "prints": True, **fields})


# --- printers ---------------------------------------------------------------------------------------


def test_printers_stand_in_the_order_of_their_need(office: Office) -> None:
    known = [
        printer(1),
        printer(2, mute=True),
        printer(3, paper_low=True, tickets_left=40),
        printer(4, spare=True),
        printer(5, problem="cover_open", paper_low=True),
    ]
    lines = printers(desk(office, known=known))
    assert [line.care for line in lines] == [Care.STOPPED, Care.HAMPERED, Care.LOW, Care.MUTE, Care.FINE]
    assert [line.device for line in pressing(lines)] == [5, 4, 3]
    assert "40" in lines[2].text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_says_what_to_do(office: Office, language: Language) -> None:
    for code in [*codes(), "just_invented"]:
        (line,) = printers(desk(office, known=[printer(1, problem=code)], language=language))
        assert line.care is Care.STOPPED
        assert not line.text.startswith(("problem.", "printer."))


def codes() -> list[str]:
    """Of every problem that a printer can have."""
    found = [problems.PrinterProblem]
    for kind in found:
        found.extend(kind.__subclasses__())
    return sorted({kind.code for kind in found[1:]})


def test_a_printer_is_called_as_staff_call_it(office: Office) -> None:
    known = [printer(1), printer(2, name="Kios Lobi", place="lobi"), printer(3, name="x", place="2"), printer(OWN)]
    lines = printers(desk(office, known=known, printer=printer(OWN, problem="offline")))
    assert {line.device: line.where for line in lines} == {
        1: "Kios 1 (Lobi)",
        2: "Kios Lobi",
        3: "Loket 2",
        OWN: "Printer di meja ini",
    }
    assert lines[0].own


def test_of_its_own_printer_a_terminal_believes_itself(office: Office) -> None:
    """The hub still holds what it was told before; and a terminal without a printer has none."""
    stale = printer(OWN, problem="paper_out")
    assert printers(desk(office, known=[stale], printer=printer(OWN)))[0].care is Care.FINE
    assert printers(desk(office, known=[stale], prints=False)) == ()


def test_where_else_a_copy_can_be_printed(office: Office) -> None:
    known = [printer(1), printer(2, place="3"), printer(3, place="2", problem="offline"), printer(OWN, place="1")]
    assert with_printer(desk(office, known=known)) == ("Loket 3",)


# --- the paper of a ticket ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "matter"),
    [
        ({"paper": PrintOutcome.CONFIRMED}, None),
        ({"paper": PrintOutcome.UNKNOWN, "paper_problem": "paper_out"}, Matter.UNKNOWN),
        ({"paper": PrintOutcome.UNKNOWN}, Matter.UNKNOWN),
        ({"paper": PrintOutcome.FAILED, "paper_problem": "cover_open"}, Matter.FAILED),
        ({"paper": PrintOutcome.FAILED, "paper_problem": "no_printer"}, Matter.PAPERLESS),
        ({"paper": PrintOutcome.PENDING, "changed_at": NOW - paper.NO_NEWS_AFTER_MS}, Matter.NO_NEWS),
        ({"paper": PrintOutcome.SENT, "changed_at": NOW - paper.NO_NEWS_AFTER_MS}, Matter.NO_NEWS),
        ({"paper": PrintOutcome.SENT, "changed_at": NOW - paper.NO_NEWS_AFTER_MS + 1}, None),
        ({"paper": PrintOutcome.FAILED, "copies": 1, "copy_paper": PrintOutcome.CONFIRMED}, None),
        ({"paper": PrintOutcome.CONFIRMED, "copies": 1, "copy_paper": PrintOutcome.UNKNOWN}, Matter.UNKNOWN),
        ({"paper": PrintOutcome.UNKNOWN, "copies": 2, "copy_paper": PrintOutcome.FAILED}, Matter.FAILED),
        ({"copies": 1, "changed_at": NOW - paper.NO_NEWS_AFTER_MS}, Matter.NO_NEWS),
    ],
)
@pytest.mark.parametrize("state", [s for s in TicketState if s not in paper.OVER])
def test_what_is_the_matter_with_a_paper(
    office: Office, state: TicketState, fields: dict[str, Any], matter: Matter | None
) -> None:
    assert matter_of(desk(office), ticket(1, state, **fields)) is matter


@pytest.mark.parametrize("state", paper.OVER)
def test_a_number_that_is_nobodys_any_more_is_no_matter(office: Office, state: TicketState) -> None:
    over = ticket(1, state, paper=PrintOutcome.UNKNOWN, paper_problem="timeout")
    assert paper_lines(desk(office, [over])) == ()


def test_what_a_mute_printer_leaves_open_is_counted_and_no_alarm(office: Office) -> None:
    """The same paper is one to look at where every printer answers, and so is one that broke off at the mute one."""
    open_end, broken = ticket(1, paper=PrintOutcome.UNKNOWN), ticket(2, paper=PrintOutcome.UNKNOWN, paper_problem="x")
    mute = desk(office, [open_end, broken], [printer(1, mute=True)])
    view = paper_view(mute, None)
    assert (view.counts.pressing, view.counts.quiet) == (1, 1)
    assert [line.key for line in view.lines] == [2, 1]
    assert paper_view(desk(office, [open_end, broken], [printer(1)]), None).counts.pressing == 2


outcomes = st.sampled_from(list(PrintOutcome))
tickets = st.lists(
    st.tuples(
        st.sampled_from(list(TicketState)),
        outcomes,
        st.sampled_from(["", "paper_out", "no_printer", "?"]),
        outcomes,
        st.integers(0, 2),
    ),
    max_size=40,
)


@given(held=tickets, mute=st.booleans(), age=st.integers(0, 10 * MINUTE))
def test_no_paper_that_is_not_known_to_be_out_is_kept_from_staff(
    held: list[tuple[TicketState, PrintOutcome, str, PrintOutcome, int]], mute: bool, age: int
) -> None:
    """Each is in the list as long as somebody holds the number, and each is in one of the two counts on the bar."""
    shipped = load_office(ROOT / "assets" / "catalogue" / "magetan.toml")
    numbers = [
        ticket(at, state, paper=outcome, paper_problem=problem, copy_paper=copy, copies=copies, changed_at=NOW - age)
        for at, (state, outcome, problem, copy, copies) in enumerate(held)
    ]
    place = desk(shipped, numbers, [printer(1, mute=mute)])
    on_time = age < paper.NO_NEWS_AFTER_MS
    known = {PrintOutcome.CONFIRMED} | ({PrintOutcome.PENDING, PrintOutcome.SENT} if on_time else set())
    last = {t.id: t.copy_paper if t.copies else t.paper for t in numbers}
    wanted = {t.id for t in numbers if t.state not in paper.OVER and last[t.id] not in known}
    view = paper_view(place, None)
    assert {line.key for line in view.lines} == wanted
    assert view.counts.pressing + view.counts.quiet == len(wanted)
    assert all(sentence(place, line.ticket, line.matter) for line in view.lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reason_is_in_the_sentence(office: Office, language: Language) -> None:
    place = desk(office, language=language)
    known = domain(language, "counters")
    for code in codes():
        held = ticket(1, paper=PrintOutcome.FAILED, paper_problem=code)
        assert known[f"cause.{code}"] in sentence(place, held, Matter.FAILED)
    strange = ticket(1, paper=PrintOutcome.FAILED, paper_problem="just_invented")
    assert known["cause.other"] in sentence(place, strange, Matter.FAILED)


def test_a_kiosk_may_still_print_it_is_said_only_where_it_may(office: Office) -> None:
    failed = ticket(1, paper=PrintOutcome.FAILED, paper_problem="paper_out", paper_owed=True)
    owed = sentence(desk(office), failed, Matter.FAILED)
    gone = sentence(desk(office), ticket(1, paper=PrintOutcome.FAILED, paper_problem="paper_out"), Matter.FAILED)
    assert "Kios" in owed
    assert "Kios" not in gone


# --- what may be done ------------------------------------------------------------------------------


def test_a_copy_is_asked_for_only_where_it_can_come_out(office: Office) -> None:
    here = queue_view(desk(office, [ticket(1)]), Choice(ticket=1))
    assert here.offers[Action.REPRINT] == ""
    assert queue.command(Action.REPRINT, here, "r") == m.Reprint(request_id="r", ticket=1)
    bare = queue_view(desk(office, [ticket(1)], prints=False), Choice(ticket=1))
    assert bare.offers[Action.REPRINT] == "why.no_printer"


def test_that_the_citizen_has_it_is_news_of_an_open_paper_only(office: Office) -> None:
    """It is said of the copy that was printed last: that is the paper which the officer saw."""
    held = ticket(1, copies=2, copy_paper=PrintOutcome.UNKNOWN)
    view = queue_view(desk(office, [held, ticket(2)]), Choice(ticket=1))
    assert queue.command(Action.HAS_PAPER, view, "r") == m.ReportPaper(
        request_id="r", ticket=1, outcome=PrintOutcome.CONFIRMED, copy=2
    )
    assert view.offers[Action.HAS_PAPER] == ""
    assert Action.HAS_PAPER not in queue_view(desk(office, [ticket(2)]), Choice(ticket=2)).offers


@pytest.mark.parametrize(("rights", "copies"), [(HALL, True), ((Right.HAND_OVER,), True), ((Right.APPROVE,), False)])
def test_everybody_may_say_what_they_saw_and_the_hall_prints_copies(
    office: Office, rights: tuple[Right, ...], copies: bool
) -> None:
    held = ticket(1, paper=PrintOutcome.UNKNOWN, paper_problem="timeout")
    offers = paper_view(desk(office, [held], rights=rights), 1).offers
    assert offers[Action.HAS_PAPER] == ""
    assert (Action.REPRINT in offers) is copies


def test_no_paper_is_chosen_by_itself(office: Office) -> None:
    held = [ticket(n, paper=PrintOutcome.FAILED) for n in (1, 2)]
    view = paper_view(desk(office, held), None)
    assert view.chosen is None
    assert paper.moved(view, 1) == 1
    assert paper_view(desk(office, held[1:]), 1).chosen is None, "the one before was settled by somebody"


def test_a_slip_is_offered_until_the_next_number_is_called(office: Office) -> None:
    """Also in the instant in which the hub has answered, and the number is still in hand."""
    offer = SlipOffer(case=3, number="A-001")
    just_now = ticket(1, TicketState.SERVING, counter="1", case=3)
    for tickets, offered in (([], True), ([just_now], True), ([ticket(2, TicketState.CALLED, counter="1")], False)):
        view = queue_view(desk(office, tickets), Choice(), None, offer)
        assert (Action.PICKUP_SLIP in view.offers) is offered
    view = queue_view(desk(office, live=False), Choice(), None, offer)
    assert view.offers[Action.PICKUP_SLIP] == "", "a paper needs no hub"


def test_the_handover_desk_prints_slips_of_open_files_and_the_last_receipt(office: Office) -> None:
    ready = case(1, CaseState.READY)
    place = seat(mirror_of(office, cases=[ready]), rights=(Right.HAND_OVER,), counter="serah")
    closed = case_desk_view(place, Desk.HANDOVER, 1, None)
    assert not {Action.PICKUP_SLIP, Action.RECEIPT} & set(closed.offers)
    opened = case_desk_view(place, Desk.HANDOVER, 1, m.CaseFile(case=ready), "A-007")
    assert opened.offers[Action.PICKUP_SLIP] == opened.offers[Action.RECEIPT] == ""


# --- the bar -----------------------------------------------------------------------------------------


def test_the_bar_is_quiet_while_all_is_well(office: Office) -> None:
    bar = bar_of(desk(office, [ticket(1)], [printer(1), printer(2, mute=True)], printer=printer(OWN)))
    assert {part.tone for part in (bar.machines, bar.own, bar.papers)} == {"quiet"}
    assert bar.others.text == ""


def test_only_what_stops_printing_is_red(office: Office) -> None:
    tones = {
        fields: bar_of(desk(office, known=[printer(1, **dict(fields))])).machines.tone
        for fields in ((("problem", "paper_out"),), (("spare", True),), (("paper_low", True),), (("mute", True),))
    }
    assert list(tones.values()) == ["danger", "warn", "plain", "quiet"]


def test_the_bar_names_the_most_pressing_and_counts_the_others(office: Office) -> None:
    known = [printer(n, paper_low=True) for n in range(1, 5)] + [printer(6, problem="cutter")]
    held = [ticket(n, paper=PrintOutcome.UNKNOWN, paper_problem="timeout") for n in range(30)]
    bar = bar_of(desk(office, held, known, printer=printer(OWN, problem="paper_out")))
    assert bar.machines.text.startswith("Printer di meja ini")
    assert "5" in bar.others.text
    assert bar.others.tone == "danger"
    assert "30" in bar.papers.text
    assert bar.own.tone == "plain", "one red field is enough"


def test_the_bar_says_where_there_is_no_printer_and_where_it_was_not_asked_yet(office: Office) -> None:
    none, asking = bar_of(desk(office, prints=False)), bar_of(desk(office))
    assert none.own.text != asking.own.text
    assert none.machines.text == "", "nothing was heard of any printer: nothing is claimed"


# --- what is said of a paper that was printed here ------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sheet", Sheet)
def test_every_end_of_every_paper_has_its_sentence(language: Language, sheet: Sheet) -> None:
    ends = {
        Came(PrintOutcome.CONFIRMED): "good",
        Came(PrintOutcome.CONFIRMED, spare=True): "good",
        Came(PrintOutcome.UNKNOWN): "warn",
        Came(PrintOutcome.UNKNOWN, "paper_out"): "warn",
        Came(PrintOutcome.FAILED, "paper_out"): "danger",
    }
    said = {came: told(came, sheet, "A-001", language, second="kanan", key="C") for came in ends}
    assert len(set(said.values())) == len(ends)
    assert {came: meaning(came) for came in ends} == ends
    assert not any(re.search(r"\b(sheet|printed|cause)\.[a-z]", words) for words in said.values())
    assert "kanan" in said[Came(PrintOutcome.CONFIRMED, spare=True)]
    again = {came for came, words in said.items() if " C " in words}
    assert again == {Came(PrintOutcome.UNKNOWN, "paper_out"), Came(PrintOutcome.FAILED, "paper_out")}


# --- papers ------------------------------------------------------------------------------------------

THEN = datetime.fromtimestamp(NOW / 1000, UTC)


def loaded(office: Office, *held: m.Ticket) -> Mirror:
    return mirror_of(office, held)


def test_a_copy_bears_its_number_and_the_time_it_was_printed(office: Office) -> None:
    answer = m.TicketPaper(ticket=ticket(1, language="jv"), ahead=3, url="https://x", copies=2, wait_low=5, wait_high=9)
    slip = slips.ticket_copy(office, answer, THEN)
    assert isinstance(slip, Ticket)
    assert (slip.copy, slip.printed_at, slip.language, slip.wait) == (2, THEN, "jv", (5, 9))
    assert slip.issued_at == datetime.fromtimestamp(answer.ticket.arrived_at / 1000, UTC)


def test_a_copy_of_a_number_to_collect_a_card_is_a_pickup_ticket(office: Office) -> None:
    remote = next(service.id for service in office.services if service.is_remote)
    collecting = msgspec.structs.replace(ticket(1, TicketState.READY), number="P-001", service=remote)
    slip = slips.ticket_copy(office, m.TicketPaper(ticket=collecting, ahead=0, url="https://x", copies=1), THEN)
    assert isinstance(slip, PickupTicket)
    assert (slip.number, slip.copy, slip.printed_at) == ("P-001", 1, THEN)


def test_papers_speak_the_citizens_language_and_never_name_them(office: Office) -> None:
    fields = {"complete_at": NOW, "due_at": NOW + 15 * MINUTE, "register_number": "R-1", "ticket": 1}
    file = m.CaseFile(
        case=case(1, CaseState.AWAITING_APPROVAL, **fields),
        url="https://x",
        applicant_name="Siti Aminah",
        nik="3520******",
        receiver="Budi",
        card_serial="BL-0001",
    )
    mirror = loaded(office, ticket(1, TicketState.IN_PROCESS, language="en", case=1))
    service = office.service(KTP)
    assert service is not None
    for slip in (
        slips.missing_list(mirror, file, service.requirements[:1], THEN),
        slips.pickup_slip(mirror, file, THEN),
        slips.receipt(mirror, file, THEN),
    ):
        assert slip is not None
        assert slip.language == "en"
        assert not any(word in repr(slip) for word in ("Siti", "Budi", "3520"))


@pytest.mark.parametrize(
    ("state", "fields", "minutes"),
    [
        (CaseState.AWAITING_APPROVAL, {"due_at": NOW + 5 * MINUTE}, 5),
        (CaseState.AWAITING_PRINT, {"due_at": NOW - 5 * MINUTE}, None),
        (CaseState.READY, {"due_at": NOW - 5 * MINUTE, "changed_at": NOW - 2 * MINUTE}, -2),
    ],
)
def test_a_pickup_slip_promises_no_time_that_has_passed(
    office: Office, state: CaseState, fields: dict[str, int], minutes: int | None
) -> None:
    slip = slips.pickup_slip(loaded(office), m.CaseFile(case=case(1, state, **fields)), THEN)
    assert slip is not None
    assert slip.ready_at == (None if minutes is None else THEN + timedelta(minutes=minutes))


def test_a_case_without_a_number_gets_no_slip_and_one_without_a_register_no_receipt(office: Office) -> None:
    bare = m.CaseFile(case=case(1, CaseState.READY, number=""))
    assert slips.pickup_slip(loaded(office), bare, THEN) is None
    assert slips.receipt(loaded(office), bare, THEN) is None


def test_a_second_receipt_says_that_it_is_one(office: Office) -> None:
    file = m.CaseFile(case=case(1, CaseState.HANDED_OVER, register_number="R-1"), card_serial="BL-0001")
    first = slips.receipt(loaded(office), file, THEN)
    assert first is not None
    second = slips.receipt_again(first, THEN)
    assert (first.copy, second.copy, second.printed_at) == (0, 1, THEN)
    assert slips.receipt_lines(first, "id") == ["Nomor register: R-1", "Nomor antrean: A-001", "Nomor seri kartu: 0001"]


# --- the day ------------------------------------------------------------------------------------------


def test_days_can_be_asked_for_up_to_a_month_back_and_never_ahead() -> None:
    today = "2026-03-01"
    assert beside(today, today, 1) is None
    assert beside(today, today, -1) == "2026-02-28"
    assert beside(today, "2026-01-29", -1) is None
    day, steps = today, 0
    while (earlier := beside(today, day, -1)) is not None:
        day, steps = earlier, steps + 1
    assert steps == DAYS_BACK


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_screen_says_every_figure_of_the_paper(office: Office, language: Language) -> None:
    counts = {name: at for at, name in enumerate(_FIGURES, 100)}
    service = m.ServiceDay(service=KTP, **{name: counts[name] for name in _FIGURES[:8]})
    report = m.DayReport(
        day="2026-11-23", made_at=NOW, services=(service,), journal_seq=4711, journal_head="ab" * 32,
        **{name: counts[name] for name in _FIGURES[8:]},
    )  # fmt: skip
    view = day_report_view(desk(office, language=language), report)
    shown = [figure for figures in view.figures for figure in figures.lines]
    assert [int(figure.value.split()[0]) for figure in shown] == list(counts.values())
    assert all(not figure.name.startswith("report.") for figure in shown)
    assert view.head.replace(" ", "") == report.journal_head
    assert (view.earlier, view.later) == (True, False)


_FIGURES = [
    "issued", "done", "open", "no_show", "cancelled", "expired", "median_wait_minutes", "longest_wait_minutes",
    "cards_printed", "cards_spoiled", "cards_registered", "cards_handed_over",
    "papers_confirmed", "papers_failed", "papers_unknown", "copies",
]  # fmt: skip


# --- words ----------------------------------------------------------------------------------------------


def test_every_phrase_of_papers_exists() -> None:
    keys = domain("id", "counters")
    named = [
        *(f"sheet.{sheet}" for sheet in Sheet),
        *(f"paper.{matter}" for matter in Matter),
        *(f"paper.{matter}.mark" for matter in Matter),
        *(f"paper.{matter}.copy" for matter in Matter if matter is not Matter.PAPERLESS),
        *(f"where.{state}" for state in TicketState if state not in paper.OVER),
        *(f"bar.own.{care.name.lower()}" for care in Care),
        *(f"cause.{code}" for code in [*codes(), "power", "left", "other"]),
    ]
    assert [key for key in named if key not in keys] == []
