"""What stands on the board, worked out without a window."""

from datetime import datetime
from string import Formatter
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.texts import LANGUAGES, Language, domain
from display.doors import DoorState, doors
from display.flags import Flag
from display.presenter import (
    TICKER_LETTERS,
    Board,
    CallLine,
    Greeting,
    Hero,
    Said,
    Sign,
    Speech,
    Standing,
    board,
    in_pieces,
    ticker_pages,
)
from protocol.messages import Incident, PrinterNow
from protocol.office import Hours, Text
from protocol.vocabulary import Availability, CounterState, IncidentKind, Purpose, Right, TicketState
from terminal.link.mirror import Mirror
from terminal.voice.announcements import Announcements
from tests.support.display_hall import HOURS, NOW, SMALL, TICKER, call, counter, mirror, printer, service, ticket

JAKARTA = ZoneInfo("Asia/Jakarta")
CLOSED = ("1", "2", "3", "serah")


def at(hour: int, minute: int = 0, day: int = 23) -> datetime:
    """That time of Monday 23 November 2026, or of another day of the month."""
    return datetime(2026, 11, day, hour, minute, tzinfo=JAKARTA)


def shown(
    held: Mirror, *, now: datetime | None = None, second: Language | None = None, page: int = 0, live: bool = True
) -> Board:
    """The board after every call had its turn."""
    calls = Announcements()
    calls.hear(held.calls, book="e", now=NOW)
    while calls.begin() is not None:
        calls.end()
    return board(held, calls, Speech(second), now=now or at(9, 41), page=page, live=live)


def hero(held: Mirror, *, live: bool = True) -> Hero:
    big = shown(held, live=live).big
    assert isinstance(big, Hero)
    return big


def greeting(held: Mirror, now: datetime) -> Greeting:
    big = shown(held, now=now).big
    assert isinstance(big, Greeting)
    return big


def called(state: TicketState, counter: str = "3", purpose: Purpose = Purpose.SERVICE) -> Mirror:
    of = ticket(47, state, counter)
    return mirror(tickets=(of,), calls=(call(1, of, purpose=purpose),))


def test_a_called_number_is_sent_to_its_counter() -> None:
    big = hero(called(TicketState.CALLED))
    assert (big.number, big.counter, big.lead.first, big.awaited) == ("A-047", "Loket 3", "Silakan menuju", True)


def test_a_ready_card_is_called_to_the_handover_counter() -> None:
    big = hero(called(TicketState.HANDOVER_CALLED, "serah", Purpose.HANDOVER))
    assert f"{big.lead.first} {big.counter}" == "Silakan mengambil KTP-el di Loket Penyerahan"


@pytest.mark.parametrize(
    ("state", "standing", "lead"),
    [
        (TicketState.SERVING, Standing.SERVED, "Sedang dilayani di"),
        (TicketState.DONE, Standing.PAST, "Dipanggil ke"),
        (TicketState.NO_SHOW, Standing.PAST, "Dipanggil ke"),
    ],
)
def test_a_number_that_went_on_is_not_said_to_be_called(state: TicketState, standing: Standing, lead: str) -> None:
    big = hero(called(state))
    assert (big.standing, big.lead.first) == (standing, lead)


def test_without_a_live_link_no_number_is_said_to_be_called() -> None:
    big = hero(called(TicketState.CALLED), live=False)
    assert (big.standing, big.kicker.first) == (Standing.PAST, "Panggilan terakhir")


def test_the_list_names_number_and_counter() -> None:
    first, second = ticket(1, TicketState.HANDOVER_CALLED, "serah"), ticket(2, TicketState.CALLED, "1")
    held = mirror(tickets=(first, second), calls=(call(1, first, purpose=Purpose.HANDOVER), call(2, second)))
    assert shown(held).calls == (CallLine("A-001", "Loket Penyerahan", True),)


def test_a_counter_that_the_catalogue_dropped_is_named_by_its_id() -> None:
    assert hero(called(TicketState.CALLED, "9")).counter == "9"


def test_only_services_with_numbers_and_counters_for_citizens_stand_below() -> None:
    held = mirror(
        tickets=(ticket(1, TicketState.WAITING), ticket(2, TicketState.WAITING)), paused=("2",), closed=("3",)
    )
    below = shown(held)
    assert [(line.prefix, line.waiting, line.note) for line in below.queues] == [("A", 2, "± 10–15 menit")]
    assert [(line.title, line.state, line.word) for line in below.counters] == [
        ("Loket 1", CounterState.OPEN, "Buka"),
        ("Loket 2", CounterState.PAUSED, "Jeda"),
        ("Loket 3", CounterState.CLOSED, "Tutup"),
        ("Loket Penyerahan", CounterState.OPEN, "Buka"),
    ]


