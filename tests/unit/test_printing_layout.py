"""What stands on paper, and that it fits."""

import unicodedata
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.texts import LANGUAGES, text
from protocol.office import PAPER_BLOCKS, PaperStyle, Text
from terminal.printing import MissingList, PrinterMisconfigured, Ticket, samples
from terminal.printing.decode import EndLine, Initialise, Letters, Raster, Size, slip
from terminal.printing.escpos_library import CAPABILITIES
from terminal.printing.job import job
from terminal.printing.lettering import apart, printable, wrapped
from terminal.printing.paper import (
    Cut,
    DayReportPaper,
    Element,
    HandoverReceipt,
    Line,
    Logo,
    MissingPaper,
    Pair,
    PickupSlip,
    PickupTicket,
    QrCode,
    Rule,
    Slip,
    TestPage,
    lay_out,
)
from terminal.printing.paper.report import head_lines
from terminal.printing.sheet import Sheet, sheet
from tests.support.papers import SHIPPED

NOW = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)
TICKET = replace(samples.ticket("id", NOW), demo=False)
COLUMNS = (32, 42, 48)
SLIPS = (Ticket, MissingList, PickupSlip, PickupTicket, HandoverReceipt, DayReportPaper, TestPage)


def every_slip(language="id", paper: Sheet = sheet(80)) -> list[Slip]:  # noqa: B008
    made = [make(language, NOW) for make in samples.KINDS.values()]
    return [*made, samples.test_page(language, NOW, paper)]


def said_by(element: Element) -> str:
    match element:
        case Line(text):
            return text.strip()
        case Pair(label, value):
            return f"{label.strip()}: {value}"
    return ""


def lines(slip: Slip, columns: int = 48, style: PaperStyle = PaperStyle()) -> list[str]:  # noqa: B008
    return [said for element in lay_out(slip, columns, style) if (said := said_by(element))]


def width_of(element: Element) -> int:
    match element:
        case Line(text, wide=wide):
            return len(text) * wide
        case Pair(label, value, size):
            return len(label) + len(value) * size
    return 0


@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_fits_the_paper_at_its_size(columns, language):
    for paper in every_slip(language):
        assert max(map(width_of, lay_out(paper, columns))) <= columns


def test_samples_show_every_paper_there_is():
    assert {type(paper) for paper in every_slip()} == set(SLIPS)


def test_a_ticket_says_all_that_a_citizen_needs():
    said = lines(TICKET)
    assert "A-012" in said
    assert "PRIORITAS" in said
    assert "KTP-el hilang atau rusak" in said
    assert "Senin, 23 November 2026  09.15 WIB" in said
    assert "Orang di depan Anda: 4" in said
    assert "Perkiraan tunggu: 10-15 menit" in said
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
        ((10, 15), "10-15 menit"),
        ((15, 15), "sekitar 15 menit"),
        ((0, 5), "kurang dari 5 menit"),
        ((0, 0), "kurang dari 1 menit"),
    ],
)
def test_the_wait_is_never_an_exact_promise(wait, said):
    assert any(line.endswith(said) for line in lines(replace(TICKET, wait=wait)))
    assert said.split()[0] in " ".join(lines(replace(TICKET, wait=wait), 32))


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


def test_a_copy_says_when_it_was_printed_and_keeps_the_hour_and_the_code_of_the_original():
    for original in every_slip():
        copy = replace(original, copy=1, printed_at=NOW + timedelta(hours=3))
        before, after = lines(original), lines(copy)
        assert [line for line in after if line not in before] == ["SALINAN 1", "Dicetak ulang 23 Nov 2026, 12.15 WIB"]
        assert [line for line in before if line not in after] == []
        assert QrCode(samples.URL) in lay_out(copy, 48) or isinstance(copy, DayReportPaper)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_copys_mark_comes_before_everything_but_the_demos(language):
    """Programs and officers look for it there."""
    for paper in every_slip(language):
        first = lines(replace(paper, copy=3, demo=False))[0]
        assert first in ("SALINAN 3", "COPY 3")


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


def test_the_list_keeps_the_number_until_the_day_ends():
    said = " ".join(lines(samples.missing_list("id", NOW)))
    assert "BERLAKU HARI INI" in said
    assert "Tidak perlu mengambil nomor baru" in said


def test_a_list_without_a_number_to_come_back_with_promises_none():
    said = " ".join(lines(replace(samples.missing_list("id", NOW), same_number=False)))
    assert "BERLAKU HARI INI" not in said
    assert "nomor yang sama" not in said
    assert "Silakan datang kembali setelah berkas lengkap" in said


