"""Somebody without sense before a kiosk that is read aloud: fingers, keys and a plug, while the house comes and goes.

Without a window, so that thousands of steps take seconds; by a seed, so again.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random

import msgspec

from assets.texts import Language
from kiosk.guide import (
    OWN,
    PAD,
    VOLUMES,
    Ask,
    Guide,
    Hearing,
    Spoken,
    answered,
    farewell,
    keys_of,
    language_heard,
    page_key,
    resumed,
)
from kiosk.guide import spoken as said_of
from kiosk.presenter import present
from kiosk.shown import Away, Choice, Printer, Shown
from kiosk.spoken import Line
from kiosk.visit import WARNING_SECONDS, Act, Action, Comfort, Page, Visit, printed, quiet_seconds, refused, step
from kiosk.visit import answered as given
from protocol import pickup
from protocol.messages import Incident, ServiceNow, TicketPaper
from protocol.vocabulary import Availability, IncidentKind, PrintOutcome
from terminal.printing import PaperOut, Status
from tests.support.kiosk_guided import IDLE, GuidedKiosk
from tests.support.kiosk_office import CARD, MONDAY, NO_BLANKS, OPEN, READY, collected, owed, paper, shop

REFUSALS = ("not_live", "office_closed", "quota_used", "unknown_pickup", "pickup_not_ready", "paper_not_owed", "busy")
OFFICES = (*(OPEN,) * 8, NO_BLANKS, *(ServiceNow(id=CARD, availability=each) for each in Availability))
PRINTERS = (READY, READY, Printer(Status(problem=PaperOut)), Printer(set_up=False), Printer())
INCIDENTS = ((), (Incident(id=1, kind=IncidentKind.SIAK, since=int(MONDAY.timestamp() * 1000)),))
NUMBER = re.compile(r"\b[A-Z]-\d{3}\b")
SENTENCES = 200
"""More than any page has."""


@dataclass
class GuidedMonkey:
    """``done``: what was done, in words, so that a failure can be read. ``heard``: what may sound of this page."""

    kiosk: GuidedKiosk
    chance: Random
    done: list[str] = field(default_factory=list)
    heard: set[Line] = field(default_factory=set)
    guided: int = 0
    """Steps with the guide on."""
    pages: set[Page] = field(default_factory=set)
    """Those that were read."""
    _page: tuple[object, ...] = ()
    _said: dict[tuple[Language, bool], set[Line]] = field(default_factory=dict)
    _given: int = 100

    async def acts(self) -> None:
        """One thing, the page is drawn, and all is well."""
        deeds: Sequence[tuple[int, Callable[[], str]]] = (
            (6, self._touches),
            (12, self._presses),
            (6, self._goes_on),
            (2, self._plugs),
            (5, self._listens),
            (3, self._lets_time_pass),
            (4, self._is_answered),
            (3, self._gets_paper),
            (1, self._scans),
            (1, self._hub_comes_or_goes),
            (1, self._office_changes),
            (1, self._voice_fails_or_heals),
        )
        weights, doings = zip(*deeds, strict=True)
        [deed] = self.chance.choices(doings, weights)
        self.done.append(f"{deed()} -> {self.kiosk.visit.page}")
        await self._drawn()

    async def _drawn(self) -> None:
        await self.kiosk.draw()
        self.check(await self.kiosk.draw())

    # -- what is done

    def _shown(self) -> Shown:
        """As it is drawn now, without letting time pass."""
        kiosk = self.kiosk
        shown = present(kiosk.scene)
        if not kiosk.guided.on:
            return shown
        return replace(shown, keys=keys_of(self._as_heard(), kiosk.guided._guide, self._hearing()))

    def _do(self, action: Action) -> None:
        kiosk = self.kiosk
        kiosk.visit = step(kiosk.visit, kiosk._of_the_visit(action), kiosk.shop, kiosk.clock, kiosk._new_id)

    def _touches(self) -> str:
        shown = self._shown()
        content, offer = shown.content, shown.content.offer
        there: list[Choice | None] = [*content.choices, *shown.bar.switches, content.main, content.back, content.erase]
        there += [*(offer.touchable if offer else ()), *(key for row in content.keyboard for key in row)]
        actions = [choice.action for choice in there if choice]
        if shown.warned is not None:
            actions = [Action(Act.STAY), Action(Act.LEAVE)]
        action = self.chance.choice(actions)
        self.kiosk.clock += self.chance.choice((0.1, 0.6, 0.6))
        self._do(action)
        return f"touches {action.act} {action.value}"

    def _presses(self) -> str:
        return self._press(self.chance.choice((*PAD, *PAD[:10])))

    def _goes_on(self) -> str:
        """Without any sense nobody would come far."""
        return self._press("enter" if self._shown().content.main else "1")

    def _press(self, key: str) -> str:
        self.kiosk.clock += self.chance.choice((0.1, 0.6, 0.6))
        guided, shown = self.kiosk.guided, self._shown()
        keys = shown.keys
        if not guided.on and guided.available and shown.page in (Page.START, Page.AWAY):
            keys = {**keys, **dict.fromkeys("0123456789", Action(Act.GUIDE, Ask.BEGIN))}
        if key in keys:
            self._do(keys[key])
        return f"presses {key}"

    def _plugs(self) -> str:
        self.kiosk.socket.inside = self.chance.choice((True, False, None))
        return f"headphones: {self.kiosk.socket.inside}"

    def _listens(self) -> str:
        self.kiosk.over()
        return "hears a sentence to its end"

    def _lets_time_pass(self) -> str:
        seconds = self.chance.choice((0.5, 0.5, 3.0, 3.0, 11.0, 21.0, 46.0, 70.0))
        self.kiosk.clock += seconds
        return f"waits {seconds} s"

    def _paper(self) -> TicketPaper:
        """Nobody ever gets the number of somebody before."""
        self._given += 1
        if self.kiosk.visit.code and not self.kiosk.visit.owed:
            made = collected(f"P-{self._given % 1000:03}")
        else:
            made = paper(f"B-{self._given % 1000:03}", priority=self.kiosk.visit.priority)
        return msgspec.structs.replace(made, ticket=msgspec.structs.replace(made.ticket, id=self._given))

    def _is_answered(self) -> str:
        kiosk = self.kiosk
        if not kiosk.visit.asking:
            return "waits for no answer"
        if self.chance.random() < 0.4:
            code = self.chance.choice(REFUSALS)
            kiosk.visit = refused(kiosk.visit, kiosk.visit.request_id, code, {}, kiosk.clock)
            return f"is refused: {code}"
        kiosk.visit = given(kiosk.visit, kiosk.visit.request_id, self._paper(), kiosk.clock)
        return "is given a number"

    def _gets_paper(self) -> str:
        kiosk, outcome = self.kiosk, self.chance.choice(tuple(PrintOutcome))
        problem = "paper_out" if outcome is PrintOutcome.FAILED else ""
        if kiosk.visit.paper is not None:
            kiosk.visit = printed(kiosk.visit, kiosk.visit.paper.ticket.id, outcome, problem, kiosk.clock)
        return f"paper: {outcome}"

    def _scans(self) -> str:
        self._do(Action(Act.SCAN, self.chance.choice(("7K3M9QR0", ""))))
        return "scans"

    def _hub_comes_or_goes(self) -> str:
        stays = self.kiosk.away is not None or self.chance.random() < 0.7
        self.kiosk.away = None if stays else Away(MONDAY)
        return "hub: away" if self.kiosk.away else "hub: there"

    def _office_changes(self) -> str:
        kiosk = self.kiosk
        kiosk.shop = shop(self.chance.choice(OFFICES))
        kiosk.printer = self.chance.choice(PRINTERS)
        kiosk.owed = owed(self.chance.choice((0, 0, 2, 20)))
        kiosk.incidents = self.chance.choice(INCIDENTS)
        return f"office: {kiosk.shop.availability(CARD)}, {len(kiosk.owed)} papers owed"

    def _voice_fails_or_heals(self) -> str:
        kiosk = self.kiosk
        assert kiosk.voice is not None
        kiosk.voice.without = self.chance.choice(((), ("en",)))
        kiosk.player.deaf = self.chance.random() < 0.2
        if kiosk.card is not None:
            kiosk.card.deaf = self.chance.random() < 0.2
        kiosk._keep(kiosk.guided.run())  # as after the minute after which a voice is tried again
        return f"voice: without {kiosk.voice.without}, deaf: {kiosk.player.deaf}"

    # -- what must be

    def _hearing(self) -> Hearing:
        """Who hears it, by the plug alone, and by the card where the headphones are one."""
        return replace(self.kiosk.guided._hearing(), private=self._alone)

    @property
    def _alone(self) -> bool:
        card = self.kiosk.card
        return self.kiosk.socket.inside is True and (card is None or not card.broken)

    def _as_heard(self) -> Shown:
        scene = self.kiosk.scene
        language = language_heard(scene.visit.language, self._hearing())
        heard = present(replace(scene, visit=replace(scene.visit, language=language, comfort=Comfort())))
        return replace(heard, content=replace(heard.content, offer=present(scene).content.offer))

    def _may_sound(self) -> set[Line]:
        """Of the page that stands, since it stands."""
        shown, hearing, guide = self._as_heard(), self._hearing(), self.kiosk.guided._guide
        page = (*page_key(shown, hearing)[:-1], self.kiosk.visit.request_id)
        if page != self._page:
            self._page, self.heard = page, set()
        told = said_of(shown, guide, hearing, self.kiosk.visit.language)
        self.heard.update(line for lines in (told.lines, *told.items) for line in lines)
        return self.heard.union(*(self._answers(shown, replace(hearing, private=each)) for each in (True, False)))

    def _answers(self, shown: Shown, hearing: Hearing) -> set[Line]:
        """What the guide says of itself, on whichever page; a plug may have come or gone since it began."""
        of = shown.language, hearing.private
        if of not in self._said:
            halves = [Action(Act.HALF, half) for half in ("", *"123456789")]
            others = [Action(Act.UNUSED, key) for key in PAD] + [Action(Act.GUIDE, each) for each in Ask]
            answers = (
                answered(Guide(volume, half=half), action, Spoken(()), shown, hearing)[1]
                for action in (*halves, *others)
                for volume in range(len(VOLUMES))
                for half in ("", "1")
            )
            self._said[of] = {line for lines in answers for line in lines} | set(resumed(shown.language))
        return self._said[of]

    def check(self, shown: Shown) -> None:
        kiosk, card = self.kiosk, self.kiosk.card
        aloud = kiosk.player.playing
        sounds = aloud or (card is not None and card.playing)
        for task in [task for task in kiosk.tasks if task.done()]:
            assert task.cancelled() or task.exception() is None
        kiosk.tasks[:] = [task for task in kiosk.tasks if not task.done()]
        reader = kiosk.guided._reader
        assert reader is not None
        line = reader.line
        if line is not None:
            mine = {kiosk.visit.paper.ticket.number} if kiosk.visit.paper else set()
            offered = {ticket.number for ticket in kiosk.owed}
            assert set(NUMBER.findall(line.text)) <= mine | offered or not kiosk.guided.on, "another citizen's number"
            assert not line.private or self._alone, "what was typed, for all to hear"
            assert not (line.private and aloud and card is not None), "what was typed, on the loudspeaker"
        if not kiosk.guided.on:
            leave = {each for language in ("id", "en") for each in farewell(language)}
            assert not sounds or line in leave, "nobody is guided, and something is said"
            return
        self.guided += 1
        self.pages.add(shown.page)
        assert shown.guided
        assert not sounds or line in self._may_sound(), f"of another page: {line}"
        self._leads_somewhere(shown)

    def _leads_somewhere(self, shown: Shown) -> None:
        """By keys alone somebody comes from here to the beginning, or is waited for by the hub."""
        kiosk, visit, guide = self.kiosk, self.kiosk.visit, self.kiosk.guided._guide
        for _ in range(2 * pickup.LETTERS + 8):
            at = replace(kiosk.scene, visit=visit, clock=visit.touched_at + 1)
            page = present(at)
            if page.page in (Page.START, Page.AWAY, Page.TAKING):
                return
            keys = keys_of(page, guide, self._hearing())
            action = keys["*"] if keys["*"].act is not Act.UNUSED else keys["enter"]
            guide = replace(guide, half="")
            if action.act not in OWN:
                visit = step(visit, action, kiosk.shop, visit.entered_at + 1, lambda: "x")
        raise AssertionError(f"caught on {shown.page}")

    # -- and in the end

    async def goes_away(self) -> None:
        """Nobody is there any more: by time alone the welcome page comes, and the guide is off.

        But a number without its paper stands until a key takes it away.
        """
        kiosk = self.kiosk
        kiosk.away, kiosk.player.deaf = None, False
        if kiosk.card is not None:
            kiosk.card.deaf = False
        for _ in range(3):
            await self._is_left_alone()
            if self._stays(kiosk.visit):
                kiosk.clock += 1
                self._do(Action(Act.LEAVE))
        assert kiosk.visit.page is Page.START, "it does not come home"
        assert not kiosk.guided.on, "the guide does not end"
        assert kiosk.guided._guide == Guide()

    async def _is_left_alone(self) -> None:
        kiosk = self.kiosk
        while kiosk.visit.asking:
            self._is_answered()
        for _ in range(SENTENCES):
            await kiosk.to_the_end()
            kiosk.clock += WARNING_SECONDS / 2 - 1
            await self._drawn()
            if kiosk.visit.page is Page.START and not kiosk.guided.on and not kiosk.guided.speaking:
                break
            if self._stays(kiosk.visit):
                break

    def _stays(self, visit: Visit) -> bool:
        return visit.page is Page.TICKET and quiet_seconds(visit, IDLE) is None
