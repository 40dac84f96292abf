"""Somebody who does not see, before a kiosk without window, voice or hub: keys go in, sentences come out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from assets.texts import LANGUAGES, Language
from kiosk.guide import OWN, Ask, Guide, Hearing, Spoken, answered, begins, keys_of, language_heard, spoken
from kiosk.presenter import present
from kiosk.shown import Scene, Shown
from kiosk.spoken import Line
from kiosk.visit import Act, Action, Comfort, Page, Visit, fresh, printed, refused, step
from kiosk.visit import answered as given
from protocol.vocabulary import PrintOutcome
from tests.support.kiosk_office import collected, owed, paper, scene, shop

ALL = frozenset(LANGUAGES)
KNOWN = "7K3M9QR0"
"""The one code that this hub knows."""


def heard(scene: Scene, hearing: Hearing) -> Shown:
    """The page as it is read aloud."""
    language = language_heard(scene.visit.language, hearing)
    return present(replace(scene, visit=replace(scene.visit, language=language, comfort=Comfort())))


def page_of(scene: Scene, hearing: Hearing, guide: Guide | None = None) -> Spoken:
    return spoken(heard(scene, hearing), guide or Guide(), hearing, scene.visit.language)


@dataclass
class Blind:
    """``said``: the answer to the last key. The hub knows ``KNOWN`` and answers at once; the printer is well."""

    hearing: Hearing = field(default_factory=lambda: Hearing(private=True, languages=ALL))
    language: Language = "id"
    owed: int = 0
    on: bool = False
    guide: Guide = field(default_factory=Guide)
    said: tuple[Line, ...] = ()
    clock: float = 1000.0
    visit: Visit = field(default_factory=lambda: fresh(0.0))
    _ids: Iterator[int] = field(default_factory=count)

    @property
    def scene(self) -> Scene:
        return scene(self.visit, shop=_SHOP, clock=self.clock, owed=owed(self.owed))

    @property
    def keys(self) -> dict[str, Action]:
        """What each key does now."""
        page = heard(self.scene, self.hearing)
        return keys_of(page, self.guide, self.hearing) if self.on else dict(begins(page, page.language).keys)

    def press(self, keys: Sequence[str]) -> None:
        for key in keys:
            self.clock += 1
            action = self.keys.get(key)
            if action is not None:
                self._do(action)

    def _do(self, action: Action) -> None:
        page = heard(self.scene, self.hearing)
        if action.value == Ask.BEGIN:
            self.on, self.said = True, page_of(self.scene, self.hearing).lines
        elif action.value == Ask.END:
            self.on, self.guide, self.said = False, Guide(), ()
        elif action.act in OWN:
            read = spoken(page, self.guide, self.hearing, self.visit.language)
            self.guide, self.said = answered(self.guide, action, read, page, self.hearing)
        else:
            self.guide = replace(self.guide, item=0, half="")
            self.visit = self._served(step(self.visit, action, _SHOP, self.clock, lambda: f"r{next(self._ids)}"))
            self.said = page_of(self.scene, self.hearing).lines

    def _served(self, visit: Visit) -> Visit:
        if not visit.asking:
            return visit
        if visit.code and visit.code != KNOWN:
            return refused(visit, visit.request_id, "unknown_pickup", {}, self.clock)
        ticket = collected() if visit.code else paper()
        asked = given(visit, visit.request_id, ticket, self.clock)
        return printed(asked, ticket.ticket.id, PrintOutcome.CONFIRMED, "", self.clock)

    def leaves(self) -> None:
        """As every page tells it: back, and where there is no back, on."""
        for _ in range(2 * len(KNOWN) + 8):
            if self.visit.page is Page.START:
                return
            self.press("*" if self.keys["*"].act is not Act.UNUSED else ("enter",))


_SHOP = shop()
