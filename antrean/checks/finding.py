"""What one check has found: how it stands, why, and what to do about it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from antrean.speech import say


class Grade(StrEnum):
    GOOD = "good"
    CARE = "care"  # it works, but somebody should look at it
    BAD = "bad"


SIGNS = {Grade.GOOD: "✓", Grade.CARE: "!", Grade.BAD: "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    """``key`` names the sentence ``doctor.<key>`` and, unless all is good, the advice ``doctor.<key>.fix``."""

    key: str
    grade: Grade
    values: dict[str, object] = field(default_factory=dict)

    def lines(self) -> list[str]:
        cause = f"{SIGNS[self.grade]} {say(f'doctor.{self.key}', **self.values)}"
        return [cause] if self.grade is Grade.GOOD else [cause, f"  → {say(f'doctor.{self.key}.fix', **self.values)}"]


Check = Callable[[], Finding]


def good(key: str, **values: object) -> Finding:
    return Finding(key, Grade.GOOD, values)


def care(key: str, **values: object) -> Finding:
    return Finding(key, Grade.CARE, values)


def bad(key: str, **values: object) -> Finding:
    return Finding(key, Grade.BAD, values)
