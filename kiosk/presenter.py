"""What the kiosk shows: the visit, the office and the moment in, words and choices out. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from urllib.parse import quote

from assets.texts import LANGUAGES, Language, text
from kiosk.hindrance import incident_state, shortage
from kiosk.hours import next_opening
from kiosk.paper_shown import before_the_promise, keeps_number, offer, paper_state, print_now, printer_state
from kiosk.pickup_shown import collect, not_yet, pickup_page, to_bring
from kiosk.shown import (
    Bar,
    Choice,
    Content,
    Fact,
    PaperNeeded,
    Say,
    Scene,
    Shown,
    State,
    Warned,
    day_said,
    hour_said,
    inside,
    say_in,
)
from kiosk.visit import (
    NO,
    PAPER_NOT_OWED,
    UNAVAILABLE_CODES,
    WARNING_SECONDS,
    YES,
    Act,
    Action,
    Page,
    Visit,
    next_language,
    seconds_left,
)
from protocol.messages import ServiceNow, TicketPaper
from protocol.office import Requirement, Service
from protocol.vocabulary import Availability


def present(scene: Scene) -> Shown:
    """What stands on the screen now."""
    say = say_in(scene.visit.language)
    page = page_shown(scene)
    content = _PAGES[page](scene, say)
    bar = _bar(scene, say)
    left = _left(scene) if page is scene.visit.page else None
    warned = _warned(left, say) if left is not None and page is not Page.TICKET else None
    office = scene.shop.office
    return Shown(
        page=page,
        language=scene.visit.language,
        comfort=scene.visit.comfort,
        office=office.name if page is Page.START else office.short_name,
        demo=say("demo") if office.demo else "",
        content=content,
        bar=bar,
        warned=warned,
        keys=_keys(content, bar) if warned is None else _STAYING,
        left=None if left is None else ceil(left),
    )


def page_shown(scene: Scene) -> Page:
    """The visit's page; without the hub none on which a number could be asked for. A number in sight stays."""
    stays = scene.away is None or scene.visit.page in (Page.TAKING, Page.TICKET)
    return scene.visit.page if stays else Page.AWAY


# --- pages


def _start(scene: Scene, say: Say) -> Content:
    state = _office_state(scene, say)
    is_open = state.meaning == "good"
    offered = offer(scene, say)
    return Content(
        title=say("start.title") if is_open else state.title,
        lead=say("start.lead") if is_open else state.text,
        state=_at_the_door(scene, state, say, crowded=offered is not None and _crowded(scene, is_open)),
        choices=tuple(_language(language, digit) for digit, language in enumerate(LANGUAGES, 1)),
        offer=offered,
    )


def _at_the_door(scene: Scene, state: State, say: Say, *, crowded: bool) -> State | None:
    """What keeps the office from working is said in place of "open"."""
    is_open = state.meaning == "good"
    if is_open and (trouble := incident_state(scene, say)):
        return trouble
    if crowded:
        return None
    return state if is_open else _still_read(say)


def _crowded(scene: Scene, is_open: bool) -> bool:
    """Where there is little room, what can be touched comes first. "Open" is said by the title as well."""
    comfort = scene.visit.comfort
    return comfort.lowered or comfort.larger if is_open else comfort.lowered and comfort.larger


def _still_read(say: Say) -> State:
    return State("information", say("start.read"), say("start.lead"), "action")


def _language(language: Language, digit: int) -> Choice:
    say = say_in(language)
    return Choice(
        say("language.name"),
        Action(Act.SPEAK, language),
        say("start.touch"),
        mark=say("language.mark"),
        digit=str(digit),
    )


def _office_state(scene: Scene, say: Say) -> State:
    """The best that any queue of the office has to say."""
    numbered = [service for service in scene.shop.office.services if service.gives_numbers]
    found = {scene.shop.availability(service.id): service for service in numbered}
    for availability in (Availability.OPEN, Availability.BREAK, Availability.QUOTA_USED, Availability.CLOSED):
        if availability in found:
            return _state(availability, scene.shop.services.get(found[availability].id), scene, say)
    return _state(Availability.UNKNOWN, None, scene, say)


_STATES: Mapping[Availability, tuple[str, str]] = {
    Availability.OPEN: ("door-open", "good"),
    Availability.BREAK: ("clock-outline", "warn"),
    Availability.QUOTA_USED: ("ticket", "warn"),
    Availability.CLOSED: ("store-clock", "danger"),
    Availability.UNKNOWN: ("timer-sand", "warn"),
}


