"""The kiosk for those who do not see: what each page says, and what each key of the number pad does then. Pure.

A page is read from the same ``Shown`` that is drawn, so that whoever listens and whoever looks are told the same.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from assets.texts import DEFAULT, LANGUAGES, Language, text
from kiosk.shown import Caption, Choice, Content, Shown, State, inside
from kiosk.spoken import Line, letters, one_by_one, sentences, signs
from kiosk.visit import WARNING_SECONDS, Act, Action, Page
from protocol import pickup
from terminal.settings import Pad
from terminal.voice.config import Numbers

VOLUMES = (0.18, 0.25, 0.35, 0.5, 0.71, 1.0)
"""3 dB from step to step; the office sets its amplifier so that ``USUAL`` is right."""
USUAL = 3


class Ask(StrEnum):
    """What is asked of the guide by a key; the value of an ``Act.GUIDE``."""

    BEGIN = "begin"
    END = "end"
    REPEAT = "repeat"
    NEXT = "next"  # of the papers or steps that are read one by one
    FORMER = "former"
    LOUDER = "louder"
    SOFTER = "softer"
    VOLUME = "volume"  # louder, and after the loudest the softest


OWN = (Act.GUIDE, Act.HALF, Act.UNUSED)
"""What only the guide answers."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """Who listens, and by what. ``private``: nobody else hears it. ``languages``: what the voice speaks.

    ``last_warning``: seconds before the page goes when it is said once more. ``staff``, ``paper``: the office's own
    sentences on where staff are and where the ticket comes out.
    """

    private: bool = False
    languages: frozenset[Language] = frozenset({DEFAULT})
    pad: Pad = "numeric"
    numbers: Numbers = "whole"
    last_warning: int = 10
    staff: Mapping[Language, str] = field(default_factory=dict)
    paper: Mapping[Language, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Guide:
    """Where the listener is on the page. ``item``: the paper or step that was read last, from 1; 0: none yet.

    ``half``: the first of the two keys that make a sign of the pickup code.
    """

    volume: int = USUAL
    item: int = 0
    half: str = ""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A page as it is heard. ``items``: what is read one by one when it is asked for."""

    lines: tuple[Line, ...]
    items: tuple[tuple[Line, ...], ...] = ()


def language_heard(language: Language, hearing: Hearing) -> Language:
    """The screen's language where the voice has it; else Indonesian."""
    return language if language in hearing.languages else DEFAULT


# --- what is said


def spoken(shown: Shown, guide: Guide, hearing: Hearing, screen: Language) -> Spoken:
    """What this page says. ``shown`` is in the language that is heard; ``screen``: the one that is read."""
    page = _Said(shown, guide, hearing)
    if shown.warned is not None:
        return Spoken(tuple(page.warning()))
    items = tuple(page.items())
    said = (*page.of_another_language(screen), *_PAGES[shown.page](page, items), *page.ways(items))
    return Spoken(said, items)


def page_key(shown: Shown, hearing: Hearing) -> tuple[object, ...]:
    """What makes a page another one for the ear: it is read anew. Last: how often it was warned of its end."""
    return shown.page, shown.language, shown.content.number, _warned(shown, hearing)


def _warned(shown: Shown, hearing: Hearing) -> int:
    return 0 if shown.warned is None else 2 if goes_soon(shown, hearing) else 1


def goes_soon(shown: Shown, hearing: Hearing) -> bool:
    """Whether the page is about to go: the time for the second warning."""
    return shown.left is not None and shown.left <= hearing.last_warning


def news(former: Spoken, now: Spoken) -> tuple[Line, ...]:
    """What has come to stand on the page since it was read."""
    return tuple(line for line in now.lines if line.news and line not in former.lines)