def test_a_service_without_numbers_left_says_so() -> None:
    assert shown(mirror(availability=Availability.QUOTA_USED)).queues[0].note == "Nomor hari ini sudah habis"


def test_clock_and_date_are_the_offices() -> None:
    there = shown(mirror(), second="en")
    assert (there.clock, there.zone) == ("09.41", "WIB")
    assert there.date == Said("Senin, 23 November 2026", "Monday, 23 November 2026")


def test_before_the_first_call_the_hall_is_welcomed() -> None:
    big = greeting(mirror(), at(7, 45))
    assert big.title.first == "Selamat datang"
    assert [promise.first for promise in big.promises] == ["Selesai dalam 15 menit", "Gratis, tanpa biaya"]
    assert [(line.days, line.times) for line in big.hours] == [
        ("Senin–Kamis", "07.30–12.00, 13.00–15.00"),
        ("Jumat", "07.30–11.30, 13.00–15.00"),
    ]


def test_in_the_break_the_hall_learns_when_it_goes_on() -> None:
    big = greeting(mirror(closed=CLOSED), at(12, 20))
    assert (big.title.first, big.sentence.first) == ("Sedang istirahat", "Pelayanan dibuka pukul 13.00.")


def test_a_closed_office_names_the_next_opening_and_skips_the_weekend() -> None:
    big = greeting(mirror(closed=CLOSED), at(15, 30, day=27))
    assert big.sentence.first == "Silakan datang kembali Senin, 30 November 2026 pukul 07.30."


def test_a_number_still_served_after_hours_stays_in_sight() -> None:
    of = ticket(47, TicketState.SERVING, "3")
    held = mirror(tickets=(of,), calls=(call(1, of),), closed=("1", "2", "serah"))
    assert isinstance(shown(held, now=at(15, 10)).big, Hero)


def test_after_hours_the_last_number_gives_way_though_an_approver_still_works() -> None:
    of = ticket(47, TicketState.DONE, "3")
    held = mirror(tickets=(of,), calls=(call(1, of),), closed=CLOSED)
    assert isinstance(shown(held, now=at(15, 10)).big, Greeting)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (at(7, 29), DoorState.CLOSED),
        (at(7, 30), DoorState.OPEN),
        (at(12, 0), DoorState.BREAK),
        (at(13, 0), DoorState.OPEN),
        (at(15, 0), DoorState.CLOSED),
        (at(10, 0, day=28), DoorState.CLOSED),
        (datetime(2026, 12, 25, 10, 0, tzinfo=JAKARTA), DoorState.CLOSED),
    ],
)
def test_doors_open_and_close_by_the_published_hours(now: datetime, state: DoorState) -> None:
    assert doors(HOURS, now).state is state


def test_an_office_without_hours_is_open() -> None:
    assert doors(Hours(issuing=(), serving=()), at(3)).state is DoorState.OPEN


def test_ticker_goes_round_and_has_the_translation_below() -> None:
    pages = [shown(mirror(), second="en", page=page).ticker for page in range(3)]
    assert pages[0] == pages[2] == Said(TICKER[0].id, TICKER[0].en)
    assert pages[1] == Said(TICKER[1].id)


def test_an_office_without_ticker_has_an_empty_one() -> None:
    assert ticker_pages((), Speech()) == ()
    assert ticker_pages((Text(id=""),), Speech()) in ((), (Said(""),))


@given(st.text(st.sampled_from("abcdefg     ."), max_size=900))
def test_pages_hold_every_word_and_none_is_too_long(words: str) -> None:
    pieces = in_pieces(words)
    assert "".join("".join(pieces).split()) == "".join(words.split())
    assert all(len(piece) <= TICKER_LETTERS for piece in pieces)


