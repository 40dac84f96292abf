"""What is shown when: ``playlist.toml`` of the media folder, or everything in it by name. Pure.

A day and an hour are those of the office.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from display.media.kinds import PICTURES, VIDEOS, is_media, is_video
from display.media.slides import Slide
from protocol.office import DAYS, Day, Text
from protocol.strict import ConfigProblem, Problem, parse, read

PLAYLIST = "playlist.toml"
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
UNTIL_CLOCK = re.compile(CLOCK.pattern + "|24:00")

Deck = Literal["standards", "pledge"]
DECKS: tuple[Deck, ...] = ("standards", "pledge")


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"begin": "from"}):
    """``[[items]]``: a ``file`` of the folder, or a ``text`` with or without a ``title``, or the slides of a deck.

    ``begin`` (written ``from``) and ``until``: the first and the last day, ISO. ``begins`` and ``ends``: HH:MM,
    the latter no longer belonging to it. ``seconds``: how long each picture, text or slide stands; a video lasts as
    long as it lasts.
    """

    file: str | None = None
    title: Text | None = None
    text: Text | None = None
    slide: Deck | None = None
    begin: str = ""
    until: str = ""
    days: tuple[Day, ...] = ()
    begins: str = ""
    ends: str = ""
    seconds: Annotated[float, Meta(ge=3, le=600)] | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether it is to be seen at this local time."""
        day, clock = now.date().isoformat(), f"{now:%H:%M}"
        return (
            (not self.begin or self.begin <= day)
            and (not self.until or day <= self.until)
            and (not self.days or DAYS[now.weekday()] in self.days)
            and (not self.begins or self.begins <= clock)
            and (not self.ends or clock < self.ends)
        )


class PlaylistFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """playlist.toml"""

    items: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A picture or video of the folder, as it was when it was last looked at."""

    name: str
    size: int
    modified_ns: int

    @property
    def is_video(self) -> bool:
        return is_video(self.name)


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing to show. ``place``: where it stands in the round, so that what is shown twice has two places."""

    place: tuple[int, int]
    shown: MediaFile | Slide
    seconds: float


# --- Reading ----------------------------------------------------------------------------------------------


def entries_of(content: bytes) -> tuple[Entry, ...]:
    """What playlist.toml says. Raises ConfigProblem with every mistake in it."""
    playlist = read(PlaylistFile, _written(parse(content, PLAYLIST)), PLAYLIST)
    if problems := [problem for at, entry in enumerate(playlist.items) for problem in _problems(f"items[{at}]", entry)]:
        raise ConfigProblem(PLAYLIST, problems)
    return playlist.items


def _written(value: Any) -> Any:
    """TOML's own days and hours as the text that they are written as: both ways of writing them are right."""
    match value:
        case dict():
            return {key: _written(inner) for key, inner in value.items()}
        case list():
            return [_written(inner) for inner in value]
        case time():
            return f"{value:%H:%M}"
        case date():
            return value.isoformat()
    return value


def _problems(at: str, entry: Entry) -> Iterator[Problem]:
    if [entry.file, entry.text, entry.slide].count(None) != 2:
        yield Problem(at, "one_of_these", {"allowed": "file, text, slide"})
    if entry.title is not None and entry.text is None:
        yield Problem(f"{at}.title", "title_without_text")
    if entry.file is not None:
        yield from _file_problems(f"{at}.file", entry.file)
    for key, words in (("title", entry.title), ("text", entry.text)):
        if words is not None and not words.id.strip():
            yield Problem(f"{at}.{key}.id", "empty_text")
    yield from _time_problems(at, entry)


def _file_problems(at: str, name: str) -> Iterator[Problem]:
    if "/" in name or "\\" in name or name.startswith("."):
        yield Problem(at, "not_in_folder", {"value": name})
    elif not is_media(name):
        yield Problem(at, "not_media", {"value": name}, (*PICTURES, *VIDEOS))


def _time_problems(at: str, entry: Entry) -> Iterator[Problem]:
    days = [(key, value) for key, value in (("from", entry.begin), ("until", entry.until)) if value]
    hours = [
        (key, value, form)
        for key, value, form in (("begins", entry.begins, CLOCK), ("ends", entry.ends, UNTIL_CLOCK))
        if value
    ]
    wrong = [
        *(Problem(f"{at}.{key}", "not_a_day", {"value": value}) for key, value in days if not _is_iso_day(value)),
        *(
            Problem(f"{at}.{key}", "not_a_clock", {"value": value})
            for key, value, form in hours
            if not form.fullmatch(value)
        ),
    ]
    yield from wrong
    if wrong:
        return
    if entry.begin and entry.until and entry.until < entry.begin:
        yield Problem(f"{at}.until", "ends_first", {"begin": entry.begin, "end": entry.until})
    if entry.begins and entry.ends and entry.ends <= entry.begins:
        yield Problem(f"{at}.ends", "ends_first", {"begin": entry.begins, "end": entry.ends})


def _is_iso_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


# --- The round --------------------------------------------------------------------------------------------


def everything(files: Iterable[MediaFile]) -> tuple[Entry, ...]:
    """Without a playlist: all files by name, "2" before "10"."""
    return tuple(Entry(file=name) for name in sorted((file.name for file in files), key=_as_counted))


def _as_counted(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (0, part.casefold()) for part in re.split(r"([0-9]+)", name)]


def with_decks(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entries, and after them the decks that have no place among them."""
    placed = {entry.slide for entry in entries}
    return (*entries, *(Entry(slide=deck) for deck in DECKS if deck not in placed))


def missing(entries: Iterable[Entry], files: Mapping[str, MediaFile]) -> tuple[str, ...]:
    """Files that the playlist names and the folder does not hold."""
    return tuple(dict.fromkeys(entry.file for entry in entries if entry.file and entry.file not in files))


def round_of(
    entries: tuple[Entry, ...],
    files: Mapping[str, MediaFile],
    slides: Callable[[Entry], tuple[Slide, ...]],
    *,
    now: datetime,
    seconds: float,
) -> tuple[Turn, ...]:
    """All that is due at this local time, in its order; files that are not there are left out.

    A slide stands for ``seconds``, or longer where reading it takes longer and its entry does not say.
    """
    return tuple(
        Turn((at, page), shown, _seconds(entry, shown, seconds))
        for at, entry in enumerate(entries)
        if entry.is_due(now)
        for page, shown in enumerate(_shown(entry, files, slides))
    )


def _shown(
    entry: Entry, files: Mapping[str, MediaFile], slides: Callable[[Entry], tuple[Slide, ...]]
) -> tuple[MediaFile | Slide, ...]:
    if entry.file is None:
        return slides(entry)
    file = files.get(entry.file)
    return (file,) if file else ()


def _seconds(entry: Entry, shown: MediaFile | Slide, usual: float) -> float:
    if entry.seconds is not None:
        return entry.seconds
    return max(usual, shown.reading_seconds) if isinstance(shown, Slide) else usual


def after(place: tuple[int, int], turns: tuple[Turn, ...]) -> Turn | None:
    """Whose turn it is after this place; from the start again behind the last one. None: there is nothing."""
    return next((turn for turn in turns if turn.place > place), turns[0] if turns else None)
