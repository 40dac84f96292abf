"""Looking at the papers of a case: why is asked once, every document is read with that reason, pages come as wanted."""

from collections.abc import Callable

from counters.conduct.asking import asked
from counters.conduct.workplace import Workplace
from counters.presenter import viewer
from counters.presenter.intake import titles
from counters.presenter.intake_words import name_of, words
from counters.presenter.phrases import refused
from counters.presenter.viewer import Place, Sight
from protocol.errors import Refusal
from protocol.messages import CaseFile, Document, FileReady, ReadDocument, RemoveDocument, SortDocument
from protocol.vocabulary import CaseState, Right
from terminal.link import NotLive, new_request_id


class Viewer:
    """What lies open, where one is in it, and the pages that have come. Nothing is kept when it is put away."""

    def __init__(self, place: Workplace) -> None:
        self.place = place
        self.sight = Sight()
        self.at: Place = (0, 1)
        self.problem = ""
        self.told = ""
        self._file: CaseFile | None = None
        self._reasons: dict[int, str] = {}
        self._ready: dict[int, FileReady] = {}
        self._pages: dict[tuple[int, int], bytes] = {}
        self._fetching: set[tuple[int, int]] = set()

    # -- what the screen shows

    @property
    def open(self) -> bool:
        return self._file is not None

    @property
    def file(self) -> CaseFile | None:
        return self._file

    @property
    def documents(self) -> tuple[Document, ...]:
        return self._file.documents if self._file is not None else ()

    @property
    def document(self) -> Document | None:
        """The one that is looked at."""
        return self.documents[self.at[0]] if self.at[0] < len(self.documents) else None

    @property
    def page(self) -> bytes | None:
        """The page that is looked at, as JPEG; None while it has not come."""
        return self._pages.get((self.document.id, self.at[1])) if self.document else None

    @property
    def page_key(self) -> tuple[int, int]:
        return (self.document.id if self.document else 0, self.at[1])

    def title(self) -> str:
        """Whose papers they are, and which one."""
        if self._file is None or self.document is None:
            return ""
        return words(
            self.place.language,
            "viewer.title",
            number=name_of(self._file.case),
            document=self.at[0] + 1,
            documents=len(self.documents),
            page=self.at[1],
            pages=self.document.pages,
        )

    def shows(self) -> str:
        """Which requirement this document has been said to show."""
        seat = self.place.seat()
        if seat is None or self._file is None or self.document is None or not self.document.requirement:
            return ""
        return titles(seat, self._file.case, (self.document.requirement,))[0]

    def requirements(self) -> tuple[tuple[str, str], ...]:
        """Those that a document can be said to show, by id and title; none where this person may not say so."""
        seat, file = self.place.seat(), self._file
        service = seat.mirror.office.service(file.case.service) if seat and file else None
        if seat is None or file is None or service is None or not self._may_sort():
            return ()
        needs = service.requirements_for(file.case.variant) if file.case.variant else service.requirements
        return tuple((need.id, need.title.said_in(seat.language)) for need in needs[:9])

    def _may_sort(self) -> bool:
        seat = self.place.seat()
        working = self._file is not None and self._file.case.state in (CaseState.VERIFYING, CaseState.INCOMPLETE)
        return seat is not None and seat.may(Right.INTAKE) and working

    # -- opening and putting away

    async def look(self, file: CaseFile) -> None:
        """Lay the papers of this file open; asks why, once for each case."""
        if not file.documents or not await self._why(file):
            return
        self._file, self.at, self.sight, self.problem, self.told = file, (0, 1), Sight(), "", ""
        self.place.changed()
        await self.fetch()

    def close(self) -> None:
        """Pages and links go; the reason stays for this case, as long as this person sits here."""
        self._file = None
        self._ready, self._pages = {}, {}
        self.sight, self.problem, self.told = Sight(), "", ""
        self.place.changed()

    def forget(self) -> None:
        """Somebody else sits here: their own reasons."""
        self._reasons = {}
        self.close()

    async def _why(self, file: CaseFile) -> bool:
        """Whether there is a reason: whoever checks the papers has one, others say theirs."""
        seat, case = self.place.seat(), file.case
        if seat is None:
            return False
        if case.id not in self._reasons:
            if seat.may(Right.INTAKE) and case.state in (CaseState.VERIFYING, CaseState.INCOMPLETE):
                self._reasons[case.id] = words(seat.language, "reason.verify")
            else:
                language = seat.language
                presets = [words(language, f"reason.document.{at}") for at in (1, 2, 3)]
                title = words(language, "ask.document", number=name_of(case))
                reason = await self.place.questions.reason(title, presets, words(language, "ask.document.yes"))
                if not reason:
                    return False
                self._reasons[case.id] = reason
        return True

    # -- moving about

    def turn_page(self, by: int) -> None:
        """To the page before or after, over the edges of documents."""
        self._go(viewer.beside(self.documents, self.at, by))

    def turn_document(self, by: int) -> None:
        self._go(viewer.document_beside(self.documents, self.at, by))

    def go_to(self, document: int) -> None:
        """To this document, from 0."""
        if 0 <= document < len(self.documents):
            self._go((document, 1))

    def see(self, change: Callable[[Sight], Sight]) -> None:
        """Larger, turned, moved."""
        self.sight = change(self.sight)
        self.place.changed()

    def _go(self, place: Place) -> None:
        if place != self.at:
            self.at, self.sight, self.problem, self.told = place, Sight(), "", ""
            self.place.changed()

    # -- fetching

    async def fetch(self) -> None:
        """The page that is looked at, and then the next one, so that it is there when it is wanted."""
        for at in (self.at, viewer.beside(self.documents, self.at, 1)):
            if at[0] < len(self.documents) and not await self._fetch(self.documents[at[0]], at[1]):
                return

    async def _fetch(self, document: Document, page: int) -> bool:
        key, file = (document.id, page), self._file
        if key in self._pages:
            return True
        if file is None or key in self._fetching:
            return False
        self._fetching.add(key)
        try:
            content = await self._content(file, document, page)
        except Refusal as refusal:
            self._failed(key, refused(self.place.language, refusal, self.place.link.mirror.office))
        except NotLive:
            self._failed(key, self.place.say("error.no_answer"))
        else:
            if self._file is file or (self._file is not None and self._file.case.id == file.case.id):
                self._pages[key] = content
        finally:
            self._fetching.discard(key)
            self.place.changed()
        return key in self._pages

    async def _content(self, file: CaseFile, document: Document, page: int) -> bytes:
        ready = self._ready.get(document.id)
        if ready is None or ready.expires_at <= self.place.now_ms():
            command = ReadDocument(
                request_id=new_request_id(),
                case=file.case.id,
                document=document.id,
                reason=self._reasons[file.case.id],
            )
            # Not an errand: pages may come while another thing is asked for.
            answer = await self.place.link.ask(command)
            if not isinstance(answer, FileReady):
                raise NotLive
            ready = self._ready[document.id] = answer
        return await self.place.files.fetch(ready, page)

    def _failed(self, key: tuple[int, int], problem: str) -> None:
        self._ready.pop(key[0], None)
        if key == self.page_key:
            self.problem = problem

    # -- saying what a document is

    async def sort(self, digit: int) -> None:
        """This document shows the requirement with this digit; 0: none."""
        needs, document, file = self.requirements(), self.document, self._file
        if file is None or document is None or not 0 <= digit <= len(needs) or not self._may_sort():
            return
        requirement = needs[digit - 1][0] if digit else ""
        command = SortDocument(
            request_id=new_request_id(), case=file.case.id, document=document.id, requirement=requirement
        )
        answer = await self._ask("sort", command)
        if isinstance(answer, CaseFile):
            title = needs[digit - 1][1] if digit else ""
            self._keep(answer)
            self.told = words(self.place.language, "viewer.sorted" if digit else "viewer.unsorted", title=title)
            self.place.changed()

    async def remove(self) -> None:
        """This document does not belong here: erased for good, with a reason."""
        document, file, language = self.document, self._file, self.place.language
        if file is None or document is None or not self._may_sort():
            return
        presets = [words(language, f"reason.remove.{at}") for at in (1, 2, 3)]
        reason = await self.place.questions.reason(
            words(language, "ask.remove", number=self.at[0] + 1), presets, words(language, "ask.remove.yes")
        )
        if not reason:
            return
        command = RemoveDocument(request_id=new_request_id(), case=file.case.id, document=document.id, reason=reason)
        answer = await self._ask("remove", command)
        if isinstance(answer, CaseFile):
            self._keep(answer)
            self.told = words(language, "viewer.removed")

    async def _ask(self, name: str, command: SortDocument | RemoveDocument) -> object:
        return await asked(self.place, name, command, self._say_problem)

    def _say_problem(self, problem: str) -> None:
        self.problem = problem

    def _keep(self, file: CaseFile) -> None:
        """The file as it is now; an empty one is put away."""
        if self._file is None or file.case.id != self._file.case.id:
            return
        self._file = file
        if not file.documents:
            self.close()
            return
        at = min(self.at[0], len(file.documents) - 1)
        if at != self.at[0]:
            self._go((at, 1))
        self.place.changed()