def _state(availability: Availability, service: ServiceNow | None, scene: Scene, say: Say) -> State:
    known = availability if availability in _STATES else Availability.UNKNOWN
    icon, meaning = _STATES[known]
    return State(icon, say(f"state.{known}"), _again(known, service, scene, say), meaning)


def _again(availability: Availability, service: ServiceNow | None, scene: Scene, say: Say) -> str:
    """When numbers are given again, as far as the office has published it."""
    if availability in (Availability.OPEN, Availability.UNKNOWN):
        return say(f"state.{availability}.text")
    if availability is not Availability.QUOTA_USED and service is not None and service.opens_at:
        return say("again.today", time=hour_said(service.opens_at, scene))
    opening = next_opening(scene.shop.office.hours, scene.now)
    if availability is Availability.QUOTA_USED and opening and opening.date() == scene.now.date():
        opening = next_opening(scene.shop.office.hours, scene.now.replace(hour=23, minute=59))
    if opening is None:
        return say("again.unknown")
    return say("again.later", day=day_said(opening, say), time=hour_said(opening, scene))


def _services(scene: Scene, say: Say) -> Content:
    collecting = scene.shop.hands_out
    services = scene.shop.office.services[: 8 if collecting else 9]
    choices = tuple(_service(service, digit, scene, say) for digit, service in enumerate(services, 1))
    return Content(
        title=say("services.title"),
        lead=say("services.lead"),
        choices=(*choices, collect(len(choices) + 1, say)) if collecting else choices,
        notice=incident_state(scene, say),
        back=_back(say),
    )


def _service(service: Service, digit: int, scene: Scene, say: Say) -> Choice:
    language = scene.visit.language
    note, meaning = _service_note(service, scene, say)
    return Choice(
        service.title.said_in(language),
        Action(Act.CHOOSE, service.id),
        service.subtitle.said_in(language),
        icon=service.icon,
        digit=str(digit),
        note=note,
        meaning=meaning,
    )


def _service_note(service: Service, scene: Scene, say: Say) -> tuple[str, str]:
    if not service.gives_numbers:
        return say("services.no_number"), "action"
    now = scene.shop.services.get(service.id)
    if now is None or now.availability is not Availability.OPEN:
        state = _state(scene.shop.availability(service.id), now, scene, say)
        return state.title, state.meaning
    if now.blanks_out:
        return say("services.no_blanks"), "warn"
    waiting = say("services.waiting", count=now.waiting) if now.waiting else say("services.nobody")
    left = say("services.left", count=now.left) if now.left is not None else ""
    return " · ".join(part for part in (waiting, left) if part), "good"


def _requirements(scene: Scene, say: Say) -> Content:
    service = _chosen(scene)
    language, visit = scene.visit.language, scene.visit
    return Content(
        title=service.title.said_in(language),
        lead=say("requirements.which") if service.variants else "",
        progress=say("progress", step=1, of=2),
        choices=tuple(
            Choice(
                variant.title.said_in(language),
                Action(Act.NARROW, variant.id),
                digit=str(digit),
                chosen=variant.id == visit.variant,
            )
            for digit, variant in enumerate(service.variants[:9], 1)
        ),
        papers_title=say("requirements.title"),
        papers=_checklist(service, visit),
        main=_take(service, scene, say),
        back=_back(say),
    )


def _checklist(service: Service, visit: Visit) -> tuple[PaperNeeded, ...]:
    """In the lowered screen the advice comes with the choice of a variant: there is room for fewer papers' then."""
    papers = papers_needed(service, visit.variant, visit.language)
    if visit.comfort.lowered and service.variants and not visit.variant:
        return tuple(replace(paper, advice="") for paper in papers)
    return papers


def _take(service: Service, scene: Scene, say: Say) -> Choice | None:
    if not scene.shop.gives(service.id):
        return None
    return Choice(say("requirements.take"), Action(Act.TAKE), icon="arrow-right", digit="0")


def papers_needed(service: Service, variant: str, language: Language) -> tuple[PaperNeeded, ...]:
    """The checklist: of one variant, or of all with a word on when each is needed."""
    needed = service.requirements_for(variant) if variant else service.requirements
    return tuple(_paper_needed(paper, service, variant, language) for paper in needed)


def _paper_needed(paper: Requirement, service: Service, variant: str, language: Language) -> PaperNeeded:
    return PaperNeeded(
        paper.title.said_in(language),
        _advice(paper, language),
        _when(paper, service, language),
        conditional=bool(paper.variants),
        chosen=bool(variant),
    )


