"""One line of each register, put together from the books for people to read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assets.texts import Language, text
from protocol.office import Office
from protocol.vocabulary import BlankMove, CaseState, Register, Result
from server.app.books import Books
from server.app.records import BlankMoveRecord, CaseRecord
from server.app.sheet import Cell, Kind
from server.domain.hours import day_of, local

COLUMNS: Mapping[Register, Mapping[str, Kind]] = {
    Register.CARDS: {
        "register_number": Kind.TEXT,
        "date": Kind.DATE,
        "name": Kind.TEXT,
        "nik": Kind.CODE,
        "number": Kind.TEXT,
        "variant": Kind.TEXT,
        "serial": Kind.CODE,
        "printed_by": Kind.TEXT,
        "approved_by": Kind.TEXT,
    },
    Register.BLANKS: {
        "date": Kind.DATE,
        "move": Kind.TEXT,
        "in": Kind.NUMBER,
        "out": Kind.NUMBER,
        "spoiled": Kind.NUMBER,
        "balance": Kind.NUMBER,
        "note": Kind.TEXT,
        "by": Kind.TEXT,
    },
    Register.HANDOVER: {
        "date": Kind.DATE,
        "register_number": Kind.TEXT,
        "name": Kind.TEXT,
        "receiver": Kind.TEXT,
        "relation": Kind.TEXT,
        "note": Kind.TEXT,
        "by": Kind.TEXT,
    },
    Register.REMOTE: {
        "received": Kind.DATE,
        "name": Kind.TEXT,
        "phone": Kind.CODE,
        "variant": Kind.TEXT,
        "state": Kind.TEXT,
        "told": Kind.TEXT,
        "due": Kind.DATE,
        "ready": Kind.DATE,
        "handed_over": Kind.DATE,
    },
}


@dataclass(frozen=True, slots=True)
class Line:
    """``id``: of the step, the move or the case that it is about."""

    id: int
    cells: Mapping[str, Cell]
    case: int | None = None


@dataclass(frozen=True, slots=True)
class Scribe:
    """Writes lines in a language. The NIK stands in them whole."""

    office: Office
    language: Language

    def line(self, register: Register, id: int, books: Books) -> Line | None:
        """None where the books know nothing under this id."""
        return _WRITERS[register](self, id, books)

    def card(self, id: int, books: Books) -> Line | None:
        step = books.registers.step(id)
        case = books.cases.find(step.case) if step else None
        if step is None or case is None:
            return None
        personal = books.cases.read_personal("case", case.id)
        printed = [taken.staff for _, taken in books.cases.steps(case.id) if taken.result is Result.PRINTED]
        cells: dict[str, Cell] = {
            "register_number": case.register_number,
            "date": self._day(step.at),
            "name": personal.get("applicant_name", ""),
            "nik": personal.get("nik", ""),
            "number": case.number,
            "variant": self._variant(case),
            "serial": case.card_serial,
            "printed_by": _name(printed[-1], books) if printed else "",
            "approved_by": ", ".join(_name(staff, books) for _, staff in case.approvals),
        }
        return Line(id, cells, case.id)

    def blank(self, id: int, books: Books) -> Line | None:
        move = books.stock.find(id)
        if move is None:
            return None
        case = books.cases.find(move.case) if move.case else None
        cells: dict[str, Cell] = {
            "date": move.day,
            "move": self._say(f"move.{move.move}"),
            **_amounts(move),
            "balance": move.balance,
            "note": books.cases.read_personal("blank", id).get("note", "") or _about(case),
            "by": _name(move.staff, books) if move.staff else "",
        }
        return Line(id, cells, move.case)

    def handover(self, id: int, books: Books) -> Line | None:
        step = books.registers.step(id)
        case = books.cases.find(step.case) if step else None
        if step is None or case is None:
            return None
        personal = books.cases.read_personal("case", case.id)
        cells: dict[str, Cell] = {
            "date": self._day(step.at),
            "register_number": case.register_number,
            "name": personal.get("applicant_name", ""),
            "receiver": personal.get("receiver", ""),
            "relation": personal.get("relation", ""),
            "note": personal.get("handover_note", ""),
            "by": _name(step.staff, books),
        }
        return Line(id, cells, case.id)

    def remote(self, id: int, books: Books) -> Line | None:
        case = books.cases.find(id)
        if case is None or case.received_at is None:
            return None
        personal = books.cases.read_personal("case", id)
        handed = [step.at for _, step in books.cases.steps(id) if step.result is Result.RECEIVED]
        is_over = case.state is CaseState.HANDED_OVER and bool(handed)
        cells: dict[str, Cell] = {
            "received": self._day(case.received_at),
            "name": personal.get("applicant_name", ""),
            "phone": personal.get("phone", ""),
            "variant": self._variant(case),
            "state": self._say(f"state.{case.state}"),
            "told": self._say(f"told.{case.told}") if case.told else "",
            "due": self._day(case.due_at) if case.due_at else "",
            "ready": case.pickup_day,
            "handed_over": self._day(handed[-1]) if is_over else "",
        }
        return Line(id, cells, id)

    def _variant(self, case: CaseRecord) -> str:
        service = self.office.service(case.service)
        variants = service.variants if service else ()
        return next((v.title.said_in(self.language) for v in variants if v.id == case.variant), case.variant)

    def _day(self, at: int) -> str:
        return day_of(local(at, self.office.timezone))

    def _say(self, key: str) -> str:
        return text(self.language, "registers", key)


_WRITERS: Mapping[Register, Callable[[Scribe, int, Books], Line | None]] = {
    Register.CARDS: Scribe.card,
    Register.BLANKS: Scribe.blank,
    Register.HANDOVER: Scribe.handover,
    Register.REMOTE: Scribe.remote,
}


def _amounts(move: BlankMoveRecord) -> dict[str, Cell]:
    """Each change in one of three columns. What a count found too much came in, what it missed went out."""
    column = "spoiled" if move.move is BlankMove.SPOILED else "in" if move.change > 0 else "out"
    amounts: dict[str, Cell] = {"in": None, "out": None, "spoiled": None}
    return amounts | ({column: abs(move.change)} if move.change else {})


def _about(case: CaseRecord | None) -> str:
    """The number by which people know the case."""
    return (case.number or case.register_number) if case else ""


def _name(staff: int, books: Books) -> str:
    member = books.people.staff(staff)
    return member.name if member else ""
