"""The published service standards and the maklumat pelayanan as slides that are read across a hall. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from assets.texts import DEFAULT, Language, text
from protocol.office import Office, Requirement, Service, Text

LETTERS_A_SECOND = 15
"""How fast a text is read by somebody who looks up now and then."""

TEXT_SIZES = (64, 56, 48, 44, 40, 36, 32)
LINES_A_SLIDE = 10
"""A slide's words are as large as a panel that holds this many lines of them allows."""

FAR_SIZES = (112, 100, 88, 76, *TEXT_SIZES)
FEWEST_LINES = 6
"""Where a slide is read from far, its words are larger, and it has more pages; but a panel holds this many lines."""


@dataclass(frozen=True, slots=True)
class Line:
    """One paper or step. ``mark``: its number, empty where it has none; ``note``: for whom it counts."""

    words: str
    mark: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Slide:
    """One page. ``kicker``: what it is about; ``promises``: what the standard binds the office to, in few words."""

    kicker: str
    title: str
    lines: tuple[Line, ...]
    promises: tuple[str, ...] = ()
    page: int = 1
    pages: int = 1

    @property
    def reading_seconds(self) -> float:
        """How long it takes to read this slide to its end."""
        letters = sum(map(len, (self.kicker, self.title, *self.promises)))
        return (letters + sum(len(line.words) + len(line.note) for line in self.lines)) / LETTERS_A_SECOND


@dataclass(frozen=True, slots=True)
class Paper:
    """What lines are written on. ``height``: how high one stands on it; ``room``: how high all of them may."""

    height: Callable[[Line], float]
    room: float


PaperOf = Callable[[Slide], Paper]
"""What a slide's heading leaves to its lines."""


def text_size(height: float, least: int = 0) -> int:
    """The size of the words on slides in a panel of this height, in design pixels; one of a few fixed ones.

    ``least``: to be read from the back of the hall; what the panel cannot hold is the largest that it can.
    """
    usual = next((size for size in TEXT_SIZES if size * LINES_A_SLIDE <= height), TEXT_SIZES[-1])
    held = [size for size in FAR_SIZES if size * FEWEST_LINES <= height]
    far = min((size for size in held if size >= least), default=max(held, default=usual))
    return max(usual, far) if least > usual else usual


def standards(office: Office, languages: tuple[Language, ...], paper_of: PaperOf) -> tuple[Slide, ...]:
    """What to bring and how it goes, for each service; after the first language in the others, where translated."""
    return _on_pages(_standards(office, languages), paper_of)


def pledge(office: Office, languages: tuple[Language, ...], paper_of: PaperOf) -> tuple[Slide, ...]:
    """The maklumat pelayanan; nothing of an office that has none."""
    if office.pledge is None:
        return ()
    made = (
        Slide(text(language, "display", "slide.pledge"), office.name, (Line(office.pledge.said_in(language)),))
        for language in spoken(office.pledge, languages)
    )
    return _on_pages(made, paper_of)


def notice(title: Text | None, words: Text, languages: tuple[Language, ...], paper_of: PaperOf) -> tuple[Slide, ...]:
    """A text of the office's own."""
    made = (
        Slide("", title.said_in(language) if title else "", (Line(words.said_in(language)),))
        for language in spoken(words, languages)
    )
    return _on_pages(made, paper_of)


def spoken(words: Text, languages: tuple[Language, ...]) -> tuple[Language, ...]:
    """Indonesian, and those of these languages into which the text is translated."""
    return tuple(one for one in languages if one == DEFAULT or words.said_in(one) != words.id)


# --- The standards ----------------------------------------------------------------------------------------


def _standards(office: Office, languages: tuple[Language, ...]) -> Iterator[Slide]:
    for service in office.services:
        for section, lines_of in (("requirements", _requirements), ("steps", _steps)):
            original = lines_of(service, DEFAULT)
            for language in languages:
                lines = lines_of(service, language)
                if lines and (language == DEFAULT or lines != original):
                    yield Slide(
                        kicker=text(language, "display", f"slide.{section}"),
                        title=service.title.said_in(language),
                        lines=lines,
                        promises=_promises(service, language),
                    )