def _advice(paper: Requirement, language: Language) -> str:
    return f"{text(language, 'kiosk', 'requirements.without')} {paper.without.said_in(language)}"


def _when(paper: Requirement, service: Service, language: Language) -> str:
    """Both states are said: a paper without a word on it would be taken for one of them."""
    if not service.variants:
        return ""
    if not paper.variants:
        return text(language, "kiosk", "requirements.always")
    titles = [inside(variant.title.said_in(language)) for variant in service.variants if variant.id in paper.variants]
    return text(language, "kiosk", "requirements.only", variants=", ".join(titles))


def _explained(scene: Scene, say: Say) -> Content:
    service, language = _chosen(scene), scene.visit.language
    return Content(
        title=service.title.said_in(language),
        steps=_steps(service, scene.visit),
        papers=papers_needed(service, "", language),
        papers_title=say("explained.papers"),
        qr=_whatsapp(service, demo=scene.shop.office.demo, greeting=say("explained.greeting")),
        qr_text=say("explained.scan"),
        contact_text=say("explained.or"),
        contact=telephone(service.whatsapp),
        main=Choice(say("explained.done"), Action(Act.LEAVE), icon="check", digit="0"),
        back=_back(say),
    )


def _steps(service: Service, visit: Visit) -> tuple[str, ...]:
    """Left out where large letters meet little height: what to send, and where to, comes first."""
    if visit.comfort.lowered and visit.comfort.larger:
        return ()
    return tuple(sentence.said_in(visit.language) for sentence in service.about)


def _whatsapp(service: Service, *, demo: bool, greeting: str) -> str:
    """The link behind the QR. The demo's leads nowhere: nobody shall be written to by a look at a demo."""
    if not service.whatsapp:
        return ""
    return "DEMO" if demo else f"https://wa.me/{service.whatsapp}?text={quote(greeting)}"


def telephone(international: str) -> str:
    """6282141815610 -> 0821-4181-5610, as it is written in Indonesia."""
    local = "0" + international.removeprefix("62") if international.startswith("62") else international
    return "-".join(local[start : start + 4] for start in range(0, len(local), 4))


def _unavailable(scene: Scene, say: Say) -> Content:
    service = _chosen(scene)
    availability = _why_unavailable(scene)
    state = _state(availability, scene.shop.services.get(service.id), scene, say)
    return Content(
        title=service.title.said_in(scene.visit.language),
        state=state,
        lead=say(f"unavailable.{availability}"),
        main=Choice(say("unavailable.read"), Action(Act.READ), icon="format-list-checks", digit="0"),
        back=_back(say),
    )


def _why_unavailable(scene: Scene) -> Availability:
    """What the hub says now; what it said when it refused, where its word on the service is older."""
    now = scene.shop.availability(scene.visit.service)
    if now is Availability.OPEN:
        return UNAVAILABLE_CODES.get(scene.visit.refusal, Availability.UNKNOWN)
    return now if now in _STATES else Availability.UNKNOWN


def _shortage(scene: Scene, say: Say) -> Content:
    return shortage(_chosen(scene), scene, say, _back(say))


def _pickup(scene: Scene, say: Say) -> Content:
    return pickup_page(scene, say, _back(say))


def _not_yet(scene: Scene, say: Say) -> Content:
    return not_yet(scene, say, _back(say))


def _priority(scene: Scene, say: Say) -> Content:
    no_paper, comfort = before_the_promise(scene, say), scene.visit.comfort
    once = State("ticket-confirmation", say("priority.once"), meaning="action")
    return Content(
        title=say("priority.title"),
        state=no_paper or incident_state(scene, say),
        lead=say("priority.lead"),
        progress=say("progress", step=2, of=2),
        choices=(
            Choice(
                say("priority.yes"),
                Action(Act.ANSWER, YES),
                say("priority.yes.text"),
                icon="wheelchair-accessibility",
                digit="1",
            ),
            Choice(say("priority.no"), Action(Act.ANSWER, NO), say("priority.no.text"), icon="account", digit="2"),
        ),
        notice=None if no_paper and (comfort.lowered or comfort.larger) else once,
        back=_back(say),
    )


def _taking(scene: Scene, say: Say) -> Content:
    asked = "taking.paper" if scene.visit.owed else "taking.pickup" if scene.visit.code else "taking"
    return Content(title=say("taking.title"), lead=say(asked if scene.away is None else "taking.away"))