def test_a_screen_that_knows_no_office_yet_has_a_board() -> None:
    empty = shown(Mirror())
    assert (empty.office, empty.calls, empty.queues, empty.counters) == ("", (), (), ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_exists_in_every_language_with_the_same_gaps(language: Language) -> None:
    spoken, indonesian = domain(language, "display"), domain("id", "display")
    assert spoken.keys() == indonesian.keys()
    assert {key: gaps(sentence) for key, sentence in spoken.items()} == {
        key: gaps(sentence) for key, sentence in indonesian.items()
    }


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("second", [None, "en", "jv"])
@pytest.mark.parametrize("availability", list(Availability))
def test_nothing_on_the_board_is_a_bare_key(second: Language | None, availability: Availability) -> None:
    known = domain("id", "display").keys()
    for hour in (6, 9, 12, 16):
        text = repr(shown(mirror(availability=availability, closed=CLOSED), now=at(hour), second=second))
        assert not [key for key in known if f"'{key}'" in text]


WELL = printer(1, "Kios lobi")
SPARE = msgspec.structs.replace(WELL, spare=True)
LOW, OUT = printer(2, "Kios kanan", low=True), printer(3, "Kios kiri", problem="paper_out")


@pytest.mark.parametrize(
    ("printers", "flag"),
    [
        ((), None),
        ((WELL,), None),
        ((WELL, LOW), Flag("printer-alert", "Petugas: kertas Kios kanan hampir habis", "warn")),
        ((WELL, OUT), Flag("printer-alert", "Petugas: printer Kios kiri berhenti mencetak", "danger")),
        ((LOW, OUT), Flag("printer-alert", "Petugas: 2 printer perlu diperiksa", "danger")),
        ((LOW, SPARE), Flag("printer-alert", "Petugas: 2 printer perlu diperiksa", "warn")),
        ((SPARE,), Flag("printer-alert", "Petugas: printer Kios lobi perlu diperiksa", "warn")),
        ((msgspec.structs.replace(WELL, mute=True),), None),
        ((printer(4, "Loket 1", place="1", problem="cover_open"),), None),
    ],
)
def test_a_kiosk_without_paper_raises_a_flag(printers: tuple[PrinterNow, ...], flag: Flag | None) -> None:
    """The most pressing first; a counter's own printer is its officer's concern, not the hall's."""
    assert shown(mirror(printers=printers)).flag == flag


def test_a_stale_board_sends_nobody_to_a_printer() -> None:
    assert shown(mirror(printers=(OUT,)), live=False).flag is None


NINE_TWELVE = int(at(9, 12).timestamp() * 1000)


def incident(kind: IncidentKind, *, since: int = NINE_TWELVE, until: int | None = None, id: int = 1) -> Incident:
    return Incident(id=id, kind=kind, since=since, until=until)


@pytest.mark.parametrize(
    ("incidents", "words"),
    [
        ((), None),
        ((incident(IncidentKind.SIAK, until=NINE_TWELVE + 1),), None),
        (
            (incident(IncidentKind.SIAK),),
            "Mohon maaf: Sistem kependudukan (SIAK) sedang terganggu sejak pukul 09.12. Pelayanan lebih lama.",
        ),
        (
            (incident(IncidentKind.SIAK), incident(IncidentKind.POWER, id=2)),
            "Mohon maaf: Listrik sedang padam sejak pukul 09.12. Pelayanan lebih lama.",
        ),
        (
            (incident(IncidentKind.UNKNOWN, since=NINE_TWELVE - 86_400_000),),
            "Mohon maaf: Pelayanan sedang terganggu sejak sebelum hari ini. Pelayanan lebih lama.",
        ),
    ],
)
def test_an_incident_is_said_to_the_hall(incidents: tuple[Incident, ...], words: str | None) -> None:
    flag = shown(mirror(incidents=incidents)).incident
    assert (flag.words if flag else None) == words


def test_a_stale_board_says_of_no_incident_that_it_lasts() -> None:
    assert shown(mirror(incidents=(incident(IncidentKind.SIAK),)), live=False).incident is None


def test_a_number_to_collect_a_card_is_called_like_any_other() -> None:
    """It belongs to a service that gives no numbers, which changes nothing for the hall."""
    card = ticket(1, TicketState.HANDOVER_CALLED, "serah", kind="pak-tuwa", prefix="P")
    big = hero(mirror(tickets=(card,), calls=(call(1, card, purpose=Purpose.HANDOVER),)))
    assert (big.number, big.awaited, big.handover) == ("P-001", True, True)
    assert big.lead.first == "Silakan mengambil KTP-el di"


# --- A zone, and one counter's own sign


ZONED = msgspec.structs.replace(
    SMALL,
    services=(service("ktp", "A"), service("kk", "B", "Kartu Keluarga")),
    counters=(
        msgspec.structs.replace(counter("1"), services=("ktp",)),
        msgspec.structs.replace(counter("2"), services=("kk",)),
        counter("serah", "Loket Penyerahan", (Right.HAND_OVER,)),
    ),
)


def in_zone(held: Mirror, *here: str, now: datetime | None = None, live: bool = True) -> Board:
    calls = Announcements(counters=frozenset(here))
    calls.hear(held.calls, book="e", now=NOW)
    while calls.begin() is not None:
        calls.end()
    return board(held, calls, Speech(), now=now or at(9, 41), page=0, live=live, here=here)


def test_a_zone_shows_its_counters_their_queues_and_their_calls() -> None:
    ours, others = ticket(1, TicketState.CALLED, "2", "kk", "B"), ticket(2, TicketState.CALLED, "1")
    held = mirror(ZONED, tickets=(ours, others), calls=(call(1, ours), call(2, others)))
    below = in_zone(held, "2", "serah")
    assert [line.title for line in below.counters] == ["Loket 2", "Loket Penyerahan"]
    assert [line.prefix for line in below.queues] == ["B"]
    assert isinstance(below.big, Hero)
    assert below.big.number == "B-001"
    assert below.calls == ()
    assert below.sign is None


def test_the_handover_corner_has_no_queues() -> None:
    assert in_zone(mirror(ZONED), "serah").queues == ()


def sign(held: Mirror, *, now: datetime | None = None, live: bool = True) -> Sign:
    found = in_zone(held, "1", now=now, live=live).sign
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (TicketState.CALLED, "Silakan masuk"),
        (TicketState.HANDOVER_CALLED, "Silakan mengambil KTP-el"),
        (TicketState.SERVING, "Sedang dilayani"),
    ],
)
def test_a_sign_says_whom_the_counter_has_called(state: TicketState, said: str) -> None:
    of = ticket(7, state, "1")
    shown_on_it = sign(mirror(ZONED, tickets=(of,)))
    assert (shown_on_it.title, shown_on_it.number, shown_on_it.lead.first) == ("Loket 1", "A-007", said)
    assert shown_on_it.awaited is (state is not TicketState.SERVING)


