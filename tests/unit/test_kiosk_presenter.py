"""What the kiosk says, in three languages, without a window."""

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

import kiosk.presenter
import kiosk.shown
from assets.texts import LANGUAGES, Language, domain
from kiosk.hours import next_opening
from kiosk.paper_shown import MOST_OFFERED
from kiosk.presenter import RepeatedKeys, present, telephone, wait_range
from kiosk.shown import Away, Choice, Printer, Scene, Shown
from kiosk.visit import (
    MISTYPED_CODES,
    NO_CODE,
    NOT_LIVE,
    NOT_YET_CODES,
    PAPER_NOT_OWED,
    WARNING_SECONDS,
    Act,
    Action,
    Page,
    Visit,
)
from protocol.messages import Incident, ServiceNow
from protocol.vocabulary import Availability, IncidentKind, PrintOutcome
from terminal.look.icons import ICONS
from terminal.printing import CoverOpen, PaperOut, PrinterProblem, Status
from tests.support.kiosk_office import (
    CARD,
    CHAT,
    DAMAGED,
    LOST,
    MONDAY,
    NO_BLANKS,
    OFFICE,
    OPEN,
    READY,
    ZONE,
    collected,
    owed,
    paper,
    scene,
    shop,
)

OUTCOMES = (PrintOutcome.PENDING, PrintOutcome.CONFIRMED, PrintOutcome.FAILED, PrintOutcome.UNKNOWN)
CODE, CODES = "7K3M9QR0", ("", "7K3M", "7K3M9QR0")
MISTYPED = (*sorted(MISTYPED_CODES), NO_CODE)
WRONG = ("unknown", "too_fast", "no_code")
NINE_MS, DAY_MS = int(MONDAY.timestamp() * 1000) - 29 * 60_000, 86_400_000
AWAY = Away(MONDAY, "192.0.2.10:7810")
STATES = tuple(Availability)
NO_PRINTER = Printer(set_up=False)
NO_PAPER = Printer(Status(problem=PaperOut))
PRINTERS = (
    READY,
    NO_PRINTER,
    NO_PAPER,
    Printer(),
    Printer(Status(), sound=False),
    Printer(Status(mute=True)),
    Printer(Status(paper_low=True)),
    Printer(Status(paper_low=True, tickets_left=20)),
    Printer(Status(spare=True, first_problem=CoverOpen)),
    Printer(Status(spare=True, first_problem=CoverOpen), first="kiri", second="kanan"),
)


def visits() -> list[Visit]:
    """Every page, in every state that changes its words."""
    elsewhere = (Page.EXPLAINED, Page.AWAY, Page.PICKUP, Page.NOT_YET)
    pages = [Visit(page=page, service=CARD, paper=paper()) for page in Page if page not in elsewhere]
    return [
        *pages,
        Visit(page=Page.EXPLAINED, service=CHAT),
        *(Visit(page=Page.REQUIREMENTS, service=CARD, variant=variant) for variant in (LOST, DAMAGED)),
        *(Visit(page=Page.TICKET, paper=paper(), outcome=outcome) for outcome in OUTCOMES),
        Visit(page=Page.TICKET, paper=paper(), outcome=PrintOutcome.FAILED, printer_problem=PaperOut.code),
        Visit(page=Page.TICKET, paper=paper(), outcome=PrintOutcome.UNKNOWN, printer_problem=PaperOut.code),
        Visit(page=Page.TICKET, paper=paper(), outcome=PrintOutcome.FAILED, refusal=PAPER_NOT_OWED),
        Visit(page=Page.TICKET, paper=paper(), outcome=PrintOutcome.CONFIRMED, spare=True),
        Visit(page=Page.TAKING, owed=12),
        Visit(page=Page.TAKING, code=CODE),
        *(Visit(page=Page.PICKUP, code=code, refusal=refusal) for code in CODES for refusal in ("", *MISTYPED)),
        *(Visit(page=Page.NOT_YET, code=CODE, refusal=refusal) for refusal in NOT_YET_CODES),
        Visit(page=Page.NOT_YET, code=CODE, refusal="pickup_not_ready", refusal_params={"day": "2026-11-25"}),
        *(Visit(page=Page.TICKET, code=CODE, paper=collected(), outcome=outcome) for outcome in OUTCOMES),
        Visit(page=Page.PROBLEM, refusal=PAPER_NOT_OWED),
        *(
            Visit(page=Page.PROBLEM, refusal=code)
            for code in ("not_live", "too_fast", "busy", "internal", "not_trusted")
        ),
    ]