class _Said:
    """The sentences of one page."""

    def __init__(self, shown: Shown, guide: Guide, hearing: Hearing) -> None:
        self.shown, self.guide, self.hearing = shown, guide, hearing
        self.content, self.language = shown.content, shown.language

    def write(self, key: str, /, **values: object) -> str:
        return text(self.language, "guide", key, **values)

    def say(self, *written: str, news: bool = False) -> Iterator[Line]:
        for each in written:
            yield from sentences(each, self.language, self.hearing.numbers, news=news)

    def state(self, state: State | None, *, news: bool = False) -> Iterator[Line]:
        if state is not None:
            told = self._for_ears(state.heard) if state.heard else state.text
            yield from self.say(_ended(state.title), _ended(told), news=news)

    def _for_ears(self, key: str) -> str:
        """Of a paper that comes out: where. The office's own words say it better."""
        if key not in ("paper.out", "paper.maybe"):
            return self.write(key)
        where = _ended(self._office(self.hearing.paper)) or self.write("paper.out")
        return where if key == "paper.out" else f"{where} {self.write(key)}"

    def staff(self) -> Iterator[Line]:
        """Where help is: the office's own words say it better."""
        yield from self.say(self.write("staff"), _ended(self._office(self.hearing.staff)))

    def _office(self, own: Mapping[Language, str]) -> str:
        return own.get(self.language, "")

    def key(self, key: str) -> str:
        """What a key is called: the pads have different ones to go on."""
        return key if key.isdecimal() else self.write(f"key.{KEYS_TO_GO[self.hearing.pad] if key == GO else key}")

    def press(self, key: str, title: str, more: str = "", *, news: bool = False) -> Iterator[Line]:
        """ "Tekan 1 untuk ..." """
        told = self.write("press", key=self.key(key), what=inside(title.rstrip(".")))
        yield from self.say(_ended(told), more, news=news)

    def choices(self) -> Iterator[Line]:
        for choice in self.content.choices:
            yield from self.press(choice.digit, choice.title, _and(choice.subtitle, choice.note))

    def items(self) -> Iterator[tuple[Line, ...]]:
        """Papers with what to do without them; the steps before them."""
        if not _reads_items(self.content):
            return
        heard = [*self.content.steps, *(_and(paper.line, paper.advice) for paper in self.content.papers)]
        for number, what in enumerate(heard, 1):
            told = self.say(self.write("item", number=number, of=len(heard)), what)
            yield (*told, *(self.say(self.write("item.more")) if number < len(heard) else self._last_item()))

    def _last_item(self) -> Iterator[Line]:
        yield from self.say(self.write("item.last"))
        if self.content.main is not None:
            yield from self.press(GO, self.content.main.title)

    def of_another_language(self, screen: Language) -> Iterator[Line]:
        if screen != self.language and self.shown.page is Page.SERVICES:
            yield from self.say(self.write("voice.other", language=text(screen, "kiosk", "language.name")))

    def ways(self, items: tuple[tuple[Line, ...], ...]) -> Iterator[Line]:
        """What every page ends with: on, again, back, and help. Where another way on appears, that is news."""
        changes = self.shown.page in (Page.TICKET, Page.PICKUP)
        if items and not any(choice.chosen for choice in self.content.choices):
            yield from self.say(self.write("items" if self.content.steps else "items.papers", count=len(items)))
        if self.content.main is not None:
            yield from self.press(GO, self.content.main.title, news=changes)
        yield from self.say(self.write(f"ways.{self._way_back()}"), news=changes)
        if self.shown.page in _WITH_HELP:
            yield from self.staff()
        if self.shown.page in (Page.START, Page.SERVICES):
            yield from self.say(*self._settings())
        if self.shown.page is Page.START:
            yield from self.say(self.write(f"start.go.{self.hearing.pad}"))

    def _way_back(self) -> str:
        match self.shown.page:
            case Page.START | Page.AWAY:
                return "end"
            case Page.PICKUP:
                return "erase"
            case Page.TICKET:
                return "number.done" if self.content.back is not None else "number"
        return "back" if self.content.back is not None else "again"

    def _settings(self) -> Iterator[str]:
        """The voice's own keys, where the page leaves them free."""
        keys = keys_of(self.shown, self.guide, self.hearing)
        found = {action.value: key for key, action in reversed(keys.items()) if action.act is Act.GUIDE}
        if Ask.VOLUME in found:
            yield self.write("volume", key=self.key(found[Ask.VOLUME]))
        elif Ask.LOUDER in found:
            yield self.write("louder", key=self.key(found[Ask.LOUDER]), softer=self.key(found[Ask.SOFTER]))
        key = next((key for key, action in keys.items() if action.act is Act.NEXT_LANGUAGE), None)
        if key is not None and self.shown.page is not Page.START:
            yield self.write("language", key=self.key(key))

    def warning(self) -> Iterator[Line]:
        """First that any key keeps the page, and how long; then that it is about to go."""
        if goes_soon(self.shown, self.hearing):
            yield from self.say(self.write("warned.last", seconds=self.hearing.last_warning))
        else:
            yield from self.say(self.write("warned", seconds=round(WARNING_SECONDS)))

    # -- the pages

    def start(self, _items: object) -> Iterator[Line]:
        yield from self.say(self.write("start", office=self.shown.office), self.write(f"start.pad.{self.hearing.pad}"))
        for choice in self.content.choices:
            yield from self._of_language(choice)
        yield from self._door()
        if self.content.offer is not None:
            yield from self.say(self.write("offer"))
            for number in self.content.offer.choices:
                yield from self.press(number.digit, self.write("offer.number", number=number.title))
            if (more := self.content.offer.more) is not None:
                yield from self.press(GO, more.title)

    def _door(self) -> Iterator[Line]:
        """Whether numbers are given. A closed office's title says so, and its lead when it opens."""
        content, state = self.content, self.content.state
        if state is not None and state.meaning == "action":
            yield from self.say(_ended(content.title), _ended(content.lead), _ended(state.title))
        else:
            yield from self.state(state)

    def _of_language(self, choice: Choice) -> Iterator[Line]:
        """Each in its own language, so that whoever speaks no other one understands it."""
        itself = next(language for language in LANGUAGES if language == choice.action.value)
        heard = language_heard(itself, self.hearing)
        key = "press.language" if heard == itself else "press.language.other"
        written = text(heard, "guide", key, key=choice.digit, language=text(itself, "kiosk", "language.name"))
        yield from sentences(written, heard)

    def plain(self, _items: object) -> Iterator[Line]:
        yield from self.say(_ended(self.content.title))
        yield from self.state(self.content.state, news=True)
        if self.shown.page is not Page.SERVICES:  # which says where to touch
            yield from self.say(_ended(self.content.lead))
        yield from self.choices()
        yield from self.state(self.content.notice, news=True)

    def requirements(self, items: tuple[tuple[Line, ...], ...]) -> Iterator[Line]:
        content = self.content
        yield from self.say(_ended(content.title))
        chosen = next((choice for choice in content.choices if choice.chosen), None)
        if chosen is not None:
            what, go = inside(chosen.title), self.key(GO)
            key = "chosen" if content.main is not None else "chosen.read"
            yield from self.say(self.write(key, what=what, count=len(content.papers), go=go), news=True)
        else:
            yield from self.say(_ended(content.lead), news=True)
        yield from self.choices()
        if not items:
            yield from self.say(*(_and(paper.line, paper.advice) for paper in content.papers))

    def explained(self, _items: object) -> Iterator[Line]:
        content = self.content
        yield from self.say(_ended(content.title))
        if content.contact:
            yield from self.say(self.write("contact", number=content.contact))

    def priority(self, _items: object) -> Iterator[Line]:
        yield from self.say(_ended(self.content.title), _ended(self.content.lead))
        yield from self.state(self.content.state)
        for choice in self.content.choices:
            yield from self.press(choice.digit, f"{choice.title}, {inside(choice.subtitle)}")
        yield from self.say(self.write("once"))

    def pickup(self, _items: object) -> Iterator[Line]:
        """How a sign is made of two keys, and how far it is. Which signs: only to whoever is alone with it."""
        code = "".join(cell for cell in self.content.cells if cell.strip())
        whole = len(code) == pickup.LETTERS
        yield from self.state(self.content.notice, news=True)
        yield from self.say(_ended(self.content.title))
        told = self.write("pickup.so_far", count=len(code), of=pickup.LETTERS)
        yield from self.say(self.write("pickup.whole") if whole else told, news=True)
        if self.hearing.private:
            yield from self._typed(code, whole=whole)
        if not whole:
            yield from self.say(self.write("pickup"))
            yield from (letters(key, made, self.language) for key, made in LETTERS.items() if made.isalpha())

    def _typed(self, code: str, *, whole: bool) -> Iterator[Line]:
        """The last sign with its place, so that the same one again is another line; of a whole code, all of them.

        Each is a line of its own: what a voice remembers is signs, never a code.
        """
        for place, sign in enumerate(code, 1):
            if whole or place == len(code):
                yield replace(signs({str(place): sign}, self.language), news=place == len(code))

    def away(self, _items: object) -> Iterator[Line]:
        """Without the hub's address, which is for staff."""
        state = self.content.state
        yield from self.say(_ended(self.content.title), _ended(self.content.lead))
        yield from self.say(_ended(state.title if state else ""), news=True)

    def taking(self, _items: object) -> Iterator[Line]:
        yield from self.say(_ended(self.content.title), _ended(self.content.lead), news=True)

    def ticket(self, _items: object) -> Iterator[Line]:
        content = self.content
        yield from self.say(self.write("ticket.number", number=content.number))
        yield one_by_one(content.number, self.language)
        yield from self.state(content.notice, news=True)
        yield from self.say(_ended(content.service))
        yield from self.say(*(_ended(f"{fact.label}: {fact.value}") for fact in content.facts))
        yield from self.say(self.write("ticket.wait"))
        if content.papers:
            yield from self.say(self.write("ticket.bring", papers=", ".join(paper.line for paper in content.papers)))
        if content.closing:
            key = "ticket.closing.last" if goes_soon(self.shown, self.hearing) else "ticket.closing"
            yield from self.say(self.write(key, seconds=self.hearing.last_warning), news=True)


