"""The questions that desks put to their officer, as dialogs that answer an ``await``."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout

from assets.texts import DEFAULT, Language
from counters.conduct.workplace import Field, Spoiled
from counters.presenter.phrases import say
from counters.presenter.queue import Target
from counters.screens.fields import put_cursor
from terminal.look.stage import Stage
from terminal.look.widgets import Dialog, Row

Builder.load_file(str(Path(__file__).with_name("questions.kv")))


class ChoiceRow(Row):
    """One choice of a dialog, with its digit."""

    text = StringProperty("")
    note = StringProperty("")
    digit = StringProperty("")


class Choices(BoxLayout):
    """Rows to choose from; ``on_choice(index)``."""

    __events__ = ("on_choice",)

    def __init__(self, texts: Sequence[tuple[str, str]], **values: Any) -> None:
        super().__init__(**values)
        for at, (text, note) in enumerate(texts):
            row = ChoiceRow(is_focusable=False, text=text, note=note, digit=str(at + 1))
            row.bind(on_release=lambda *_, at=at: self.dispatch("on_choice", at))
            self.add_widget(row)

    def mark(self, chosen: int | None) -> None:
        for at, row in enumerate(reversed(self.children)):
            row.chosen = at == chosen

    def on_choice(self, index: int) -> None:
        """Default handler of the event."""


class ReasonForm(BoxLayout):
    """A reason: one of the usual ones by its digit, or in one's own words; a serial number above where one is asked."""

    serial_title = StringProperty("")
    reason_title = StringProperty("")
    own_title = StringProperty("")
    wrong = StringProperty("")


class FormField(BoxLayout):
    """A title and the field below it."""

    title = StringProperty("")


class Form(BoxLayout):
    """Fields to be typed into, one below the other, and what is wrong with them."""

    wrong = StringProperty("")

    def __init__(self, fields: Sequence[Field], **values: Any) -> None:
        super().__init__(**values)
        self.fields: dict[str, FormField] = {}
        for field in fields:
            shown = self.fields[field.name] = FormField(title=field.title)
            shown.ids.text.most, shown.ids.text.text = field.most, field.text
            self.ids.fields.add_widget(shown)

    def go_on(self) -> bool:
        """Put the cursor into the next field; False where it stands in the last one, or in none."""
        texts = [field.ids.text for field in self.fields.values()]
        at = next((at for at, text in enumerate(texts[:-1]) if text.focus), None)
        if at is None:
            return False
        texts[at].focus = False
        put_cursor(texts[at + 1])
        return True

    def said(self) -> dict[str, str]:
        return {name: " ".join(field.ids.text.text.split()) for name, field in self.fields.items()}


class ItemLine(BoxLayout):
    """One thing of a list."""

    text = StringProperty("")


class ItemList(BoxLayout):
    """A big number, if any, and a list of things, one a line."""

    big = StringProperty("")

    def __init__(self, items: Sequence[str] = (), **values: Any) -> None:
        super().__init__(**values)
        for text in items:
            self.add_widget(ItemLine(text=text))


class Ask(Dialog):
    """A dialog that ends an ``await``; wider than look's, since it holds lists and fields."""

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.answered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.chosen: int | None = None

    def dismiss(self) -> None:
        """Close as if waved away."""
        self.answer(False)

    def on_answer(self, yes: bool) -> None:
        if not self.answered.done():
            self.answered.set_result(yes)


