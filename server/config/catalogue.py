"""The description of the office, read strictly: what it names must exist, and somebody must be able to do the work."""

import re
from collections import Counter as Tally
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from protocol.office import DAYS, Hours, Office, Service, Text, Window
from protocol.strict import ConfigProblem, Problem, not_one_of, read
from protocol.vocabulary import Right, Step
from server.config.files import keys_of
from server.config.paper import load_paper

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PREFIX = re.compile(r"[A-Z]?")
WHATSAPP = re.compile(r"([1-9][0-9]{7,14})?")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
UNTIL_CLOCK = re.compile(CLOCK.pattern + r"|24:00")  # the end of the day, as ISO 8601 writes it

WORK = (Right.CALL, Right.VERIFY, Right.APPROVE, Right.PRINT, Right.REGISTER, Right.HAND_OVER)
SEPARABLE = frozenset({Step.VERIFY, Step.APPROVE, Step.PRINT, Step.REGISTER, Step.HAND_OVER})


def load_office(path: Path, demo: bool = False) -> Office:
    """The office of this catalogue file, marked as a demo if asked. Raises ConfigProblem with all that is wrong."""
    keys = keys_of(path)
    paper = keys.pop("paper", "")
    if not isinstance(paper, str):
        raise ConfigProblem(str(path), [Problem("paper", "not_a_file_name")])
    office = read(Office, keys, str(path))
    if problems := [problem for check in CHECKS for problem in check(office)]:
        raise ConfigProblem(str(path), problems)
    style = load_paper(paper, path.parent) if paper else office.paper
    return msgspec.structs.replace(office, paper=style, demo=demo or office.demo)


def _texts(office: Office) -> Iterator[Problem]:
    for path, value in _walk(office, ""):
        if isinstance(value, Text) and not value.id.strip():
            yield Problem(f"{path}.id", "empty_text")
    for key in ("name", "short_name", "address"):
        if not getattr(office, key).strip():
            yield Problem(key, "empty_text")


def _zone(office: Office) -> Iterator[Problem]:
    try:
        ZoneInfo(office.timezone)
    except (KeyError, OSError, ValueError):
        wrong = not_one_of("timezone", office.timezone, sorted(available_timezones()))
        yield Problem(
            "timezone",
            "unknown_timezone",
            wrong.params,
            ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"),
            wrong.nearest,
        )


def _ids(office: Office) -> Iterator[Problem]:
    yield from _distinct("services", [service.id for service in office.services])
    yield from _distinct("counters", [counter.id for counter in office.counters])
    yield from _distinct("roles", [role.id for role in office.roles])
    for index, service in enumerate(office.services):
        yield from _distinct(f"services[{index}].variants", [variant.id for variant in service.variants])
        yield from _distinct(f"services[{index}].requirements", [paper.id for paper in service.requirements])


def _distinct(path: str, ids: Sequence[str]) -> Iterator[Problem]:
    for index, name in enumerate(ids):
        yield from _formed(f"{path}[{index}].id", name, ID, "not_an_id")
        if name in ids[:index]:
            yield Problem(f"{path}[{index}].id", "doubled", {"value": name})


def _services(office: Office) -> Iterator[Problem]:
    letters = [letter for service in office.services for letter in (service.prefix, service.pickup_prefix)]
    prefixes = Tally(letter for letter in letters if letter)
    for index, service in enumerate(office.services):
        at = f"services[{index}]"
        yield from _formed(f"{at}.prefix", service.prefix, PREFIX, "not_a_prefix")
        yield from _formed(f"{at}.whatsapp", service.whatsapp, WHATSAPP, "not_whatsapp")
        if prefixes[service.prefix] > 1:
            yield Problem(f"{at}.prefix", "doubled", {"value": service.prefix})
        yield from _pickup(at, service, prefixes)
        yield from _separations(at, service)
        yield from _variants(at, service)
        yield from _approval(at, service, office)
        yield from _service_numbers(at, service)


