"""The desk for papers by WhatsApp: the list in the order of the first messages, beside it what is done with one."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from assets.texts import Language
from counters.conduct.intake_desk import Face, IntakeDesk, Written
from counters.conduct.uploads import Upload
from counters.presenter.actions import Action
from counters.presenter.chooser import Chooser, Entry
from counters.presenter.intake import DocumentLine, IntakeView, RemoteFile, RemoteLine, Shelf
from counters.presenter.intake_words import when, words
from counters.presenter.new_case import NewCaseView
from counters.presenter.phrases import say
from counters.presenter.seat import Seat
from counters.presenter.verification import Paper, VariantChoice
from counters.screens.actions import Offered
from counters.screens.fields import put_cursor
from counters.screens.sight import bring_into_sight
from terminal.look.widgets import Caption, CheckRow, Chip, Row

Builder.load_file(str(Path(__file__).with_name("intake.kv")))

STEPS = {
    Face.FILE: (
        Action.COMPLETE,
        Action.INCOMPLETE,
        Action.OPEN_FILE,
        Action.PICK_FILES,
        Action.DOCUMENTS,
        Action.REMIND,
        Action.LETTER,
        Action.CANCEL,
    ),
    Face.NEW: (Action.SAVE_CASE,),
    Face.CHOOSER: (Action.SEND_FILES, Action.CHOOSE, Action.FOLDER_UP),
    Face.LETTER: (Action.OPEN_LINK, Action.COPY_TEXT),
}
SUBMITS = {"phone": "name", "name": "nik"}
"""Enter in a field: on to this one, or done."""


class SlimChip(Chip):
    """A choice of which three stand beside each other in a narrow place."""


class Part(BoxLayout):
    """A part of the panel. ``on_typed(field, text)`` and ``on_submit(field)`` tell what is written."""

    __events__ = ("on_typed", "on_submit", "on_variant", "on_paper", "on_document", "on_entry")
    FIELDS: tuple[str, ...] = ()

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._showing = False
        self._chips: dict[str, SlimChip] = {}
        for field in self.FIELDS:
            widget = self.ids[field]
            widget.bind(text=lambda _w, text, field=field: self._typed(field, text))
            widget.bind(on_text_validate=lambda _w, field=field: self.dispatch("on_submit", field))

    def put_cursor(self, field: str) -> None:
        """Into this field, where the face has it."""
        if field in self.FIELDS:
            put_cursor(self.ids[field])

    def _fill(self, **texts: str) -> None:
        """What stands in the draft, unless the officer is just typing it."""
        for field, text in texts.items():
            if self.ids[field].text != text:
                self.ids[field].text = text

    def _show_variants(self, variants: tuple[VariantChoice, ...]) -> None:
        if list(self._chips) != [variant.id for variant in variants]:
            self.ids.variants.clear_widgets()
            self._chips = {variant.id: self._chip(variant.id) for variant in variants}
        for variant in variants:
            self._chips[variant.id].text, self._chips[variant.id].on = variant.title, variant.chosen

    def _chip(self, variant: str) -> SlimChip:
        chip = SlimChip(is_focusable=False)
        chip.bind(on_release=lambda *_: self.dispatch("on_variant", variant))
        self.ids.variants.add_widget(chip)
        return chip

    def _typed(self, field: str, text: str) -> None:
        if not self._showing:
            self.dispatch("on_typed", field, text)

    def on_typed(self, field: str, text: str) -> None:
        """Default handler of the event."""

    def on_submit(self, field: str) -> None:
        """Default handler of the event."""

    def on_variant(self, variant: str) -> None:
        """Default handler of the event."""

    def on_paper(self, digit: str) -> None:
        """Default handler of the event."""

    def on_document(self) -> None:
        """Default handler of the event."""

    def on_entry(self, path: Path) -> None:
        """Default handler of the event."""


class TextLine(Caption):
    """A line of small print in a list."""


class RemoteRow(Row):
    """One case of the list."""

    number = StringProperty("")
    what = StringProperty("")
    detail = StringProperty("")
    missing = StringProperty("")
    until = StringProperty("")
    until_meaning = StringProperty("good")
    told = StringProperty("")
    told_meaning = StringProperty("warn")


class DocumentRow(Row):
    """One paper that was sent."""

    title = StringProperty("")
    detail = StringProperty("")
    sorted = BooleanProperty(False)

    def tell(self, line: DocumentLine) -> None:
        """Show this paper."""
        self.title, self.detail, self.sorted = line.title, line.detail, line.sorted


@dataclass(frozen=True, slots=True)
class UploadShown:
    """One file on its way, in words."""

    key: str
    name: str
    told: str
    part: float
    meaning: str


class UploadRow(BoxLayout):
    """One file on its way, or how it ended."""

    name = StringProperty("")
    told = StringProperty("")
    part = NumericProperty(0.0)
    meaning = StringProperty("action")

    def tell(self, shown: UploadShown) -> None:
        """Show this file."""
        for name in ("name", "told", "part", "meaning"):
            setattr(self, name, getattr(shown, name))


class FileFace(Part):
    """The file of one case."""

    FIELDS = ("name", "nik")
    number = StringProperty("")
    applicant = StringProperty("")
    phone = StringProperty("")
    until = StringProperty("")
    until_meaning = StringProperty("good")
    hint = StringProperty("")
    returned = StringProperty("")
    returned_meaning = StringProperty("danger")
    variant_title = StringProperty("")
    variant_key = StringProperty("")
    papers_title = StringProperty("")
    papers_key = StringProperty("")
    name_title = StringProperty("")
    name_key = StringProperty("")
    nik_title = StringProperty("")
    nik_key = StringProperty("")
    nik_note = StringProperty("")
    nik_wrong = BooleanProperty(False)
    missing_title = StringProperty("")
    note = StringProperty("")
    documents_title = StringProperty("")
    documents_key = StringProperty("")
    letters_title = StringProperty("")
    drop_hint = StringProperty("")

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        # Kivy holds ids weakly: what does not stand now would be gone.
        self._work, self._rest = self.ids.work.__self__, self.ids.rest.__self__
        papers, documents, uploads = self.ids.papers, self.ids.documents, self.ids.uploads
        papers.keyed, papers.maker, papers.teller = (lambda paper: paper.id), self._paper, self._tell_paper
        documents.keyed, documents.maker, documents.teller = (lambda line: line.id), self._document, DocumentRow.tell
        uploads.keyed, uploads.maker, uploads.teller = (lambda u: u.key), (lambda _upload: UploadRow()), UploadRow.tell
        for name in ("letters", "missing"):
            self.ids[name].maker = lambda _text: TextLine()
            self.ids[name].teller = lambda line, text: setattr(line, "text", text)

    def show(self, view: IntakeView, uploads: list[Upload], offered: Offered) -> None:
        """Draw the chosen case: its file where it lies open, else what can be done about it."""
        self._showing = True
        language, file, line = offered.language, view.file, view.chosen
        self.number = line.number if line else ""
        self.until, self.until_meaning = (line.until, line.tone) if line else ("", "good")
        self.applicant = (file.applicant or words(language, "file.no_name")) if file else (line.variant if line else "")
        self.phone = _contact(file, line, language)
        self.hint = "" if file else words(language, "file.closed" if line else f"empty.{view.shelf}")
        self._show_file(file, language, offered)
        self._show_side(file, uploads, language, offered)
        self._showing = False

    def _show_file(self, file: RemoteFile | None, language: Language, offered: Offered) -> None:
        panel = file.panel if file else None
        self._put(self._rest if panel is None else self._work)
        missing = list(file.line.missing) if file else []
        self.missing_title = words(language, "file.missing") if missing and not panel else ""
        self.ids.missing.show(missing if not panel else [])
        self.note = file.note if file else ""
        self.returned = panel.returned_note(language) if panel else ""
        self.returned_meaning = "action" if panel and panel.brought else "danger"
        if panel is None:
            for field in self.FIELDS:
                self.ids[field].focus = False
            return
        for name in ("variant_title", "name_title", "nik_title"):
            setattr(self, name, say(language, f"verify.{name}"))
        self.papers_title, self.papers_key = words(language, "file.papers"), "1–9"
        self.variant_key = offered.key(Action.VARIANT)
        self.name_key, self.nik_key = offered.key(Action.NAME), offered.key(Action.NIK)
        self.nik_wrong = bool(panel.nik_hint)
        self.nik_note = panel.nik_note(language)
        self._show_variants(panel.variants)
        self.ids.papers.empty = say(language, "papers.choose_variant")
        self.ids.papers.show(list(panel.papers))
        self._fill(name=panel.name, nik=panel.nik)

    def _put(self, part: Any) -> None:
        """Only one of the two stands: what is filled in, or what is read."""
        body = self.ids.body
        if body.children != [part]:
            body.clear_widgets()
            body.add_widget(part)

    def _show_side(self, file: RemoteFile | None, uploads: list[Upload], language: Language, offered: Offered) -> None:
        documents = file.documents if file else ()
        self.documents_title = words(language, "file.documents", count=len(documents)) if file else ""
        self.documents_key = offered.key(Action.DOCUMENTS) if documents else ""
        self.ids.documents.empty = words(language, "file.no_documents") if file and not uploads else ""
        self.ids.documents.show(list(documents))
        self.ids.uploads.show([upload_shown(upload, language) for upload in uploads])
        letters = file.letters if file else ()
        self.letters_title = words(language, "file.letters") if letters else ""
        self.ids.letters.show(list(letters))
        self.drop_hint = words(language, "file.drop") if Action.PICK_FILES in offered.offers else ""

    def _paper(self, paper: Paper) -> CheckRow:
        row = CheckRow(is_focusable=False, fixed=True, digit=paper.digit)
        row.bind(on_release=lambda *_: self.dispatch("on_paper", row.digit))
        return row

    @staticmethod
    def _tell_paper(row: CheckRow, paper: Paper) -> None:
        row.text, row.digit, row.mark = paper.title, paper.digit, paper.mark.value
        row.hint = paper.without if paper.mark.value == "no" else ""

    def _document(self, _line: DocumentLine) -> DocumentRow:
        row = DocumentRow(is_focusable=False)
        row.bind(on_release=lambda *_: self.dispatch("on_document"))
        return row


class NewCaseFace(Part):
    """The form for a case that begins with a message."""

    FIELDS = ("phone", "sent_at", "name", "nik")
    title = StringProperty("")
    text = StringProperty("")
    phone_title = StringProperty("")
    phone_key = StringProperty("")
    phone_wrong = StringProperty("")
    sent_title = StringProperty("")
    sent_key = StringProperty("")
    sent_hint = StringProperty("")
    sent_note = StringProperty("")
    sent_wrong = StringProperty("")
    name_title = StringProperty("")
    name_key = StringProperty("")
    nik_title = StringProperty("")
    nik_key = StringProperty("")
    nik_wrong = StringProperty("")
    variant_title = StringProperty("")
    variant_key = StringProperty("")

    def show(self, seat: Seat, view: NewCaseView, offered: Offered) -> None:
        """Draw the form."""
        self._showing = True
        language = offered.language
        for name in ("title", "text", "phone_title", "sent_title", "name_title", "nik_title", "variant_title"):
            setattr(self, name, words(language, f"new.{name}"))
        for name, action in (("phone", Action.PHONE), ("sent", Action.SENT_AT), ("name", Action.NAME)):
            setattr(self, f"{name}_key", offered.key(action))
        self.nik_key, self.variant_key = offered.key(Action.NIK), offered.key(Action.VARIANT)
        self.sent_hint, self.sent_note = when(seat, seat.now_ms), words(language, "new.sent_note")
        self.phone_wrong = _wrong(view, "phone", language)
        self.sent_wrong = _wrong(view, "sent_at", language)
        self.nik_wrong = say(language, view.wrong["nik"]) if "nik" in view.wrong else ""
        self._show_variants(view.variants)
        draft = view.draft
        self._fill(phone=draft.phone, sent_at=draft.sent_at, name=draft.name, nik=draft.nik)
        self._showing = False


@dataclass(frozen=True, slots=True)
class EntryShown:
    """One row of a folder, in words."""

    entry: Entry
    detail: str
    marked: bool
    current: bool


class EntryRow(Row):
    """One file or folder."""

    name = StringProperty("")
    detail = StringProperty("")
    folder = BooleanProperty(False)
    marked = BooleanProperty(False)

    def tell(self, shown: EntryShown) -> None:
        """Show this one."""
        self.name, self.folder = shown.entry.path.name, shown.entry.folder
        self.detail, self.marked, self.chosen = shown.detail, shown.marked, shown.current


class ChooserFace(Part):
    """A folder, to choose papers from."""

    title = StringProperty("")
    folder = StringProperty("")
    count = StringProperty("")

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._rows: WeakValueDictionary[Path, EntryRow] = WeakValueDictionary()
        self._in_sight: Path | None = None
        rows = self.ids.rows
        rows.keyed, rows.maker, rows.teller = (lambda shown: shown.entry.path), self._row, EntryRow.tell

    def show(self, seat: Seat, chooser: Chooser, offered: Offered) -> None:
        """Draw the folder."""
        language = offered.language
        self.title, self.folder = words(language, "chooser.title"), str(chooser.folder)
        self.count = words(language, "chooser.count", count=len(chooser.marked)) if chooser.marked else ""
        self.ids.rows.empty = words(language, chooser.problem or "chooser.empty")
        self.ids.rows.show([self._shown(seat, chooser, at, entry) for at, entry in enumerate(chooser.entries)])
        current = chooser.current.path if chooser.current else None
        if current is not None and current != self._in_sight and (row := self._rows.get(current)) is not None:
            bring_into_sight(self.ids.scroll, row)
        self._in_sight = current

    @staticmethod
    def _shown(seat: Seat, chooser: Chooser, at: int, entry: Entry) -> EntryShown:
        size = words(seat.language, "chooser.size", kilobytes=max(1, entry.bytes // 1024))
        detail = "" if entry.folder else f"{size} · {when(seat, round(entry.changed * 1000))}"
        return EntryShown(entry, detail, entry.path in chooser.marked, at == chooser.cursor)

    def _row(self, shown: EntryShown) -> EntryRow:
        row, path = EntryRow(is_focusable=False), shown.entry.path
        row.bind(on_release=lambda *_: self.dispatch("on_entry", path))
        self._rows[path] = row
        return row


class LetterFace(Part):
    """What the applicant is written, and how it goes out."""

    title = StringProperty("")
    state = StringProperty("")
    meaning = StringProperty("action")
    letter = StringProperty("")

    def show(self, letter: Written, language: Language) -> None:
        """Draw the letter."""
        self.title = words(
            language, "letter.title", number=letter.number, letter=words(language, f"letter.{letter.letter}")
        )
        self.state = words(language, "letter.by_itself" if letter.by_itself else "letter.by_hand")
        self.meaning = "good" if letter.by_itself else "action"
        self.letter = letter.text


class IntakePanel(BoxLayout):
    """The whole desk. Its events pass on what was pressed or typed."""

    __events__ = ("on_asked", "on_row", "on_shelf")
    why = StringProperty("")
    order = StringProperty("")

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._rows: WeakValueDictionary[int, RemoteRow] = WeakValueDictionary()
        self._in_sight: int | None = None
        self._wanted = ""
        rows = self.ids.rows
        rows.keyed, rows.maker, rows.teller = (lambda shown: shown[0].key), self._row, self._tell_row
        self.ids.begin.actions = (Action.NEW_CASE,)
        self.faces: dict[Face, Any] = {
            Face.FILE: FileFace(),
            Face.NEW: NewCaseFace(),
            Face.CHOOSER: ChooserFace(),
            Face.LETTER: LetterFace(),
        }
        self._shelves = {shelf: self._shelf(shelf) for shelf in Shelf}

    def show(self, seat: Seat, desk: IntakeDesk, offered: Offered) -> None:
        """Draw the desk."""
        view, language = desk.view, offered.language
        if view is None:
            return
        self._show_list(view, language)
        self._show_face(seat, desk, offered)
        self.ids.steps.actions = STEPS[desk.face]
        self.ids.steps.show(offered)
        self.ids.begin.show(Offered(view.offers, offered.mode, language, offered.asking, offered.slow))
        self.why = self.ids.steps.why

    def put_cursor(self, field: str) -> None:
        """Put the cursor into this field, when the face that has it is drawn."""
        self._wanted = field

    def _show_list(self, view: IntakeView, language: Language) -> None:
        for shelf, chip in self._shelves.items():
            chip.text = words(language, f"shelf.{shelf}", count=view.counts[shelf])
            chip.on = shelf is view.shelf
        self.order = words(language, f"order.{view.shelf}")
        chosen = view.chosen.key if view.chosen else None
        self.ids.rows.empty = words(language, f"empty.{view.shelf}")
        self.ids.rows.show([(line, line.key == chosen, language) for line in view.lines])
        if chosen is not None and chosen != self._in_sight and (row := self._rows.get(chosen)) is not None:
            bring_into_sight(self.ids.scroll, row)
        self._in_sight = chosen

    def _show_face(self, seat: Seat, desk: IntakeDesk, offered: Offered) -> None:
        face = self.faces[desk.face]
        match desk.face:
            case Face.NEW if desk.form is not None:
                face.show(seat, desk.form, offered)
            case Face.CHOOSER:
                face.show(seat, desk.chooser, offered)
            case Face.LETTER if desk.letter is not None:
                face.show(desk.letter, offered.language)
            case Face.FILE if desk.view is not None:
                line = desk.view.chosen
                face.show(desk.view, desk.uploads.of(line.key) if line else [], offered)
        if face not in self.ids.face.children:
            self.ids.face.clear_widgets()
            self.ids.face.add_widget(face)
        if self._wanted:
            face.put_cursor(self._wanted)
            self._wanted = ""

    def _shelf(self, shelf: Shelf) -> SlimChip:
        chip = SlimChip(is_focusable=False)
        chip.bind(on_release=lambda *_: self.dispatch("on_shelf", shelf))
        self.ids.shelves.add_widget(chip)
        return chip

    def _row(self, shown: tuple[RemoteLine, bool, Language]) -> RemoteRow:
        row, key = RemoteRow(is_focusable=False), shown[0].key
        row.bind(on_release=lambda *_: self.dispatch("on_row", key))
        self._rows[key] = row
        return row

    @staticmethod
    def _tell_row(row: RemoteRow, shown: tuple[RemoteLine, bool, Language]) -> None:
        line, chosen, language = shown
        row.number, row.what, row.chosen = line.number, line.variant or words(language, "file.no_variant"), chosen
        row.detail = words(language, "line.detail", time=line.received, age=line.age, count=line.case.documents)
        if line.assigned:
            row.detail += " · " + line.assigned
        row.missing = words(language, "line.missing", papers="; ".join(line.missing)) if line.missing else ""
        row.until, row.until_meaning = line.until, line.tone
        row.told, row.told_meaning = line.told, line.told_meaning

    def on_asked(self, action: Action) -> None:
        """Default handler of the event."""

    def on_row(self, case: int) -> None:
        """Default handler of the event."""

    def on_shelf(self, shelf: Shelf) -> None:
        """Default handler of the event."""


def _contact(file: RemoteFile | None, line: RemoteLine | None, language: Language) -> str:
    if line is None:
        return ""
    received = words(language, "file.received", time=line.received, age=line.age)
    return f"{file.phone} · {received}" if file and file.phone else received


def _wrong(view: NewCaseView, field: str, language: Language) -> str:
    return words(language, view.wrong[field]) if field in view.wrong else ""


def upload_shown(upload: Upload, language: Language) -> UploadShown:
    """How far a file has got: it waits, it goes, the hub looks at it, or how it ended."""
    stage = "upload.checking" if upload.part >= 1 else "upload.going" if upload.part else "upload.waits"
    told = upload.told or words(language, stage, percent=round(100 * upload.part))
    return UploadShown(upload.request_id, upload.path.name, told, upload.part, upload.meaning)
