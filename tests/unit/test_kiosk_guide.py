"""What the kiosk says to those who do not see it, and what the number pad does then."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.texts import LANGUAGES, Language, domain
from kiosk.guide import (
    LETTERS,
    PAD,
    USUAL,
    VOLUMES,
    Ask,
    Guide,
    Hearing,
    Spoken,
    answered,
    begins,
    guided,
    keys_of,
    news,
    page_key,
    second_keys,
)
from kiosk.presenter import present
from kiosk.shown import Away, Choice, Printer, Scene, Shown
from kiosk.spoken import sentences, words
from kiosk.visit import NO_CODE, PAPER_NOT_OWED, Act, Action, Comfort, Page, Visit
from protocol import pickup
from protocol.messages import Incident, ServiceNow
from protocol.vocabulary import Availability, IncidentKind, PrintOutcome
from terminal.look.icons import ICONS
from terminal.printing import PaperOut, Status
from terminal.settings import Pad
from tests.support.kiosk_blind import ALL, KNOWN, Blind, heard, page_of
from tests.support.kiosk_office import CARD, CHAT, LOST, MONDAY, NO_BLANKS, collected, owed, paper, scene, shop

PADS: tuple[Pad, ...] = ("numeric", "telephone")
SIAK = (Incident(id=1, kind=IncidentKind.SIAK, since=int(MONDAY.timestamp() * 1000)),)
OUT = Printer(Status(problem=PaperOut))
NOW = 99.0


def visit(page: Page, **values: object) -> Visit:
    asked = Visit(page=page, service=CHAT if page is Page.EXPLAINED else CARD, paper=paper())
    return replace(asked, entered_at=NOW, touched_at=NOW, **values)  # type: ignore[arg-type]


def at_the_desk(availability: Availability) -> Scene:
    return scene(visit(Page.UNAVAILABLE), shop=shop(ServiceNow(id=CARD, availability=availability)))


SCENES: dict[str, Scene] = {
    "start": scene(visit(Page.START)),
    "start-closed": scene(visit(Page.START), shop=shop(ServiceNow(id=CARD, availability=Availability.CLOSED))),
    "start-incident": scene(visit(Page.START), incidents=SIAK),
    "start-offer": scene(visit(Page.START), owed=owed(20)),
    "services": scene(visit(Page.SERVICES)),
    "services-trouble": scene(visit(Page.SERVICES), shop=shop(NO_BLANKS), incidents=SIAK),
    "requirements": scene(visit(Page.REQUIREMENTS)),
    "requirements-lost": scene(visit(Page.REQUIREMENTS, variant=LOST)),
    "explained": scene(visit(Page.EXPLAINED)),
    **{f"unavailable-{each}": at_the_desk(each) for each in Availability if each is not Availability.OPEN},
    "shortage": scene(visit(Page.SHORTAGE), shop=shop(NO_BLANKS)),
    "priority": scene(visit(Page.PRIORITY)),
    "priority-no-paper": scene(visit(Page.PRIORITY), printer=OUT),
    "pickup": scene(visit(Page.PICKUP)),
    "pickup-some": scene(visit(Page.PICKUP, code="7K3")),
    "pickup-whole": scene(visit(Page.PICKUP, code=KNOWN)),
    "pickup-unknown": scene(visit(Page.PICKUP, code=KNOWN, refusal="unknown_pickup")),
    "pickup-no-code": scene(visit(Page.PICKUP, refusal=NO_CODE)),
    "not-yet": scene(visit(Page.NOT_YET, code=KNOWN, refusal="pickup_not_ready", refusal_params={"day": "2026-11-25"})),
    "handed-out": scene(visit(Page.NOT_YET, code=KNOWN, refusal="pickup_done")),
    "taking": scene(visit(Page.TAKING)),
    **{
        f"ticket-{outcome}": scene(visit(Page.TICKET, outcome=outcome, printer_problem=problem))
        for outcome, problem in (
            (PrintOutcome.PENDING, ""),
            (PrintOutcome.CONFIRMED, ""),
            (PrintOutcome.FAILED, "paper_out"),
            (PrintOutcome.UNKNOWN, "interrupted"),
        )
    },
    "ticket-print-now": scene(visit(Page.TICKET, outcome=PrintOutcome.FAILED), owed=owed(1)),
    "ticket-closing": scene(visit(Page.TICKET, outcome=PrintOutcome.CONFIRMED), clock=NOW + 20),
    "collected": scene(replace(visit(Page.TICKET, code=KNOWN), paper=collected())),
    "problem": scene(visit(Page.PROBLEM, refusal="not_live")),
    "problem-not-owed": scene(visit(Page.PROBLEM, refusal=PAPER_NOT_OWED)),
    "away": scene(visit(Page.SERVICES), away=Away(MONDAY, "192.0.2.10:7810")),
    "warned": scene(visit(Page.REQUIREMENTS), clock=NOW + 50),
}  # fmt: skip


def hearing(pad: Pad = "numeric", *, private: bool = False) -> Hearing:
    return Hearing(private=private, languages=ALL, pad=pad)


def in_language(name: str, language: Language) -> Scene:
    at = SCENES[name]
    return replace(at, visit=replace(at.visit, language=language))


def touchable(shown: Shown) -> Iterator[Choice]:
    """What a finger could touch of the page itself."""
    content = shown.content
    yield from (*content.choices, *(content.offer.touchable if content.offer else ()))
    yield from (choice for choice in (content.main, content.back) if choice)


def unheard(page: Spoken, shown: Shown, keys: dict[str, Action]) -> list[str]:
    """What can be touched and has no key, or no sentence that names it; the checker of the test below."""
    if shown.warned is not None:
        return []
    told = " ".join(line.text for line in page.lines).lower()
    back = shown.content.back
    first_erased = {back} if "".join(shown.content.cells).strip() else set()
    without_key = [
        choice.title for choice in touchable(shown) if choice.action not in keys.values() and choice not in first_erased
    ]
    named = (choice for choice in touchable(shown) if choice is not back)
    return without_key + [choice.title for choice in named if choice.title.lower().rstrip(".") not in told]


@pytest.mark.parametrize("name", SCENES)
def test_whatever_can_be_touched_has_a_key_and_a_sentence(name: str) -> None:
    for language, pad in product(LANGUAGES, PADS):
        at, ears = in_language(name, language), hearing(pad)
        shown = heard(at, ears)
        assert unheard(page_of(at, ears), shown, keys_of(shown, Guide(), ears)) == [], (language, pad)


def test_a_choice_that_is_not_said_is_found() -> None:
    """The control: without its sentences, without its keys."""
    ears, at = hearing(), SCENES["services"]
    shown = heard(at, ears)
    page, keys = page_of(at, ears), keys_of(shown, Guide(), ears)
    mute = Spoken(tuple(line for line in page.lines if "PAK TUWA" not in line.text))
    assert unheard(mute, shown, keys) == ["KTP-el lewat PAK TUWA"]
    del keys["1"]
    assert unheard(page, shown, keys) == ["KTP-el hilang atau rusak"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_is_said_in_words(language: Language) -> None:
    for name in SCENES:
        page = page_of(in_language(name, language), hearing(private=True))
        said = [line.phrase.text for lines in (page.lines, *page.items) for line in lines]
        assert [text for text in said if re.search(r"\d", text)] == []
        assert all(said), "an empty sentence"
        spoken = {line.phrase.language for line in page.lines}
        assert spoken <= ({language} if not name.startswith("start") else set(LANGUAGES))


def test_how_numbers_are_read() -> None:
    assert (
        words("A-012, 15 menit, pukul 09.41 WIB", "id")
        == "A dua belas, lima belas menit, pukul sembilan empat puluh satu WIB"
    )
    assert words("20–35 menit", "id") == "dua puluh sampai tiga puluh lima menit"
    assert words("ke 0821-4181-5610", "id").startswith("ke nol delapan dua satu, empat satu")
    assert words("A-012", "id", "digits") == "A nol satu dua"
    assert words("at 07:30", "en") == "at seven thirty AM"


@pytest.mark.parametrize("pad", PADS)
@pytest.mark.parametrize("name", SCENES)
def test_again_and_back_are_always_there(name: str, pad: Pad) -> None:
    at, ears = SCENES[name], hearing(pad)
    shown, keys = heard(at, ears), keys_of(heard(at, ears), Guide(), ears)
    assert set(PAD) <= set(keys), "a key without an answer"
    if shown.warned is not None:
        assert set(keys.values()) == {Action(Act.STAY)}
        return
    assert keys["0"] == Action(Act.GUIDE, Ask.REPEAT)
    back = shown.content.back
    if back is not None and not "".join(shown.content.cells).strip():
        assert keys["*"] == back.action
    if shown.content.main is not None:
        assert keys["enter"] == keys["#"] == shown.content.main.action
    again = "ways.number" if at.visit.page is Page.TICKET else "ways.again"
    told = words(domain("id", "guide")[again].rstrip("."), "id")
    assert any(line.phrase.text.startswith(told) for line in page_of(at, ears).lines)


@pytest.mark.parametrize("name", [name for name, at in SCENES.items() if at.visit.code])
def test_what_is_typed_is_told_only_to_whoever_is_alone_with_it(name: str) -> None:
    at = SCENES[name]
    open_lines = page_of(at, hearing()).lines
    assert not any(line.private for line in open_lines)
    for sign in at.visit.code:
        other = replace(at, visit=replace(at.visit, code=at.visit.code.replace(sign, "Z")))
        assert page_of(other, hearing()).lines == open_lines, "another code, other words"
    if at.visit.page is Page.PICKUP:
        private = page_of(at, hearing(private=True)).lines
        assert {line.private for line in private if line not in open_lines} == {True}


def test_the_half_of_a_sign_is_as_private() -> None:
    """Without headphones each first key is answered alike."""
    for private, answers in ((False, 1), (True, len(LETTERS))):
        ears = hearing(private=private)
        shown = heard(SCENES["pickup"], ears)
        heard_of = {answered(Guide(), Action(Act.HALF, key), Spoken(()), shown, ears)[1] for key in LETTERS}
        assert len(heard_of) == answers
        assert all(line.private is private for lines in heard_of for line in lines)


def test_two_keys_make_every_sign_of_a_code() -> None:
    made = {pickup.sign(sign) for key in LETTERS for sign in second_keys(key).values()}
    assert made == set(pickup.ALPHABET)
    assert second_keys("5") == {"0": "5", "1": "J", "2": "K", "3": "L"}
    assert second_keys("8") == {"0": "8", "1": "T", "3": "V"}


def test_the_same_sign_twice_is_told_twice_and_no_line_holds_a_code() -> None:
    blind = Blind()
    blind.press(["5", "1", "3", *"52"])
    former = page_of(blind.scene, blind.hearing)
    blind.press("52")
    assert [line.text for line in news(former, page_of(blind.scene, blind.hearing)) if line.private] == ["2: K"]
    whole = page_of(SCENES["pickup-whole"], hearing(private=True)).lines
    assert "".join(line.text[-1] for line in whole if line.private) == KNOWN
    assert not any(KNOWN in line.text.replace(" ", "") for line in whole)


def test_a_code_is_typed_taken_back_and_sent() -> None:
    blind = Blind()
    blind.press(["5", "1", "3"])
    assert blind.visit.page is Page.PICKUP
    blind.press("70" + "52")
    assert blind.visit.code == "7K"
    assert [line.text for line in blind.said if line.private] == ["2: K"]
    blind.press("9*")  # the first of two keys, taken back
    assert (blind.visit.code, blind.guide.half) == ("7K", "")
    blind.press("*" + "52")
    assert blind.visit.code == "7K"
    blind.press("30" + "61" + "90" + "72" + "73" + "11")
    assert blind.visit.code == KNOWN
    blind.press(["4", "enter"])
    assert blind.visit.page is Page.TICKET


def test_the_whole_trip_by_keys_alone() -> None:
    blind = Blind()
    blind.press("5")
    assert (blind.on, blind.visit.page) == (True, Page.START), "the first key only begins"
    blind.press(["1", "1", "2", "9", "enter", "2"])
    assert blind.visit.page is Page.TICKET
    told = [line.phrase.text for line in blind.said]
    assert told[:2] == ["Nomor antrean Anda: A dua belas.", "Dieja: A, nol satu dua."]
    assert told[2:4] == ["Silakan ambil tiket Anda.", "Tiket keluar di bawah layar."], "before whatever can wait"
    assert "Di depan Anda: tujuh orang." in told
    assert "Jenis antrean: Biasa." in told, "which key was pressed"
    assert "Nomor Anda akan dipanggil lewat pengeras suara." in told
    assert any(line.startswith("Silakan siapkan: Fotokopi Kartu Keluarga") for line in told)
    blind.press(["enter"])
    assert blind.visit.page is Page.START


@pytest.mark.parametrize("outcome", [PrintOutcome.FAILED, PrintOutcome.UNKNOWN])
def test_a_paper_that_did_not_come_is_no_matter_of_pictures(outcome: PrintOutcome) -> None:
    told = " ".join(line.text for line in page_of(SCENES[f"ticket-{outcome}"], hearing()).lines)
    assert "minta petugas mencatatnya" in told
    assert "foto" not in told.replace("Fotokopi", "")


KEYS = st.lists(st.sampled_from((*PAD, *PAD[:10])), max_size=40)


@settings(max_examples=60, deadline=None)
@given(KEYS, st.sampled_from(PADS), st.sampled_from(LANGUAGES), st.booleans())
def test_wherever_keys_lead_keys_lead_out_and_to_a_number(
    keys: list[str], pad: Pad, language: Language, private: bool
) -> None:
    blind = Blind(hearing=hearing(pad, private=private), owed=3)
    blind.press(["5", *keys])
    blind.leaves()
    assert blind.visit.page is Page.START, f"caught on {blind.visit.page}"
    blind.press(["5"] if not blind.on else [])
    blind.press([str(LANGUAGES.index(language) + 1), "1", "enter", "2"])
    assert blind.visit.page is Page.TICKET


def test_a_page_without_a_way_back_is_found() -> None:
    """The control of the walk: somebody who may not press star does not come out."""

    class Lame(Blind):
        @property
        def keys(self) -> dict[str, Action]:
            return super().keys | {"*": Action(Act.GUIDE, Ask.REPEAT)}

    blind = Lame()
    blind.press(["5", "1"])
    blind.leaves()
    assert blind.visit.page is not Page.START


def test_papers_are_read_one_by_one() -> None:
    blind = Blind()
    blind.press(["5", "1", "1"])
    assert any("tiga berkas" in line.phrase.text for line in blind.said)
    blind.press("9")
    assert [line.text for line in blind.said][:2] == ["1 dari 3.", "Fotokopi Kartu Keluarga (KK)."]
    first = blind.said
    blind.press("0")
    assert blind.said == first, "again is the paper, not the page"
    blind.press("999")
    assert [line.text for line in blind.said][-3:] == [
        "Itu yang terakhir.",
        "Tekan 7 untuk sebelumnya.",
        "Tekan Enter untuk lanjut.",
    ]
    blind.press("7777")
    assert blind.said == page_of(blind.scene, blind.hearing).lines


def test_louder_has_an_end_and_a_telephone_goes_round() -> None:
    blind = Blind()
    blind.press(["5", "+", "+", "+"])
    assert (blind.guide.volume, VOLUMES[USUAL + 2]) == (len(VOLUMES) - 1, 1.0)
    assert blind.said[-1].text == "Tidak dapat lebih lagi."
    blind.press("-")
    assert blind.said[0].text == f"Suara {len(VOLUMES) - 1} dari {len(VOLUMES)}."
    round_ = Blind(hearing=hearing("telephone"))
    round_.press(["5", "1", *"888"])
    assert round_.guide.volume == 0


def test_each_language_is_offered_in_itself_where_the_voice_has_it() -> None:
    told = {line.phrase.language: line.phrase.text for line in page_of(SCENES["start"], hearing()).lines}
    assert told["en"] == "Press three for English."
    assert told["jv"] == "Pencèt kalih kanggé Basa Jawa."
    indonesian = Hearing(languages=frozenset(("id", "en")))
    lines = page_of(SCENES["start"], indonesian).lines
    assert any(line.text == "Tekan 2 untuk Basa Jawa, suaranya bahasa Indonesia." for line in lines)


def test_javanese_without_a_voice_is_heard_in_indonesian_and_told_so() -> None:
    ears = Hearing(languages=frozenset(("id", "en")))
    lines = page_of(in_language("services", "jv"), ears).lines
    assert {line.phrase.language for line in lines} == {"id"}
    assert "Basa Jawa" in lines[0].text


def test_a_key_that_is_not_used_says_which_it_was() -> None:
    """Whoever pressed 7 and meant 1, as on a telephone, hears it."""
    blind = Blind()
    blind.press(["5", "1", "7"])
    assert blind.said[0].phrase.text == "Tombol tujuh tidak dipakai di sini."
    for language, pad in product(LANGUAGES, PADS):
        ears = hearing(pad)
        shown = heard(in_language("taking", language), ears)
        unused = [action for action in keys_of(shown, Guide(), ears).values() if action.act is Act.UNUSED]
        said = {answered(Guide(), action, Spoken(()), shown, ears)[1][0].text for action in unused}
        assert len(said) == len(unused), "each key has a name of its own"


def test_a_second_key_that_makes_no_sign_sends_nobody_to_zero() -> None:
    """Which is a sign then, and no way to hear the page again."""
    blind = Blind()
    blind.press(["5", "1", "3", "8", "2"])  # U stands in no code
    assert blind.keys["0"] == Action(Act.TYPE, "8")
    assert blind.said[0].text == "Tombol 2 tidak menghasilkan tanda."
    assert not any("0" in line.text for line in blind.said)
    blind.press("*")
    assert blind.guide.half == ""


def test_a_closed_office_says_so_and_when_it_opens() -> None:
    told = [line.text for line in page_of(SCENES["start-closed"], hearing()).lines]
    at = told.index("Tutup.")
    assert told[at + 1].startswith("Nomor diberikan lagi Rabu")
    assert not any("Sentuh" in line for line in told), "nothing is about fingers"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_about_fingers_or_pictures(language: Language) -> None:
    """On no page that is read: neither touching nor photographs."""
    touching = re.compile(r"\b(sentuh|foto layar|touch|photo of|foto nomor|tutul|dipunfoto)", re.IGNORECASE)
    at = {name: page_of(in_language(name, language), hearing()) for name in SCENES if name != "explained"}
    found = {name: line.text for name, page in at.items() for line in page.lines if touching.search(line.text)}
    assert found == {}


def test_where_help_is_and_where_the_ticket_comes_out_the_office_says_in_its_own_words() -> None:
    own = replace(hearing(), staff={"id": "Meja petugas di kiri pintu"}, paper={"id": "Tiket keluar di kanan tombol"})
    told = [line.text for line in page_of(SCENES["ticket-confirmed"], own).lines]
    assert told[3] == "Tiket keluar di kanan tombol."
    assert told[-2:] == ["Bila perlu bantuan, silakan panggil petugas.", "Meja petugas di kiri pintu."]
    english = [line.text for line in page_of(in_language("ticket-confirmed", "en"), own).lines]
    assert "The ticket comes out below the screen." in english, "what the office has not said in it"


def test_after_a_choice_the_next_key_is_told() -> None:
    blind = Blind()
    blind.press(["5", "1", "1"])
    before = page_of(blind.scene, blind.hearing)
    blind.press("1")
    told = [line.text for line in news(before, page_of(blind.scene, blind.hearing))]
    assert told == ["Dipilih: hilang, perlu 2 berkas.", "Tekan 9 untuk mendengarnya, Enter untuk lanjut."]


def test_news_are_said_once_and_nothing_else() -> None:
    ears = hearing()
    pending, confirmed = (page_of(SCENES[f"ticket-{each}"], ears) for each in ("pending", "confirmed"))
    assert [line.text for line in news(pending, confirmed)] == [
        "Silakan ambil tiket Anda.",
        "Tiket keluar di bawah layar.",
    ]
    assert news(confirmed, confirmed) == ()
    fewer = scene(visit(Page.SERVICES), shop=shop(ServiceNow(id=CARD, availability=Availability.OPEN, waiting=9)))
    assert news(page_of(SCENES["services"], ears), page_of(fewer, ears)) == (), "a queue that grows interrupts nobody"


def later(at: Scene, seconds: float) -> Scene:
    return replace(at, clock=at.clock + seconds)


def test_the_end_of_a_page_is_told_twice_and_no_second_is_counted() -> None:
    """A page is warned of its end at twenty seconds and at ten; in between, and after it, nothing is said."""
    ears = hearing()
    for name in ("warned", "ticket-closing"):
        at = SCENES[name]
        left = heard(at, ears).left
        assert left is not None
        told = [(page_key(heard(later(at, s), ears), ears), page_of(later(at, s), ears).lines) for s in range(left)]
        assert len(set(told)) == 2
        assert told.index(told[-1]) == left - ears.last_warning
    assert page_key(heard(SCENES["warned"], ears), ears) != page_key(heard(SCENES["requirements"], ears), ears)
    [closing] = news(page_of(SCENES["ticket-closing"], ears), page_of(later(SCENES["ticket-closing"], 8), ears))
    assert closing.text == "Sekali lagi: halaman ini ditutup 10 detik lagi, tekan 0 untuk mendengar nomor Anda."
    last = page_of(later(SCENES["warned"], 10), ears).lines
    assert last[0].text == "Sekali lagi: tekan tombol apa saja untuk melanjutkan."


def test_no_room_takes_nothing_from_the_ear() -> None:
    small = Comfort(larger=True, lowered=True)
    for at in SCENES.values():
        there = replace(at, visit=replace(at.visit, comfort=small))
        assert page_of(there, hearing()).lines == page_of(at, hearing()).lines


def test_the_keys_stand_beside_what_they_do() -> None:
    ears = hearing()
    for name in SCENES:
        shown = present(SCENES[name])
        keys = keys_of(shown, Guide(), ears)
        seen = guided(shown, keys, None, ears)
        assert seen.guided
        assert seen.caption is not None
        assert seen.caption.icon in ICONS
        for choice in (*seen.content.choices, *seen.bar.switches):
            assert not choice.digit or shown.warned or keys[choice.digit] == choice.action
        if seen.content.back is not None and not shown.warned and not SCENES[name].visit.code:
            assert keys[seen.content.back.digit] == seen.content.back.action


def test_without_a_key_the_welcome_page_says_how_it_begins() -> None:
    shown = begins(present(SCENES["start"]), "id")
    assert shown.caption is not None
    assert shown.caption.icon in ICONS
    assert not shown.guided
    assert {shown.keys[key] for key in "0123456789"} == {Action(Act.GUIDE, Ask.BEGIN)}
    assert shown.keys["+"] == Action(Act.LARGER), "what a sighted citizen sets stays"
    other = present(SCENES["services"])
    assert begins(other, "id") == other


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_are_whole(language: Language) -> None:
    assert set(domain(language, "guide")) == set(domain("id", "guide"))
    fields = {key: sorted(re.findall(r"{(\w+)}", text)) for key, text in domain("id", "guide").items()}
    assert {key: sorted(re.findall(r"{(\w+)}", text)) for key, text in domain(language, "guide").items()} == fields


def test_a_sentence_is_short_enough_to_be_read() -> None:
    for name in SCENES:
        for language in LANGUAGES:
            page = page_of(in_language(name, language), hearing(private=True))
            for line in (line for lines in (page.lines, *page.items) for line in lines):
                assert len(line.text) <= 150, line.text


def test_sentences_are_parted_at_their_ends_only() -> None:
    parts = [line.text for line in sentences("Pukul 09.41. Ya? Tidak · atau Jl. Contoh", "id")]
    assert parts[:3] == ["Pukul 09.41.", "Ya?", "Tidak, atau Jl."]