def _variants(at: str, service: Service) -> Iterator[Problem]:
    known = [variant.id for variant in service.variants]
    for index, paper in enumerate(service.requirements):
        yield from _known(f"{at}.requirements[{index}].variants", paper.variants, known)


def _pickup(at: str, service: Service, prefixes: Tally[str]) -> Iterator[Problem]:
    """A card that was asked for by WhatsApp needs a number of its own to be collected with."""
    yield from _formed(f"{at}.pickup_prefix", service.pickup_prefix, PREFIX, "not_a_prefix")
    if service.is_remote and not service.pickup_prefix:
        yield Problem(f"{at}.pickup_prefix", "no_pickup_prefix")
    if prefixes[service.pickup_prefix] > 1:
        yield Problem(f"{at}.pickup_prefix", "doubled", {"value": service.pickup_prefix})


def _separations(at: str, service: Service) -> Iterator[Problem]:
    for index, (one, other) in enumerate(service.separations):
        if one is other or not {one, other} <= SEPARABLE:
            yield Problem(f"{at}.separations[{index}]", "not_a_separation", {"allowed": ", ".join(sorted(SEPARABLE))})


def _approval(at: str, service: Service, office: Office) -> Iterator[Problem]:
    known = [role.id for role in office.roles]
    roles = service.approval.roles
    yield from _known(f"{at}.approval.roles", roles, known)
    if (service.gives_numbers or service.is_remote) and not roles:
        yield Problem(f"{at}.approval.roles", "no_approver")
    for index, name in enumerate(roles):
        if name in known and Right.APPROVE not in office.rights_of((name,)):
            yield Problem(f"{at}.approval.roles[{index}]", "cannot_approve", {"value": name})
        if name in roles[:index]:
            yield Problem(f"{at}.approval.roles[{index}]", "doubled", {"value": name})


def _service_numbers(at: str, service: Service) -> Iterator[Problem]:
    yield from _at_least(f"{at}.priority.ratio[0]", service.priority.ratio[0], 1)
    yield from _at_least(f"{at}.priority.ratio[1]", service.priority.ratio[1], 1)
    yield from _at_least(f"{at}.priority.bound_minutes", service.priority.bound_minutes, 1)
    yield from _at_least(f"{at}.quota_per_day", service.quota_per_day, 0)
    yield from _at_least(f"{at}.promised_minutes", service.promised_minutes, 1)
    yield from _at_least(f"{at}.minutes_at_counter", service.minutes_at_counter, 0.5)
    for name in ("promised_working_days", "warning_minutes", "applicant_days", "reminder_days"):
        yield from _at_least(f"{at}.{name}", getattr(service, name), 0)
    if service.is_remote:
        yield from _at_least(f"{at}.applicant_days", service.applicant_days, 1)
    if service.gives_numbers and service.applicant_days > 0:  # a number is good for its day
        yield Problem(f"{at}.applicant_days", "too_big", {"value": service.applicant_days, "most": 0})


def _counters(office: Office) -> Iterator[Problem]:
    known = [service.id for service in office.services if service.gives_numbers]
    for index, counter in enumerate(office.counters):
        yield from _known(f"counters[{index}].services", counter.services, known)
        if bool(counter.services) != (Right.CALL in counter.rights):
            yield Problem(f"counters[{index}].services", "calls_without_queue")


def _work(office: Office) -> Iterator[Problem]:
    """Every number must find its way out: a counter that calls it, and somewhere somebody for each step."""
    called = {name for counter in office.counters for name in counter.services}
    for index, service in enumerate(office.services):
        if service.gives_numbers and service.id not in called:
            yield Problem(f"services[{index}].id", "called_nowhere", {"value": service.id})
    at_counters = {right for counter in office.counters for right in counter.rights}
    of_people = {right for role in office.roles for right in role.rights}
    remote = any(service.is_remote for service in office.services)
    for right in (*WORK, *([Right.INTAKE] if remote else [])):
        if right not in at_counters:
            yield Problem("counters", "done_nowhere", {"right": right.value})
        if right not in of_people:
            yield Problem("roles", "done_by_nobody", {"right": right.value})


