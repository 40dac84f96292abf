"""The bytes of papers: golden for both widths, without real-time commands, decodable to the same words.

After a change that is meant: ``python -m tests.support.papers`` tells what changed and keeps the new bytes.
"""

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from protocol.office import PaperStyle
from terminal.printing import BadJob, samples
from terminal.printing.decode import CutPaper, FeedLines, Letters, QrStore, Raster, Reverse, decode, slip
from terminal.printing.job import encode, job, without_real_time
from terminal.printing.paper import Cut, Gap, Line, Logo, Pair, QrCode, lay_out
from terminal.printing.raster import REAL_TIME, harmless, logo
from terminal.printing.sheet import sheet
from tests.support.papers import FOLDER, NOW, SHEETS, SHIPPED, changes, kept

TICKET = samples.ticket("id", NOW)
KEPT = kept()


@pytest.mark.parametrize("name", KEPT)
def test_paper_is_byte_for_byte_the_golden_one(name):
    told = changes((FOLDER / f"{name}.bin").read_bytes(), job(*KEPT[name]))
    assert not told, "\n".join(told)


def test_every_golden_file_is_one_that_is_compared():
    assert {file.stem for file in FOLDER.glob("*.bin")} == set(KEPT)


def test_a_change_of_the_bytes_is_told_in_words():
    """The control: a comparison that found nothing would fail here."""
    before = job(TICKET, SHEETS["80-native"])
    after = job(replace(TICKET, ahead=5), SHEETS["80-native"])
    told = changes(before, after)
    assert [line for line in told if line[:3] in ("-  ", "+  ")] == ["-  4", "+  5"]
    assert changes(before, before + b"\x1b@\x1dVB\x00")
    assert changes(before, before) == []


def meant(elements):
    """The letters of these elements, in the runs in which they are printed."""
    runs = []
    for element in elements:
        match element:
            case Line(text):
                runs.append(text)
            case Pair(label, value):
                runs += [label, value]
    return [run for run in runs if run]


@pytest.mark.parametrize("name", SHEETS)
def test_the_bytes_say_what_was_laid_out(name):
    commands = slip(job(TICKET, SHEETS[name]))
    said = [command.text for command in commands if isinstance(command, Letters)]
    assert said == meant(lay_out(TICKET, SHEETS[name].columns))


@pytest.mark.parametrize("name", SHEETS)
def test_no_beginning_of_a_ticket_passes_for_a_ticket(name):
    """The control: a checker that took a truncated ticket for whole would fail here."""
    whole = job(TICKET, SHEETS[name])
    slip(whole)
    # Inside a picture one place is like another.
    for length in {*range(0, len(whole), 1 if len(whole) < 2500 else 7), *range(len(whole) - 300, len(whole))}:
        with pytest.raises(BadJob):
            slip(whole[:length])


def test_a_printer_with_its_own_qr_is_told_the_address_and_another_gets_dots():
    native, image = slip(job(TICKET, SHEETS["80-native"])), slip(job(TICKET, SHEETS["80-image"]))
    assert [command.content for command in native if isinstance(command, QrStore)] == [TICKET.url]
    assert not any(isinstance(command, QrStore) for command in image)
    assert max(command.height for command in image if isinstance(command, Raster)) > 150


def test_paper_is_cut_where_there_is_a_cutter_and_fed_to_the_tear_bar_elsewhere():
    assert isinstance(slip(job(TICKET, SHEETS["58-native"]))[-1], CutPaper)
    assert isinstance(slip(job(TICKET, SHEETS["58-image"]))[-1], FeedLines)


@pytest.mark.parametrize("hidden", [b"\x10\x04\x01", b"\x10\x04\x04", b"\x10\x05", b"\x10\x14\x01\x00\x01"])
def test_real_time_commands_inside_a_ticket_are_refused(hidden):
    with pytest.raises(BadJob, match="real-time"):
        without_real_time(b"\x1dv0\x00\x08\x00\x01\x00" + hidden)


def test_a_code_that_would_hide_a_real_time_command_in_its_length_goes_as_a_picture():
    address = "https://x.example/".ljust(0x0510 - 3, "a")
    commands = slip(encode([QrCode(address), Cut()], sheet(80)))
    assert not any(isinstance(command, QrStore) for command in commands)
    assert any(isinstance(command, Raster) for command in commands)
    shorter = slip(encode([QrCode(address[:-1]), Cut()], sheet(80)))
    assert any(isinstance(command, QrStore) for command in shorter)


def test_an_address_too_long_for_a_code_is_refused():
    for length in (1200, 5000):
        with pytest.raises(BadJob, match=r"QR code"):
            encode([QrCode("https://x.example/" + "a" * length), Cut()], sheet(58))


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from(list(SHEETS.values())))
def test_no_wording_becomes_a_command(words, paper):
    """Whatever the catalogue says, the printer gets the commands that the layout meant and no others."""
    worded = replace(TICKET, office_name=words, office_address=words, requirements=[words])
    letters = [command.text for command in slip(job(worded, paper)) if isinstance(command, Letters)]
    assert letters == meant(lay_out(worded, paper.columns))


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_decode_or_are_refused(data):
    try:
        list(decode(data))
    except BadJob:
        return


@pytest.mark.parametrize(
    "bad",
    [
        b"\x1b",
        b"\x1bp\x00",
        b"\x10\x04\x01",
        b"\x1ba\x07",
        b"\x1dv0\x03\x01\x00\x01\x00\xff",
        b"\x1dv0\x00\x02\x00\x02\x00\xff",
        b"\x1d(L\x02\x000p",
        b"\x1d(k\x05\x001C\x06\x00\x00",
        b"\x1dV\x07",
        b"\xc3\xa9",
        b"\x1d(H\x06\x00\x30\x31abcd",
    ],
)
def test_commands_that_are_not_ours_are_refused(bad):
    with pytest.raises(BadJob):
        list(decode(bad))


