"""Asking the hub from a cover, which hides the foot of the screen: what went wrong is said in the cover itself."""

from collections.abc import Callable

from counters.conduct.workplace import Workplace
from counters.presenter.phrases import hindrance, refused
from protocol.errors import Refusal
from protocol.messages import AnyAnswer, AnyCommand
from terminal.link import NotLive


async def asked(place: Workplace, name: str, command: AnyCommand, tell: Callable[[str], None]) -> AnyAnswer | None:
    """The hub's answer; None where there is none, and then ``tell`` has been given the sentence that says why."""
    seat = place.seat()
    if seat is not None and (hindered := seat.hindrance()):
        tell(hindrance(place.language, hindered))
        place.changed()
        return None
    try:
        return await place.errands.run(name, command)
    except Refusal as refusal:
        tell(refused(place.language, refusal, place.link.mirror.office))
    except NotLive:
        tell(place.say("error.no_answer"))
    place.changed()
    return None