def _ticket(scene: Scene, say: Say) -> Content:
    paper = scene.visit.paper
    if paper is None:
        raise ValueError("the ticket's page stands only with a ticket")
    service = scene.shop.office.service(paper.ticket.service)
    language = scene.visit.language
    lowered, larger = scene.visit.comfort.lowered, scene.visit.comfort.larger
    kept = keeps_number(scene)
    # Where there is little room, number, code and the matter of the paper come before the checklist.
    listed = not lowered and not (kept and larger)
    collected = service is not None and service.is_remote
    papers = to_bring(say) if collected else papers_needed(service, scene.visit.variant, language) if service else ()
    done = Choice(say("ticket.done"), Action(Act.LEAVE), icon="check-bold", digit="0")
    printing = print_now(scene, say)
    return Content(
        title=say("ticket.title.kept" if kept else "collect.title" if collected else "ticket.title"),
        lead="" if lowered or kept else say("collect.wait_here" if collected else "ticket.wait_here"),
        number=paper.ticket.number,
        kept=kept,
        service=service.title.said_in(language) if service else "",
        facts=tuple(_collected(paper, scene, say) if collected else _facts(paper, scene, say)),
        notice=paper_state(scene, say),
        qr=paper.url,
        qr_text=say("ticket.photo" if kept else "ticket.scan"),
        papers_title=say("ticket.prepare") if listed else "",
        papers=papers if listed else (),
        main=printing or done,
        back=replace(done, digit="") if printing else None,
        closing=_closing(scene, say),
    )


def _facts(paper: TicketPaper, scene: Scene, say: Say) -> Iterator[Fact]:
    yield Fact(
        "account-star", say("ticket.kind"), say("ticket.priority" if paper.ticket.priority else "ticket.ordinary")
    )
    yield _taken(paper, scene, say)
    yield Fact(
        "account-group",
        say("ticket.ahead"),
        say("ticket.person" if paper.ahead == 1 else "ticket.people", count=paper.ahead),
    )
    yield Fact("timer-sand", say("ticket.wait"), wait_range(paper.wait_low, paper.wait_high, scene.visit.language))


def _taken(paper: TicketPaper, scene: Scene, say: Say) -> Fact:
    arrived = datetime.fromtimestamp(paper.ticket.arrived_at / 1000, scene.now.tzinfo)
    return Fact("clock-outline", say("ticket.taken"), f"{hour_said(arrived, scene)} {arrived.tzname() or ''}".strip())


def _collected(paper: TicketPaper, scene: Scene, say: Say) -> Iterator[Fact]:
    """A card that waits is handed out in its turn: nobody is served before it, so no time is promised."""
    yield Fact("hand-extended", say("ticket.kind"), say("collect.kind"))
    yield _taken(paper, scene, say)


def wait_range(low: int | None, high: int | None, language: Language) -> str:
    """A range, never one exact minute: that would be a promise nobody can keep."""
    say = say_in(language)
    if low is None or high is None:
        return say("wait.unknown")
    if low == 0:
        return say("wait.below", high=max(high, 5))
    return say("wait.range", low=low, high=high) if low < high else say("wait.about", high=high)


def _closing(scene: Scene, say: Say) -> str:
    left = _left(scene)
    return "" if left is None else say("ticket.closing", seconds=ceil(left))


def _problem(scene: Scene, say: Say) -> Content:
    if scene.visit.refusal == PAPER_NOT_OWED:
        return _not_owed(say)
    again = Choice(say("problem.again"), Action(Act.RETRY), icon="refresh", digit="0")
    return Content(
        title=say("problem.title"),
        lead=refusal_sentence(scene.visit),
        notice=State("account-tie", say("problem.staff"), say("problem.staff.text"), "warn"),
        main=again,
        back=Choice(say("problem.leave"), Action(Act.LEAVE), icon="home"),
    )


def _not_owed(say: Say) -> Content:
    """Asking again would not help: staff do, and the number is as good as before."""
    return Content(
        title=say("paper.not_owed"),
        lead=say("paper.not_owed.text"),
        notice=State("account-tie", say("problem.staff"), say("problem.staff.paper"), "warn"),
        main=Choice(say("problem.leave"), Action(Act.LEAVE), icon="home", digit="0"),
    )


def _away(scene: Scene, say: Say) -> Content:
    since, where = (scene.away.since, scene.away.waits_for) if scene.away else (scene.now, "")
    waits = say("away.waits", address=where) if where else say("away.searches")
    return Content(
        title=say("away.title"),
        lead=say("away.lead"),
        state=State("lan-disconnect", say("away.since", time=hour_said(since, scene)), waits, "warn"),
    )