def scenes(language: Language) -> list[Scene]:
    """Every page under every state of the office, and under every state of the printer."""
    shops = [shop(ServiceNow(id=CARD, availability=state)) for state in STATES]
    spoken = [
        replace(visit, language=language, greeting=language, touched_at=80.0, entered_at=80.0) for visit in visits()
    ]
    return [
        *(scene(visit, shop=at) for visit in spoken for at in shops),
        *(
            scene(visit, printer=printer, owed=owed(count))
            for visit in spoken
            for printer in PRINTERS
            for count in (3, 9)
        ),
        *(
            scene(visit, shop=shop(NO_BLANKS), incidents=(Incident(id=1, kind=kind, since=since),))
            for visit in spoken
            for kind in IncidentKind
            for since in (NINE_MS, NINE_MS - DAY_MS)
        ),
    ]


def strings(part: object) -> list[str]:
    """All words of a screen."""
    if isinstance(part, str):
        return [part]
    return [word for inner in msgspec.to_builtins(part).values() for word in _words(inner)]


def _words(part: object) -> list[str]:
    if isinstance(part, dict):
        return [word for inner in part.values() for word in _words(inner)]
    if isinstance(part, list | tuple):
        return [word for inner in part for word in _words(inner)]
    return [part] if isinstance(part, str) else []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_exists_in_every_language(language: Language) -> None:
    """No key shows through, nothing falls back to Indonesian, every placeholder is filled."""
    known = domain(language, "kiosk")
    asked: set[str] = set()
    saying = kiosk.shown.text

    def noting(lang: Language, name: str, key: str, /, **values: object) -> str:
        asked.add(key)
        return saying(lang, name, key, **values)

    try:
        for module in (kiosk.presenter, kiosk.shown):
            module.text = noting  # type: ignore[attr-defined]
        shown = [present(scene) for scene in scenes(language)]
        shown += [present(replace(scene, clock=1e6, away=AWAY)) for scene in scenes(language)]
    finally:
        for module in (kiosk.presenter, kiosk.shown):
            module.text = saying  # type: ignore[attr-defined]
    assert asked <= known.keys()
    assert len(asked) > 80
    assert not [word for one in shown for word in strings(one) if "{" in word]


def test_the_three_files_have_the_same_keys_and_placeholders() -> None:
    indonesian = domain("id", "kiosk")
    for language in LANGUAGES:
        other = domain(language, "kiosk")
        assert other.keys() == indonesian.keys()
        assert {key: _holes(text) for key, text in other.items()} == {
            key: _holes(text) for key, text in indonesian.items()
        }


