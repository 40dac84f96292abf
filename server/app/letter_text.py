"""What applicants read: plain sentences in their language, with what is missing, until when, or what to bring."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from babel.dates import format_date

from assets.texts import LANGUAGES, Language, text
from protocol import pickup
from protocol.office import Requirement
from protocol.vocabulary import Letter
from server.app.records import CaseRecord
from server.app.work import Work
from server.domain.hours import local

DOMAIN = "letters"


@dataclass(frozen=True, slots=True)
class LetterText:
    """``text``: what is sent freely. ``values``: what stands in the template's places, in their order."""

    phone: str
    language: Language
    text: str
    values: tuple[str, ...]

    @property
    def url(self) -> str:
        """Opens WhatsApp with the text written, on a phone or a desk; needs no account of ours."""
        return f"https://wa.me/{self.phone.removeprefix('+')}?text={quote(self.text, safe='')}"


def letter_text(case: CaseRecord, letter: Letter, work: Work) -> LetterText:
    """The letter as it is written now."""
    personal = work.books.cases.read_personal("case", case.id)
    language = language_of(personal.get("language", ""))
    values = _VALUES[letter](case, language, personal.get("pickup_code", ""), work)
    said = text(language, DOMAIN, letter.value, office=work.office.name, **values)
    if letter in (Letter.MISSING, Letter.REMINDER):
        values["missing"] = "; ".join(_titles(case, language, work))
    return LetterText(personal.get("phone", ""), language, said, tuple(map(str, values.values())))


def language_of(name: str) -> Language:
    return next((language for language in LANGUAGES if language == name), LANGUAGES[0])


def _received(case: CaseRecord, language: Language, code: str, work: Work) -> dict[str, object]:
    return {"service": work.service(case.service).title.said_in(language)}


def _missing(case: CaseRecord, language: Language, code: str, work: Work) -> dict[str, object]:
    """The papers as a list, each with what to do for whom it is lost, and the last day."""
    lines = "\n".join(_line(requirement, language) for requirement in _missing_papers(case, work))
    last = local((case.expires_at or work.now) - 1, work.office.timezone).date()
    return {"missing": lines, "day": _day(last, language)}


def _ready(case: CaseRecord, language: Language, code: str, work: Work) -> dict[str, object]:
    return {
        "day": _day(date.fromisoformat(case.pickup_day or work.day), language),
        "code": pickup.shown(code),
        "link": f"{work.public_url}{pickup.PATH}{code}",
    }


_VALUES: Mapping[Letter, Callable[[CaseRecord, Language, str, Work], dict[str, object]]] = {
    Letter.RECEIVED: _received,
    Letter.MISSING: _missing,
    Letter.REMINDER: _missing,
    Letter.READY: _ready,
}


def _missing_papers(case: CaseRecord, work: Work) -> list[Requirement]:
    papers: Mapping[str, Requirement] = {
        paper.id: paper for paper in work.service(case.service).requirements_for(case.variant)
    }
    return [papers[id] for id in case.missing if id in papers]


def _titles(case: CaseRecord, language: Language, work: Work) -> list[str]:
    return [paper.title.said_in(language) for paper in _missing_papers(case, work)]


def _line(paper: Requirement, language: Language) -> str:
    without = paper.without.said_in(language) if paper.without else ""
    return f"• {paper.title.said_in(language)}" + (f"\n  {without}" if without else "")


def _day(day: date, language: Language) -> str:
    return format_date(day, "EEEE, d MMMM yyyy", locale=language)