def refusal_sentence(visit: Visit) -> str:
    """What a citizen should know of a refusal; its code is for the log."""
    known = {"not_live", "too_fast", "busy", "internal", "not_trusted"}
    return text(visit.language, "kiosk", f"problem.{visit.refusal if visit.refusal in known else 'other'}")


_PAGES: Mapping[Page, Callable[[Scene, Say], Content]] = {
    Page.START: _start,
    Page.SERVICES: _services,
    Page.REQUIREMENTS: _requirements,
    Page.EXPLAINED: _explained,
    Page.UNAVAILABLE: _unavailable,
    Page.SHORTAGE: _shortage,
    Page.PRIORITY: _priority,
    Page.PICKUP: _pickup,
    Page.NOT_YET: _not_yet,
    Page.TAKING: _taking,
    Page.TICKET: _ticket,
    Page.PROBLEM: _problem,
    Page.AWAY: _away,
}


def _chosen(scene: Scene) -> Service:
    service = scene.shop.office.service(scene.visit.service)
    if service is None:
        raise ValueError(f"the page {scene.visit.page} stands only with a service")
    return service


def _back(say: Say) -> Choice:
    return Choice(say("back"), Action(Act.BACK), icon="arrow-left")


# --- around every page


def _bar(scene: Scene, say: Say) -> Bar:
    """The switches speak to the citizen, the corner to staff: as the kiosk speaks when nobody stands before it."""
    return Bar(
        _switches(scene.visit, say),
        _link_state(scene, say_in(scene.visit.greeting)),
        printer_state(scene),
        hour_said(scene.now, scene),
    )


def _switches(visit: Visit, say: Say) -> tuple[Choice, ...]:
    comfort = visit.comfort
    lower = "bar.raise" if comfort.lowered else "bar.lower"
    icon = "arrow-up-bold" if comfort.lowered else "arrow-down-bold"
    return (
        Choice(
            say_in(next_language(visit.language))("language.short"),
            Action(Act.NEXT_LANGUAGE),
            icon="translate",
            digit="*",
        ),
        Choice(say("bar.contrast"), Action(Act.CONTRAST), icon="contrast-circle", digit="/", chosen=comfort.contrast),
        Choice(say("bar.larger"), Action(Act.LARGER), icon="format-size", digit="+", chosen=comfort.larger),
        Choice(say(lower), Action(Act.LOWER), icon=icon, digit="-", chosen=comfort.lowered),
    )


def _link_state(scene: Scene, say: Say) -> State:
    if scene.away is None:
        return State("lan-connect", say("staff.live"), meaning="good")
    return State("lan-disconnect", say("staff.away"), meaning="danger")


def _left(scene: Scene) -> float | None:
    return seconds_left(scene.visit, scene.shop.office.settings.kiosk_idle_seconds, scene.clock)


def _warned(left: float, say: Say) -> Warned:
    return Warned(
        title=say("warned.title"),
        text=say("warned.text", seconds=ceil(left)),
        stay=say("warned.stay"),
        leave=say("warned.leave"),
        seconds=ceil(left),
        part=left / WARNING_SECONDS,
    )


_STAYING: Mapping[str, Action] = dict.fromkeys((*"0123456789.*/+-", "enter", "backspace"), Action(Act.STAY))
"""While somebody is warned, every key says that they are still there."""


def _keys(content: Content, bar: Bar) -> dict[str, Action]:
    """What each key of the number pad does on this page."""
    offered = content.offer.touchable if content.offer else ()
    touchable = (*content.choices, *offered, content.main, *bar.switches)
    keys = {choice.digit: choice.action for choice in touchable if choice is not None and choice.digit}
    if content.main is not None:
        keys["enter"] = content.main.action
    if content.back is not None:
        keys |= dict.fromkeys(("backspace", ".", "escape"), content.back.action)
    typed = {key.title.lower(): key.action for row in content.keyboard for key in row}
    return keys | typed | ({"backspace": content.erase.action} if content.erase else {})


# --- keys that come twice


@dataclass(slots=True)
class RepeatedKeys:
    """A trembling hand presses a key twice; EN 301 549 asks to ignore the second for up to half a second."""

    pause: float = 0.5
    _last: tuple[str, float] = ("", float("-inf"))

    def is_repeat(self, key: str, now: float) -> bool:
        """Note this key; true when the same one was heard, or ignored, less than ``pause`` before."""
        last, at = self._last
        self._last = (key, now)
        return key == last and now - at < self.pause