_PAGES: Mapping[Page, Callable[[_Said, tuple[tuple[Line, ...], ...]], Iterator[Line]]] = {
    **dict.fromkeys(Page, _Said.plain),
    Page.START: _Said.start,
    Page.REQUIREMENTS: _Said.requirements,
    Page.EXPLAINED: _Said.explained,
    Page.PRIORITY: _Said.priority,
    Page.PICKUP: _Said.pickup,
    Page.TAKING: _Said.taking,
    Page.AWAY: _Said.away,
    Page.TICKET: _Said.ticket,
}


_WITH_HELP = (Page.START, Page.UNAVAILABLE, Page.PICKUP, Page.NOT_YET, Page.TICKET, Page.PROBLEM, Page.AWAY)
"""Where somebody may be who cannot go on alone."""


def _ended(written: str) -> str:
    """As a sentence: a voice lowers at a full stop."""
    return written if not written or written[-1] in ".?!:" else f"{written}."


def _and(*parts: str) -> str:
    return " ".join(_ended(part) for part in parts if part)


def _reads_items(content: Content) -> bool:
    """One by one, where the keys for it are not needed for choices, and the page is about them."""
    return bool(content.steps or content.papers) and not content.number and len(content.choices) < int(FORMER)


# --- what keys do

GO, FORMER, NEXT, ROUND = "go", "7", "9", "8"
NEXT_LANGUAGE_KEYS = {"numeric": "/", "telephone": "5"}
KEYS_TO_GO: Mapping[Pad, str] = {"numeric": "enter", "telephone": "#"}
"""What each pad has for it; both are taken from either."""
KEYS_BACK = ("*", ".", "backspace", "escape")
DIGITS = "0123456789"
PAD = (*DIGITS, "*", "#", ".", "+", "-", "/", "enter", "backspace")
BEGINNING = (*DIGITS, *KEYS_TO_GO.values(), ".")
"""Each begins the guide, and does nothing else: who does not see cannot know yet what it would do."""