class AskReason(Ask):
    """Asks for a reason; Enter is heard only when there is one."""

    def __init__(self, form: ReasonForm, presets: Sequence[str], language: Language, **values: Any) -> None:
        super().__init__(**values)
        self._form, self._presets, self._language = form, presets, language
        self._choices = Choices([(text, "") for text in presets])
        self._choices.bind(on_choice=lambda _c, at: self.choose(at))
        form.ids.presets.add_widget(self._choices)
        form.ids.text.bind(text=self._typed)
        self.extra = form

    @property
    def reason(self) -> str:
        """The words, or the usual reason that was chosen."""
        typed: str = self._form.ids.text.text.strip()
        return typed or ("" if self.chosen is None else self._presets[self.chosen])

    @property
    def serial(self) -> str:
        serial: str = self._form.ids.serial.text.strip()
        return serial

    def choose(self, at: int) -> None:
        """Take one of the usual reasons."""
        if at < len(self._presets):
            self.chosen = at
            self._form.ids.text.text = ""
            self._choices.mark(at)
            self._form.wrong = ""

    def answer(self, yes: bool) -> None:
        if yes and self._form.serial_title and not self.serial:
            self._form.wrong = say(self._language, "why.serial")
        elif yes and not self.reason:
            self._form.wrong = say(self._language, "why.reason")
        else:
            super().answer(yes)

    def press(self, name: str) -> bool:
        if name.isdigit() and name != "0":
            self.choose(int(name) - 1)
            return True
        if name == "n" or (name == "enter" and self._form.ids.serial.focus):
            self._to_reason()
            return True
        return bool(super().press(name))

    def _typed(self, _field: object, text: str) -> None:
        if text.strip():
            self.chosen = None
            self._choices.mark(None)
            self._form.wrong = ""

    def _to_reason(self) -> None:
        put_cursor(self._form.ids.text)


class AskForm(Ask):
    """Asks for what is typed; Enter goes from field to field, and answers from the last one."""

    def __init__(self, fields: Sequence[Field], language: Language, **values: Any) -> None:
        super().__init__(**values)
        self._fields, self._language = fields, language
        self.form = Form(fields)
        self.extra = self.form
        put_cursor(self.form.fields[fields[0].name].ids.text)

    def answer(self, yes: bool) -> None:
        said = self.form.said()
        empty = next((field for field in self._fields if field.needed and not said[field.name]), None)
        if yes and empty is not None:
            self.form.wrong = say(self._language, "why.needed")
            put_cursor(self.form.fields[empty.name].ids.text)
        else:
            super().answer(yes)

    def press(self, name: str) -> bool:
        return (name == "enter" and self.form.go_on()) or bool(super().press(name))


class AskTarget(Ask):
    """Asks where to; a digit or a click answers at once."""

    def __init__(self, texts: Sequence[tuple[str, str]], **values: Any) -> None:
        super().__init__(**values)
        self._count = len(texts)
        choices = Choices(texts)
        choices.bind(on_choice=lambda _c, at: self.choose(at))
        self.extra = choices

    def choose(self, at: int) -> None:
        if at < self._count:
            self.chosen = at
            self.answer(True)

    def press(self, name: str) -> bool:
        if name.isdigit() and name != "0":
            self.choose(int(name) - 1)
        elif name in ("escape", "enter"):
            self.answer(False)
        return True


class AskPaper(Ask):
    """Shows a paper. Its second button asks for another print and leaves it standing; Enter and Esc close it."""

    def __init__(self, text: str, **values: Any) -> None:
        super().__init__(text=text, **values)
        self._says = text
        self.again = asyncio.Event()
        self.ids.no.key = "C"

    def tell(self, outcome: str) -> None:
        """Say what became of the paper, below what it says."""
        self.text = f"{self._says}\n{outcome}" if self._says else outcome

    def answer(self, yes: bool) -> None:
        if yes:
            super().answer(True)
        else:
            self.again.set()

    def dismiss(self) -> None:
        super().answer(True)

    def press(self, name: str) -> bool:
        if name in ("enter", "escape"):
            self.answer(True)
        elif name == "c" and self.no:
            self.answer(False)
        return True


