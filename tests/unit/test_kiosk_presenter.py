"""What the kiosk says, in three languages, without a window."""

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

import kiosk.presenter
from assets.texts import LANGUAGES, Language, domain
from kiosk.hours import next_opening
from kiosk.presenter import Away, Printer, RepeatedKeys, Scene, Shown, present, telephone, wait_range
from kiosk.visit import WARNING_SECONDS, Act, Action, Page, Visit
from protocol.messages import ServiceNow
from protocol.vocabulary import Availability, PrintOutcome
from terminal.look.icons import ICONS
from tests.support.kiosk_office import CARD, CHAT, DAMAGED, LOST, MONDAY, OFFICE, OPEN, ZONE, paper, scene, shop

OUTCOMES = (PrintOutcome.PENDING, PrintOutcome.CONFIRMED, PrintOutcome.FAILED, PrintOutcome.UNKNOWN)
AWAY = Away(MONDAY, "192.0.2.10:7810")
STATES = tuple(Availability)
NO_PRINTER = Printer(set_up=False)


def visits() -> list[Visit]:
    """Every page, in every state that changes its words."""
    pages = [Visit(page=page, service=CARD, paper=paper()) for page in Page if page not in (Page.EXPLAINED, Page.AWAY)]
    return [
        *pages,
        Visit(page=Page.EXPLAINED, service=CHAT),
        *(Visit(page=Page.REQUIREMENTS, service=CARD, variant=variant) for variant in (LOST, DAMAGED)),
        *(Visit(page=Page.TICKET, paper=paper(), outcome=outcome) for outcome in OUTCOMES),
        *(
            Visit(page=Page.PROBLEM, refusal=code)
            for code in ("not_live", "too_fast", "busy", "internal", "not_trusted")
        ),
    ]


def scenes(language: Language) -> list[Scene]:
    """Every page under every state of the office."""
    shops = [shop(ServiceNow(id=CARD, availability=state)) for state in STATES]
    spoken = [replace(visit, language=language, touched_at=80.0, entered_at=80.0) for visit in visits()]
    return [scene(visit, shop=at) for visit in spoken for at in shops]


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
    saying = kiosk.presenter.text
    try:
        kiosk.presenter.text = lambda lang, name, key, **values: (  # type: ignore[assignment]
            asked.add(key) or saying(lang, name, key, **values)
        )
        shown = [present(scene) for scene in scenes(language)]
        shown += [present(replace(scene, clock=1e6, away=AWAY)) for scene in scenes(language)]
        shown += [present(replace(scene, printer=NO_PRINTER)) for scene in scenes(language)]
    finally:
        kiosk.presenter.text = saying
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
    unused = [
        key
        for key in domain("id", "kiosk")
        if not re.search(f"[\"']{re.escape(key)}[\"']", source) and key not in built
    ]
    assert unused == []


def test_icons_exist() -> None:
    for at in [*scenes("id"), *(replace(at, printer=NO_PRINTER) for at in scenes("id"))]:
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
    card, chat = of(Page.SERVICES).content.choices
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
    assert [fact.value for fact in content.facts] == ["09.41 WIB", "7 orang", "20–35 menit"]
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
        touchable = (*content.choices, *shown.bar.switches, content.main, content.back)
        assert {choice.action for choice in touchable if choice} == set(shown.keys.values())


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
    bar = present(scene(Visit(), away=AWAY, advice="Kertas habis.")).bar
    assert (bar.link.meaning, bar.printer.title) == ("danger", "Kertas habis.")
    assert bar.clock == "09.41"


@pytest.mark.parametrize(
    ("language", "corner", "notice"),
    [
        ("id", "Printer belum diatur untuk kios ini", "Silakan catat atau foto nomor Anda"),
        ("jv", "Printer dereng dipuntata kangge kios menika", "Sumangga nomeripun dipunserat utawi dipunfoto"),
        ("en", "No printer is set up for this kiosk", "Please note or photograph your number"),
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