def test_a_sign_without_a_live_link_asks_nobody_in() -> None:
    of = ticket(7, TicketState.CALLED, "1")
    stale = sign(mirror(ZONED, tickets=(of,)), live=False)
    assert (stale.awaited, stale.lead.first) == (False, "Panggilan terakhir")


def test_a_sign_says_why_nobody_is_called() -> None:
    assert sign(mirror(ZONED)).lead.first == "Loket buka"
    assert sign(mirror(ZONED, paused=("1",))).lead.first == "Loket ditutup sementara"
    elsewhere = sign(mirror(ZONED, closed=("1",)))
    assert (elsewhere.lead.first, elsewhere.sentence.first) == ("Loket tutup", "Silakan menuju loket lain yang buka.")
    night = sign(mirror(ZONED, closed=("1", "2", "serah")), now=at(17))
    assert night.sentence.first == "Silakan datang kembali Selasa, 24 November 2026 pukul 07.30."


# --- How many are left, and when there are more


def with_service(**values: object) -> Mirror:
    held = mirror(closed=CLOSED)
    held.services["ktp"] = msgspec.structs.replace(held.services["ktp"], **values)
    return held


def test_how_many_numbers_are_left_is_said_while_they_are_given() -> None:
    assert shown(with_service(left=12)).queues[0].left == "Sisa 12 nomor"
    assert shown(with_service(left=None)).queues[0].left == ""
    assert shown(with_service(left=0, availability=Availability.QUOTA_USED)).queues[0].left == ""


def test_a_break_says_when_numbers_are_given_again() -> None:
    held = with_service(availability=Availability.BREAK, opens_at="12:45")
    assert shown(held).queues[0].note == "Nomor dibagikan lagi pukul 12.45"
    assert greeting(held, at(12, 30)).numbers.first == "Nomor antrean dibagikan lagi pukul 12.45."
    assert greeting(held, at(9, 41)).numbers.first == ""


@pytest.mark.parametrize(("title", "brief"), [("Loket 12", "12"), ("Loket Penyerahan", "Loket Penyerahan"), ("9", "9")])
def test_a_counter_is_briefly_its_number(title: str, brief: str) -> None:
    assert CallLine("A-001", title, False).brief == brief


@pytest.mark.parametrize("texts", [(), (Text(id="Satu saja."),), (Text(id="kata " * 200),)])
def test_a_ticker_of_nothing_one_or_a_long_text_is_fine(texts: tuple[Text, ...]) -> None:
    held = mirror(msgspec.structs.replace(SMALL, ticker=texts))
    found = [shown(held, page=page) for page in range(3)]
    assert all(len(one.ticker.first) <= TICKER_LETTERS for one in found)
    assert bool(found[0].ticker_pages) is bool(texts)
