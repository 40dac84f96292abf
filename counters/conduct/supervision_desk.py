"""Looking over the office's work, and giving a case to somebody."""

from counters.conduct.asking import asked
from counters.conduct.workplace import Workplace
from counters.presenter import supervision
from counters.presenter.case_file import person
from counters.presenter.intake_words import name_of, words
from counters.presenter.seat import Seat
from counters.presenter.supervision import Stage, SupervisionView, supervision_view
from protocol.messages import AssignCase, CaseFile, OpenCase
from terminal.link import new_request_id


class SupervisionDesk:
    """``refresh`` works out ``view``; ``giving`` is the row of the person to give the case to, None: not giving."""

    def __init__(self, place: Workplace) -> None:
        self.place = place
        self.open = False
        self.told = ""
        self.wrong = False
        self.stage = Stage.ALL
        self.by_person = False
        self.giving: int | None = None
        self.view: SupervisionView | None = None
        self._chosen: int | None = None

    def begin(self) -> None:
        self.close()
        self.open = True
        self.place.changed()

    def close(self) -> None:
        """As it was at first."""
        self.__init__(self.place)  # type: ignore[misc]
        self.place.changed()

    def refresh(self, seat: Seat) -> SupervisionView:
        """The overview now. A case that has gone on leaves the list, and the choice of a person with it."""
        view = supervision_view(seat, self.stage, self._chosen, self.by_person, self.giving)
        if view.chosen is None:
            self.giving = None
            self._chosen = view.lines[0].key if view.lines else None
            view = supervision_view(seat, self.stage, self._chosen, self.by_person, None)
        self.view = view
        return view

    # -- moving about

    def move(self, by: int) -> None:
        """Through the people while a case is given away, through the list otherwise."""
        if self.giving is not None:
            self.give_to(self.giving + by)
        elif self.view is not None:
            self.pick(supervision.moved(self.view, by))

    def pick(self, case: int | None) -> None:
        self._chosen, self.giving, self.told = case, None, ""
        self.place.changed()

    def show(self, stage: Stage) -> None:
        self.stage = stage
        self.pick(None)

    def turn_stage(self, by: int) -> None:
        self.show(supervision.beside(self.stage, by))

    def sort(self) -> None:
        """By person, or by urgency again."""
        self.by_person = not self.by_person
        self.place.changed()

    def give_to(self, row: int) -> None:
        """The cursor on this person."""
        seat = self.place.seat()
        if seat is not None:
            self.giving = max(0, min(len(supervision.candidates(seat)) - 1, row))
            self.place.changed()

    def jump(self, letter: str) -> None:
        """To the next person whose name starts so."""
        seat = self.place.seat()
        if seat is not None and self.giving is not None:
            self.giving = supervision.starting_with(seat, letter, self.giving)
            self.place.changed()

    def back(self) -> bool:
        """From the people to the list; False where there is nothing to go back from."""
        if self.giving is None:
            return False
        self.giving = None
        self.place.changed()
        return True

    # -- doing

    def begin_giving(self) -> None:
        if self.view is not None and self.view.chosen is not None:
            self.told = ""
            self.give_to(0)

    async def give(self) -> None:
        """To the person under the cursor."""
        seat, case = self.place.seat(), self.view.chosen if self.view else None
        if seat is None or case is None or self.giving is None:
            return
        member = supervision.candidates(seat)[self.giving]
        staff = member.id if member is not None else None
        command = AssignCase(request_id=new_request_id(), case=case.id, staff=staff)
        answer = await asked(self.place, "assign", command, self._failed)
        if not isinstance(answer, CaseFile):
            return
        self.giving, self.wrong = None, False
        key = "assign.given" if staff is not None else "assign.anybody"
        self.told = words(seat.language, key, number=name_of(case), name=person(seat, staff))
        self.place.changed()

    async def documents(self) -> None:
        """The papers of the chosen case, for a reason."""
        case = self.view.chosen if self.view else None
        if case is None:
            return
        answer = await asked(self.place, "open", OpenCase(request_id=new_request_id(), case=case.id), self._failed)
        if isinstance(answer, CaseFile):
            await self.place.show_documents(answer)

    def _failed(self, told: str) -> None:
        self.told, self.wrong = told, True