LETTERS = {"1": "0", "2": "ABC", "3": "DEF", "4": "GHI", "5": "JKL", "6": "MNO", "7": "PQRS", "8": "TUV", "9": "WXYZ"}
"""As on a telephone. The second key says which: 0 the digit of the first key itself, 1 its first letter and so on."""


def ask(what: Ask) -> Action:
    return Action(Act.GUIDE, what)


def keys_of(shown: Shown, guide: Guide, hearing: Hearing) -> dict[str, Action]:
    """The number pad's way through this page while it is read aloud. Every key of the pad has a meaning."""
    keys = {key: Action(Act.UNUSED, key) for key in PAD}
    if shown.warned is not None:
        return dict.fromkeys(keys, Action(Act.STAY))
    return keys | _of_the_voice(shown, hearing) | _of_the_page(shown, guide)


def _of_the_voice(shown: Shown, hearing: Hearing) -> dict[str, Action]:
    """Given way where the page needs the key itself."""
    keys = {"0": ask(Ask.REPEAT), "+": ask(Ask.LOUDER), "-": ask(Ask.SOFTER)}
    if hearing.pad == "telephone" and shown.page is not Page.PICKUP:
        keys[ROUND] = ask(Ask.VOLUME)
    if hearing.pad == "numeric" or shown.page is not Page.PICKUP:
        keys[NEXT_LANGUAGE_KEYS[hearing.pad]] = Action(Act.NEXT_LANGUAGE)
    if _reads_items(shown.content):
        keys |= {NEXT: ask(Ask.NEXT), FORMER: ask(Ask.FORMER)}
    return keys


