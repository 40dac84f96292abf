"""What a book of blank cards should say, once more: a list of moves, and everything else counted from it anew."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Entry:
    at: int
    day: str
    move: str
    change: int


@dataclass
class StockModel:
    """Every deed gives the code of the refusal, or "" where it is carried out; a refused one changes nothing."""

    low_at: int
    entries: list[Entry] = field(default_factory=list)

    @property
    def kept(self) -> bool:
        return bool(self.entries)

    @property
    def balance(self) -> int:
        return sum(entry.change for entry in self.entries)

    def move(self, at: int, day: str, move: str, count: int) -> str:
        if move != "received":
            if not self.kept:
                return "stock_not_kept"
            if count > self.balance:
                return "stock_negative"
            count = -count
        self.entries.append(Entry(at, day, move, count))
        return ""

    def print_card(self, at: int, day: str, *, spoiled: bool) -> str:
        if self.kept and not self.balance:
            return "no_blanks"
        if self.kept:
            self.entries.append(Entry(at, day, "spoiled" if spoiled else "used", -1))
        return ""

    def count(self, at: int, day: str, counted: int, *, note: bool) -> str:
        if not self.kept:
            return "stock_not_kept"
        if counted != self.balance and not note:
            return "field_needed"
        self.entries.append(Entry(at, day, "counted", counted - self.balance))
        return ""

    def shortages(self) -> list[tuple[int, int | None]]:
        """From when to when there was not one card."""
        found: list[tuple[int, int | None]] = []
        balance = 0
        for at, entry in enumerate(self.entries):
            before, balance = balance, balance + entry.change
            if at and before and not balance:
                found.append((entry.at, None))
            if at and balance and not before:
                found[-1] = (found[-1][0], entry.at)
        return found

    def closed_day(self) -> str:
        return next((entry.day for entry in reversed(self.entries) if entry.move == "counted"), "")
