"""One of each paper as bytes that are kept (tests/fixtures/paper), and what they say, line by line.

After a change that is meant, ``python -m tests.support.papers`` tells what changed and keeps the new ones.
"""

import difflib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import assets
from protocol.office import HOUSE_STYLE, PaperStyle, Text
from terminal.printing import samples
from terminal.printing.decode import Command, FeedDots, Letters, Raster, slip
from terminal.printing.job import job
from terminal.printing.paper import Slip
from terminal.printing.sheet import Sheet, sheet

FOLDER = Path(__file__).parents[1] / "fixtures" / "paper"
NOW = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)
SHEETS: Mapping[str, Sheet] = {
    "58-image": sheet(58),
    "58-native": sheet(58, qr="native", cutter=True),
    "80-native": sheet(80),
    "80-image": sheet(80, qr="image"),
    "80-tm-t88v": sheet(80, "TM-T88V"),
}
SHIPPED = PaperStyle(logo=assets.path("catalogue", "magetan-logo.png").read_bytes())
OWN = PaperStyle(
    blocks=("number", "moment", "closing", "service", "heading"),
    texts={"ticket.please_wait": Text(id="Silakan duduk di lantai 1")},
)

Kept = tuple[Slip, Sheet, PaperStyle]


def kept() -> Mapping[str, Kept]:
    """The papers whose bytes are kept, by the name of their file."""
    ticket = samples.ticket("id", NOW)
    papers: dict[str, Kept] = {f"ticket-{name}": (ticket, paper, HOUSE_STYLE) for name, paper in SHEETS.items()}
    for name in ("58-image", "80-native"):
        paper = SHEETS[name]
        copy = replace(ticket, demo=False, copy=2, printed_at=NOW + timedelta(hours=3))
        papers[f"copy-{name}"] = (copy, paper, HOUSE_STYLE)
        papers[f"logo-{name}"] = (ticket, paper, SHIPPED)
        papers[f"own-{name}"] = (replace(ticket, demo=False), paper, OWN)
        papers[f"test-{name}"] = (samples.test_page("id", NOW, paper), paper, HOUSE_STYLE)
        for kind in samples.KINDS.keys() - {"ticket"}:
            papers[f"{kind}-{name}"] = (samples.KINDS[kind]("id", NOW), paper, HOUSE_STYLE)
    return dict(sorted(papers.items()))


def described(data: bytes) -> Sequence[str]:
    """The commands of a paper in words: letters as they are, pictures by their size and a mark of their dots."""
    return list(map(_described, slip(data)))


def changes(before: bytes, after: bytes) -> Sequence[str]:
    """What differs, as commands; nothing where the bytes are the same."""
    if before == after:
        return []
    told = difflib.unified_diff(_readable(before), _readable(after), "kept", "now", lineterm="", n=2)
    return list(told) or ["the same commands in other bytes"]


def _readable(data: bytes) -> Sequence[str]:
    return described(data) if data else []


def _described(command: Command) -> str:
    match command:
        case Letters(text):
            return f"  {text}"
        case FeedDots(dots):
            return f"feed {dots}"
        case Raster(width_bytes, height, rows):
            return f"picture {width_bytes * 8} x {height} {hashlib.sha256(rows).hexdigest()[:8]}"
    return repr(command)


def _renewed() -> Iterator[str]:
    made = {name: job(*paper) for name, paper in kept().items()}
    for name, data in made.items():
        file = FOLDER / f"{name}.bin"
        if told := changes(file.read_bytes() if file.exists() else b"", data):
            yield "\n".join([f"== {name}", *told])
            file.write_bytes(data)
    for file in set(FOLDER.glob("*.bin")) - {FOLDER / f"{name}.bin" for name in made}:
        file.unlink()
        yield f"== {file.stem} is no longer kept"


if __name__ == "__main__":
    for line in _renewed():
        print(line)