def _of_the_page(shown: Shown, guide: Guide) -> dict[str, Action]:
    content = shown.content
    offered = content.offer.choices if content.offer else ()
    keys = {choice.digit: choice.action for choice in (*content.choices, *offered) if choice.digit}
    more = content.offer.more if content.offer else None
    if (on := content.main or more) is not None:
        keys |= dict.fromkeys(KEYS_TO_GO.values(), on.action)
    back = ask(Ask.END) if shown.page in (Page.START, Page.AWAY) else content.back.action if content.back else None
    if back is not None:
        keys |= dict.fromkeys(KEYS_BACK, back)
    return keys | (_typing(shown, guide) if content.keyboard else {})


def _typing(shown: Shown, guide: Guide) -> dict[str, Action]:
    """Two keys make a sign; letters of a keyboard mean themselves."""
    code = "".join(shown.content.cells).strip()
    keys = {key: action for key, action in shown.keys.items() if len(key) == 1 and key.isalpha()}
    if guide.half:
        keys |= {key: Action(Act.UNUSED, key) for key in DIGITS}
        keys |= {key: Action(Act.TYPE, sign) for key, sign in second_keys(guide.half).items()}
        return keys | dict.fromkeys(KEYS_BACK, Action(Act.HALF))
    if len(code) < pickup.LETTERS:
        keys |= {key: Action(Act.HALF, key) for key in LETTERS}
    if code:
        keys |= dict.fromkeys(KEYS_BACK, Action(Act.ERASE))
    return keys


def second_keys(half: str) -> dict[str, str]:
    """Which sign each second key makes; a letter that stands in no code makes none."""
    return {"0": half} | {str(at): letter for at, letter in enumerate(LETTERS[half], 1) if pickup.sign(letter)}


def answered(
    guide: Guide, action: Action, page: Spoken, shown: Shown, hearing: Hearing
) -> tuple[Guide, tuple[Line, ...]]:
    """What the guide itself makes of a key: how it is set then, and what it says to it."""
    said = _Said(shown, guide, hearing)
    if action.act is Act.HALF:
        return replace(guide, half=action.value), tuple(_half(action.value, said))
    if action.act is Act.UNUSED:
        key = "pickup.unused" if guide.half else "unused"  # there, 0 is the digit itself
        return guide, tuple(said.say(said.write(key, key=said.key(action.value))))
    match action.value:
        case Ask.REPEAT:
            return guide, page.items[guide.item - 1] if 0 < guide.item <= len(page.items) else page.lines
        case Ask.NEXT | Ask.FORMER:
            return _turned(guide, 1 if action.value == Ask.NEXT else -1, page)
        case Ask.LOUDER | Ask.SOFTER | Ask.VOLUME:
            return _louder(guide, action.value, said)
    return guide, ()