class StageQuestions:
    """Puts the questions of ``conduct.workplace.Questions`` on the stage, one at a time."""

    def __init__(self, stage: Stage, language: Language = DEFAULT) -> None:
        self._stage = stage
        self.language = language
        self._standing: Ask | None = None

    def wave_away(self) -> None:
        """Answer no to whatever stands: the officer left."""
        if self._standing is not None:
            self._standing.dismiss()

    async def confirm(self, title: str, text: str, yes: str, items: Sequence[str] = ()) -> bool:
        dialog = Ask(title=title, text=text, yes=yes, no=say(self.language, "dialog.back"))
        if items:
            dialog.extra = ItemList(items=list(items))
        return await self._put(dialog)

    async def inform(self, title: str, big: str, text: str, items: Sequence[str] = ()) -> None:
        dialog = Ask(title=title, text=text, yes=say(self.language, "dialog.ok"))
        dialog.extra = ItemList(big=big, items=list(items))
        await self._put(dialog)

    async def paper(
        self, title: str, big: str, text: str, items: Sequence[str], printing: Callable[[], Awaitable[str]] | None
    ) -> None:
        again = say(self.language, "dialog.print_again") if printing is not None else ""
        dialog = AskPaper(text, title=title, yes=say(self.language, "dialog.ok"), no=again)
        dialog.extra = ItemList(big=big, items=list(items))
        shown = asyncio.create_task(self._put(dialog))
        try:
            while printing is not None and not shown.done():
                dialog.tell(say(self.language, "printing"))
                dialog.tell(await printing())
                dialog.again.clear()  # struck while it was printing: that is what came out now
                await _first(shown, dialog.again.wait())
            await shown
        finally:
            shown.cancel()

    async def reason(self, title: str, presets: Sequence[str], yes: str) -> str | None:
        asked = await self._ask_reason(title, presets, yes, None)
        return asked.reason if asked else None

    async def spoiled(self, title: str, presets: Sequence[str], yes: str, serial: str) -> Spoiled | None:
        asked = await self._ask_reason(title, presets, yes, serial)
        return Spoiled(asked.serial, asked.reason) if asked else None

    async def form(self, title: str, fields: Sequence[Field], yes: str, text: str = "") -> dict[str, str] | None:
        back = say(self.language, "dialog.back")
        dialog = AskForm(fields, self.language, title=title, text=text, yes=yes, no=back)
        return dialog.form.said() if await self._put(dialog) else None

    async def pick(self, title: str, texts: Sequence[tuple[str, str]]) -> int | None:
        start = 0
        while True:
            page, more = _page(texts, start, say(self.language, "pick.more"))
            dialog = AskTarget(page, title=title, yes=say(self.language, "dialog.back"))
            await self._put(dialog)
            if dialog.chosen is None:
                return None
            if not more or dialog.chosen < len(page) - 1:
                return start + dialog.chosen
            start = start + len(page) - 1 if start + len(page) - 1 < len(texts) else 0

    async def target(self, title: str, targets: Sequence[Target]) -> Target | None:
        closed = say(self.language, "target.closed")
        texts = [(target.title, closed if target.closed else "") for target in targets]
        dialog = AskTarget(texts, title=title, yes=say(self.language, "dialog.back"))
        await self._put(dialog)
        return targets[dialog.chosen] if dialog.chosen is not None else None

    async def _ask_reason(self, title: str, presets: Sequence[str], yes: str, serial: str | None) -> AskReason | None:
        form = ReasonForm(
            reason_title=say(self.language, "field.reason"), own_title=say(self.language, "field.own_reason")
        )
        if serial is not None:
            form.serial_title, form.ids.serial.text = say(self.language, "field.serial"), serial
        dialog = AskReason(form, presets, self.language, title=title, yes=yes, no=say(self.language, "dialog.back"))
        if serial is not None and not serial:
            put_cursor(form.ids.serial)
        return dialog if await self._put(dialog) else None

    async def _put(self, dialog: Ask) -> bool:
        if self._standing is not None:
            return False
        self._standing = dialog
        dialog.open(self._stage)
        try:
            return await dialog.answered
        finally:
            self._standing = None


PAGE = 9


def _page(texts: Sequence[tuple[str, str]], start: int, more: str) -> tuple[list[tuple[str, str]], bool]:
    """As many as there are digits; the last one leads on where there are others, and round to the first."""
    if len(texts) <= PAGE:
        return list(texts), False
    return [*texts[start : start + PAGE - 1], (more, "")], True


async def _first(task: asyncio.Task[bool], other: Coroutine[Any, Any, object]) -> None:
    """Until either is over; the other one is given up, the task is not."""
    beside = asyncio.ensure_future(other)
    try:
        await asyncio.wait((task, beside), return_when=asyncio.FIRST_COMPLETED)
    finally:
        beside.cancel()