def _holes(sentence: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", sentence))


def test_no_sentence_is_left_unused() -> None:
    source = "".join(path.read_text() for path in Path(kiosk.presenter.__file__).parent.rglob("*.py"))
    built = {f"state.{state}" for state in STATES} | {f"state.{state}.text" for state in STATES}
    built |= {f"unavailable.{state}" for state in STATES}
    built |= {f"problem.{code}" for code in ("not_live", "too_fast", "busy", "internal", "not_trusted", "other")}
    built |= {f"paper.{outcome}.text" for outcome in OUTCOMES} | {"paper.none.text"}
    built |= {f"incident.{kind}" for kind in IncidentKind} | {f"pickup.{why}.text" for why in WRONG}
    unused = [
        key
        for key in domain("id", "kiosk")
        if not re.search(f"[\"']{re.escape(key)}[\"']", source) and key not in built
    ]
    assert unused == []


def test_icons_exist() -> None:
    for at in scenes("id"):
        shown = present(at)
        content, bar = shown.content, shown.bar
        marks = [content.state, content.notice, bar.link, bar.printer, content.main, content.back]
        used = {mark.icon for mark in (*marks, *content.choices, *content.facts, *bar.switches) if mark is not None}
        assert used - {""} <= ICONS.keys()


def of(page: Page, **values: object) -> Shown:
    return present(scene(Visit(page=page, service=CARD, paper=paper(), touched_at=99, **values)))  # type: ignore[arg-type]


def test_start_offers_each_language_in_itself() -> None:
    shown = of(Page.START)
    assert [choice.title for choice in shown.content.choices] == ["Bahasa Indonesia", "Basa Jawa", "English"]
    assert shown.keys["3"] == Action(Act.SPEAK, "en")


def test_services_with_their_queue() -> None:
    card, chat, _ = of(Page.SERVICES).content.choices
    assert (card.digit, card.note) == ("1", "7 menunggu · sisa 33")
    assert (chat.digit, chat.note) == ("2", "Lewat WhatsApp, tanpa nomor")


def test_checklist_says_when_each_paper_is_needed() -> None:
    papers = of(Page.REQUIREMENTS).content.papers
    assert [paper.when for paper in papers] == ["Selalu perlu", "Jika hilang", "Jika rusak"]
    assert all(paper.advice for paper in papers)
    lost = of(Page.REQUIREMENTS, variant=LOST).content.papers
    assert [paper.title for paper in lost] == ["Fotokopi Kartu Keluarga (KK)", "Surat kehilangan dari kepolisian"]


def test_priority_never_asks_which() -> None:
    """One yes for all three groups: there is nothing that could be stored."""
    choices = of(Page.PRIORITY).content.choices
    assert [(choice.title, choice.digit) for choice in choices] == [("Ya", "1"), ("Tidak", "2")]


def test_whatsapp_link_and_its_demo() -> None:
    at = scene(Visit(page=Page.EXPLAINED, service=CHAT))
    assert present(at).content.qr.startswith("https://wa.me/6280000000000?text=Halo%20PAK%20TUWA")
    demo = msgspec.structs.replace(OFFICE, demo=True)
    shown = present(replace(at, shop=shop(office=demo)))
    assert shown.content.qr == "DEMO"
    assert shown.demo
    assert telephone("6282141815610") == "0821-4181-5610"


def test_ticket_says_what_the_paper_says() -> None:
    content = of(Page.TICKET, outcome=PrintOutcome.CONFIRMED).content
    assert content.number == "A-012"
    assert [fact.value for fact in content.facts] == ["Biasa", "09.41 WIB", "7 orang", "20–35 menit"]
    assert content.qr == paper().url


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (None, None, "belum dapat dihitung"),
        (0, 5, "kurang dari 5 menit"),
        (20, 35, "20–35 menit"),
        (15, 15, "sekitar 15 menit"),
    ],
)
def test_wait_is_a_range(low: int | None, high: int | None, said: str) -> None:
    assert wait_range(low, high, "id") == said


def test_warning_counts_down_and_every_key_keeps_the_page() -> None:
    at = replace(scene(Visit(page=Page.SERVICES)), clock=45 + WARNING_SECONDS / 2)
    shown = present(at)
    assert shown.warned is not None
    assert (shown.warned.seconds, shown.warned.part) == (10, 0.5)
    assert set(shown.keys.values()) == {Action(Act.STAY)}


def test_number_pad_can_do_everything() -> None:
    """Whatever can be touched has a key, on every page."""
    for at in scenes("id"):
        shown = present(at)
        if shown.warned is not None:
            continue
        content = shown.content
        offered = content.offer.touchable if content.offer else ()
        typed = (*(key for row in content.keyboard for key in row), content.erase)
        touchable = (*content.choices, *offered, *typed, *shown.bar.switches, content.main, content.back)
        assert {choice.action for choice in touchable if choice} == set(shown.keys.values())
        digits = [choice.digit for choice in (*content.choices, *offered) if choice.digit]
        assert len(digits) == len(set(digits))


def test_main_action_is_enter_and_zero_and_back_is_backspace() -> None:
    keys = of(Page.REQUIREMENTS).keys
    assert keys["enter"] == keys["0"] == Action(Act.TAKE)
    assert keys["backspace"] == keys["."] == Action(Act.BACK)


def test_closed_says_when_it_opens() -> None:
    """Monday evening: Tuesday is a holiday, so Wednesday."""
    evening = MONDAY.replace(hour=18)
    now = ServiceNow(id=CARD, availability=Availability.CLOSED)
    content = present(scene(Visit(), shop=shop(now), now=evening)).content
    assert (content.title, content.lead) == ("Tutup", "Nomor diberikan lagi Rabu, 25 November, pukul\u00a007.30")


