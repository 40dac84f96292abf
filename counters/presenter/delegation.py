"""Who sits in whose place: delegations that run or are to come, and who can be put in a place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date

from assets.texts import Language
from counters.presenter.case_file import person
from counters.presenter.phrases import role_titles, say
from counters.presenter.seat import Seat
from counters.presenter.sheet import SheetButton, SheetLine, SheetView
from protocol.messages import Delegation, StaffMember
from protocol.vocabulary import Right

GIVE, END = "give", "end"


@dataclass(frozen=True, slots=True)
class Place:
    """A role and the person who holds it: what can be delegated."""

    role: str
    giver: int


def delegations(seat: Seat) -> tuple[Delegation, ...]:
    """Those that run or are to come, the earliest first."""
    held = (d for d in seat.mirror.delegations.values() if d.ended_at is None and d.last_day >= seat.mirror.day)
    return tuple(sorted(held, key=lambda d: (d.first_day, d.id)))


def runs(seat: Seat, delegation: Delegation) -> bool:
    """Whether it holds today."""
    return delegation.first_day <= seat.mirror.day <= delegation.last_day


def standing_in(seat: Seat) -> str:
    """In whose place this person sits today, in words; "" where in nobody's."""
    today = [d for d in delegations(seat) if d.taker == seat.session.staff and runs(seat, d)]
    told = (f"{role_titles(seat.language, seat.mirror.office, (d.role,))} ({person(seat, d.giver)})" for d in today)
    who = ", ".join(told)
    return say(seat.language, "delegation.standing_in", who=who) if who else ""


def delegation_view(seat: Seat, chosen: int | None) -> SheetView:
    language = seat.language
    held = delegations(seat)
    picked = next((d for d in held if d.id == chosen), None)
    return SheetView(
        title=say(language, "do.delegation"),
        note=standing_in(seat) or say(language, "delegation.note"),
        tone="action" if standing_in(seat) else "good",
        lines=tuple(_line(seat, d, d.id == chosen) for d in held),
        empty=say(language, "delegation.none"),
        buttons=_buttons(seat, picked),
    )


def _line(seat: Seat, delegation: Delegation, chosen: bool) -> SheetLine:
    language = seat.language
    now = runs(seat, delegation)
    return SheetLine(
        key=delegation.id,
        text=say(
            language,
            "delegation.line",
            role=role_titles(language, seat.mirror.office, (delegation.role,)),
            taker=person(seat, delegation.taker),
        ),
        detail=say(
            language,
            "delegation.instead",
            giver=person(seat, delegation.giver),
            days=days(language, delegation.first_day, delegation.last_day),
        ),
        badge=say(language, "delegation.now" if now else "delegation.to_come"),
        tone="good" if now else "action",
        chosen=chosen,
    )


def _buttons(seat: Seat, picked: Delegation | None) -> tuple[SheetButton, ...]:
    language, hindrance = seat.language, seat.hindrance()
    buttons = []
    if places(seat):
        text = say(language, "delegation.do.give")
        buttons.append(SheetButton(GIVE, text, "n", icon="account-arrow-right", why=hindrance, kind="first"))
    if picked is not None and _may_end(seat, picked):
        text = say(language, "delegation.do.end")
        buttons.append(SheetButton(END, text, "x", icon="cancel", why=hindrance, kind="danger"))
    return tuple(buttons)


def _may_end(seat: Seat, delegation: Delegation) -> bool:
    return seat.session.staff in (delegation.giver, delegation.taker) or seat.may(Right.SUPERVISE)


def places(seat: Seat) -> tuple[Place, ...]:
    """What this person may delegate: their own roles that approve; a supervisor anybody's."""
    supervises = seat.may(Right.SUPERVISE)
    return tuple(
        Place(role, member.id)
        for member in _working(seat)
        if supervises or member.id == seat.session.staff
        for role in member.roles
        if _approves(seat, role)
    )


def takers(seat: Seat, place: Place) -> tuple[StaffMember, ...]:
    """Who can sit in this place: anybody but its holder, by name."""
    others = (m for m in _working(seat) if m.id != place.giver and place.role not in m.roles)
    return tuple(sorted(others, key=lambda member: member.name))


def role_text(seat: Seat, place: Place) -> str:
    return role_titles(seat.language, seat.mirror.office, (place.role,))


def place_text(seat: Seat, place: Place) -> str:
    """The role and who holds it."""
    return f"{role_text(seat, place)}: {person(seat, place.giver)}"


def _working(seat: Seat) -> Iterable[StaffMember]:
    return (member for member in seat.mirror.staff.values() if not member.disabled)


def _approves(seat: Seat, name: str) -> bool:
    role = seat.mirror.office.role(name)
    return role is not None and Right.APPROVE in role.rights


# --- days as they are typed ------------------------------------------------------------------------


def days(language: Language, first: str, last: str) -> str:
    """One day, or the first and the last, in words."""
    if first == last:
        return day_text(language, first)
    return f"{day_text(language, first)} – {day_text(language, last)}"


def day_text(language: Language, day: str) -> str:
    return str(format_date(date.fromisoformat(day), "d MMM yyyy", locale=language))


def typed_day(text: str, today: str, past: bool = False) -> str | None:
    """A day as people type it, as an ISO date: 27, 27/11, 27-11-2026, or 2026-11-27; None where it is none.

    Without a month it is the next such day from today on, or for ``past`` the last one; without a year, this year's.
    """
    now = date.fromisoformat(today)
    parts = text.replace("/", "-").replace(".", "-").replace(" ", "-").strip("-").split("-")
    if not all(part.isascii() and part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    try:
        match numbers:
            case [day]:
                return _with_day(now, day, -1 if past else 1).isoformat()
            case [day, month]:
                return date(now.year, month, day).isoformat()
            case [year, month, day] if year > 31:
                return date(year, month, day).isoformat()
            case [day, month, year]:
                return date(year if year > 99 else 2000 + year, month, day).isoformat()
    except ValueError:
        return None
    return None


def _with_day(now: date, day: int, by: int) -> date:
    """The first date from this one on, or backwards, with this day of the month."""
    if not 1 <= day <= 31:
        raise ValueError(day)
    at = now
    while at.day != day:
        at += timedelta(days=by)
    return at
