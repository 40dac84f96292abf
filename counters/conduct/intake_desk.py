"""The work on papers that come by WhatsApp: receiving, checking, writing to the applicant."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from counters.conduct import folders
from counters.conduct.uploads import Uploads
from counters.conduct.workplace import Workplace
from counters.presenter import chooser, intake, new_case, verification
from counters.presenter.actions import Action, Mode
from counters.presenter.case_file import recorded as step_of
from counters.presenter.chooser import Chooser
from counters.presenter.intake import IntakeView, Shelf, intake_view
from counters.presenter.intake_words import name_of, words
from counters.presenter.new_case import NewCase, NewCaseView, new_case_view
from counters.presenter.seat import Seat
from counters.presenter.verification import Draft
from protocol.messages import AnyAnswer, CaseFile, LetterReady, OpenCase, TellApplicant
from protocol.office import Service
from protocol.vocabulary import CaseState, Letter, LetterState, Result
from terminal.link import new_request_id


class Face(StrEnum):
    """What lies at the right of the list; each has its own keys."""

    FILE = "intake"
    NEW = "new_case"
    CHOOSER = "chooser"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Written:
    """A letter that may go out now. ``by_itself``: the hub sends it."""

    number: str
    letter: Letter
    text: str
    url: str
    by_itself: bool


@dataclass(frozen=True, slots=True)
class Outside:
    """What this terminal has beside its own window: a browser, and a clipboard."""

    open_link: Callable[[str], Awaitable[bool]]
    copy: Callable[[str], None]


class IntakeDesk:
    """``refresh`` works out ``view`` and ``form``, which the screen shows; ``perform`` acts."""

    def __init__(self, place: Workplace, outside: Outside) -> None:
        self.place, self.outside = place, outside
        self.uploads = Uploads(place)
        self.view: IntakeView | None = None
        self.form: NewCaseView | None = None
        self.face = Face.FILE
        self.shelf = Shelf.WORK
        self.chooser = Chooser(folders.first_folder())
        self.letter: Written | None = None
        self.dropped: list[Path] = []
        self._new = NewCase()
        self._chosen: int | None = None
        self._file: CaseFile | None = None
        self._drafts: dict[int, Draft] = {}
        self._looked_for: set[tuple[int, int]] = set()

    # -- what the screen shows

    @property
    def mode(self) -> Mode:
        return Mode(self.face.value)

    @property
    def offers(self) -> dict[Action, str]:
        """What can be asked for at this face."""
        match self.face:
            case Face.NEW:
                return self._form_offers()
            case Face.CHOOSER:
                return dict(chooser.offers(self.chooser))
            case Face.LETTER:
                return {Action.OPEN_LINK: "", Action.COPY_TEXT: ""} if self.letter else {}
        return dict(self.view.offers) if self.view else {}

    def refresh(self, seat: Seat) -> None:
        """Work out the views anew. A case that has gone on leaves the shelf, and its file with it."""
        self._follow(seat)
        now = intake.kept(seat, self.shelf, self._chosen)
        if now != self._chosen:
            self._choose(now)
        draft = self._drafts.get(self._file.case.id) if self._file is not None else None
        self.view = intake_view(seat, self.shelf, self._chosen, self._file, draft)
        service = self._service(seat, self._new.service)
        self.form = new_case_view(seat, self._new, service) if service and self.face is Face.NEW else None

    def _follow(self, seat: Seat) -> None:
        """A paper that goes up from here brings its case back to be checked: the shelf goes with it."""
        case = seat.mirror.cases.get(self._file.case.id) if self._file is not None else None
        if self.shelf is Shelf.APPLICANT and case is not None and case.state is CaseState.VERIFYING:
            self.shelf = Shelf.WORK if self.uploads.of(case.id) else self.shelf

    def stale(self, seat: Seat) -> bool:
        """Whether the open file is older than the case, as when a paper came in; each version is named once.

        Without the hub, what was asked for may have been lost: it is named again.
        """
        if not seat.live:
            self._looked_for.clear()
        case = seat.mirror.cases.get(self._file.case.id) if self._file is not None else None
        if case is None or self._file is None or case.version <= self._file.case.version or seat.hindrance():
            return False
        if (case.id, case.version) in self._looked_for or self.uploads.busy:
            return False
        self._looked_for.add((case.id, case.version))
        return True

    def forget(self) -> None:
        """Nothing personal stays behind when somebody leaves the terminal; the folder does."""
        kept = self.chooser.folder
        self.uploads.forget()
        self.__init__(self.place, self.outside)  # type: ignore[misc]
        self.chooser = Chooser(kept)

    def _form_offers(self) -> dict[Action, str]:
        fields = dict.fromkeys((Action.PHONE, Action.NAME, Action.NIK, Action.SENT_AT, Action.VARIANT), "")
        seat = self.place.seat()
        hindrance = seat.hindrance() if seat else ""
        return {**fields, Action.SAVE_CASE: hindrance} if self.form else fields

    @staticmethod
    def _service(seat: Seat, name: str) -> Service | None:
        return seat.mirror.office.service(name)

    def _choose(self, case: int | None) -> None:
        if case != self._chosen:
            self._chosen, self._file = case, None
            if self.face is not Face.NEW:
                self.face, self.letter = Face.FILE, None

    def _lay_open(self, file: CaseFile) -> None:
        service = self.place.link.mirror.office.service(file.case.service)
        self._file, self._chosen = file, file.case.id
        self._looked_for.add((file.case.id, file.case.version))
        if service is not None:
            self._drafts[file.case.id] = intake.draft_with(file, self._drafts.get(file.case.id), service)
        self.place.changed()

    # -- filling in

    def pick(self, case: int) -> None:
        """A row was clicked."""
        self.face = Face.FILE
        self._choose(case)
        self.place.changed()

    def show_shelf(self, shelf: Shelf) -> None:
        self.shelf, self.face = shelf, Face.FILE
        self._choose(None)
        self.place.changed()

    def write(self, field: str, text: str) -> None:
        """A field as it is typed, of the form or of the open file."""
        if self.face is Face.NEW:
            self._new = new_case.with_field(self._new, field, text)
        elif field == "nik":
            self._change(lambda draft, _: Draft(draft.case, draft.variant, draft.marks, draft.name, text))
        elif field == "name":
            self._change(lambda draft, _: Draft(draft.case, draft.variant, draft.marks, text, draft.nik))
        self.place.changed()

    def toggle(self, digit: str) -> None:
        """The paper with this digit: seen, missing, seen."""
        self._change(lambda draft, service: verification.toggled(draft, service, digit))

    def choose_variant(self, variant: str) -> None:
        """A reason was clicked, of the form or of the open file."""
        if self.face is Face.NEW:
            self._new = NewCase(**{**_fields(self._new), "variant": variant})
            self.place.changed()
        else:
            self._change(lambda draft, _: verification.with_variant(draft, variant))

    def _change(self, step: verification.Change) -> None:
        file = self._file
        service = self.place.link.mirror.office.service(file.case.service) if file else None
        if file is not None and service is not None and file.case.id in self._drafts:
            self._drafts[file.case.id] = step(self._drafts[file.case.id], service)
            self.place.changed()

    # -- moving about

    def _move(self, action: Action) -> bool:
        match action:
            case Action.UP | Action.DOWN:
                self._step(-1 if action is Action.UP else 1)
            case Action.NEXT_SHELF | Action.PREVIOUS_SHELF if self.face is Face.FILE:
                self.show_shelf(intake.beside(self.shelf, 1 if action is Action.NEXT_SHELF else -1))
            case Action.LET_GO:
                self._let_go()
            case Action.NEW_CASE:
                self._begin_new()
            case Action.MARK:
                self.chooser = chooser.moved(chooser.marked(self.chooser), 1)
            case Action.VARIANT:
                self._next_variant()
            case Action.ALL_SEEN:
                self._change(verification.all_seen)
            case _:
                return False
        self.place.changed()
        return True

    def _step(self, by: int) -> None:
        if self.face is Face.CHOOSER:
            self.chooser = chooser.moved(self.chooser, by)
        elif self.face is Face.FILE and self.view is not None:
            self._choose(intake.moved(self.view, by))

    def _let_go(self) -> None:
        """Back by one: from a face to the file, from its sentences to the file, from the file to the list."""
        if self.face is not Face.FILE:
            self.face, self.letter, self._new = Face.FILE, None, NewCase()
        elif self._file is not None and any(upload.over for upload in self.uploads.of(self._file.case.id)):
            self.uploads.tidy(self._file.case.id)
        else:
            self._file = None

    def _begin_new(self) -> None:
        seat = self.place.seat()
        services = intake.remote_services(seat) if seat else ()
        if services:
            self._new, self.face = NewCase(service=services[0].id), Face.NEW
            self.place.cursor("phone")

    def _next_variant(self) -> None:
        service = self.place.link.mirror.office.service(self._new.service)
        if self.face is Face.NEW and service is not None:
            self._new = new_case.next_variant(self._new, service)
        else:
            self._change(verification.next_variant)

    # -- doing

    async def perform(self, action: Action) -> None:
        """Do this, if it is offered; say why not, if something hinders it."""
        seat = self.place.seat()
        if action is Action.OPEN_FILE and self._file is not None and seat is not None:
            await self._open(self._file.case.id)  # a newer version of it
            return
        if action is Action.SEND_FILES and self.dropped:
            files, self.dropped = self.dropped, []
            await self.send(files)
            return
        free = (Action.UP, Action.DOWN, Action.LET_GO, Action.NEXT_SHELF, Action.PREVIOUS_SHELF)
        if action not in self.offers and action not in free:
            return
        if hindered := self.offers.get(action, ""):
            self.place.tell_hindrance(hindered)
        elif not self._move(action):
            await self._do(action)

    async def _do(self, action: Action) -> None:
        match action:
            case Action.OPEN_FILE if self._chosen is not None:
                await self._open(self._chosen)
            case Action.SAVE_CASE:
                await self._save()
            case Action.PICK_FILES:
                self._open_folder(self.chooser.folder)
            case Action.CHOOSE:
                await self._enter()
            case Action.FOLDER_UP:
                self._open_folder(self.chooser.folder.parent, self.chooser.folder)
            case Action.SEND_FILES:
                await self.send(chooser.to_send(self.chooser))
            case Action.OPEN_LINK:
                await self._open_link()
            case Action.COPY_TEXT if self.letter is not None:
                self.outside.copy(self.letter.text)
                self.place.tell(words(self.place.language, "letter.copied"), "good")
            case _ if self._file is not None:
                await self._about(action, self._file)

    async def _about(self, action: Action, file: CaseFile) -> None:
        """What is done with the open file."""
        match action:
            case Action.COMPLETE | Action.INCOMPLETE:
                await self._verify(action, file)
            case Action.DOCUMENTS:
                await self.place.show_documents(file)
            case Action.LETTER | Action.REMIND:
                await self._write_to(file, intake.letter_for(action, file.case))
            case Action.CANCEL:
                await self._cancel(file)

    async def _open(self, case: int) -> None:
        answer = await self.place.ask(Action.OPEN_FILE, OpenCase(request_id=new_request_id(), case=case))
        if isinstance(answer, CaseFile) and answer.case.id == self._chosen:
            self._lay_open(answer)

    # -- a new case

    async def _save(self) -> None:
        seat = self.place.seat()
        if seat is None or self.form is None:
            return
        if self.form.why:
            self.place.tell(words(self.place.language, self.form.why), "warn")
            return
        command = new_case.received(seat, self._new, new_request_id())
        if command is None:
            return
        answer = await self.place.ask(Action.SAVE_CASE, command)
        if not isinstance(answer, CaseFile):
            return
        self.face, self._new, self.shelf = Face.FILE, NewCase(), _shelf_of(answer.case.state)
        self._lay_open(answer)
        key = "told.kept_place" if new_case.kept_its_place(command, answer) else "told.received"
        self.place.tell(words(self.place.language, key, number=name_of(answer.case)), "good")

    # -- papers

    async def send(self, files: Sequence[Path]) -> None:
        """Dropped or chosen: to the case that lies open."""
        file = self._file
        if file is None or not files or Action.PICK_FILES not in (self.view.offers if self.view else {}):
            self.place.tell(words(self.place.language, "upload.no_case"), "warn")
            return
        self.face, self.chooser = Face.FILE, folders.opened(self.chooser.folder)
        self.uploads.add(file.case.id, files)
        if file.case.id in await self.uploads.run() and self._file is not None and self._file.case.id == file.case.id:
            await self._open(file.case.id)

    def _open_folder(self, folder: Path, come_from: Path | None = None) -> None:
        self.face = Face.CHOOSER
        self.chooser = folders.opened(folder)
        if come_from is not None:
            self.chooser = chooser.at(self.chooser, come_from)
        self.place.changed()

    def point_at(self, path: Path) -> None:
        """A row of the folder was clicked: a folder opens, a file is marked or not any more."""
        self.chooser = chooser.at(self.chooser, path)
        entry = self.chooser.current
        if entry is not None and entry.folder:
            self._open_folder(entry.path)
        else:
            self.chooser = chooser.marked(self.chooser)
        self.place.changed()

    async def _enter(self) -> None:
        entry = self.chooser.current
        if entry is not None and entry.folder:
            self._open_folder(entry.path)
        else:
            await self.send(chooser.to_send(self.chooser))

    # -- verifying

    async def _verify(self, action: Action, file: CaseFile) -> None:
        seat, draft = self.place.seat(), self._drafts.get(file.case.id)
        service = self.place.link.mirror.office.service(file.case.service)
        if seat is None or draft is None or service is None:
            return
        complete = action is Action.COMPLETE
        if not complete and not await self._sure(file, draft, service):
            return
        result = Result.COMPLETE if complete else Result.INCOMPLETE
        command = verification.recorded(draft, service, file.case.version, result, new_request_id())
        answer = await self.place.ask(action, command)
        if not isinstance(answer, CaseFile):
            return
        self._drafts.pop(file.case.id, None)
        if complete:
            self._choose(None)
            self.place.tell(self.place.say("told.complete", number=name_of(file.case)), "good")
        else:
            self.shelf = Shelf.APPLICANT
            self._lay_open(answer)
            await self._write_to(answer, Letter.MISSING)

    async def _sure(self, file: CaseFile, draft: Draft, service: Service) -> bool:
        missing = verification.missing_papers(draft, service)
        language = self.place.language
        return await self.place.questions.confirm(
            words(language, "ask.incomplete", number=name_of(file.case)),
            words(language, "ask.incomplete.text"),
            words(language, "ask.incomplete.yes"),
            [need.title.said_in(language) for need in missing],
        )

    async def _cancel(self, file: CaseFile) -> None:
        say, number = self.place.say, name_of(file.case)
        presets = [say(f"reason.cancel.{at}") for at in (1, 2, 3)]
        reason = await self.place.questions.reason(
            say("ask.cancel_case", number=number), presets, say("ask.cancel_case.yes")
        )
        if not reason:
            return
        command = step_of(Action.CANCEL, file, new_request_id(), reason=reason)
        if isinstance(await self.place.ask(Action.CANCEL, command), CaseFile):
            self._drafts.pop(file.case.id, None)
            self._choose(None)
            self.place.tell(say("told.cancel", number=number), "good")

    # -- writing to the applicant

    async def _write_to(self, file: CaseFile, letter: Letter | None) -> None:
        if letter is None or not file.phone:
            return
        answer: AnyAnswer | None = await self.place.ask(
            Action.LETTER, TellApplicant(request_id=new_request_id(), case=file.case.id, letter=letter)
        )
        if isinstance(answer, LetterReady):
            by_itself = answer.state is not LetterState.BY_HAND
            self.letter = Written(name_of(file.case), letter, answer.text, answer.url, by_itself)
            self.face = Face.LETTER
            self.place.changed()

    async def _open_link(self) -> None:
        letter = self.letter
        if letter is None:
            return
        if letter.by_itself:
            self._let_go()
            self.place.changed()
        elif await self.outside.open_link(letter.url):
            self.place.tell(words(self.place.language, "letter.opened"), "good")
        else:
            self.place.tell(words(self.place.language, "letter.no_browser"), "warn")


def _fields(draft: NewCase) -> dict[str, str]:
    return {name: getattr(draft, name) for name in ("service", "phone", "sent_at", "name", "nik", "variant")}


def _shelf_of(state: CaseState) -> Shelf:
    return next((shelf for shelf, held in intake.STATES.items() if held is state), Shelf.WORK)
