"""The middle of each page. A body draws what its page's Content has a place for, and nothing else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.shown import Choice, Content, Fact, Offer, PaperNeeded, State
from kiosk.visit import Action, Page
from protocol import pickup
from terminal.look.widgets import Pressable

Do = Callable[[Action], None]


class PageBody(BoxLayout):
    """The base of all: ``tell`` draws, ``do`` takes what was touched. ``low``: there is little height."""

    low = BooleanProperty(False)

    def __init__(self, do: Do, **values: Any) -> None:
        super().__init__(**values)
        self.do = do

    def tell(self, content: Content) -> None:
        """Draw this content."""
        raise NotImplementedError

    def fill(self, place: Widget, widgets: list[Widget]) -> None:
        """Put these in place of what stood there."""
        place.clear_widgets()
        for widget in widgets:
            place.add_widget(widget)


class BigChoice(Pressable, BoxLayout):
    """A choice as high as the page has room for: icon, title, subtitle, a word on its state, its digit."""

    title = StringProperty("")
    subtitle = StringProperty("")
    icon = StringProperty("")
    mark = StringProperty("")
    digit = StringProperty("")
    note = StringProperty("")
    meaning = StringProperty("action")
    extent = NumericProperty(150)


class Tab(Pressable, BoxLayout):
    """One of a few that exclude each other, beside one another."""

    text = StringProperty("")
    digit = StringProperty("")
    chosen = BooleanProperty(False)


class NumberKey(Pressable, BoxLayout):
    """A number to be touched, and the key of the pad that does the same."""

    number = StringProperty("")
    digit = StringProperty("")


class MoreKey(Pressable, BoxLayout):
    """Brings the other numbers; takes no room while there are none."""

    text = StringProperty("")
    icon = StringProperty("")
    digit = StringProperty("")


_COLUMNS = {1: 1, 2: 2, 4: 2}
"""So many numbers stand best in so many columns; all others in three."""


class LetterKey(Pressable, BoxLayout):
    """One sign of the keyboard, or the key that takes the last sign away. No focus: a keyboard types by itself."""

    text = StringProperty("")
    icon = StringProperty("")


class KeyRow(BoxLayout):
    """A row of the keyboard."""


class CodeCell(BoxLayout):
    """The place of one sign of the code. ``waits``: it is the next to be typed."""

    text = StringProperty("")
    waits = BooleanProperty(False)


class OfferCard(BoxLayout):
    """Numbers whose paper never came; takes no room while there are none."""

    title = StringProperty("")
    low = BooleanProperty(False)

    def tell(self, offer: Offer | None, do: Do) -> None:
        self.title = offer.title if offer else ""
        choices = offer.choices if offer else ()
        numbers, others = self.ids.numbers, self.ids.others
        numbers.clear_widgets()
        numbers.cols = _COLUMNS.get(len(choices), 3)
        for choice in choices:
            numbers.add_widget(_touched(NumberKey(number=choice.title, digit=choice.digit), choice, do))
        others.clear_widgets()
        if offer and (more := offer.more):
            others.add_widget(_touched(MoreKey(text=more.title, icon=more.icon, digit=more.digit), more, do))


def _touched(key: Widget, choice: Choice, do: Do) -> Widget:
    key.bind(on_release=lambda *_: do(choice.action))
    return key


class StateBand(BoxLayout):
    """What the matter is: icon, title and a sentence on a quiet field of its meaning."""

    icon = StringProperty("")
    title = StringProperty("")
    text = StringProperty("")
    meaning = StringProperty("action")

    def tell(self, state: State | None) -> None:
        self.icon, self.title, self.text, self.meaning = (
            (state.icon, state.title, state.text, state.meaning) if state else ("", "", "", "action")
        )


class PaperRow(BoxLayout):
    """One paper of the checklist: what, when it is needed, and what to do without it."""

    title = StringProperty("")
    advice = StringProperty("")
    when = StringProperty("")


class PaperLine(BoxLayout):
    """One paper, in short."""

    title = StringProperty("")


class StepRow(BoxLayout):
    """One step of an explanation, with its number."""

    number = StringProperty("")
    text = StringProperty("")


class FactBox(BoxLayout):
    """One line of the ticket."""

    icon = StringProperty("")
    label = StringProperty("")
    value = StringProperty("")


class TicketCode(BoxLayout):
    """The ticket's QR code and what it is for; takes no room unless ``shown``."""

    data = StringProperty("")
    text = StringProperty("")
    side = NumericProperty(300)
    shown = BooleanProperty(True)


class ChoicesBody(PageBody):
    """A few big choices, and a word on the state above or below them: start, services, shortage, priority."""

    state_above = BooleanProperty(True)

    def tell(self, content: Content) -> None:
        self.ids.above.tell(content.state)
        self.ids.below.tell(content.notice)
        self.fill(self.ids.choices, [self._card(choice) for choice in content.choices])
        self.ids.offer.tell(content.offer, self.do)

    def _card(self, choice: Choice) -> Widget:
        card = BigChoice(
            title=choice.title,
            subtitle=choice.subtitle,
            icon=choice.icon,
            mark=choice.mark,
            digit=choice.digit,
            note=choice.note,
            meaning=choice.meaning,
            extent=110 if self.low else 150,
        )
        return _touched(card, choice, self.do)