def test_break_says_the_hour() -> None:
    now = ServiceNow(id=CARD, availability=Availability.BREAK, opens_at="13:00")
    content = present(scene(Visit(page=Page.UNAVAILABLE, service=CARD, language="en"), shop=shop(now))).content
    assert content.state is not None
    assert content.state.text == "Numbers are given again at\u00a013:00"


def test_used_quota_sends_nobody_back_on_the_same_day() -> None:
    now = ServiceNow(id=CARD, availability=Availability.QUOTA_USED, left=0)
    friday = datetime(2026, 11, 27, 9, 0, tzinfo=ZONE)
    assert (
        present(scene(Visit(), shop=shop(now), now=friday)).content.lead
        == "Nomor diberikan lagi Senin, 30 November, pukul\u00a007.30"
    )


def test_refusal_is_believed_over_an_older_word() -> None:
    content = of(Page.UNAVAILABLE, refusal="quota_used").content
    assert content.state is not None
    assert content.state.title == "Nomor hari ini sudah habis"


def test_next_opening_with_friday_break() -> None:
    friday = datetime(2026, 11, 27, 11, 30, tzinfo=ZONE)
    assert next_opening(OFFICE.hours, friday) == friday.replace(hour=13, minute=0)
    shut = msgspec.structs.replace(OFFICE.hours, issuing=())
    assert next_opening(shut, friday) is None


def test_staff_corner() -> None:
    bar = present(scene(Visit(), away=AWAY, printer=NO_PAPER)).bar
    assert (bar.link.meaning, bar.printer.title) == ("danger", "Kertas habis. Pasang gulungan baru.")
    assert bar.clock == "09.41"


@pytest.mark.parametrize(
    ("printer", "meaning", "said"),
    [
        (READY, "good", "Printer siap"),
        (Printer(), "warn", "Memeriksa printer"),
        (NO_PRINTER, "warn", "Printer belum diatur untuk kios ini"),
        (NO_PAPER, "danger", "Kertas habis. Pasang gulungan baru."),
        (Printer(Status(mute=True)), "warn", "Printer ini tidak dapat melapor. Silakan periksa kertasnya."),
        (Printer(Status(paper_low=True)), "warn", "Kertas hampir habis. Siapkan gulungan baru."),
        (
            Printer(Status(paper_low=True, tickets_left=20)),
            "warn",
            "Kertas hampir habis, ± 20 tiket lagi. Siapkan gulungan baru.",
        ),
        (
            Printer(Status(spare=True, first_problem=PaperOut), first="kiri", second="kanan"),
            "warn",
            "Printer kiri: Kertas habis. Pasang gulungan baru. Sementara mencetak di printer kanan.",
        ),
        (
            Printer(Status(spare=True, first_problem=PaperOut)),
            "warn",
            "Printer pertama: Kertas habis. Pasang gulungan baru. Sementara mencetak di printer kedua.",
        ),
        (
            Printer(Status(), sound=False),
            "danger",
            "Catatan kios tidak dapat disimpan, tiket tidak dicetak. Periksa ruang dan izin penyimpanan.",
        ),
    ],
)
def test_corner_says_what_staff_should_do(printer: Printer, meaning: str, said: str) -> None:
    """In the office's language, whatever the citizen speaks."""
    for language in LANGUAGES:
        state = present(scene(Visit(page=Page.SERVICES, language=language), printer=printer)).bar.printer
        assert (state.meaning, state.title) == (meaning, said)


def test_corner_asks_staff_to_look_at_half_a_paper() -> None:
    visit = Visit(page=Page.TICKET, paper=paper(), outcome=PrintOutcome.UNKNOWN, printer_problem="interrupted")
    assert present(scene(visit)).bar.printer.title.startswith("Printer tidak memastikan tiket ini")


def problems() -> list[type[PrinterProblem]]:
    return PrinterProblem.__subclasses__()


@pytest.mark.parametrize("problem", problems(), ids=lambda problem: problem.code)
def test_no_paper_is_said_before_the_promise(problem: type[PrinterProblem]) -> None:
    """The number can be taken all the same; whoever takes it knows that no paper will come."""
    content = present(scene(Visit(page=Page.PRIORITY, service=CARD), printer=Printer(Status(problem=problem)))).content
    assert content.state is not None
    assert content.state.title == "Tiket belum dapat dicetak"
    assert len(content.choices) == 2


