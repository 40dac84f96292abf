"""What is said to whoever collects a card that was asked for by WhatsApp: by its code, never by a name. Pure."""

from collections.abc import Mapping
from datetime import date, datetime

from kiosk.hours import next_opening
from kiosk.shown import Choice, Content, PaperNeeded, Say, Scene, State, day_said, hour_said
from kiosk.visit import NO_CODE, Act, Action, Visit
from protocol import pickup

KEYBOARD = ("1234567890", "QWERTYIOP", "ASDFGHJKL", "ZXCVBNM")
"""Without U, which stands in no code. O, I and L stand in none either, but are read out of one."""


def collect(digit: int, say: Say) -> Choice:
    """The tile beside the services."""
    return Choice(
        say("collect"),
        Action(Act.COLLECT),
        say("collect.text"),
        icon="hand-extended",
        digit=str(digit),
        note=say("collect.note"),
    )


def pickup_page(scene: Scene, say: Say, back: Choice) -> Content:
    """Where the code is typed, sign by sign. Nothing on it says whose it is."""
    code, comfort = scene.visit.code, scene.visit.comfort
    crowded = comfort.lowered and (comfort.larger or bool(scene.visit.refusal))
    whole = len(code) == pickup.LETTERS
    return Content(
        title=say("pickup.title"),
        lead="" if crowded else say("pickup.lead"),
        notice=_wrong(scene.visit, say),
        cells=tuple(code.ljust(pickup.LETTERS)),
        keyboard=tuple(tuple(_key(sign) for sign in row) for row in KEYBOARD),
        erase=Choice(say("pickup.erase"), Action(Act.ERASE), icon="backspace-outline"),
        main=Choice(say("pickup.enter"), Action(Act.ENTER), icon="arrow-right") if whole else None,
        back=back,
    )


def _key(sign: str) -> Choice:
    return Choice(sign, Action(Act.TYPE, sign))


_WRONG: Mapping[str, str] = {
    "unknown_pickup": "pickup.unknown",
    "too_fast": "pickup.too_fast",
    "try_later": "pickup.too_fast",
    NO_CODE: "pickup.no_code",
}


def _wrong(visit: Visit, say: Say) -> State | None:
    key = _WRONG.get(visit.refusal)
    return State("alert-circle", say(key), say(f"{key}.text"), "warn") if key else None


def not_yet(scene: Scene, say: Say, back: Choice) -> Content:
    """The code is a good one, but no card is handed out for it now."""
    return Content(
        title=say("not_yet.title"),
        state=_why(scene, say),
        main=Choice(say("problem.leave"), Action(Act.LEAVE), icon="home", digit="0"),
        back=back,
    )


def _why(scene: Scene, say: Say) -> State:
    match scene.visit.refusal:
        case "pickup_done":
            return State("check-circle", say("not_yet.done"), say("not_yet.done.text"), "action")
        case "office_closed":
            return State("store-clock", say("state.closed"), _opens(scene, say), "warn")
    day = scene.visit.refusal_params.get("day")
    words = say("not_yet.day", day=day_said(_date(day), say)) if day else say("not_yet.told")
    return State("calendar-clock", say("not_yet.ready"), words, "warn")


def _opens(scene: Scene, say: Say) -> str:
    opening = next_opening(scene.shop.office.hours, scene.now)
    if opening is None:
        return say("again.unknown")
    return say("not_yet.opens", day=day_said(opening, say), time=hour_said(opening, scene))


def _date(day: object) -> date:
    return datetime.fromisoformat(str(day)).date()


def to_bring(say: Say) -> tuple[PaperNeeded, ...]:
    """What the counter asks to see."""
    return tuple(PaperNeeded(say(key), "") for key in ("collect.message", "collect.identity"))
