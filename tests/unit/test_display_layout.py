"""Where the parts of a board stand, and how large they are for whom."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.texts import text
from display.layout import (
    DESIGN,
    GAP,
    MARGIN,
    PARTS,
    SHAPES,
    Box,
    Layout,
    Rect,
    Shape,
    layout_for,
    layout_in,
    layout_named,
    parts_of,
    places,
    shape_of,
    shipped,
)
from display.legibility import (
    CAPITAL,
    LIST_DEGREES,
    NUMBER_DEGREES,
    Needs,
    at_least,
    capital_mm,
    large_enough,
    mm_per_pixel,
    needs,
    shortfalls,
)
from display.turns import Cell, Grid, grid, turn
from protocol.strict import ConfigProblem, Problem, explain

LANDSCAPE, PORTRAIT = (1920, 1080), (1080, 1920)
FINE = """
[landscape]
rows = [{ part = "flags" }, { part = "hero" }]
[portrait]
rows = [{ part = "flags" }, { part = "hero" }]
"""


def written(folder: Path, words: str) -> Path:
    file = folder / "ours.toml"
    file.write_text(words)
    return file


def mistakes(folder: Path, landscape: str) -> list[tuple[str, str]]:
    """Path and code of all that is wrong in a file with this landscape picture."""
    with pytest.raises(ConfigProblem) as caught:
        layout_in(written(folder, f"[landscape]\nrows = [{landscape}]\n" + FINE[FINE.index("[portrait]") :]))
    return [(problem.path, problem.code) for problem in caught.value.problems]


# --- The shipped ones


@pytest.mark.parametrize("name", shipped())
@pytest.mark.parametrize("shape", SHAPES)
def test_a_shipped_layout_fills_the_screen_and_no_part_lies_on_another(name: str, shape: Shape) -> None:
    box, size = layout_named(name).of(shape), DESIGN[shape]
    rects = list(places(box, size, {"flags": 68}).values())
    for at, one in enumerate(rects):
        assert one.x >= 0
        assert one.x + one.width <= size[0]
        assert one.y >= -0.01
        assert one.y + one.height <= size[1] + 0.01
        for other in rects[at + 1 :]:
            assert not overlap(one, other)


def overlap(one: Rect, other: Rect) -> bool:
    across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    along = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return across > 0.01 and along > 0.01


def test_four_layouts_are_shipped() -> None:
    assert shipped() == ("calls", "counter", "media", "number")


# --- Placing


def test_what_is_not_there_leaves_its_room_to_its_neighbours() -> None:
    box = layout_named("media").landscape
    with_media, without = (places(box, LANDSCAPE, {"flags": 0, **gone}) for gone in ({}, {"media": 0.0}))
    assert "media" not in without
    assert without["hero"].height == with_media["hero"].height + GAP + with_media["media"].height


def test_only_the_ticker_reaches_the_edges() -> None:
    placed = places(layout_named("calls").landscape, LANDSCAPE, {"flags": 0})
    assert (placed["ticker"].x, placed["ticker"].y, placed["ticker"].width) == (0, 0, 1920)
    assert placed["hero"].x == MARGIN
    silent = places(layout_named("calls").landscape, LANDSCAPE, {"flags": 0, "ticker": 0})
    assert silent["strip"].y == GAP


def test_a_part_that_knows_its_height_takes_no_more_than_the_layout_gives() -> None:
    box = Box(rows=(Box(part="hero"), Box(part="queues", height=200)))
    assert [places(box, LANDSCAPE, {"queues": own})["queues"].height for own in (120, 500)] == [120, 200]


def test_an_empty_board_has_no_places() -> None:
    assert places(Box(part="media"), LANDSCAPE, {"media": 0}) == {}


def test_a_window_is_upright_when_it_is_higher_than_wide() -> None:
    assert [shape_of(*size) for size in (LANDSCAPE, PORTRAIT, (800, 800))] == ["landscape", "portrait", "landscape"]


# --- Reading


def test_an_offices_own_file_is_read(tmp_path: Path) -> None:
    assert list(parts_of(layout_in(written(tmp_path, FINE)).landscape)) == ["flags", "hero"]


@pytest.mark.parametrize(
    ("landscape", "found"),
    [
        ('{ part = "flags" }, { part = "heroo" }', ("landscape.rows[1].part", "not_one_of")),
        ('{ part = "flags" }, { part = "hero", wieght = 2 }', ("landscape.rows[1].wieght", "unknown_key")),
        ('{ part = "flags" }, { part = "hero" }, { part = "hero" }', ("landscape", "layout_twice")),
        ('{ part = "flags" }, { part = "calls" }', ("landscape", "layout_no_call")),
        ('{ part = "hero" }', ("landscape", "layout_no_flags")),
        ('{ part = "flags" }, { part = "hero" }, {}', ("landscape.rows[2]", "layout_one_kind")),
        (
            '{ part = "flags" }, { columns = [{ part = "hero", height = 90 }, { part = "calls" }] }',
            ("landscape.rows[1].columns[0].height", "layout_height_of_column"),
        ),
        ('{ part = "flags" }, { part = "hero" }, { part = "calls", height = 1000 }', ("landscape", "layout_no_room")),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, landscape: str, found: tuple[str, str]) -> None:
    assert found in mistakes(tmp_path, landscape)


@pytest.mark.parametrize(
    "code",
    ["no_layout", "one_kind", "height_of_column", "twice", "no_call", "no_flags", "no_room", "one_counter"],
)
def test_every_mistake_has_its_sentence(code: str) -> None:
    name = code if code == "no_layout" else f"layout_{code}"
    problem = Problem("", name, {"value": "x", "width": 1, "height": 1})
    said = explain(problem, lambda key, **values: text("id", "config", key, **values))
    assert said != name


def test_an_unknown_name_says_which_there_are() -> None:
    with pytest.raises(ConfigProblem) as caught:
        layout_named("cals")
    (problem,) = caught.value.problems
    assert (problem.code, problem.allowed, problem.nearest) == ("no_layout", shipped(), "calls")


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblem) as caught:
        layout_named(str(tmp_path / "none.toml"))
    assert caught.value.problems[0].code == "unreadable"


@pytest.mark.parametrize("counters", [(), ("1", "2")])
def test_a_sign_is_of_one_counter(counters: tuple[str, ...]) -> None:
    with pytest.raises(ConfigProblem):
        layout_for("counter", counters)
    assert layout_for("counter", ("3",)) == layout_named("counter")
    assert layout_for("calls", counters) == layout_named("calls")


# --- Legibility: the vectors are worked out beforehand, not by this code


@pytest.mark.parametrize(
    ("metres", "degrees", "millimetres"),
    [(5, LIST_DEGREES, 32), (8, LIST_DEGREES, 51), (5, NUMBER_DEGREES, 61), (8, NUMBER_DEGREES, 98)],
)
def test_a_capital_is_as_high_as_the_distance_asks(metres: float, degrees: float, millimetres: float) -> None:
    assert capital_mm(metres, degrees) == pytest.approx(millimetres, abs=0.5)


@pytest.mark.parametrize(("inches", "millimetres"), [(43, 0.496), (55, 0.634)])
def test_a_pixel_is_as_large_as_its_screen(inches: float, millimetres: float) -> None:
    assert mm_per_pixel(inches, *LANDSCAPE) == pytest.approx(millimetres, abs=0.0005)


@pytest.mark.parametrize("window", [LANDSCAPE, PORTRAIT, (1280, 720), (3840, 2160)])
def test_the_same_screen_asks_for_the_same_however_many_pixels_it_has(window: tuple[int, int]) -> None:
    found = needs(8, 43, window)
    assert found.number * CAPITAL == pytest.approx(197, abs=1)
    assert found == needs(8, 43, LANDSCAPE)


def test_who_does_not_say_how_far_is_asked_for_nothing() -> None:
    assert needs(None, 43, LANDSCAPE) == needs(8, None, LANDSCAPE) == Needs(0, 0)
    assert shortfalls(layout_named("calls"), None, 43, LANDSCAPE, slides=True) == []


def test_sizes_below_the_least_are_the_last_resort() -> None:
    assert at_least((56, 44, 30), 40) == [56, 44, 30]
    assert at_least((56, 44, 30), 70) == [70, 68, 60, 56, 44, 30]
    assert large_enough((56, 44, 30), 40) == [56, 44]
    assert large_enough((56, 44, 30), 70) == [70]


def test_a_layout_that_is_too_small_says_from_where_it_is_read() -> None:
    short = {one.part: one.metres for one in shortfalls(layout_named("calls"), 8, 43, LANDSCAPE, slides=True)}
    assert "hero" not in short
    assert 4 <= short["strip"] < 8
    near = shortfalls(layout_named("calls"), 4, 43, LANDSCAPE, slides=True)
    assert near == []


def test_slides_are_counted_where_the_office_shows_them() -> None:
    """Words of 64 beside the calls are 23 mm high on 43 inches: read from 3.6 m. Pictures are for no distance."""
    layout = layout_named("media")
    metres = {one.part: one.metres for one in shortfalls(layout, 5, 43, LANDSCAPE, slides=True)}
    assert metres["media"] == 3.6
    assert "media" not in {one.part for one in shortfalls(layout, 5, 43, LANDSCAPE, slides=False)}
    assert "media" not in {one.part for one in shortfalls(layout, 3.6, 43, LANDSCAPE, slides=True)}


@given(st.floats(1, 40), st.floats(7, 150))
def test_a_part_is_short_of_a_distance_only_where_it_is_read_from_less(metres: float, inches: float) -> None:
    for one in shortfalls(layout_named("calls"), metres, inches, LANDSCAPE, slides=True):
        assert one.part in PARTS
        assert one.metres < metres


# --- Taking turns


def test_cells_stand_in_as_few_rows_as_they_fit() -> None:
    assert grid(4, Cell(1000, 90), Cell(240, 80)) == Grid(4, 1)
    assert grid(4, Cell(700, 200), Cell(240, 80)) == Grid(2, 2)
    assert grid(12, Cell(1776, 108), Cell(225, 86)) == Grid(6, 1, 2)
    assert grid(0, Cell(100, 100), Cell(240, 80)) == Grid(1, 1)


@given(st.integers(0, 40), st.floats(1, 3000), st.floats(1, 2000))
def test_every_line_has_its_turn_once(count: int, width: float, height: float) -> None:
    held = grid(count, Cell(width, height), Cell(240, 80))
    pages = [turn(range(count), held.pages, page) for page in range(held.pages)]
    assert [line for page in pages for line in page] == list(range(count))
    assert all(len(page) <= held.across * held.down for page in pages)


def test_layouts_are_values() -> None:
    assert isinstance(layout_named("calls"), Layout)
    assert layout_named("calls") == layout_named("calls")