class RequirementsBody(PageBody):
    """Lost or damaged, and the checklist of it."""

    papers_title = StringProperty("")

    def tell(self, content: Content) -> None:
        self.papers_title = content.papers_title
        self.fill(self.ids.tabs, [self._tab(choice) for choice in content.choices])
        self.fill(self.ids.papers, [paper_row(paper) for paper in content.papers])

    def _tab(self, choice: Choice) -> Widget:
        tab = Tab(text=choice.title, digit=choice.digit, chosen=choice.chosen)
        return _touched(tab, choice, self.do)


def paper_row(paper: PaperNeeded) -> PaperRow:
    return PaperRow(title=paper.title, advice=paper.advice, when=paper.when)


class ExplainedBody(PageBody):
    """A service that is had elsewhere: how it goes, and where to."""

    papers_title = StringProperty("")
    qr = StringProperty("")
    qr_text = StringProperty("")
    contact_text = StringProperty("")
    contact = StringProperty("")

    def tell(self, content: Content) -> None:
        self.papers_title, self.qr, self.qr_text = content.papers_title, content.qr, content.qr_text
        self.contact_text, self.contact = content.contact_text, content.contact
        steps = [StepRow(number=str(number), text=step) for number, step in enumerate(content.steps, 1)]
        self.fill(self.ids.steps, list(steps))
        self.fill(self.ids.papers, [PaperLine(title=paper.title) for paper in content.papers])


class StatementBody(PageBody):
    """One thing is said, large: closed, on a break, no numbers left, no hub, no number."""

    icon = StringProperty("")
    meaning = StringProperty("warn")
    title = StringProperty("")
    text = StringProperty("")

    def tell(self, content: Content) -> None:
        state = content.state or content.notice or State("information", "")
        self.icon, self.meaning, self.title, self.text = state.icon, state.meaning, state.title, state.text


class TakingBody(PageBody):
    """The number is on its way."""

    def tell(self, content: Content) -> None:
        """Its words stand in the head."""


class TicketBody(PageBody):
    """The number, very big, and what goes with it."""

    number = StringProperty("")
    service = StringProperty("")
    qr = StringProperty("")
    qr_text = StringProperty("")
    papers_title = StringProperty("")
    facts = ListProperty()
    columns = NumericProperty(3)
    kept = BooleanProperty(False)  # the code is larger: the number is to be kept by it
    beside = BooleanProperty(False)  # the code beside the number, where no checklist stands beside the code

    def tell(self, content: Content) -> None:
        self.number, self.service, self.kept = content.number, content.service, content.kept
        self.qr, self.qr_text, self.papers_title = content.qr, content.qr_text, content.papers_title
        self.ids.notice.tell(content.notice)
        self.columns, self.beside = len(content.facts), not content.papers
        self.fill(self.ids.facts, [fact_box(fact) for fact in content.facts])
        self.fill(self.ids.papers, [PaperLine(title=paper.line) for paper in content.papers])


def fact_box(fact: Fact) -> FactBox:
    return FactBox(icon=fact.icon, label=fact.label, value=fact.value)


class PickupBody(PageBody):
    """The code's signs in their places, and a keyboard as wide as the page."""

    def __init__(self, do: Do, **values: Any) -> None:
        super().__init__(do, **values)
        self._keys: tuple[tuple[Choice, ...], ...] = ()
        self._cells = [CodeCell() for _ in range(pickup.LETTERS)]
        half = pickup.LETTERS // 2
        self.fill(self.ids.first, list(self._cells[:half]))
        self.fill(self.ids.second, list(self._cells[half:]))

    def tell(self, content: Content) -> None:
        self.ids.notice.tell(content.notice)
        waits = next((at for at, sign in enumerate(content.cells) if not sign.strip()), None)
        for at, (cell, sign) in enumerate(zip(self._cells, content.cells, strict=True)):
            cell.text, cell.waits = sign.strip(), at == waits
        if content.keyboard != self._keys:
            self._keys = content.keyboard
            self._lay_keys(content)

    def _lay_keys(self, content: Content) -> None:
        """Drawn once: only what they type changes."""
        rows = [self._row(row) for row in content.keyboard]
        if content.erase is not None:
            rows[-1].add_widget(_touched(LetterKey(icon=content.erase.icon, size_hint_x=2), content.erase, self.do))
        self.fill(self.ids.letters, list(rows))

    def _row(self, choices: tuple[Choice, ...]) -> KeyRow:
        row = KeyRow()
        for choice in choices:
            row.add_widget(_touched(LetterKey(text=choice.title), choice, self.do))
        return row


_BODIES: dict[Page, type[PageBody]] = {
    Page.START: ChoicesBody,
    Page.SERVICES: ChoicesBody,
    Page.PRIORITY: ChoicesBody,
    Page.SHORTAGE: ChoicesBody,
    Page.PICKUP: PickupBody,
    Page.NOT_YET: StatementBody,
    Page.REQUIREMENTS: RequirementsBody,
    Page.EXPLAINED: ExplainedBody,
    Page.UNAVAILABLE: StatementBody,
    Page.PROBLEM: StatementBody,
    Page.AWAY: StatementBody,
    Page.TAKING: TakingBody,
    Page.TICKET: TicketBody,
}


def body_of(page: Page) -> type[PageBody]:
    """The body that draws this page."""
    return _BODIES[page]


Builder.load_file(str(Path(__file__).with_name("bodies.kv")))
