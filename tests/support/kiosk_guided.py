"""A kiosk that can speak, without window, hub or device: voice and player are held by hand, and nothing is slow."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from assets.texts import Language
from kiosk.guided import Guided
from kiosk.headphones import Headphones
from kiosk.presenter import present
from kiosk.reader import PAUSE
from kiosk.shown import Away, Printer, Scene, Shown
from kiosk.visit import SETTLE_SECONDS, Act, Action, Comfort, Page, Shop, Visit, attended, reopened, step, waited
from protocol.messages import Incident, Ticket
from terminal.settings import GuideSettings, Pad
from terminal.voice.audio import Audio, silence
from terminal.voice.config import VoiceSettings
from terminal.voice.phrases import Phrase
from terminal.voice.port import Voiceless
from tests.support.kiosk_office import CARD, MONDAY, READY, paper, shop

IDLE = 45.0


class Voice:
    """Says everything but Javanese, by a piece of silence for each phrase."""

    def __init__(self) -> None:
        self.hoarse = False
        self.without: tuple[Language, ...] = ()  # it thinks that it speaks these
        self.made: list[str] = []

    def speaks(self, phrase: Phrase) -> bool:
        return phrase.language != "jv"

    async def say(self, phrase: Phrase) -> Audio:
        await asyncio.sleep(0)
        if self.hoarse or phrase.language in self.without:
            raise Voiceless("program")
        self.made.append(phrase.text)
        return silence(0.1)


class Player:
    """Each sound lasts until ``over`` is called. Like ``Speaker`` and ``CardPlayer`` it knows whether it was heard."""

    def __init__(self) -> None:
        self.broken = False
        self.deaf = False
        self.playing = False
        self.began = 0
        self.cut = 0
        self.volumes: list[float] = []
        self._end = asyncio.Event()

    async def play(self, audio: Audio, volume: float = 1.0) -> bool:
        self.broken = self.deaf
        if audio is PAUSE:  # nobody hears it, nor its end
            return not self.deaf
        self.began += 1
        self.volumes.append(volume)
        if self.deaf:
            return False
        self._end.clear()
        self.playing = True
        try:
            await self._end.wait()
        except asyncio.CancelledError:
            self.cut += 1
            raise
        finally:
            self.playing = False
        return True

    def over(self) -> None:
        self._end.set()


class Card(Player):
    """The headphones' own, with a socket in place of ``/proc``."""


class Socket(Headphones):
    """A socket without a device."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: bool | None = None

    def plugged(self) -> bool | None:
        return self.inside


@dataclass
class GuidedKiosk:
    """A visit and its guide, drawn when it is asked; time and touches do what they do in ``kiosk.app``."""

    private: Literal["auto", "always", "never"] = "auto"
    enabled: bool = True
    clock: float = 1000.0
    visit: Visit = field(default_factory=lambda: Visit(entered_at=990.0, touched_at=990.0))
    voice: Voice | None = field(default_factory=Voice)
    player: Player = field(default_factory=Player)
    socket: Socket = field(default_factory=Socket)
    card: Card | None = None
    shop: Shop = field(default_factory=shop)
    away: Away | None = None
    printer: Printer = READY
    owed: tuple[Ticket, ...] = ()
    incidents: tuple[Incident, ...] = ()
    pad: Pad = "numeric"
    tasks: list[asyncio.Task[Any]] = field(default_factory=list)
    _asked: int = 0

    def __post_init__(self) -> None:
        self.guided = Guided(
            GuideSettings(enabled=self.enabled, private=self.private, pad=self.pad),
            VoiceSettings(),
            self.voice,
            self.player,
            self._keep,
            changed=lambda: None,
            clock=lambda: self.clock,
            loudness=lambda: 1.0,
            headphones=self.socket,
        )
        self.guided._card = self.card  # type: ignore[assignment]
        self._keep(self.guided.run())

    def _keep(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.append(task)
        return task

    @property
    def scene(self) -> Scene:
        return Scene(self.visit, self.shop, self.away, self.printer, MONDAY, self.clock, self.owed, self.incidents)

    def _as_heard(self, heard: Callable[[Language], Language], after: Action | None) -> Shown:
        at, visit = self.scene, self.visit
        if after is not None:
            visit = step(visit, after, at.shop, visit.entered_at + 2 * SETTLE_SECONDS, lambda: "")
        return present(replace(at, visit=replace(visit, language=heard(visit.language), comfort=Comfort())))

    def pass_time(self) -> None:
        """What the clock has made of the visit."""
        if self.guided.speaking:
            self.visit = attended(self.visit, IDLE, self.clock, self.guided.stands_at)
        self.visit = reopened(waited(self.visit, IDLE, self.clock), self.shop, self.clock)

    async def draw(self) -> Shown:
        self.pass_time()
        shown = self.guided.look(present(self.scene), self._as_heard, IDLE)
        for _ in range(6):
            await asyncio.sleep(0)
        return shown

    async def key(self, name: str) -> Shown:
        """A key of the page that stands; those of the visit itself only tell the guide."""
        self.clock += 1
        self.guided.takes((await self.draw()).keys[name])
        return await self.draw()

    async def touches(self, action: Action) -> Shown:
        """As ``KioskApp.do``, without a hub that answers."""
        self.visit = step(self.visit, self._of_the_visit(action), self.shop, self.clock, self._new_id)
        return await self.draw()

    def _new_id(self) -> str:
        self._asked += 1
        return f"r{self._asked}"

    def _of_the_visit(self, action: Action) -> Action:
        return Action(Act.STAY) if self.guided.takes(action) else action

    async def goes_to(self, page: Page, by: Act = Act.CHOOSE, **values: object) -> Shown:
        self.clock += 1
        self.guided.takes(Action(by))
        asked = replace(self.visit, page=page, service=CARD, paper=paper(), entered_at=self.clock)
        self.visit = replace(asked, touched_at=self.clock, **values)  # type: ignore[arg-type]
        return await self.draw()

    async def begun(self) -> Shown:
        await self.ready()
        return await self.key("5")

    async def ready(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)

    @property
    def says(self) -> str:
        line = self.guided._reader.line if self.guided._reader else None
        return line.text if line else ""

    async def next(self) -> str:
        """The sentence after this one."""
        self.over()
        for _ in range(8):
            await asyncio.sleep(0)
        return self.says

    def over(self) -> None:
        """The sentence that sounds has ended, wherever it does."""
        for player in (self.player, self.card):
            if player is not None:
                player.over()

    async def to_the_end(self) -> None:
        while self.guided._reader is not None and self.guided._reader.busy:
            await self.next()

    async def end(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
