"""What the playlist of the media folder says, what is wrong in it, and whose turn it is."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.texts import DEFAULT, LANGUAGES, domain, text
from display.media.folder import Contents
from display.media.library import Library
from display.media.playlist import (
    DECKS,
    Entry,
    MediaFile,
    Turn,
    after,
    entries_of,
    everything,
    round_of,
    with_decks,
)
from display.media.slides import Line, Slide
from protocol.strict import ConfigProblem

JAKARTA = ZoneInfo("Asia/Jakarta")
MONDAY = datetime(2026, 11, 23, 9, 41, tzinfo=JAKARTA)
PLEDGE = Slide("Maklumat pelayanan", "Kantor", (Line("Kami sanggup."),))


def file(name: str, size: int = 1) -> MediaFile:
    return MediaFile(name, size, 0)


def files(*names: str) -> dict[str, MediaFile]:
    return {name: file(name) for name in names}


def turns(playlist: str, *names: str, now: datetime = MONDAY) -> list[str]:
    """The names of what is shown, "slide" for a slide."""
    found = round_of(entries_of(playlist.encode()), files(*names), lambda entry: (PLEDGE,), now=now, seconds=12)
    return [turn.shown.name if isinstance(turn.shown, MediaFile) else "slide" for turn in found]


def say(key: str, **values: object) -> str:
    return text(DEFAULT, "display", key, **values)


def mistakes(playlist: str) -> list[tuple[str, str]]:
    with pytest.raises(ConfigProblem) as raised:
        entries_of(playlist.encode())
    return [(problem.path, problem.code) for problem in raised.value.problems]


# --- When


@pytest.mark.parametrize(
    ("keys", "now", "due"),
    [
        ("", MONDAY, True),
        ("from = 2026-11-23", MONDAY, True),
        ("from = 2026-11-24", MONDAY, False),
        ('until = "2026-11-23"', MONDAY, True),
        ("until = 2026-11-22", MONDAY, False),
        ('days = ["mon"]', MONDAY, True),
        ('days = ["tue", "sun"]', MONDAY, False),
        ('begins = "09:41"', MONDAY, True),
        ("begins = 09:42:00", MONDAY, False),
        ('ends = "09:42"', MONDAY, True),
        ('ends = "09:41"', MONDAY, False),
        ('begins = "13:00"\nends = "24:00"', MONDAY.replace(hour=23, minute=59), True),
        ('from = 2026-11-23\nuntil = 2026-11-23\ndays = ["mon"]\nbegins = "09:00"\nends = "10:00"', MONDAY, True),
    ],
)
def test_an_entry_is_due_in_its_days_and_hours(keys: str, now: datetime, due: bool) -> None:
    assert turns(f'[[items]]\nfile = "a.jpg"\n{keys}', "a.jpg", now=now) == ["a.jpg"] * due


def test_a_day_is_the_offices_own() -> None:
    """Half past midnight in Magetan is still yesterday in Greenwich."""
    (entry,) = entries_of(b'[[items]]\nfile = "a.jpg"\nfrom = 2026-11-24')
    midnight = datetime(2026, 11, 24, 0, 30, tzinfo=JAKARTA)
    assert entry.is_due(midnight)
    assert not entry.is_due(midnight.astimezone(ZoneInfo("UTC")))


@given(st.integers(-400, 400), st.integers(-400, 400), st.integers(-400, 400))
def test_an_entry_is_due_between_its_days_and_on_no_other(begin: int, until: int, now: int) -> None:
    def day(at: int) -> datetime:
        return MONDAY + timedelta(days=at)

    entry = Entry(file="a.jpg", begin=day(begin).date().isoformat(), until=day(until).date().isoformat())
    assert entry.is_due(day(now)) == (begin <= now <= until)


# --- In which order


def test_the_order_is_the_playlists_and_a_file_may_come_twice() -> None:
    keys = ('file = "b.mp4"', 'slide = "pledge"', 'file = "a.jpg"', 'file = "b.mp4"')
    playlist = "".join(f"[[items]]\n{key}\n" for key in keys)
    assert turns(playlist, "a.jpg", "b.mp4", "c.jpg") == ["b.mp4", "slide", "a.jpg", "b.mp4"]


def test_a_file_that_is_not_there_is_left_out() -> None:
    assert turns('[[items]]\nfile = "a.jpg"\n[[items]]\nfile = "b.jpg"', "b.jpg") == ["b.jpg"]


def test_without_a_playlist_everything_comes_by_name_as_people_count() -> None:
    names = ["foto 10.jpg", "Foto 2.jpg", "foto 1.jpg", "akhir.mp4"]
    assert [entry.file for entry in everything(files(*names).values())] == [
        "akhir.mp4",
        "foto 1.jpg",
        "Foto 2.jpg",
        "foto 10.jpg",
    ]


def test_decks_without_a_place_come_last() -> None:
    placed = (Entry(slide="pledge"), Entry(file="a.jpg"))
    assert [entry.slide or entry.file for entry in with_decks(placed)] == ["pledge", "a.jpg", "standards"]
    assert [entry.slide for entry in with_decks(())] == list(DECKS)


def test_a_slide_stands_until_it_can_be_read_unless_the_playlist_says_otherwise() -> None:
    long = Slide("", "", (Line("kata " * 100),))
    entries = (Entry(slide="pledge"), Entry(slide="pledge", seconds=5), Entry(file="a.jpg"))
    usual, short, picture = round_of(entries, files("a.jpg"), lambda entry: (long,), now=MONDAY, seconds=12)
    assert usual.seconds == long.reading_seconds > 12
    assert (short.seconds, picture.seconds) == (5, 12)


PLACES = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 3)), max_size=12, unique=True)


@given(PLACES)
def test_everything_has_its_turn_once_in_a_round(places: list[tuple[int, int]]) -> None:
    standing = tuple(Turn(place, file(str(place)), 12) for place in sorted(places))
    place, seen = (-1, -1), []
    for _ in standing:
        turn = after(place, standing)
        assert turn is not None
        seen.append(turn)
        place = turn.place
    assert seen == list(standing)
    assert after(place, standing) == (standing[0] if standing else None)


@given(PLACES, st.sets(st.integers(0, 11)))
def test_what_goes_meanwhile_keeps_nothing_else_from_its_turn(places: list[tuple[int, int]], gone: set[int]) -> None:
    standing = [Turn(place, file(str(place)), 12) for place in sorted(places)]
    left = tuple(turn for index, turn in enumerate(standing) if index not in gone)
    for turn in standing:
        expected = next((one for one in left if one.place > turn.place), left[0] if left else None)
        assert after(turn.place, left) == expected


# --- What may be wrong


@pytest.mark.parametrize(
    ("playlist", "expected"),
    [
        ("[[items]", [("", "not_toml")]),
        ("[[item]]", [("item", "unknown_key")]),
        ("[[items]]\nseconds = 12", [("items[0]", "one_of_these")]),
        ('[[items]]\nfile = "a.jpg"\nslide = "pledge"', [("items[0]", "one_of_these")]),
        ('[[items]]\nfile = "../rahasia.jpg"', [("items[0].file", "not_in_folder")]),
        ('[[items]]\nfile = "/etc/passwd"', [("items[0].file", "not_in_folder")]),
        ('[[items]]\nfile = "daftar.m3u8"', [("items[0].file", "not_media")]),
        ('[[items]]\nfile = "a.jpg"\ntitle.id = "A"', [("items[0].title", "title_without_text")]),
        ('[[items]]\ntext.id = " "', [("items[0].text.id", "empty_text")]),
        ('[[items]]\ntext.en = "Hello"', [("items[0].text.id", "missing_key")]),
        ('[[items]]\nslide = "pledges"', [("items[0].slide", "not_one_of")]),
        ('[[items]]\nfile = "a.jpg"\ndays = ["senin"]', [("items[0].days[0]", "not_one_of")]),
        ('[[items]]\nfile = "a.jpg"\nfrom = "25-12-2026"', [("items[0].from", "not_a_day")]),
        ('[[items]]\nfile = "a.jpg"\nbegins = "7:30"', [("items[0].begins", "not_a_clock")]),
        ('[[items]]\nfile = "a.jpg"\nfrom = 2026-12-02\nuntil = 2026-12-01', [("items[0].until", "ends_first")]),
        ('[[items]]\nfile = "a.jpg"\nbegins = "12:00"\nends = "12:00"', [("items[0].ends", "ends_first")]),
        ('[[items]]\nfile = "a.jpg"\nseconds = 1', [("items[0].seconds", "too_small")]),
        (
            '[[items]]\nfile = "a.txt"\n[[items]]\nfile = "b.jpg"\nuntil = "besok"',
            [("items[0].file", "not_media"), ("items[1].until", "not_a_day")],
        ),
    ],
)
def test_each_mistake_is_told_at_its_place(playlist: str, expected: list[tuple[str, str]]) -> None:
    assert mistakes(playlist) == expected


@pytest.mark.parametrize("code", ["one_of_these", "title_without_text", "not_in_folder", "not_media", "ends_first"])
def test_each_mistake_has_its_sentence(code: str) -> None:
    assert code in domain("id", "config")
    assert code in domain("en", "config")


@given(st.text(max_size=60))
def test_no_playlist_is_worse_than_wrong(playlist: str) -> None:
    library = Library()
    library.hold(Contents((), playlist.encode(errors="surrogatepass")))
    assert library.entries == ()
    assert library.problem(say) or not any(line.strip() for line in playlist.splitlines() if line.strip()[:1] != "#")


# --- What the panel may show of its folder


def held(*names: str, playlist: str | None = None) -> Contents:
    return Contents(tuple(files(*names).values()), playlist.encode() if playlist is not None else None)


def test_what_is_there_at_first_is_taken_and_what_comes_later_when_it_is_whole() -> None:
    library = Library()
    assert library.hold(held("a.jpg"))
    assert list(library.files) == ["a.jpg"]
    growing = Contents((file("a.jpg"), file("b.mp4", 10)))
    grown = Contents((file("a.jpg"), file("b.mp4", 99)))
    assert library.hold(growing)
    assert list(library.files) == ["a.jpg"]
    assert library.hold(grown)
    assert list(library.files) == ["a.jpg"]
    assert library.hold(grown)
    assert list(library.files) == ["a.jpg", "b.mp4"]
    assert not library.hold(grown)


def test_a_broken_file_is_left_out_until_it_has_changed() -> None:
    library = Library()
    library.hold(held("a.jpg", "b.mp4"))
    library.leave_out(file("b.mp4"), "it is no video")
    assert list(library.files) == ["a.jpg"]
    assert "b.mp4" in library.problem(say)
    mended = Contents((file("a.jpg"), file("b.mp4", 99)))
    library.hold(mended)
    library.hold(mended)
    assert list(library.files) == ["a.jpg", "b.mp4"]
    assert library.problem(say) == ""


def test_a_file_that_nobody_can_show_is_told_and_not_waited_for() -> None:
    library = Library()
    library.hold(held("a.jpg", "foto.HEIC"))
    assert list(library.files) == ["a.jpg"]
    assert [entry.file for entry in library.entries] == ["a.jpg"]
    assert "foto.HEIC" in library.problem(say)


def test_a_wrong_playlist_shows_no_file_and_says_what_to_mend(caplog: pytest.LogCaptureFixture) -> None:
    library = Library()
    library.hold(held("a.jpg", playlist='[[items]]\nfile = "a.txt"'))
    assert library.entries == ()
    assert "items[0].file" in library.problem(say)
    assert "a.txt" in caplog.text
    library.hold(held("a.jpg", playlist='[[items]]\nfile = "a.jpg"'))
    assert [entry.file for entry in library.entries] == ["a.jpg"]
    assert library.problem(say) == ""


def test_a_missing_file_is_named_once(caplog: pytest.LogCaptureFixture) -> None:
    library = Library()
    for size in range(3):
        playlist = b'[[items]]\nfile = "b.jpg"'
        library.hold(Contents((file("a.jpg", size),), playlist))
    assert caplog.text.count("b.jpg") == 1
    assert "b.jpg" in library.problem(say)


def test_a_folder_that_cannot_be_read_is_told_and_forgiven() -> None:
    library = Library()
    library.hold(Contents(fault="No such file or directory"))
    assert library.problem(say)
    assert library.files == {}
    library.hold(held("a.jpg"))
    assert list(library.files) == ["a.jpg"]
    assert library.problem(say) == ""


@pytest.mark.parametrize("key", ["media.broken", "media.playlist", "media.folder", "media.lost"])
def test_staff_are_told_in_their_language(key: str) -> None:
    assert key in domain(DEFAULT, "display")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["requirements", "steps", "only_for", "pledge", "minutes", "days", "next_day", "free"])
def test_slides_speak_three_languages(language: str, key: str) -> None:
    assert f"slide.{key}" in domain(language, "display")  # type: ignore[arg-type]