@pytest.mark.parametrize("printer", [READY, Printer(), Printer(Status(mute=True)), Printer(Status(spare=True))])
def test_nothing_is_said_against_a_printer_that_may_print(printer: Printer) -> None:
    assert present(scene(Visit(page=Page.PRIORITY, service=CARD), printer=printer)).content.state is None


def test_numbers_without_paper_are_offered_oldest_first() -> None:
    shown = present(scene(Visit(), owed=owed(9)))
    offer = shown.content.offer
    assert offer is not None
    assert offer.title == "Belum menerima tiket? Sentuh nomor Anda"
    assert [choice.title for choice in offer.choices] == [f"A-{n:03}" for n in range(12, 12 + MOST_OFFERED)]
    assert [choice.digit for choice in offer.choices] == ["4", "5", "6", "7", "8", "9"]
    assert offer.more == Choice("Lihat 3 nomor lainnya", Action(Act.MORE), icon="arrow-right", digit="0")
    assert shown.keys["0"] == Action(Act.MORE)
    assert shown.keys["4"] == Action(Act.PRINT, "12")


def test_the_others_are_offered_in_turn_and_round_again() -> None:
    """Nobody has to wait for the numbers before his to be fetched."""
    titles = []
    for offered in range(3):
        offer = present(scene(Visit(offered=offered), owed=owed(9))).content.offer
        assert offer is not None
        titles.append([choice.title for choice in offer.choices])
    assert titles[1] == ["A-018", "A-019", "A-020"]
    assert titles[2] == titles[0]


def test_a_shorter_list_is_still_shown_where_somebody_had_turned_its_page() -> None:
    offer = present(scene(Visit(offered=1), owed=owed(2))).content.offer
    assert offer is not None
    assert (len(offer.choices), offer.more) == (2, None)


def test_six_are_all_shown() -> None:
    offer = present(scene(Visit(), owed=owed(6))).content.offer
    assert offer is not None
    assert (len(offer.choices), offer.more) == (6, None)


@pytest.mark.parametrize("printer", [NO_PAPER, NO_PRINTER, Printer(), Printer(Status(), sound=False)])
def test_nothing_is_offered_that_cannot_be_printed(printer: Printer) -> None:
    assert present(scene(Visit(), printer=printer, owed=owed(2))).content.offer is None


def test_nothing_is_offered_when_nobody_waits_for_paper() -> None:
    assert present(scene(Visit())).content.offer is None


def test_offer_stands_on_the_start_page_alone() -> None:
    """The other pages belong to one citizen."""
    for page in set(Page) - {Page.START, Page.AWAY}:
        visit = Visit(page=page, service=CHAT if page is Page.EXPLAINED else CARD, paper=paper())
        assert present(scene(visit, owed=owed(2))).content.offer is None


def test_failed_paper_is_offered_where_it_failed_as_soon_as_the_printer_is_well() -> None:
    failed = Visit(page=Page.TICKET, paper=paper(), outcome=PrintOutcome.FAILED, printer_problem="paper_out")
    for at in (scene(failed, printer=NO_PAPER, owed=owed(1)), scene(failed), scene(failed, owed=owed(1), away=AWAY)):
        main = present(at).content.main
        assert main is not None
        assert main.action == Action(Act.LEAVE)
    content = present(scene(failed, owed=owed(1))).content
    assert content.main is not None
    assert content.back is not None
    assert (content.main.title, content.main.action) == ("Cetak sekarang", Action(Act.PRINT, "12"))
    assert content.back.action == Action(Act.LEAVE)


def test_lost_answer_to_print_now_can_be_asked_again_though_the_number_is_offered_no_more() -> None:
    """The hub may have given the paper to this very kiosk."""
    lost = Visit(page=Page.TICKET, paper=paper(), outcome=PrintOutcome.FAILED, owed=12, refusal=NOT_LIVE)
    main = present(scene(lost)).content.main
    assert main is not None
    assert main.action == Action(Act.PRINT, "12")


def test_half_a_paper_is_never_offered() -> None:
    visit = Visit(page=Page.TICKET, paper=paper(), outcome=PrintOutcome.UNKNOWN, printer_problem="paper_out")
    content = present(scene(visit, owed=owed(1))).content
    assert content.main is not None
    assert content.main.action == Action(Act.LEAVE)
    assert content.notice is not None
    assert content.notice.title == "Tiket mungkin tidak tercetak lengkap"


