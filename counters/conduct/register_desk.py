"""The registers: opened by days, searched, paged through, and taken out as a file with a reason."""

from dataclasses import replace
from pathlib import Path

from counters.conduct.saving import documents_folder, put_on_office_printer, save
from counters.conduct.workplace import Field, Workplace
from counters.presenter import registers
from counters.presenter.delegation import typed_day
from counters.presenter.phrases import refused
from counters.presenter.registers import BOOKS, FORMATS, Wanted, register_title, registers_view
from counters.presenter.seat import Seat
from counters.presenter.sheet import SheetView
from protocol.errors import Refusal
from protocol.messages import ExportRegister, FileReady, OpenRegister, RegisterPage
from protocol.vocabulary import FileFormat
from terminal.link import NotLive, new_request_id


class RegisterDesk:
    """``open`` while it lies there; ``view`` is what it shows; ``ask`` does what a button or its key asks for."""

    def __init__(self, place: Workplace, home: Path) -> None:
        self.place = place
        self.open = False
        self._home = home
        self._wanted = Wanted()
        self._page: RegisterPage | None = None

    def view(self, seat: Seat) -> SheetView:
        return registers_view(seat, self._wanted, self._page)

    async def begin(self) -> None:
        """Today's lines of the book that was open last."""
        today = self.place.link.mirror.day
        self.open = True
        await self._show(Wanted(self._wanted.register, first_day=today, last_day=today))

    def close(self) -> None:
        self.open, self._page = False, None
        self._wanted = replace(self._wanted, text="")
        self.place.changed()

    async def ask(self, name: str) -> None:
        seat = self.place.seat()
        button = next((b for b in self.view(seat).buttons if b.name == name), None) if seat is not None else None
        if button is None:
            return
        if button.why:
            self.place.tell_hindrance(button.why)
            return
        match name:
            case registers.BOOK:
                await self._choose_book()
            case registers.DAYS:
                await self._choose_days()
            case registers.SEARCH:
                await self._search()
            case registers.BEFORE:
                await self._show(self._wanted.turned(-1))
            case registers.AFTER:
                await self._show(self._wanted.turned(1))
            case registers.EXPORT:
                await self._export()
            case registers.PRINT:
                await self._print()

    async def _show(self, wanted: Wanted) -> None:
        """Ask for this page; what was shown before is another question's answer, and goes."""
        self._wanted, self._page = wanted, None
        self.place.changed()
        command = OpenRegister(
            request_id=new_request_id(),
            register=wanted.register,
            first_day=wanted.first_day,
            last_day=wanted.last_day,
            text=wanted.text,
            after=wanted.start,
            language=self.place.language,
        )
        answer = await self.place.ask("registers", command)
        if isinstance(answer, RegisterPage) and self.open and self._wanted == wanted:
            self._page = answer
            self.place.changed()

    async def _choose_book(self) -> None:
        texts = [(register_title(self.place.language, book), "") for book in BOOKS]
        at = await self.place.questions.pick(self.place.say("register.which"), texts)
        if at is not None:
            await self._show(replace(self._wanted, register=BOOKS[at], start=0))

    async def _choose_days(self) -> None:
        say, today = self.place.say, self.place.link.mirror.day
        fields = tuple(
            Field(name, say(f"register.{name}"), "/".join(reversed(day.split("-"))), most=10)
            for name, day in (("first_day", self._wanted.first_day), ("last_day", self._wanted.last_day))
        )
        while (said := await self.place.questions.form(say("register.days"), fields, say("register.show"))) is not None:
            first, last = (typed_day(said[name], today, past=True) for name in ("first_day", "last_day"))
            if first is not None and last is not None:
                await self._show(replace(self._wanted, first_day=min(first, last), last_day=max(first, last), start=0))
                return
            self.place.tell_hindrance("why.day")

    async def _search(self) -> None:
        say = self.place.say
        fields = (Field("text", say("register.words"), self._wanted.text, needed=False),)
        said = await self.place.questions.form(say("register.do.search"), fields, say("register.show"))
        if said is not None:
            await self._show(replace(self._wanted, text=said["text"], start=0))

    # -- taking it out

    async def _export(self) -> None:
        say = self.place.say
        texts = [(say(f"format.{kind}"), "") for kind in FORMATS]
        at = await self.place.questions.pick(say("register.format"), texts)
        if at is not None and (file := await self._fetched(FORMATS[at])) is not None:
            self.place.tell(say("register.saved", path=str(file)), "good")

    async def _print(self) -> None:
        file = await self._fetched(FileFormat.PDF)
        if file is None:
            return
        printed = await put_on_office_printer(file)
        self.place.tell(
            self.place.say("register.printed" if printed else "register.saved", path=str(file)),
            "good" if printed else "warn",
        )

    async def _fetched(self, kind: FileFormat) -> Path | None:
        """The file in the documents folder; None where no reason was given, or something went wrong that was told."""
        say, wanted = self.place.say, self._wanted
        presets = [say(f"reason.export.{at}") for at in (1, 2, 3)]
        reason = await self.place.questions.reason(say("ask.export"), presets, say("ask.export.yes"))
        if not reason:
            return None
        command = ExportRegister(
            request_id=new_request_id(),
            register=wanted.register,
            first_day=wanted.first_day,
            last_day=wanted.last_day,
            format=kind,
            reason=reason,
            text=wanted.text,
            language=self.place.language,
        )
        answer = await self.place.ask("registers", command)
        return await self._saved(answer) if isinstance(answer, FileReady) else None

    async def _saved(self, ready: FileReady) -> Path | None:
        place = self.place
        place.tell(place.say("register.fetching"), "action")
        try:
            content = await self.place.files.fetch(ready)
            return save(documents_folder(self._home), ready.name, content)
        except Refusal as refusal:
            place.tell(refused(place.language, refusal, place.link.mirror.office), "danger")
        except NotLive:
            place.tell(place.say("error.no_answer"), "danger")
        except OSError as problem:
            place.tell(place.say("register.not_saved", why=problem.strerror or type(problem).__name__), "danger")
        return None
