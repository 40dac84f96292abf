"""What keeps the office from working, said before a number is taken: no card can be printed, SIAK is down. Pure."""

from datetime import datetime

from kiosk.shown import Choice, Content, Say, Scene, State, day_said, hour_said
from kiosk.visit import Act, Action
from protocol.messages import Incident
from protocol.office import Service
from protocol.vocabulary import IncidentKind

PRESSING = (
    IncidentKind.POWER,
    IncidentKind.NETWORK,
    IncidentKind.SIAK,
    IncidentKind.CARD_PRINTER,
    IncidentKind.OTHER,
)
"""One is said: the first of these, since it keeps the others from mattering."""


def incident_state(scene: Scene, say: Say) -> State | None:
    """The most pressing incident that lasts, since when, and that a number may be taken all the same."""
    lasting = [incident for incident in scene.incidents if incident.until is None]
    if not lasting:
        return None
    incident = min(lasting, key=_urgency)
    kind = incident.kind if incident.kind in PRESSING else IncidentKind.OTHER
    return State("alert", say(f"incident.{kind}"), _since(incident, scene, say), "warn")


def _urgency(incident: Incident) -> tuple[int, int]:
    return PRESSING.index(incident.kind) if incident.kind in PRESSING else len(PRESSING), incident.since


def _since(incident: Incident, scene: Scene, say: Say) -> str:
    since = datetime.fromtimestamp(incident.since / 1000, scene.now.tzinfo)
    if since.date() == scene.now.date():
        return say("incident.today", time=hour_said(since, scene))
    return say("incident.earlier", day=day_said(since, say), time=hour_said(since, scene))


def shortage(service: Service, scene: Scene, say: Say, back: Choice) -> Content:
    """No blank cards: what can be done instead, and the number for whoever wants it all the same."""
    ways = (
        Choice(say("shortage.take"), Action(Act.TAKE), say("shortage.take.text"), icon="ticket"),
        *(_by_whatsapp(other, scene, say) for other in scene.shop.office.services if other.is_remote),
        Choice(say("shortage.later"), Action(Act.LEAVE), say("shortage.later.text"), icon="calendar-clock"),
    )
    return Content(
        title=say("shortage.title"),
        lead=say("shortage.lead"),
        choices=tuple(_numbered(way, digit) for digit, way in enumerate(ways, 1)),
        back=back,
    )


def _by_whatsapp(service: Service, scene: Scene, say: Say) -> Choice:
    title = service.title.said_in(scene.visit.language)
    return Choice(title, Action(Act.CHOOSE, service.id), say("shortage.remote.text"), icon=service.icon)


def _numbered(way: Choice, digit: int) -> Choice:
    return Choice(way.title, way.action, way.subtitle, icon=way.icon, digit=str(digit))
