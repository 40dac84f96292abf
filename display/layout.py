"""Where each part of the board stands: read from assets/layouts/ or a file of the office's own. Pure but for reading.

A layout is two pictures, ``[landscape]`` and ``[portrait]``, each cut into rows and columns until every piece is one
part. ``places`` makes rectangles of it: for the screen, which puts its widgets there, and for whoever must know
beforehand how much room a part has.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, TypeVar, get_args

import msgspec
from msgspec import Meta

from assets import path
from protocol.strict import ConfigProblem, Problem, nearest, parse, read

Part = Literal["header", "flags", "hero", "sign", "calls", "strip", "queues", "counters", "media", "ticker"]
PARTS: tuple[Part, ...] = get_args(Part)
Shape = Literal["landscape", "portrait"]
SHAPES: tuple[Shape, ...] = get_args(Shape)

DESIGN: Mapping[Shape, tuple[int, int]] = {"landscape": (1920, 1080), "portrait": (1080, 1920)}
"""Design pixels; the stage scales them to the real window."""

MARGIN, GAP = 40, 24
"""A television hides the outermost pixels; the ticker alone runs from edge to edge."""

LEAST_WIDTH, LEAST_HEIGHT = 240, 64
"""Nothing can be read in less."""

SETTINGS = "display.toml"

BIG: tuple[Part, ...] = ("hero", "sign")
"""A board that has none of these would call nobody."""

Kind = TypeVar("Kind")


class Box(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One piece: a ``part``, or ``rows`` from the top, or ``columns`` from the left.

    Beside its neighbours it is as high (or wide) as its ``weight`` says; a row may be given a ``height`` instead: that
    is the most it takes where its part knows by itself how high it is.
    """

    part: Part | None = None
    rows: tuple["Box", ...] = ()
    columns: tuple["Box", ...] = ()
    weight: Annotated[float, Meta(ge=0.1, le=20)] = 1.0
    height: Annotated[int, Meta(ge=48, le=1600)] | None = None


class Layout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One layout file."""

    landscape: Box
    portrait: Box

    def of(self, shape: Shape) -> Box:
        """The picture for a screen of this shape."""
        return self.landscape if shape == "landscape" else self.portrait


class Rect(NamedTuple):
    """Design pixels from the lower left corner."""

    x: float
    y: float
    width: float
    height: float


def shape_of(width: float, height: float) -> Shape:
    """How a window of this size is held."""
    return "portrait" if height > width else "landscape"


# --- Reading --------------------------------------------------------------------------------------------


def shipped() -> tuple[str, ...]:
    """The names of the layouts that come with the house."""
    return tuple(sorted(file.stem for file in path("layouts").glob("*.toml")))


def layout_named(name: str) -> Layout:
    """The shipped layout of this name, or the one in this ``.toml`` file. Raises ConfigProblem with its mistakes."""
    if name.endswith(".toml"):
        return layout_in(Path(name))
    if name not in shipped():
        raise ConfigProblem(
            SETTINGS, [Problem("board.layout", "no_layout", {"value": name}, shipped(), nearest(name, shipped()))]
        )
    return layout_in(path("layouts", f"{name}.toml"))


def layout_for(name: str, counters: Sequence[str]) -> Layout:
    """``layout_named``, if it suits a screen of these counters: a sign is one counter's. Raises ConfigProblem."""
    layout = layout_named(name)
    if len(counters) != 1 and any("sign" in parts_of(layout.of(shape)) for shape in SHAPES):
        raise ConfigProblem(SETTINGS, [Problem("board.counters", "layout_one_counter", {"value": Path(name).stem})])
    return layout


def layout_in(file: Path) -> Layout:
    """Raises ConfigProblem with all that is wrong in the file."""
    try:
        content = file.read_bytes()
    except OSError as problem:
        raise ConfigProblem(str(file), [Problem("", "unreadable", {"detail": problem.strerror or ""})]) from problem
    layout = read(Layout, parse(content, str(file)), str(file))
    if problems := list(_problems(layout)):
        raise ConfigProblem(str(file), problems)
    return layout


def _problems(layout: Layout) -> Iterator[Problem]:
    for shape in SHAPES:
        box = layout.of(shape)
        wrong = [*_box_problems(box, shape), *_part_problems(box, shape)]
        yield from wrong or _room_problems(box, shape)


