"""Who sits here, what may be done here, and which desks (tabs) that makes."""

from dataclasses import dataclass
from typing import Final

from assets.texts import Language
from counters.presenter.actions import Desk
from protocol.messages import PrinterNow, Session
from protocol.vocabulary import CounterState, Right
from terminal.link.mirror import Mirror

_RIGHTS_OF: Final[dict[Desk, frozenset[Right]]] = {
    Desk.QUEUE: frozenset({Right.CALL, Right.VERIFY}),
    Desk.INTAKE: frozenset({Right.INTAKE}),
    Desk.APPROVAL: frozenset({Right.APPROVE}),
    Desk.PRINT: frozenset({Right.PRINT, Right.REGISTER}),
    Desk.HANDOVER: frozenset({Right.HAND_OVER}),
}


@dataclass(frozen=True, slots=True)
class Seat:
    """This terminal with the person at it, at this instant. ``asking``: a command is on its way to the hub.

    ``device`` is this terminal's id. ``prints``: it has a printer, and ``printer`` is how that is by its own word,
    None until it was asked.
    """

    mirror: Mirror
    session: Session
    now_ms: int
    language: Language = "id"
    live: bool = True
    asking: bool = False
    device: int = -1
    prints: bool = False
    printer: PrinterNow | None = None

    @property
    def counter(self) -> str:
        return self.session.counter

    @property
    def counter_state(self) -> CounterState:
        counter = self.mirror.counters.get(self.counter)
        return counter.state if counter else CounterState.CLOSED

    @property
    def open(self) -> bool:
        return self.counter_state is CounterState.OPEN

    @property
    def services(self) -> tuple[str, ...]:
        """The services whose numbers this counter calls."""
        counter = self.mirror.office.counter(self.counter)
        return counter.services if counter else ()

    def may(self, *rights: Right) -> bool:
        """Whether this person has one of these rights here."""
        return any(right in self.session.rights for right in rights)

    def hindrance(self) -> str:
        """The phrase of what keeps every command from being sent now; "" when nothing does."""
        if not self.live:
            return "why.not_live"
        return "why.asking" if self.asking else ""


def desks_of(session: Session) -> tuple[Desk, ...]:
    """The tabs of this person at this counter, in the order of the citizen's walk.

    A counter that receives papers by WhatsApp and calls nobody verifies there: it has no queue.
    """
    held = set(session.rights)
    if Right.INTAKE in held and Right.CALL not in held:
        held -= {Right.VERIFY}
    return tuple(desk for desk, rights in _RIGHTS_OF.items() if rights & held)


def desk_here(session: Session, wanted: Desk | None) -> Desk | None:
    """The tab that was wanted, if this person has it; their first one otherwise; None if they have none."""
    desks = desks_of(session)
    if wanted in desks:
        return wanted
    return desks[0] if desks else None
