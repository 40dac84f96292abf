"""The office cannot work, and the hall is told; the clocks of its cases stand meanwhile."""

from dataclasses import replace

from protocol import errors
from protocol.messages import DeclareIncident, Done, EndIncident, IncidentChanged
from protocol.vocabulary import IncidentKind
from server.app.records import IncidentRecord
from server.app.work import Work


def declare_incident(command: DeclareIncident, work: Work) -> Done:
    """Raises IncidentRuns."""
    if command.kind is IncidentKind.UNKNOWN:
        raise errors.Malformed(at="$.kind")
    if any(one.kind is command.kind and one.until is None for one in work.books.incidents.since(work.now)):
        raise errors.IncidentRuns(kind=command.kind.value)
    officer = work.signed_in()
    begun = IncidentRecord(id=0, kind=command.kind, since=work.now, declared_by=officer.id)
    work.happened(IncidentChanged(incident=work.books.incidents.add(begun).shown()))
    return Done()


def end_incident(command: EndIncident, work: Work) -> Done:
    """Raises UnknownIncident, also for one that is over."""
    found = work.books.incidents.find(command.incident)
    if found is None or found.until is not None:
        raise errors.UnknownIncident
    over = replace(found, until=work.now)
    work.books.incidents.save(over)
    work.happened(IncidentChanged(incident=over.shown()))
    return Done()