@pytest.mark.parametrize("problem", [*(problem.code for problem in problems()), "power", "left"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_failure_has_a_sentence_for_its_citizen(language: Language, problem: str) -> None:
    visit = Visit(
        page=Page.TICKET, language=language, paper=paper(), outcome=PrintOutcome.FAILED, printer_problem=problem
    )
    content = present(scene(visit)).content
    assert content.notice is not None
    assert content.notice.text
    assert "problem." not in content.notice.text
    assert (content.number, content.qr) == ("A-012", paper().url)


def test_paper_from_the_second_printer_says_where() -> None:
    visit = Visit(page=Page.TICKET, paper=paper(), outcome=PrintOutcome.CONFIRMED, spare=True, touched_at=99)
    notice = present(scene(visit, printer=Printer(Status(spare=True), second="kanan"))).content.notice
    assert notice is not None
    assert (notice.title, notice.text) == ("Silakan ambil tiket Anda", "Tiket keluar dari printer kanan")


def test_refused_paper_is_a_polite_sentence_and_no_retry() -> None:
    content = present(scene(Visit(page=Page.PROBLEM, refusal=PAPER_NOT_OWED))).content
    assert content.title == "Tiket nomor ini tidak dicetak lagi"
    assert content.main is not None
    assert content.main.action == Action(Act.LEAVE)


@pytest.mark.parametrize(
    ("language", "corner", "notice"),
    [
        ("id", "Printer belum diatur untuk kios ini", "Silakan catat atau foto nomor Anda"),
        ("jv", "Printer belum diatur untuk kios ini", "Sumangga nomeripun dipunserat utawi dipunfoto"),
        ("en", "Printer belum diatur untuk kios ini", "Please note or photograph your number"),
    ],
)
@pytest.mark.parametrize("outcome", [PrintOutcome.PENDING, PrintOutcome.FAILED])
def test_kiosk_without_a_printer_promises_no_paper(
    language: Language, corner: str, notice: str, outcome: PrintOutcome
) -> None:
    """Nothing is out of order: the number is to be kept, with its code, and nobody is sent to check a cable."""
    visit = Visit(page=Page.TICKET, language=language, paper=paper(), outcome=outcome, touched_at=99)
    shown = present(replace(scene(visit), printer=NO_PRINTER))
    assert (shown.bar.printer.title, shown.bar.printer.meaning) == (corner, "warn")
    assert shown.content.notice is not None
    assert shown.content.notice.title == notice
    assert (shown.content.number, shown.content.qr) == ("A-012", paper().url)
    assert shown.content.lead


@pytest.mark.parametrize("page", [page for page in Page if page not in (Page.TAKING, Page.TICKET, Page.AWAY)])
def test_without_the_hub_nothing_can_be_asked_for(page: Page) -> None:
    """Not live: since when and waiting for what is said, and only the switches of the bar are left."""
    visit = Visit(page=page, service=CHAT if page is Page.EXPLAINED else CARD)
    shown = present(scene(visit, away=AWAY))
    assert shown.page is Page.AWAY
    assert shown.content.state is not None
    assert "09.41" in shown.content.state.title
    assert "192.0.2.10:7810" in shown.content.state.text
    assert {action.act for action in shown.keys.values()} == {Act.NEXT_LANGUAGE, Act.CONTRAST, Act.LARGER, Act.LOWER}


def test_number_in_sight_stays_without_the_hub() -> None:
    visit = Visit(page=Page.TICKET, paper=paper(), touched_at=99)
    assert present(scene(visit, away=AWAY)).content.number == "A-012"


def test_service_without_word_from_the_hub_gives_nothing() -> None:
    at = scene(Visit(page=Page.SERVICES), shop=shop(msgspec.structs.replace(OPEN, id="other")))
    assert present(at).content.choices[0].note == "Belum tersedia"


def test_trembling_key_counts_once() -> None:
    keys = RepeatedKeys()
    heard = [not keys.is_repeat(key, at) for key, at in [("1", 0.0), ("1", 0.3), ("1", 0.7), ("1", 1.3), ("2", 1.4)]]
    assert heard == [True, False, False, True, True]
