"""The verification panel: the service's checklist, the applicant, and the two ways to end."""

from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from counters.presenter.actions import Action, Mode
from counters.presenter.phrases import say
from counters.presenter.verification import Paper, VariantChoice, VerificationView
from counters.screens.actions import Offered
from counters.screens.fields import put_cursor
from terminal.look.widgets import CheckRow, Chip

Builder.load_file(str(Path(__file__).with_name("verification.kv")))

ENDS = (Action.COMPLETE, Action.INCOMPLETE, Action.CANCEL)


class VerificationPanel(BoxLayout):
    """Shows a ``VerificationView``; its events pass on what was pressed or typed."""

    __events__ = ("on_asked", "on_paper", "on_variant", "on_typed", "on_submit")
    number = StringProperty("")
    service = StringProperty("")
    returned = StringProperty("")
    returned_meaning = StringProperty("danger")
    variant_title = StringProperty("")
    variant_key = StringProperty("")
    papers_title = StringProperty("")
    papers_hint = StringProperty("")
    name_title = StringProperty("")
    name_key = StringProperty("")
    nik_title = StringProperty("")
    nik_key = StringProperty("")
    nik_note = StringProperty("")
    nik_wrong = BooleanProperty(False)
    why = StringProperty("")

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._case = ""
        self._showing = False
        self._chips: dict[str, Chip] = {}
        rows = self.ids.papers
        rows.keyed, rows.maker, rows.teller = (lambda paper: paper.id), self._row, self._tell_row
        self.ids.ends.actions = ENDS
        for field in ("name", "nik"):
            widget = self.ids[field]
            widget.bind(text=lambda _w, text, field=field: self._typed(field, text))
            widget.bind(on_text_validate=lambda _w, field=field: self.dispatch("on_submit", field))

    def show(self, view: VerificationView, offered: Offered) -> None:
        """Draw this."""
        self._showing = True
        language = offered.language
        self.number, self.service = view.file.number, view.file.service
        self.returned = view.returned_note(language)
        self.returned_meaning = "action" if view.brought else "danger"
        self._show_words(view, offered)
        self._show_variants(view.variants)
        self.ids.papers.empty = say(language, "papers.choose_variant")
        self.ids.papers.show(list(view.papers))
        self._show_fields(view)
        self.ids.ends.show(Offered(view.offers, Mode.VERIFICATION, language, offered.asking, offered.slow))
        self.why = self.ids.ends.why
        self._showing = False

    def put_cursor(self, field: str) -> None:
        """Put the cursor into this field, behind what stands there."""
        put_cursor(self.ids[field])

    def _show_words(self, view: VerificationView, offered: Offered) -> None:
        language = offered.language
        for name in ("variant_title", "papers_title", "name_title", "nik_title"):
            setattr(self, name, say(language, f"verify.{name}"))
        self.papers_hint = say(language, "verify.papers_hint")
        self.variant_key = offered.key(Action.VARIANT)
        self.name_key, self.nik_key = offered.key(Action.NAME), offered.key(Action.NIK)
        self.nik_wrong = bool(view.nik_hint)
        self.nik_note = view.nik_note(language)

    def _show_variants(self, variants: tuple[VariantChoice, ...]) -> None:
        if list(self._chips) != [variant.id for variant in variants]:
            self.ids.variants.clear_widgets()
            self._chips = {variant.id: self._chip(variant.id) for variant in variants}
        for variant in variants:
            chip = self._chips[variant.id]
            chip.text, chip.digit, chip.on = variant.title, variant.digit, variant.chosen

    def _chip(self, variant: str) -> Chip:
        chip = Chip(is_focusable=False, height=52)
        chip.bind(on_release=lambda *_: self.dispatch("on_variant", variant))
        self.ids.variants.add_widget(chip)
        return chip

    def _show_fields(self, view: VerificationView) -> None:
        """What stands in the draft, unless the officer is just typing it."""
        for field, text in (("name", view.name), ("nik", view.nik)):
            if self.ids[field].text != text:
                self.ids[field].text = text

    def _row(self, paper: Paper) -> CheckRow:
        row = CheckRow(is_focusable=False, fixed=True, digit=paper.digit)
        row.bind(on_release=lambda *_: self.dispatch("on_paper", row.digit))
        return row

    def _tell_row(self, row: CheckRow, paper: Paper) -> None:
        row.text, row.digit, row.mark = paper.title, paper.digit, paper.mark.value
        row.hint = paper.without if paper.mark.value == "no" else ""

    def _typed(self, field: str, text: str) -> None:
        if not self._showing:
            self.dispatch("on_typed", field, text)

    def on_asked(self, action: Action) -> None:
        """Default handler of the event."""

    def on_paper(self, digit: str) -> None:
        """Default handler of the event."""

    def on_variant(self, variant: str) -> None:
        """Default handler of the event."""

    def on_typed(self, field: str, text: str) -> None:
        """Default handler of the event."""

    def on_submit(self, field: str) -> None:
        """Default handler of the event."""
