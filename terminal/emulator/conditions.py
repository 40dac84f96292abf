"""What the printer's sensors feel, and the bytes in which it says so: section by section of Epson's reference. Pure.

Nothing here is shared with terminal.printing.answers, which reads these bytes: one mistake must not be made twice.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Condition:
    """All sensors at one moment. ``has_near_end``: the printer has a sensor for a roll that is nearly used up."""

    drawer_high: bool = False
    near_end: bool = False
    paper_out: bool = False
    cover_open: bool = False
    cutter_error: bool = False
    unrecoverable: bool = False
    head_hot: bool = False
    feed_held: bool = False
    has_near_end: bool = True

    @property
    def error(self) -> bool:
        return self.cutter_error or self.unrecoverable or self.head_hot

    @property
    def offline(self) -> bool:
        """It prints nothing now, and leaves what it receives in its buffer."""
        return self.paper_out or self.cover_open or self.error or self.feed_held

    @property
    def feels_near_end(self) -> bool:
        return self.has_near_end and (self.near_end or self.paper_out)


def real_time(question: int, now: Condition) -> int:
    """The byte that answers DLE EOT 1 to 4."""
    match question:
        case 1:
            return 0x12 | _bits((0x04, now.drawer_high), (0x08, now.offline))
        case 2:
            return 0x12 | _bits((0x04, now.cover_open), (0x08, now.feed_held), (0x20, now.paper_out), (0x40, now.error))
        case 3:
            return 0x12 | _bits((0x08, now.cutter_error), (0x20, now.unrecoverable), (0x40, now.head_hot))
        case 4:
            return 0x12 | _bits((0x0C, now.feels_near_end), (0x60, now.paper_out))
    raise ValueError(f"DLE EOT {question} is no question")


def sensor(question: int, now: Condition) -> int | None:
    """The byte that answers GS r 1 (paper) or GS r 2 (drawer); None to any other."""
    match question:
        case 1 | 49:
            return _bits((0x03, now.feels_near_end), (0x0C, now.paper_out))
        case 2 | 50:
            return _bits((0x01, now.drawer_high))
    return None


def automatic(now: Condition) -> bytes:
    """The four bytes of an automatic status (ASB)."""
    return bytes(
        (
            0x10 | _bits((0x04, now.drawer_high), (0x08, now.offline), (0x20, now.cover_open), (0x40, now.feed_held)),
            _bits((0x08, now.cutter_error), (0x20, now.unrecoverable), (0x40, now.head_hot)),
            _bits((0x03, now.feels_near_end), (0x0C, now.paper_out)),
            0x00,
        )
    )


def automatic_bits(wanted: int) -> bytes:
    """Which bits of an automatic status GS a ``wanted`` asks about: only a change of one of them is told."""
    drawer, line, errors, paper, panel = (wanted >> place & 1 for place in (0, 1, 2, 3, 6))
    return bytes(
        (
            _bits((0x04, bool(drawer)), (0x28, bool(line)), (0x40, bool(line or panel))),
            _bits((0x68, bool(errors))),
            _bits((0x0F, bool(paper))),
            0x00,
        )
    )


def _bits(*pairs: tuple[int, bool]) -> int:
    return sum(bits for bits, are_set in pairs if are_set)