def test_a_line_sets_all_of_its_look_so_that_nothing_leaks_into_the_next():
    commands = list(decode(encode([Line("x", reverse=True), Gap(3), Line("y")], sheet(80))))
    assert [command.on for command in commands if isinstance(command, Reverse)] == [True, False]


# Pictures.

TRAPS = [b"\x10\x04\x01", b"\x10\x04\x08", b"\x10\x04\x12", b"\x10\x05\x01", b"\x10\x14\x01"]


def picture_of(rows: bytes, wide: int) -> bytes:
    """A PNG whose dots are these bytes, 1 is black."""
    stream = BytesIO()
    Image.frombytes("1", (wide * 8, len(rows) // wide), bytes(0xFF ^ byte for byte in rows)).save(stream, "png")
    return stream.getvalue()


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize("name", ["58-image", "80-native"])
def test_a_logo_that_hides_a_real_time_command_is_printed_all_the_same(trap, name):
    """Crafted: the command stands inside a row, across two rows, and where a picture is cut into pieces."""
    rows = bytearray(12 * 100)
    for place in (0, 14, 11, 12 * 47 + 10, 12 * 48 - 2, 12 * 48 - 1, 12 * 100 - 3):
        rows[place : place + 3] = trap
    crafted = PaperStyle(logo=picture_of(bytes(rows), 12))
    printed = job(TICKET, SHEETS[name], crafted)
    assert not REAL_TIME.search(printed)
    strips = [command for command in slip(printed) if isinstance(command, Raster) and command.width_bytes == 12]
    dots = b"".join(strip.rows for strip in strips)
    moved = [(was, now) for was, now in zip(bytes(rows), dots, strict=True) if was != now]
    assert moved
    assert set(moved) == {(0x10, 0x18)}


def test_a_crafted_logo_would_be_a_trap_if_it_were_sent_as_it_is():
    """The control."""
    with pytest.raises(BadJob, match="real-time"):
        without_real_time(b"\x1b@\x1dv0\x00\x0c\x00\x01\x00" + TRAPS[0] + bytes(9))


@settings(deadline=None)
@given(st.lists(st.sampled_from([0x10, 0x04, 0x05, 0x14, 0x01, 0x12, 0x00, 0x18]), max_size=40).map(bytes))
def test_harmless_dots_hold_no_command_and_lose_none(dots):
    made = harmless(dots)
    assert not REAL_TIME.search(made)
    assert len(made) == len(dots)
    assert all(now & was == was for was, now in zip(dots, made, strict=True))


@pytest.mark.parametrize(
    "broken", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", SHIPPED.logo[:-30], picture_of(bytes(3000), 3000)]
)
def test_a_logo_that_cannot_be_read_costs_no_ticket_and_one_line_in_the_log(broken, caplog):
    broken += b"" if broken.startswith(b"\x89PNG") else bytes(3)
    logo_less = job(TICKET, SHEETS["80-native"])
    assert job(TICKET, SHEETS["80-native"], PaperStyle(logo=broken)).endswith(logo_less[-200:])
    job(TICKET, SHEETS["80-native"], PaperStyle(logo=broken))
    assert [record.levelname for record in caplog.records] == ["ERROR"]


@settings(deadline=None)
@given(st.integers(0, len(SHIPPED.logo) - 1), st.integers(0, 255))
def test_no_damage_to_a_logo_costs_a_ticket(place, byte):
    damaged = SHIPPED.logo[:place] + bytes([byte]) + SHIPPED.logo[place + 1 :]
    slip(job(TICKET, SHEETS["80-native"], PaperStyle(logo=damaged)))


@pytest.mark.parametrize(
    ("size", "width", "dots"),
    [
        ((168, 116), 58, (168, 116)),
        ((1000, 100), 58, (288, 29)),
        ((1000, 100), 80, (432, 43)),
        ((100, 1000), 80, (20, 200)),
        ((1, 1), 80, (1, 1)),
    ],
)
def test_a_logo_is_a_dot_a_pixel_or_as_much_smaller_as_the_paper_needs(size, width, dots):
    stream = BytesIO()
    Image.new("L", size).save(stream, "png")
    assert logo(stream.getvalue(), sheet(width).dots).size == dots


def test_line_art_stays_sharp_and_a_photograph_is_dotted():
    def printed(picture):
        stream = BytesIO()
        picture.save(stream, "png")
        return logo(stream.getvalue(), 576)

    grey = printed(Image.new("L", (40, 40), 120))
    assert 0 < grey.histogram()[0] < 1600
    edged = Image.new("L", (40, 40), 255)
    edged.paste(0, (0, 0, 20, 40))
    edged.paste(120, (20, 0, 21, 40))
    assert printed(edged).histogram()[0] == 21 * 40


def test_what_is_transparent_in_a_logo_is_paper():
    stream = BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(stream, "png")
    assert logo(stream.getvalue(), 576).histogram()[0] == 0


def test_a_long_logo_is_sent_in_pieces_and_a_code_in_one():
    rasters = [
        c
        for c in slip(encode([Logo(SHIPPED.logo), QrCode(TICKET.url)], sheet(58)) + b"\x1bd\x05")
        if isinstance(c, Raster)
    ]
    assert [raster.height for raster in rasters[:-1]] == [48, 48, 20]
    assert rasters[-1].height > 200
