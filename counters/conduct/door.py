"""Coming and going: signing in, taking over, locking, unlocking, signing out."""

from collections.abc import Callable
from time import monotonic

from counters.conduct.workplace import Workplace
from counters.presenter import sign_in
from counters.presenter.phrases import counter_title, refused
from counters.presenter.sign_in import Person, PinEntry
from protocol.errors import CounterTaken, Refusal, StaffElsewhere, TryLater, WrongPin
from protocol.messages import AnyCommand, Lock, SignedIn, SignIn, SignOut, Unlock
from terminal.link import NotLive, new_request_id


class Door:
    """Who comes in, and the PIN as it is typed; the same pad opens the lock.

    ``clock``: seconds that never jump. The hub's time as it is known here jumps by as much as its word was late, and
    a wait measured by it would end before the hub's own.
    """

    def __init__(self, place: Workplace, clock: Callable[[], float] = monotonic) -> None:
        self.place = place
        self._clock = clock
        self.chosen: int | None = None
        self.pin = PinEntry()
        self.problem = ""

    # -- what the screen shows

    def people(self) -> tuple[Person, ...]:
        """Those who may sit at this counter."""
        welcome = self.place.link.welcome
        return sign_in.people(self.place.link.mirror, welcome.place if welcome else "", self.place.language)

    def refresh(self) -> None:
        """Somebody who is alone in the list is chosen; a person who is gone is not."""
        ids = [person.id for person in self.people()]
        alone = ids[0] if len(ids) == 1 else None
        if self.chosen not in ids and self.chosen != alone:
            self.choose(alone)

    def note(self, least: int) -> str:
        """The line above the pad: the problem with its waiting time counted down, or what to do."""
        wait = self.pin.wait_s(self._now_ms())
        if wait:
            return self.place.say("pin.wait", seconds=wait)
        if self.problem:
            return self.problem
        return self.place.say("pin.hint" if self.chosen is not None else "pin.choose", digits=least)

    @property
    def waiting(self) -> bool:
        """No try is heard yet after a wrong one."""
        return bool(self.pin.wait_s(self._now_ms()))

    def _now_ms(self) -> int:
        return int(self._clock() * 1000)

    # -- filling in

    def choose(self, staff: int | None) -> None:
        """This person, also when chosen already: the PIN begins anew. The wait is over only for somebody else."""
        self.pin = self.pin.emptied() if staff == self.chosen else PinEntry()
        self.chosen, self.problem = staff, ""
        self.place.changed()

    def press(self, key: str) -> bool:
        """A key of the keyboard or the pad: digits are the PIN's, arrows and letters choose a person."""
        people = self.people()
        if key in ("up", "down"):
            self.choose(sign_in.moved(people, self.chosen, -1 if key == "up" else 1))
        elif len(key) == 1 and key.isalpha():
            self.choose(sign_in.starting_with(people, key, self.chosen))
        elif not self.type(key):
            return False
        return True

    def type(self, key: str) -> bool:
        """A key of the PIN; false for any other. During the wait the line above the pad answers a digit."""
        if not (key in ("backspace", "escape") or (len(key) == 1 and key.isdigit())):
            return False
        self.pin = self.pin.press(key, self._now_ms())
        if key.isdigit() and not self.waiting:
            self.problem = ""
        self.place.changed()
        return True

    # -- asking

    async def sign_in(self, take_over: bool = False) -> None:
        """Come in. A person who is still signed in elsewhere is asked whether to move."""
        if self.chosen is None or not self._ready():
            return
        command = SignIn(request_id=new_request_id(), staff=self.chosen, pin=self.pin.typed, take_over=take_over)
        try:
            await self._send("sign_in", command)
        except (StaffElsewhere, CounterTaken) as refusal:
            if not take_over and await self._move_here(refusal):
                await self.sign_in(take_over=True)
            else:
                self._wrong(refusal)

    async def unlock(self) -> None:
        """Open the lock with the PIN of whoever is signed in."""
        if self._ready():
            await self._send("unlock", Unlock(request_id=new_request_id(), pin=self.pin.typed))

    async def lock(self) -> None:
        """Close the terminal to everybody but its officer; their work stays where it is."""
        self.pin, self.problem = PinEntry(), ""
        await self.place.ask("lock", Lock(request_id=new_request_id()))

    async def sign_out(self) -> None:
        """Leave; the hub closes the counter. Refused while a number is in hand."""
        self.pin, self.problem = PinEntry(), ""
        await self.place.ask("sign_out", SignOut(request_id=new_request_id()))

    def _ready(self) -> bool:
        digits = self.place.link.mirror.office.settings.pin_digits
        if self.pin.may_send(digits, self._now_ms()):
            return True
        if not self.waiting:
            self.problem = self.place.say("pin.short", digits=digits)
            self.place.changed()
        return False

    async def _send(self, name: str, command: AnyCommand) -> None:
        try:
            if isinstance(await self.place.errands.run(name, command), SignedIn):
                self.pin, self.problem = PinEntry(), ""
        except (StaffElsewhere, CounterTaken):
            raise
        except Refusal as refusal:
            self._wrong(refusal)
        except NotLive:
            self.problem = self.place.say("error.no_answer")
        self.place.changed()

    def _wrong(self, refusal: Refusal) -> None:
        self.pin = self.pin.refused(refusal, self._now_ms())
        # What is said of a wait is counted down; what stays afterwards must not ask to wait again, and a PIN that the
        # hub did not look at was not wrong.
        if isinstance(refusal, TryLater):
            self.problem = ""
        else:
            told = WrongPin(wait_s=0) if self.waiting else refusal
            self.problem = refused(self.place.language, told, self.place.link.mirror.office)
        self.place.changed()

    async def _move_here(self, refusal: Refusal) -> bool:
        say = self.place.say
        there = str(refusal.params.get("counter") or "")
        title = counter_title(self.place.language, self.place.link.mirror.office, there)
        asked = "take_over.counter" if isinstance(refusal, CounterTaken) else "take_over.person"
        return await self.place.questions.confirm(
            say(asked, counter=title), say("take_over.text"), say("take_over.yes")
        )
