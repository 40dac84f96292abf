"""A paper that was sent for a case: made plain outside of the books, then kept with its line in the journal."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import msgspec

from protocol import errors
from protocol.messages import CaseUpdated, Document
from protocol.vocabulary import CaseState
from server.app import permissions
from server.app.hub import LONGEST_REQUEST_ID, Hub
from server.app.hub_steps import resubmitted
from server.app.receive_case import remote_service
from server.app.records import CaseRecord
from server.app.work import Device, Work
from server.domain.workflow import check_runs

MOST_DOCUMENTS = 30  # of one case: more than any requirement asks for, with every page sent twice

_document: msgspec.json.Decoder[Document] = msgspec.json.Decoder(Document)


class Pictures(Protocol):
    """Makes files from outside into plain pictures. ``server.pictures`` keeps the promise."""

    async def pages_of(self, content: bytes) -> list[bytes]:
        """The pages as JPEG, at least one. Raises FileRefused, FileTooLarge."""
        ...


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A file as a terminal gives it."""

    case: int
    requirement: str
    request_id: str
    content: bytes

    @property
    def mark(self) -> bytes:
        """What a repeated request has in common with the first."""
        return b"upload/%d/%b/%b" % (self.case, self.requirement.encode(), hashlib.sha256(self.content).digest())


class DocumentDesk:
    """Where terminals hand in what an applicant has sent."""

    def __init__(self, hub: Hub, pictures: Pictures) -> None:
        self._hub = hub
        self._pictures = pictures

    async def admit(self, device: Device, case: int) -> None:
        """Raises what the whole upload would be refused for, before the file has come. Nothing is changed."""
        await self._hub.carry(device, lambda work: _checked(case, "", work))

    async def receive(self, device: Device, upload: Upload) -> Document:
        """The document, durable. The same request again has the same answer.

        Raises NotAllowed, NotSignedIn, Locked, UnknownCase, CaseEnded, NotRemote, UnknownRequirement,
        TooManyDocuments, FileRefused, FileTooLarge, RequestReused.
        """
        if not 0 < len(upload.request_id) <= LONGEST_REQUEST_ID:
            raise errors.Malformed(at="X-Request-Id")
        known = await self._hub.carry(device, lambda work: _known(upload, work))
        if known is not None:
            return known
        pages = await self._pictures.pages_of(upload.content)
        return await self._hub.carry(device, lambda work: _kept(upload, pages, work))


def keep_document(case: CaseRecord, requirement: str, pages: Sequence[bytes], work: Work) -> Document:
    """The pages belong to the case from now on; one that waited for its applicant is looked at again."""
    document = work.books.documents.add(case.id, requirement, pages, work.now)
    after = replace(
        case,
        documents=len(work.books.documents.of_case(case.id)),
        version=case.version + 1,
        changed_at=work.now,
    )
    work.books.cases.save(after)
    work.happened(CaseUpdated(case=after.shown(), document=document.id))
    if after.state is CaseState.INCOMPLETE:
        resubmitted(after, work)
    return document.shown()


def check_room(case: CaseRecord, work: Work) -> None:
    """Raises TooManyDocuments."""
    if len(work.books.documents.of_case(case.id)) >= MOST_DOCUMENTS:
        raise errors.TooManyDocuments(limit=MOST_DOCUMENTS)


def _known(upload: Upload, work: Work) -> Document | None:
    """What was answered before, if this was asked before."""
    permissions.check_rule(permissions.UPLOAD, work.device, work.officer)
    known = work.books.answers.recall(work.device.id, upload.request_id, upload.mark)
    if known is None:
        _checked(upload.case, upload.requirement, work)
        return None
    return _document.decode(known)


def _kept(upload: Upload, pages: Sequence[bytes], work: Work) -> Document:
    """In one transaction; much may have happened while the file was read."""
    known = _known(upload, work)
    if known is not None:
        return known
    document = keep_document(work.case(upload.case), upload.requirement, pages, work)
    answer = msgspec.json.encode(document)
    work.books.answers.remember(work.device.id, upload.request_id, upload.mark, answer, work.now)
    return document


def _checked(id: int, requirement: str, work: Work) -> CaseRecord:
    permissions.check_rule(permissions.UPLOAD, work.device, work.officer)
    case = work.case(id)
    check_runs(case.state)
    service = remote_service(case.service, work)
    if requirement and requirement not in {known.id for known in service.requirements}:
        raise errors.UnknownRequirement(requirement=requirement[:64])
    check_room(case, work)
    return case
