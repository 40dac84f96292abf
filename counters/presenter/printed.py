"""What is said of a paper that this counter's own printer was given."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from assets.texts import Language, domain
from counters.presenter.phrases import say
from protocol.vocabulary import PrintOutcome

Meaning = Literal["good", "warn", "danger", "action"]


class Sheet(StrEnum):
    """The papers of a counter. The value is part of their phrases' keys."""

    COPY = "copy"
    MISSING = "missing"
    PICKUP = "pickup"
    RECEIPT = "receipt"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Came:
    """What became of one paper. ``problem`` is the printer's code; ``spare``: the second printer has it."""

    outcome: PrintOutcome
    problem: str = ""
    spare: bool = False


def cause(problem: str, language: Language) -> str:
    """Why, in a few words; general ones for a code that we are too old to know."""
    key = f"cause.{problem}"
    return say(language, key if key in domain(language, "counters") else "cause.other")


def name_of(sheet: Sheet, number: str, language: Language) -> str:
    """What the paper is called in a sentence."""
    return say(language, f"sheet.{sheet}", number=number)


def told(came: Came, sheet: Sheet, number: str, language: Language, *, second: str = "", key: str = "") -> str:
    """What became of it, and what to do. ``second`` is what staff call the second printer, ``key`` prints again."""
    name = name_of(sheet, number, language)
    again = " " + say(language, "printed.again", key=key) if key else ""
    if came.outcome is PrintOutcome.CONFIRMED:
        return say(language, "printed.out", sheet=name) + _second(came, second, language)
    if came.outcome is PrintOutcome.FAILED:
        return say(language, "printed.failed", sheet=name, cause=cause(came.problem, language)) + again
    if came.problem:
        return say(language, "printed.half", sheet=name, cause=cause(came.problem, language)) + again
    return say(language, "printed.unsure", sheet=name) + _second(came, second, language)


def meaning(came: Came) -> Meaning:
    """Red where paper is missing for certain, amber where somebody has to look."""
    if came.outcome is PrintOutcome.CONFIRMED:
        return "good"
    return "danger" if came.outcome is PrintOutcome.FAILED else "warn"


def _second(came: Came, name: str, language: Language) -> str:
    if not came.spare:
        return ""
    return " " + (say(language, "printed.second", name=name) if name else say(language, "printed.second.unnamed"))
