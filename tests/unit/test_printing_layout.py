"""What stands on paper, and that it fits."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.texts import LANGUAGES
from terminal.printing import MissingList, Ticket, samples
from terminal.printing.lettering import pair, printable, wrapped
from terminal.printing.paper import Cut, Line, QrCode, lay_out

NOW = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)
TICKET = replace(samples.ticket("id", NOW), demo=False)
COLUMNS = (32, 42, 48)


def lines(slip: Ticket | MissingList, columns: int = 48) -> list[str]:
    return [element.text.strip() for element in lay_out(slip, columns) if isinstance(element, Line)]


@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_fits_the_paper_at_its_size(columns, language):
    for slip in (samples.ticket(language, NOW), samples.missing_list(language, NOW)):
        for element in lay_out(slip, columns):
            if isinstance(element, Line):
                assert len(element.text) * element.wide <= columns


def test_a_ticket_says_all_that_a_citizen_needs():
    said = lines(TICKET)
    assert "A-012" in said
    assert "PRIORITAS" in said
    assert "KTP-el Hilang atau Rusak" in said
    assert "Senin, 23 November 2026  09.15 WIB" in said
    assert "Orang di depan Anda                            4" in said
    assert "Perkiraan tunggu             sekitar 10-15 menit" in said
    assert "[ ] Fotokopi Kartu Keluarga (KK)" in said
    assert "Mohon menunggu panggilan di ruang tunggu" in said
    assert "Terima kasih" in said


def test_the_number_is_the_largest_thing_on_the_ticket():
    drawn = [element for element in lay_out(TICKET, 48) if isinstance(element, Line)]
    largest = max(drawn, key=lambda line: line.wide * line.tall)
    assert (largest.text, largest.wide, largest.tall) == ("A-012", 8, 8)


@pytest.mark.parametrize(("columns", "size"), [(32, 6), (42, 8), (48, 8)])
def test_the_number_is_as_large_as_the_paper_allows(columns, size):
    assert Line("A-012", "center", size, size, bold=True) in lay_out(TICKET, columns)


def test_a_ticket_ends_with_its_code_and_a_cut():
    elements = lay_out(TICKET, 48)
    assert [element for element in elements if isinstance(element, QrCode)] == [QrCode(TICKET.url)]
    assert elements[-1] == Cut()


@pytest.mark.parametrize(
    ("wait", "said"),
    [
        ((10, 15), "sekitar 10-15 menit"),
        ((15, 15), "sekitar 15 menit"),
        ((0, 5), "kurang dari 5 menit"),
        ((0, 0), "kurang dari 1 menit"),
    ],
)
def test_the_wait_is_never_an_exact_promise(wait, said):
    assert any(line.endswith(said) for line in lines(replace(TICKET, wait=wait)))


def test_without_an_open_counter_the_ticket_says_so_and_gives_no_minutes():
    said = " ".join(lines(replace(TICKET, wait=None)))
    assert "Loket layanan ini belum buka." in said
    assert "menit" not in said


def test_an_ordinary_ticket_carries_no_mark():
    said = lines(replace(TICKET, priority=False))
    assert not {"PRIORITAS", "SALINAN 1", "DEMO - TIDAK BERLAKU"} & set(said)


def test_a_copy_and_a_demo_are_marked_white_on_black():
    marked = lay_out(replace(TICKET, copy=2, demo=True, priority=False), 48)
    reverse = [element.text.strip() for element in marked if isinstance(element, Line) and element.reverse]
    assert reverse == ["DEMO - TIDAK BERLAKU", "SALINAN 2"]


@pytest.mark.parametrize(
    ("zone", "hour"), [("Asia/Jakarta", "09.15 WIB"), ("Asia/Makassar", "10.15 WITA"), ("Asia/Jayapura", "11.15 WIT")]
)
def test_the_hour_is_the_offices(zone, hour):
    assert any(line.endswith(hour) for line in lines(replace(TICKET, zone=zone)))


def test_the_list_of_missing_papers_names_each_with_its_advice():
    said = lines(samples.missing_list("id", NOW))
    assert "[ ] Surat kehilangan KTP-el dari kepolisian" in said
    assert "Belum punya? Silakan minta di kantor polisi" in said
    assert "Nomor antrean A-012" in said


@pytest.mark.parametrize(
    "wrong",
    [
        {"issued_at": datetime(2026, 11, 23, 9, 15)},  # noqa: DTZ001
        {"number": " "},
        {"copy": -1},
        {"ahead": -1},
        {"wait": (15, 10)},
    ],
)
def test_a_ticket_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError):
        replace(TICKET, **wrong)


def test_a_list_of_nothing_is_refused():
    with pytest.raises(ValueError, match="nothing is missing"):
        replace(samples.missing_list("id", NOW), missing=[])


def test_paper_has_no_field_for_a_name_or_a_nik():
    fields = set(Ticket.__dataclass_fields__) | set(MissingList.__dataclass_fields__)
    assert not fields & {"name", "applicant", "nik", "citizen", "phone"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Sugèng rawuh – ‘monggo’", "Sugeng rawuh - 'monggo'"),
        ("10–15 menit…", "10-15 menit..."),
        ("ﬁle №3 ½", "file No3 1/2"),
        ("ꦲꦤ", "**"),
        ("漢字", "**"),
        ("a\x1d(A\x10\x04\x01\x00", "a(A"),
        ("tab\tline\nend", "tab line end"),
        ("Siapa?", "Siapa?"),
    ],
)
def test_letters_that_a_printer_lacks_become_their_neighbours(text, said):
    assert printable(text) == said


@given(st.text())
def test_only_printable_ascii_ever_leaves(text):
    assert all(" " <= letter <= "~" for letter in printable(text))


@given(st.text(), st.text(), st.integers(16, 64))
def test_labels_and_values_stay_within_the_paper(label, value, columns):
    assert all(len(line) <= columns for line in [*pair(label, value, columns), *wrapped(label, columns, 4)])


@given(st.text(min_size=1, max_size=300), st.sampled_from(COLUMNS))
def test_any_wording_fits_any_paper(words, columns):
    number = "A-012" + "".join(filter(str.isalnum, printable(words)))[:20]
    wordy = replace(TICKET, office_name=words, service_title=words, requirements=[words], number=number, demo=True)
    for element in lay_out(wordy, columns):
        if isinstance(element, Line):
            assert len(element.text) * element.wide <= columns


@given(st.text(st.characters(exclude_characters="?")))
def test_nothing_unknown_becomes_a_question_mark(text):
    # NFKD itself spells a few signs with a question mark, such as U+2047; those are questions.
    import unicodedata

    if "?" not in unicodedata.normalize("NFKD", text):
        assert "?" not in printable(text)