def _requirements(service: Service, language: Language) -> tuple[Line, ...]:
    papers = service.requirements
    return tuple(
        Line(paper.title.said_in(language), str(number), _only_for(service, paper, language))
        for number, paper in enumerate(papers, 1)
    )


def _only_for(service: Service, paper: Requirement, language: Language) -> str:
    """For whom a paper is, where not everybody who comes for this service needs it."""
    named = [variant.title.said_in(language) for variant in service.variants if variant.id in paper.variants]
    return text(language, "display", "slide.only_for", cases=", ".join(named)) if named else ""


def _steps(service: Service, language: Language) -> tuple[Line, ...]:
    return tuple(Line(step.said_in(language), str(number)) for number, step in enumerate(service.about, 1))


def _promises(service: Service, language: Language) -> tuple[str, ...]:
    """How long it takes, and that nothing is paid: registry services are free by law."""
    if service.promised_working_days == 1:
        time = text(language, "display", "slide.next_day")
    elif service.promised_working_days:
        time = text(language, "display", "slide.days", days=service.promised_working_days)
    else:
        time = text(language, "display", "slide.minutes", minutes=service.promised_minutes)
    return time, text(language, "display", "slide.free")


# --- Over several pages -----------------------------------------------------------------------------------


def _on_pages(slides: Iterable[Slide], paper_of: PaperOf) -> tuple[Slide, ...]:
    return tuple(page for slide in slides for page in _paged(slide, paper_of(slide)))


def _paged(slide: Slide, paper: Paper) -> Iterator[Slide]:
    pages = even_pages(tuple(map(_unbroken, slide.lines)), paper)
    for number, lines in enumerate(pages, 1):
        yield replace(slide, lines=lines, page=number, pages=len(pages))


def _unbroken(line: Line) -> Line:
    """Nothing ends within a number in groups: who notes a telephone number needs all of it."""
    return replace(line, words=re.sub(r"(?<=\d) (?=\d)", "\N{NO-BREAK SPACE}", line.words))


def even_pages(lines: tuple[Line, ...], paper: Paper) -> list[tuple[Line, ...]]:
    """The lines on as few pages as they need, none much emptier than another."""
    pieces = [piece for line in lines for piece in _pieces(line, paper)]
    fewest = len(_filled(pieces, paper, paper.room))
    rooms = (paper.room * twentieths / 20 for twentieths in range(1, 21))
    return next(pages for room in rooms if len(pages := _filled(pieces, paper, room)) <= fewest)


def _filled(lines: list[Line], paper: Paper, room: float) -> list[tuple[Line, ...]]:
    """Page after page, each as full as it gets; a line that is higher than the room has a page of its own."""
    pages: list[list[Line]] = []
    left = 0.0
    for line in lines:
        needed = paper.height(line)
        if not pages or needed > left:
            pages.append([])
            left = room
        pages[-1].append(line)
        left -= needed
    return [tuple(page) for page in pages]


def _pieces(line: Line, paper: Paper) -> Iterator[Line]:
    """The line, cut between words where it alone is higher than a page; one word at least stands on each."""
    rest = line
    while paper.height(rest) > paper.room and " " in rest.words:
        words = rest.words.split(" ")
        taken = _whole_sentences(words[: _most_words(words, rest, paper)])
        yield replace(rest, words=" ".join(words[:taken]))
        rest = replace(rest, words=" ".join(words[taken:]), mark="", note="")
    yield rest


def _most_words(words: list[str], line: Line, paper: Paper) -> int:
    """How many of the first words stand on one page, by halving: a height is measured by drawing."""
    least, most = 1, len(words) - 1
    while least < most:
        middle = (least + most + 1) // 2
        stands = paper.height(replace(line, words=" ".join(words[:middle]))) <= paper.room
        least, most = (middle, most) if stands else (least, middle - 1)
    return least


def _whole_sentences(words: list[str]) -> int:
    """How many of these words end with a sentence; all of them where none ends in their second half."""
    ends = [count for count, word in enumerate(words, 1) if word.endswith((".", "!", "?", ":", ";"))]
    return ends[-1] if ends and 2 * ends[-1] >= len(words) else len(words)