def ahead(
    page: Spoken, shown: Shown, guide: Guide, hearing: Hearing, after: Callable[[Action], tuple[Shown, Language]]
) -> Iterator[Line]:
    """What is said first after each key of the pad.

    ``after``: the page that an action would bring, in the language that is heard, and the one that is read.
    """
    keys = keys_of(shown, guide, hearing)
    for action in dict.fromkeys(keys[key] for key in PAD):
        if action.act in OWN:
            yield from answered(guide, action, page, shown, hearing)[1][:1]
            continue
        other, screen = after(action)
        said = spoken(other, Guide(), hearing, screen)
        another = page_key(other, hearing) != page_key(shown, hearing)
        yield from (said.lines if another else news(page, said))[:1]


def _turned(guide: Guide, by: int, page: Spoken) -> tuple[Guide, tuple[Line, ...]]:
    """Before the first item stands the page itself."""
    item = max(0, min(len(page.items), guide.item + by))
    return replace(guide, item=item), page.items[item - 1] if item else page.lines


def _louder(guide: Guide, how: str, said: _Said) -> tuple[Guide, tuple[Line, ...]]:
    step = -1 if how == Ask.SOFTER else 1
    wanted = (guide.volume + step) % len(VOLUMES) if how == Ask.VOLUME else guide.volume + step
    volume = max(0, min(len(VOLUMES) - 1, wanted))
    key = "volume.end" if volume != wanted else "volume.now"
    told = said.say(said.write(key, step=volume + 1, of=len(VOLUMES)))
    return replace(guide, volume=volume), tuple(told)


def _half(half: str, said: _Said) -> Iterator[Line]:
    """Which signs are behind the first key tells half of what is typed."""
    if not half:
        yield from said.say(said.write("pickup.half_gone"))
    elif said.hearing.private:
        yield signs(second_keys(half), said.language)
    else:
        yield from said.say(said.write("pickup.second"))


def resumed(language: Language) -> tuple[Line, ...]:
    """After the warning: whoever has stayed knows the page already."""
    return sentences(text(language, "guide", "stayed"), language)


def farewell(language: Language) -> tuple[Line, ...]:
    return sentences(text(language, "guide", "farewell"), language)


# --- what is seen of it


def begins(shown: Shown, language: Language) -> Shown:
    """The welcome page of a kiosk that can speak: it says so, and the digits begin it."""
    if shown.page not in (Page.START, Page.AWAY) or shown.warned is not None:
        return shown
    hint = Caption("ear-hearing", text(language, "guide", "hint"))
    return replace(shown, keys={**shown.keys, **dict.fromkeys(BEGINNING, ask(Ask.BEGIN))}, caption=hint)


def guided(shown: Shown, keys: Mapping[str, Action], line: Line | None, hearing: Hearing) -> Shown:
    """The page with the guide's keys beside what they do, and what is said."""
    go, content = "Enter" if hearing.pad == "numeric" else "#", shown.content
    offer = content.offer
    if offer is not None and offer.more is not None:
        offer = replace(offer, more=replace(offer.more, digit="#" if go == "#" else "↵"))
    return replace(
        shown,
        content=replace(
            content, main=_marked(content.main, go, keys), back=_marked(content.back, "*", keys), offer=offer
        ),
        bar=replace(shown.bar, switches=tuple(_switch(choice, keys) for choice in shown.bar.switches)),
        keys=keys,
        caption=Caption("headphones" if hearing.private else "volume-high", line.text if line else ""),
        guided=True,
    )


def _marked(choice: Choice | None, key: str, keys: Mapping[str, Action]) -> Choice | None:
    """Star takes signs away before it leads back."""
    if choice is None:
        return None
    return replace(choice, digit=key if keys.get(key.lower()) == choice.action else "")


def _switch(choice: Choice, keys: Mapping[str, Action]) -> Choice:
    key = next((key for key, action in keys.items() if action == choice.action), "")
    return replace(choice, digit=key)
