"""Searching from anywhere: what was found, the file that lies open, a NIK in full for half a minute, a note."""

from counters.conduct.asking import asked
from counters.conduct.workplace import Workplace
from counters.presenter.intake_words import name_of, words
from counters.presenter.search import REVEALED_MS, FoundLine, OpenedFile, Revealed, found_lines, opened_file
from counters.presenter.seat import Seat
from protocol.messages import (
    AddNote,
    AnyAnswer,
    AnyCommand,
    CaseFile,
    CasesFound,
    FindCases,
    FoundCase,
    NikRevealed,
    OpenCase,
    RevealNik,
)
from terminal.link import new_request_id


class SearchDesk:
    """``told`` says what became of the last question, ``wrong`` whether that was bad."""

    def __init__(self, place: Workplace) -> None:
        self.place = place
        self.open = False
        self.told = ""
        self.wrong = False
        self.more = False
        self.cursor = 0
        self._asked = ""
        self._found: tuple[FoundCase, ...] = ()
        self._file: CaseFile | None = None
        self._revealed: Revealed | None = None

    # -- what the screen shows

    @property
    def file_open(self) -> bool:
        return self._file is not None

    def lines(self, seat: Seat) -> tuple[FoundLine, ...]:
        return found_lines(seat, self._found)

    def file(self, seat: Seat) -> OpenedFile | None:
        """The open file. A whole NIK whose time is over is forgotten, not only hidden."""
        if self._revealed is not None and seat.now_ms >= self._revealed.until:
            self._revealed = None
        return opened_file(seat, self._file, self._revealed) if self._file is not None else None

    def begin(self) -> None:
        """Lie open, empty: the last search was somebody's own affair."""
        self.close()
        self.open = True
        self.place.changed()

    def close(self) -> None:
        """Nothing personal stays behind."""
        self.__init__(self.place)  # type: ignore[misc]
        self.place.changed()

    def move(self, by: int) -> None:
        """The line above or below; the open file is put away."""
        self.cursor = max(0, min(len(self._found) - 1, self.cursor + by))
        self.put_away()

    def put_away(self) -> None:
        """Back to what was found."""
        self._file, self._revealed, self.told = None, None, ""
        self.place.changed()

    # -- doing

    async def enter(self, text: str) -> None:
        """Enter in the field: search for what is new, open what was found before."""
        if " ".join(text.split()) != self._asked or not self._found:
            await self.find(text)
        else:
            await self.open_at(self.cursor)

    async def find(self, text: str) -> None:
        """Everything that fits; what alone fits is opened at once, so that a scanned code needs no more keys."""
        self._asked = " ".join(text.split())
        if not self._asked:
            return
        self._found, self._file, self._revealed, self.cursor = (), None, None, 0
        answer = await self._ask("search", FindCases(request_id=new_request_id(), text=self._asked))
        if not isinstance(answer, CasesFound):
            return
        self._found, self.more = answer.cases, answer.more
        count = len(self._found)
        key = "search.more" if self.more else ("search.found" if count else "search.nothing")
        self._tell(words(self.place.language, key, count=count), wrong=not count)
        if count == 1 and not self.more:
            await self.open_at(0)

    async def open_at(self, cursor: int) -> None:
        """The file of this line."""
        if not 0 <= cursor < len(self._found):
            return
        self.cursor = cursor
        case = self._found[cursor].case.id
        answer = await self._ask("open", OpenCase(request_id=new_request_id(), case=case))
        if isinstance(answer, CaseFile):
            self._file, self._revealed = answer, None
            self._tell("")

    async def reveal(self) -> None:
        """The whole NIK, for a reason that the journal keeps; masked again after half a minute."""
        file, language = self._file, self.place.language
        if file is None or not file.nik:
            return
        presets = [words(language, f"reason.nik.{at}") for at in (1, 2, 3)]
        title = words(language, "ask.nik", number=name_of(file.case))
        reason = await self.place.questions.reason(title, presets, words(language, "ask.nik.yes"))
        if not reason:
            return
        answer = await self._ask("nik", RevealNik(request_id=new_request_id(), case=file.case.id, reason=reason))
        if isinstance(answer, NikRevealed) and self._file is file:
            self._revealed = Revealed(file.case.id, answer.nik, self.place.now_ms() + REVEALED_MS)
            self._tell(words(language, "search.revealed"))

    async def add_note(self, text: str) -> bool:
        """A line in the file; whether the hub has it."""
        file, line = self._file, " ".join(text.split())
        if file is None or not line:
            return False
        answer = await self._ask("note", AddNote(request_id=new_request_id(), case=file.case.id, text=line))
        if not isinstance(answer, CaseFile):
            return False
        if self._file is file:
            self._file = answer
            self._tell(words(self.place.language, "search.noted"))
        return True

    async def documents(self) -> None:
        """The papers of the open file."""
        if self._file is not None:
            await self.place.show_documents(self._file)

    async def _ask(self, name: str, command: AnyCommand) -> AnyAnswer | None:
        self.told = ""
        return await asked(self.place, name, command, lambda told: self._tell(told, wrong=True))

    def _tell(self, told: str, *, wrong: bool = False) -> None:
        self.told, self.wrong = told, wrong
        self.place.changed()