def _box_problems(box: Box, at: str) -> Iterator[Problem]:
    if sum((box.part is not None, bool(box.rows), bool(box.columns))) != 1:
        yield Problem(at, "layout_one_kind")
    for index, row in enumerate(box.rows):
        yield from _box_problems(row, f"{at}.rows[{index}]")
    for index, column in enumerate(box.columns):
        if column.height is not None:
            yield Problem(f"{at}.columns[{index}].height", "layout_height_of_column")
        yield from _box_problems(column, f"{at}.columns[{index}]")


def _part_problems(box: Box, at: str) -> Iterator[Problem]:
    named = list(parts_of(box))
    yield from (Problem(at, "layout_twice", {"value": part}) for part in PARTS if named.count(part) > 1)
    if not set(BIG) & set(named):
        yield Problem(at, "layout_no_call", {}, BIG)
    if "flags" not in named:
        yield Problem(at, "layout_no_flags")


def _room_problems(box: Box, shape: Shape) -> Iterator[Problem]:
    for part, rect in places(box, DESIGN[shape], {"flags": LEAST_HEIGHT}).items():
        if rect.width < LEAST_WIDTH or rect.height < LEAST_HEIGHT:
            size = {"width": round(rect.width), "height": round(rect.height)}
            yield Problem(shape, "layout_no_room", {"value": part, **size})


# --- Placing --------------------------------------------------------------------------------------------


def parts_of(box: Box) -> Iterator[Part]:
    """The parts in here, from the top and from the left."""
    if box.part is not None:
        yield box.part
    for inner in (*box.rows, *box.columns):
        yield from parts_of(inner)


def places(box: Box, size: tuple[int, int], heights: Mapping[Part, float]) -> dict[Part, Rect]:
    """Where each part stands on a screen of this many design pixels.

    ``heights``: of parts that know better than the layout how high they are at the moment. A part of height 0 is not
    there, and its room goes to its neighbours.
    """
    standing = _standing(box, heights)
    if standing is None:
        return {}
    return dict(_spread(standing, Rect(0, 0, *size), heights, edge=True))


def _standing(box: Box, heights: Mapping[Part, float]) -> Box | None:
    """The box without what is not there; None when nothing of it is."""
    if box.part is not None:
        return box if heights.get(box.part, 1) else None
    rows = tuple(row for inner in box.rows if (row := _standing(inner, heights)))
    columns = tuple(column for inner in box.columns if (column := _standing(inner, heights)))
    return msgspec.structs.replace(box, rows=rows, columns=columns) if rows or columns else None


def _spread(box: Box, room: Rect, heights: Mapping[Part, float], *, edge: bool = False) -> Iterator[tuple[Part, Rect]]:
    """``edge``: this is the whole screen, and what is no ticker keeps away from its edges."""
    if box.part is not None:
        yield box.part, room
    left = room.x + (MARGIN if edge else 0)
    width = room.width - (2 * MARGIN if edge else 0)
    for row, low, high in _rows(box.rows, room, heights, edge):
        whole = edge and row.part == "ticker"
        yield from _spread(row, Rect(room.x, low, room.width, high) if whole else Rect(left, low, width, high), heights)
    if box.columns:
        free = width - GAP * (len(box.columns) - 1)
        for column in box.columns:
            share = free * column.weight / sum(one.weight for one in box.columns)
            yield from _spread(column, Rect(left, room.y, share, room.height), heights)
            left += share + GAP


def _rows(
    rows: tuple[Box, ...], room: Rect, heights: Mapping[Part, float], edge: bool
) -> Iterator[tuple[Box, float, float]]:
    """Each row with its lower edge and its height. On the whole screen the last one keeps off the lower edge."""
    below = GAP if edge and rows and rows[-1].part != "ticker" else 0
    fixed = [_height(row, heights) for row in rows]
    free = room.height - below - GAP * (len(rows) - 1) - sum(height for height in fixed if height is not None)
    weights = sum(row.weight for row, height in zip(rows, fixed, strict=True) if height is None)
    top = room.y + room.height
    for row, height in zip(rows, fixed, strict=True):
        high = free * row.weight / weights if height is None else height
        yield row, top - high, high
        top -= high + GAP


def _height(box: Box, heights: Mapping[Part, float]) -> float | None:
    own = heights.get(box.part) if box.part is not None else None
    if own is None or box.height is None:
        return box.height if own is None else own
    return min(own, box.height)
