"""The published standards and the pledge on slides: all of it, and nothing higher than its page."""

from textwrap import wrap

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import assets
from assets.texts import LANGUAGES, Language
from display.media.slides import Line, Paper, PaperOf, even_pages, notice, pledge, standards
from protocol.office import Office, Text
from server.config import load_office

LETTERS = 40
ALL: tuple[Language, ...] = LANGUAGES


def height(line: Line) -> float:
    """A typewriter: so many letters to a line, a note on a line of its own."""
    return max(1, len(wrap(line.words, LETTERS))) + bool(line.note)


PAPER = Paper(height, 6)


def always(paper: Paper) -> PaperOf:
    """Whatever stands above."""
    return lambda _slide: paper


@pytest.fixture(scope="module")
def office() -> Office:
    return load_office(assets.path("catalogue", "magetan.toml"))


def words(pages: tuple[object, ...]) -> str:
    return plain(" ".join(line.words for page in pages for line in page.lines))  # type: ignore[attr-defined]


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("room", [3, 4, 6, 12, 40])
def test_every_requirement_and_step_is_there_in_every_language(office: Office, language: Language, room: int) -> None:
    pages = standards(office, ALL, always(Paper(height, room)))
    for service in office.services:
        for told in (*(paper.title for paper in service.requirements), *service.about):
            assert told.said_in(language) in words(pages)


@pytest.mark.parametrize("room", [3, 4, 6, 12, 40])
def test_no_page_is_fuller_than_it_may_be(office: Office, room: int) -> None:
    paper_of = always(Paper(height, room))
    pages = (*standards(office, ALL, paper_of), *pledge(office, ALL, paper_of))
    assert all(sum(map(height, page.lines)) <= room for page in pages)


def test_a_slide_has_what_its_heading_leaves(office: Office) -> None:
    """Where the first service's heading takes all but three lines, only its slides are shorter."""
    named = office.services[0].title.id
    pages = standards(office, ("id",), lambda slide: Paper(height, 3 if slide.title == named else 6))
    below = [sum(map(height, page.lines)) for page in pages if page.title == named]
    elsewhere = [sum(map(height, page.lines)) for page in pages if page.title != named]
    assert max(below) == 3 < max(elsewhere)


def test_a_page_without_end_is_found_too_full(office: Office) -> None:
    """The control of the test above: on boundless paper a slide is higher than six lines."""
    pages = standards(office, ALL, always(Paper(height, 1000)))
    assert any(sum(map(height, page.lines)) > 6 for page in pages)


def test_the_standard_says_how_long_that_it_is_free_and_for_whom_a_paper_is(office: Office) -> None:
    pages = standards(office, ("id",), always(PAPER))
    walk_in = [page for page in pages if page.title == office.services[0].title.id]
    by_whatsapp = [page for page in pages if page.title == office.services[1].title.id]
    assert {page.promises for page in walk_in} == {("15 menit", "Gratis")}
    assert {page.promises for page in by_whatsapp} == {("Hari kerja berikutnya", "Gratis")}
    notes = {line.words: line.note for page in walk_in for line in page.lines if line.note}
    assert notes == {
        "KTP-el asli yang rusak": "Untuk: KTP-el rusak",
        "Surat kehilangan KTP-el dari kepolisian": "Untuk: KTP-el hilang",
    }


def test_days_are_counted_where_a_service_promises_several(office: Office) -> None:
    slow = msgspec.structs.replace(office.services[0], promised_working_days=3)
    pages = standards(msgspec.structs.replace(office, services=(slow,)), ("en",), always(PAPER))
    assert pages[0].promises[0] == "3 working days"


def test_the_second_language_follows_and_only_where_it_is_translated(office: Office) -> None:
    bare = msgspec.structs.replace(office.services[0], about=(Text(id="Datang."),))
    pages = standards(msgspec.structs.replace(office, services=(bare,)), ("id", "en"), always(PAPER))
    assert [page.kicker for page in pages] == [
        "Standar pelayanan: yang perlu dibawa",
        "Service standard: what to bring",
        "Standar pelayanan: langkahnya",
    ]


def test_an_office_without_a_pledge_shows_none(office: Office) -> None:
    assert pledge(office, ALL, always(PAPER))
    assert pledge(msgspec.structs.replace(office, pledge=None), ALL, always(PAPER)) == ()


def test_the_whole_pledge_is_read_from_page_to_page(office: Office) -> None:
    assert office.pledge is not None
    assert words(pledge(office, ("id",), always(Paper(height, 2)))) == office.pledge.id


def test_a_long_text_is_cut_after_a_sentence_where_one_ends() -> None:
    said = Text(id="Kantor kami tutup pada semua tanggal merah. Silakan datang kembali pada hari kerja berikutnya.")
    first, second = notice(None, said, ("id",), always(Paper(height, 2)))
    assert first.lines[0].words.endswith("merah.")
    assert second.lines[0].words.startswith("Silakan")


def test_no_page_ends_within_a_telephone_number(office: Office) -> None:
    tuwa = next(service for service in office.services if service.about and "0821 4181 5610" in service.about[0].id)
    pages = standards(msgspec.structs.replace(office, services=(tuwa,)), ("id",), always(Paper(height, 1)))
    assert any(
        "0821\N{NO-BREAK SPACE}4181\N{NO-BREAK SPACE}5610." in line.words for page in pages for line in page.lines
    )


TEXTS = st.lists(st.text("ab .", min_size=1, max_size=400).map(str.split).map(" ".join), min_size=1, max_size=12)


@given(TEXTS, st.integers(2, 20))
def test_no_word_is_lost_and_no_page_is_empty(texts: list[str], room: int) -> None:
    lines = tuple(Line(said, str(number)) for number, said in enumerate(texts, 1))
    pages = even_pages(lines, Paper(height, room))
    assert all(pages)
    assert " ".join(line.words for page in pages for line in page).split() == " ".join(texts).split()
    assert [line.mark for page in pages for line in page if line.mark] == [line.mark for line in lines]


@given(TEXTS, st.integers(2, 20))
def test_pages_are_as_few_as_can_be_and_of_like_height(texts: list[str], room: int) -> None:
    lines = tuple(Line(said) for said in texts)
    pages = even_pages(lines, Paper(height, room))
    total = sum(height(line) for page in pages for line in page)
    assert len(pages) <= 2 * -(-total // room)