def test_a_pickup_ticket_says_the_number_and_what_to_show():
    said = lines(samples.pickup_ticket("id", NOW))
    assert "PENGAMBILAN KTP-EL" in said
    assert "P-003" in said
    assert "[ ] Pesan WhatsApp dengan kode pengambilan" in said
    assert any("loket penyerahan" in line for line in said)


def test_a_receipt_of_a_representative_says_what_they_are_and_not_who():
    said = " ".join(lines(replace(samples.receipt("id", NOW), relation="Anak")))
    assert "Diterima oleh Anak" in " ".join(said.split()).replace(":", "")
    assert "Saya mewakili pemohon." in said
    assert "mewakili" not in " ".join(lines(samples.receipt("id", NOW)))


def test_a_pickup_slip_says_when_and_what_to_bring():
    paper = samples.pickup_slip("id", NOW)
    said = lines(paper)
    assert "Perkiraan siap diambil" in said
    assert "Selasa, 24 November 2026" in said
    assert "[ ] Slip ini" in said
    assert "[ ] KTP lama" in lines(replace(paper, bring=["KTP lama"]))


def test_a_pickup_slip_promises_no_day_that_nobody_knows():
    said = " ".join(lines(replace(samples.pickup_slip("id", NOW), ready_at=None)))
    assert "belum dapat dipastikan" in said
    assert "Perkiraan siap" not in said


def test_a_card_that_is_ready_needs_no_estimate():
    said = " ".join(lines(replace(samples.pickup_slip("id", NOW), ready_at=NOW - timedelta(days=1))))
    assert "SUDAH SIAP DIAMBIL" in said
    assert "Perkiraan siap" not in said


def test_a_receipt_shows_the_end_of_the_serial_only():
    said = " ".join(lines(samples.receipt("id", NOW)))
    assert "...6789" in said
    assert "56789" not in said
    assert "2026/001234" in said


def test_a_case_without_a_ticket_gets_a_receipt_without_a_number():
    said = " ".join(lines(replace(samples.receipt("id", NOW), number="", card_serial="")))
    assert "Nomor antrean" not in said
    assert "Nomor seri" not in said


def test_a_day_report_gives_every_figure_beside_its_name():
    """Each figure is another number here, so that none can stand in another's place."""
    paper = samples.day_report("id", NOW)
    day, report = paper.report.services[0], paper.report
    counts = [name for name in day.__struct_fields__ if name != "service"]
    sums = [name for name in report.__struct_fields__ if name.startswith(("cards", "papers", "copies"))]
    day = msgspec.structs.replace(day, **{name: 100 + place for place, name in enumerate(counts)})
    report = msgspec.structs.replace(report, **{name: 200 + place for place, name in enumerate(sums)}, services=(day,))
    said = {" ".join(line.split()) for line in lines(replace(paper, report=report))}
    say = partial(text, "id", "paper")
    for name in counts[:-2]:
        assert f"{say(f'report.{name}')} {getattr(day, name)}" in said
    for name in counts[-2:]:
        assert f"{say('report.' + name.removesuffix('_minutes'))} {getattr(day, name)} menit" in said
    for name in sums:
        assert f"{say(f'report.{name}')} {getattr(report, name)}" in said
    assert f"{say('report.journal_seq')} {report.journal_seq}" in said


