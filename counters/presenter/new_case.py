"""A case that begins with a WhatsApp message: who wrote, when, and for what."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from counters.presenter import nik
from counters.presenter.seat import Seat
from counters.presenter.verification import VariantChoice
from protocol.messages import CaseFile, ReceiveCase
from protocol.office import Service

_TIME: Final = re.compile(r"(?:(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})\s+)?(?P<hour>\d{1,2})[.:](?P<minute>\d{2})")
_PHONE: Final = re.compile(r"(?:\+?62|0)8\d{7,12}")
FIELDS: Final = ("phone", "sent_at", "name", "nik")


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is typed so far. ``sent_at``: as people write it, 09.41 or 24/11 21.15; empty: now."""

    service: str = ""
    phone: str = ""
    sent_at: str = ""
    name: str = ""
    nik: str = ""
    variant: str = ""


@dataclass(frozen=True, slots=True)
class NewCaseView:
    """The form. ``wrong``: field -> phrase key of what cannot be right. ``why``: what keeps it from being saved."""

    draft: NewCase
    variants: tuple[VariantChoice, ...]
    wrong: dict[str, str]
    why: str


def new_case_view(seat: Seat, draft: NewCase, service: Service) -> NewCaseView:
    """The form at this instant. What is not typed yet is not wrong yet, but keeps it from being saved."""
    wrong = {
        "phone": "wrong.phone" if draft.phone and not phone(draft.phone) else "",
        "sent_at": "wrong.sent_at" if draft.sent_at and sent_at(seat, draft.sent_at) is None else "",
        "nik": nik.hint(draft.nik),
        "name": "",
    }
    why = next((code for code in wrong.values() if code), "")
    if not draft.phone:
        why = "wrong.phone_needed"
    elif not why and not nik.acceptable(draft.nik):
        why = "wrong.nik_short"
    return NewCaseView(
        draft=draft,
        variants=tuple(
            VariantChoice(v.id, v.title.said_in(seat.language), v.id == draft.variant) for v in service.variants
        ),
        wrong={name: code for name, code in wrong.items() if code},
        why=why,
    )


def with_field(draft: NewCase, field: str, text: str) -> NewCase:
    """As it is typed."""
    return replace(draft, **{field: text}) if field in FIELDS else draft


def next_variant(draft: NewCase, service: Service) -> NewCase:
    """The next reason, round and round, and none again."""
    ids = ["", *(variant.id for variant in service.variants)]
    return replace(draft, variant=ids[(ids.index(draft.variant) + 1) % len(ids)])


def phone(text: str) -> str:
    """The number without blanks and dashes; "" where WhatsApp could not have it."""
    digits = re.sub(r"[\s().-]", "", text)
    return digits if _PHONE.fullmatch(digits) else ""


def sent_at(seat: Seat, text: str) -> int | None:
    """The instant that the officer means: today, or yesterday for an hour that is still to come; None: impossible."""
    zone = ZoneInfo(seat.mirror.office.timezone)
    now = datetime.fromtimestamp(seat.now_ms / 1000, UTC).astimezone(zone)
    if not text.strip():
        return seat.now_ms
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    try:
        at = now.replace(hour=int(found["hour"]), minute=int(found["minute"]), second=0, microsecond=0)
        if found["day"]:
            at = at.replace(day=int(found["day"]), month=int(found["month"]))
            at = at.replace(year=at.year - 1) if at > now else at
    except ValueError:
        return None
    return round((at - timedelta(days=1) if at > now else at).timestamp() * 1000)


def received(seat: Seat, draft: NewCase, request_id: str) -> ReceiveCase | None:
    """What the hub is asked; None where a field cannot be right."""
    at, number = sent_at(seat, draft.sent_at), phone(draft.phone)
    if at is None or not number or not nik.acceptable(draft.nik):
        return None
    return ReceiveCase(
        request_id=request_id,
        service=draft.service,
        phone=number,
        sent_at=at,
        applicant_name=" ".join(draft.name.split()),
        nik=draft.nik,
        variant=draft.variant,
    )


def kept_its_place(command: ReceiveCase, file: CaseFile) -> bool:
    """Whether this person's case was there already: it stands where their first message put it."""
    return file.case.received_at is not None and file.case.received_at != command.sent_at