def _hours(office: Office) -> Iterator[Problem]:
    yield from _windows("hours.issuing", office.hours.issuing)
    yield from _windows("hours.serving", office.hours.serving)
    yield from _holidays(office.hours)


def _windows(path: str, windows: Sequence[Window]) -> Iterator[Problem]:
    if not windows:
        yield Problem(path, "never_open")
    for index, window in enumerate(windows):
        yield from _window(f"{path}[{index}]", window)
    for day in DAYS:
        today = sorted((w for w in windows if day in w.days), key=lambda w: w.opens)
        for before, after in pairwise(today):
            if after.opens < before.closes:
                yield Problem(path, "windows_overlap", {"day": day, "opens": after.opens, "closes": before.closes})


def _window(at: str, window: Window) -> Iterator[Problem]:
    wrong = [
        *_formed(f"{at}.opens", window.opens, CLOCK, "not_a_clock"),
        *_formed(f"{at}.closes", window.closes, UNTIL_CLOCK, "not_a_clock"),
    ]
    yield from wrong
    if not window.days:
        yield Problem(f"{at}.days", "never_open")
    if not wrong and window.closes <= window.opens:
        yield Problem(f"{at}.closes", "closes_first", {"opens": window.opens, "closes": window.closes})


def _holidays(hours: Hours) -> Iterator[Problem]:
    for index, day in enumerate(hours.holidays):
        if not _is_iso_day(day):
            yield Problem(f"hours.holidays[{index}]", "not_a_day", {"value": day})
        if day in hours.holidays[:index]:
            yield Problem(f"hours.holidays[{index}]", "doubled", {"value": day})


def _is_iso_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _settings(office: Office) -> Iterator[Problem]:
    settings = office.settings
    yield from _at_least("settings.recalls_before_no_show", settings.recalls_before_no_show, 0)
    yield from _at_least("settings.undo_seconds", settings.undo_seconds, 0)
    yield from _at_least("settings.lock_after_minutes", settings.lock_after_minutes, 1)
    # WCAG 2.2.1: whoever must decide within a time gets at least 20 seconds to say "still here".
    yield from _at_least("settings.kiosk_idle_seconds", settings.kiosk_idle_seconds, 20)
    yield from _at_least("settings.calls_shown", settings.calls_shown, 1)
    yield from _at_least("settings.pin_digits", settings.pin_digits, 6)
    for name in ("low_blanks", "document_days", "message_days", "applicant_days"):
        yield from _at_least(f"settings.{name}", getattr(settings, name), 0)
    if settings.pin_digits > 12:
        yield Problem("settings.pin_digits", "too_big", {"value": settings.pin_digits, "most": 12})


def _assumed(office: Office) -> Iterator[Problem]:
    places = list(dict.fromkeys(re.sub(r"\[(.*?)\]", r".\1", path) for path, _ in _walk(office, "", by_id=True)))
    yield from _known("assumed", office.assumed, places)


def _walk(value: Any, path: str, by_id: bool = False) -> Iterator[tuple[str, Any]]:
    """Every value inside, with its place; parts of a list are named by their position, or by their id."""
    if path:
        yield path, value
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _walk(getattr(value, name), f"{path}.{name}" if path else name, by_id)
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            yield from _walk(part, f"{path}[{getattr(part, 'id', index) if by_id else index}]", by_id)


def _known(path: str, names: Sequence[str], known: Sequence[str]) -> Iterator[Problem]:
    for index, name in enumerate(names):
        if name not in known:
            yield not_one_of(f"{path}[{index}]", name, known)


def _formed(path: str, value: str, form: re.Pattern[str], code: str) -> Iterator[Problem]:
    if not form.fullmatch(value):
        yield Problem(path, code, {"value": value})


def _at_least(path: str, value: float, least: float) -> Iterator[Problem]:
    if value < least:
        yield Problem(path, "too_small", {"value": value, "least": least})


CHECKS: tuple[Callable[[Office], Iterator[Problem]], ...] = (
    _texts,
    _zone,
    _ids,
    _services,
    _counters,
    _work,
    _hours,
    _settings,
    _assumed,
)