@pytest.mark.parametrize(("columns", "groups"), [(32, 4), (42, 8), (48, 8)])
def test_a_day_report_gives_the_head_in_groups(columns, groups):
    head = samples.day_report("id", NOW).report.journal_head
    told = head_lines(head, columns)
    assert [len(line.split()) for line in told] == [groups] * (16 // groups)
    assert {len(group) for line in told for group in line.split()} == {4}
    assert "".join(told).replace(" ", "") == head
    said = lines(samples.day_report("id", NOW), columns)
    assert set(told) <= set(said)
    assert "antrean audit verify --head" in said


def test_a_report_of_a_service_that_has_left_the_catalogue_says_its_id():
    assert "ktp-hilang-rusak" in lines(replace(samples.day_report("id", NOW), titles={}))


def test_a_test_page_tells_what_the_profile_says():
    said = [" ".join(line.split()) for line in lines(samples.test_page("id", NOW, sheet(58, cutter=True)), 32)]
    for fact in ("Printer kanan", "Profil POS-5890", "Huruf per baris 32", "Pemotong kertas ada"):
        assert fact in said
    assert "12345678901234567890123456789012" in said
    assert set(map(chr, range(0x21, 0x7F))) <= set("".join(said))


@pytest.mark.parametrize("columns", COLUMNS)
def test_the_row_of_figures_is_as_long_as_the_rules_around_it(columns):
    elements = lay_out(samples.test_page("id", NOW, sheet(80)), columns)
    (place,) = (i for i, element in enumerate(elements) if said_by(element).startswith("1234567"))
    assert (elements[place - 1], elements[place + 1]) == (Rule(), Rule())
    assert width_of(elements[place]) == columns


# The office's own style.


def test_blocks_come_in_the_offices_order_and_only_those():
    style = PaperStyle(blocks=("moment", "number", "closing"))
    assert lines(TICKET, 48, style) == [
        "Senin, 23 November 2026  09.15 WIB",
        "NOMOR ANTREAN",
        "A-012",
        "Mohon menunggu panggilan di ruang tunggu",
        "Terima kasih",
    ]


@settings(deadline=None)
@given(st.permutations(PAPER_BLOCKS), st.booleans(), st.booleans())
def test_no_order_of_blocks_puts_two_rules_together_or_one_at_an_edge(blocks, priority, bare):
    ticket = replace(TICKET, priority=priority, requirements=() if bare else TICKET.requirements)
    style = PaperStyle(blocks=tuple(blocks))
    solid = [element for element in lay_out(ticket, 48, style) if isinstance(element, Line | Pair | Rule | QrCode)]
    assert not isinstance(solid[0], Rule)
    assert not isinstance(solid[-1], Rule)
    assert not any(isinstance(a, Rule) and isinstance(b, Rule) for a, b in pairwise(solid))
    assert sorted(lines(ticket, 48, style)) == sorted(lines(ticket, 48))


def test_every_paper_of_the_office_carries_its_logo_once():
    for paper in every_slip():
        elements = lay_out(paper, 48, SHIPPED)
        assert [element for element in elements if isinstance(element, Logo)] == [Logo(SHIPPED.logo)]
        assert not any(isinstance(element, Logo) for element in lay_out(paper, 48))


def test_an_offices_own_sentence_stands_in_place_of_the_houses():
    own = {"ticket.please_wait": Text(id="Silakan duduk", en="Please sit"), "ticket.wait_range": Text(id="s/d {high}")}
    style = PaperStyle(texts=own)
    assert "Silakan duduk" in lines(TICKET, 48, style)
    assert "Perkiraan tunggu: s/d 15" in lines(TICKET, 48, style)
    assert "Please sit" in lines(replace(TICKET, language="en"), 48, style)
    # Not translated: Indonesian, as everywhere.
    assert "Silakan duduk" in lines(replace(TICKET, language="jv"), 48, style)


@pytest.mark.parametrize("broken", ["{nobody}", "{", "{0}", "{high.nobody}", "{high:q}", "{high[0]}", "{}"])
def test_a_sentence_that_cannot_be_filled_gives_way_to_the_houses(broken):
    """The hub refuses it; a terminal prints all the same."""
    style = PaperStyle(texts={"ticket.wait_range": Text(id=broken)})
    assert lines(TICKET, 48, style) == lines(TICKET)


def test_the_marks_of_copy_and_demo_do_not_belong_to_the_office():
    style = PaperStyle(blocks=("number", "moment"), texts={"copy": Text(id="ASLI"), "demo": Text(id="SAH")})
    assert lines(replace(TICKET, copy=1, demo=True), 48, style)[:2] == ["DEMO - TIDAK BERLAKU", "SALINAN 1"]


# Nothing is wider than the paper.

HOSTILE = st.one_of(
    st.text(max_size=80),
    st.text("漢字かな한글", max_size=40),
    st.text(st.characters(categories=["Cc", "Cf", "Zl", "Zp", "Zs"]), max_size=40),
    st.text("A-", min_size=60, max_size=200),
    st.sampled_from(["👩‍👩‍👧‍👦" * 20, "\x1b@\x1dVB\x00", "\x10\x04\x01" * 9, "a\u0300" * 90, "{number}", "%s" * 40]),
)


def accepted() -> list[Sheet]:
    """Every profile of python-escpos that we take, at each width."""
    papers = []
    for width in (58, 80):
        for profile in CAPABILITIES["profiles"]:
            try:
                papers.append(sheet(width, profile))
            except PrinterMisconfigured:
                continue
    return papers


ACCEPTED = accepted()


def too_wide(data: bytes, paper: Sheet) -> list[object]:
    """What a printer of this paper would break into two lines or cut off at the edge."""
    cell, wide, used, found = paper.dots // paper.columns, 1, 0, []
    for command in slip(data):
        match command:
            case Initialise():
                wide = 1
            case Size(width):
                wide = width
            case Letters(text):
                used += len(text) * wide * cell
            case EndLine():
                used = 0
            case Raster(width_bytes) if width_bytes > (paper.dots + 7) // 8:
                found.append(command)
        if used > paper.dots:
            found.append(command)
    return found


def hostile(words: str, paper: Sheet) -> list[Slip]:
    """Every paper, saying this in each of its fields."""
    number = printable(words).strip()[:40] or "A-012"
    common = {"office_name": words, "office_address": words}
    report = samples.day_report("id", NOW)
    return [
        replace(samples.ticket("id", NOW), **common, service_title=words, requirements=[words] * 3, number=number),
        replace(samples.missing_list("jv", NOW), **common, service_title=words, missing=[MissingPaper(words, words)]),
        replace(samples.pickup_slip("en", NOW), **common, service_title=words, bring=[words], number=number),
        replace(samples.pickup_ticket("jv", NOW), **common, service_title=words, number=number),
        replace(samples.receipt("id", NOW), **common, register_number=number, card_serial=words, number=words),
        replace(samples.receipt("jv", NOW), **common, register_number=number, relation=words),
        replace(report, **common, titles={"ktp-hilang-rusak": words}),
        replace(samples.test_page("id", NOW, paper), printer=words),
    ]


@settings(deadline=None)
@given(HOSTILE, st.sampled_from(ACCEPTED))
def test_no_wording_is_wider_than_any_paper(words, paper):
    style = PaperStyle(logo=SHIPPED.logo, texts={"thanks": Text(id=words), "ticket.ahead": Text(id=words or "x")})
    for slip_ in hostile(words, paper):
        assert too_wide(job(slip_, paper, style), paper) == []


def test_all_sorts_of_profiles_are_taken():
    assert len(ACCEPTED) > 40
    assert len({(paper.columns, paper.dots) for paper in ACCEPTED}) > 4


def test_a_line_of_one_letter_too_many_is_found():
    """The control."""
    for paper in ACCEPTED:
        assert not too_wide(b"\x1b@" + b"x" * paper.columns + b"\n\x1bd\x05", paper)
        assert too_wide(b"\x1b@" + b"x" * (paper.dots // (paper.dots // paper.columns) + 1) + b"\n\x1bd\x05", paper)


@settings(deadline=None)
@given(st.text("abc ", max_size=100), st.sampled_from(COLUMNS))
def test_centred_words_are_never_broken_when_they_fit(words, columns):
    said = lines(replace(TICKET, office_name=words, office_address=""), columns, PaperStyle(blocks=("heading",)))
    if all(len(word) <= columns for word in words.split()):
        assert " ".join(said).split() == words.split()


def test_a_word_as_long_as_its_line_is_not_broken_for_the_sake_of_balance():
    words = "Kependudukandanpencatatansipil Kabupaten"
    assert lines(replace(TICKET, office_name=words), 32)[:2] == words.split()


def test_a_card_is_not_torn_at_its_hyphen():
    assert wrapped("Surat kehilangan KTP-el", 21) == ["Surat kehilangan", "KTP-el"]


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


@pytest.mark.parametrize("kind", SLIPS)
def test_paper_has_no_field_for_a_name_or_a_nik(kind):
    names = {field.name for field in fields(kind)}
    assert not names & {"name", "applicant", "applicant_name", "nik", "citizen", "receiver", "phone"}


@pytest.mark.parametrize("when", ["issued_at", "printed_at", "ready_at"])
def test_a_moment_must_know_its_zone(when):
    with pytest.raises(ValueError, match="zone"):
        replace(samples.pickup_slip("id", NOW), **{when: datetime(2026, 11, 23, 9, 15)})  # noqa: DTZ001


def test_a_receipt_without_a_register_number_is_refused():
    with pytest.raises(ValueError, match="register"):
        replace(samples.receipt("id", NOW), register_number=" ")


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


@settings(deadline=None)
@given(st.text())
def test_only_printable_ascii_ever_leaves(text):
    assert all(" " <= letter <= "~" for letter in printable(text))


@settings(deadline=None)
@given(st.text(), st.text(), st.integers(16, 64))
def test_labels_and_values_stay_within_the_paper(label, value, columns):
    assert all(len(line) <= columns for line in [*apart(label, value, columns), *wrapped(label, columns, 4)])


@settings(deadline=None)
@given(st.text(st.characters(exclude_characters="?")))
def test_nothing_unknown_becomes_a_question_mark(text):
    # NFKD itself spells a few signs with a question mark, such as U+2047; those are questions.
    if "?" not in unicodedata.normalize("NFKD", text):
        assert "?" not in printable(text)
