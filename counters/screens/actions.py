"""Buttons and bars for the actions of a desk: label, key cap, and what hinders them, from one table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout

from assets.texts import DEFAULT, Language
from counters.presenter.actions import Action, Mode, key_of
from counters.presenter.phrases import cap, hindrance, say
from terminal.look.widgets import Caption, DangerButton, PrimaryButton, PushButton, SecondaryButton

ICONS = {
    Action.CALL_NEXT: "bullhorn",
    Action.CALL_CHOSEN: "bullhorn-variant",
    Action.RECALL: "volume-high",
    Action.START_SERVING: "play",
    Action.NO_SHOW: "account-off",
    Action.PARK: "pause-circle",
    Action.BRING_BACK: "redo",
    Action.TRANSFER: "swap-horizontal",
    Action.CANCEL: "cancel",
    Action.REPRINT: "printer",
    Action.HAS_PAPER: "printer-check",
    Action.PICKUP_SLIP: "ticket-confirmation",
    Action.RECEIPT: "printer",
    Action.DAY_REPORT: "clipboard-list",
    Action.UNDO: "undo",
    Action.OPEN_COUNTER: "door-open",
    Action.PAUSE_COUNTER: "pause",
    Action.CLOSE_COUNTER: "stop",
    Action.OPEN_RETURNED: "file-document-alert",
    Action.COMPLETE: "file-document-check",
    Action.INCOMPLETE: "file-document-alert",
    Action.OPEN_FILE: "file-document-outline",
    Action.APPROVE: "stamper",
    Action.APPROVE_MARKED: "stamper",
    Action.REPRESENTATIVE: "account-multiple",
    Action.REFUSE: "close-thick",
    Action.PRINTED: "printer-check",
    Action.SPOILED: "card-remove",
    Action.REGISTER: "notebook",
    Action.CALL_HANDOVER: "bullhorn",
    Action.ABSENT: "account-off",
    Action.HIMSELF: "account-check",
    Action.HAND_OVER: "hand-extended",
    Action.DOCUMENTS: "eye",
    Action.NEW_CASE: "plus",
    Action.PICK_FILES: "tray-full",
    Action.LETTER: "whatsapp",
    Action.REMIND: "message-text",
    Action.SAVE_CASE: "check-bold",
    Action.SEND_FILES: "arrow-up-bold",
    Action.CHOOSE: "check",
    Action.FOLDER_UP: "arrow-left",
    Action.OPEN_LINK: "whatsapp",
    Action.COPY_TEXT: "card-multiple",
}
FIRST = frozenset(
    {
        Action.START_SERVING,
        Action.CALL_NEXT,
        Action.COMPLETE,
        Action.APPROVE,
        Action.APPROVE_MARKED,
        Action.PRINTED,
        Action.REGISTER,
        Action.CALL_HANDOVER,
        Action.HAND_OVER,
        Action.OPEN_COUNTER,
        Action.SAVE_CASE,
        Action.SEND_FILES,
        Action.OPEN_LINK,
    }
)
"""What a desk is there for; drawn as the thing to do."""
DANGEROUS = frozenset({Action.CANCEL, Action.REFUSE, Action.SPOILED})


@dataclass(frozen=True, slots=True)
class Offered:
    """What a screen needs to draw buttons: what is offered, which keys count, what is under way."""

    offers: Mapping[Action, str]
    mode: Mode
    language: Language = DEFAULT
    asking: str = ""
    slow: bool = False

    def label(self, action: Action) -> str:
        return say(self.language, f"do.{action}")

    def key(self, action: Action) -> str:
        return cap(self.language, key_of(self.mode, action))


class ActionButtons(GridLayout):
    """Buttons for those of ``actions`` that are offered, ``columns`` in a row.

    ``on_asked(action)`` tells a press. What is hindered is grey, and ``why`` says what hinders it.
    """

    __events__ = ("on_asked",)
    actions = ObjectProperty(())
    columns = NumericProperty(9)
    plain = BooleanProperty(False)  # no primary button
    small = BooleanProperty(False)
    large = BooleanProperty(False)
    why = StringProperty("")

    def __init__(self, **values: Any) -> None:
        self._buttons: dict[Action, PushButton] = {}
        super().__init__(**{"cols": 1, **values})

    def show(self, offered: Offered) -> None:
        """Draw this; buttons that stay are changed in place."""
        wanted = [action for action in self.actions if action in offered.offers]
        for action in wanted:
            self._tell(self._button(action), action, offered)
        self._stand([self._buttons[action] for action in wanted])
        self.why = self._reasons(wanted, offered)

    def on_asked(self, action: Action) -> None:
        """Default handler of the event."""

    def _button(self, action: Action) -> PushButton:
        if action not in self._buttons:
            button = self._kind(action)(
                is_focusable=False, icon=ICONS.get(action, ""), kind="caption" if self.small else "body"
            )
            button.inset = 14 if self.small else 18
            button.bind(on_release=lambda *_: self.dispatch("on_asked", action))
            self._buttons[action] = button
        return self._buttons[action]

    def _kind(self, action: Action) -> type[PushButton]:
        if action in DANGEROUS:
            return DangerButton
        return PrimaryButton if action in FIRST and not self.plain else SecondaryButton

    @staticmethod
    def _tell(button: PushButton, action: Action, offered: Offered) -> None:
        button.text, button.key = offered.label(action), offered.key(action)
        button.disabled = bool(offered.offers[action])
        button.busy = offered.slow and offered.asking == action

    def _stand(self, buttons: Sequence[PushButton]) -> None:
        if list(reversed(self.children)) != list(buttons):
            self.clear_widgets()
            self.cols = max(1, min(int(self.columns), len(buttons)))
            for button in buttons:
                self.add_widget(button)

    @staticmethod
    def _reasons(wanted: Sequence[Action], offered: Offered) -> str:
        """Each reason once. What every action shares (the hub is away, one is under way) is said elsewhere."""
        codes = dict.fromkeys(offered.offers[action] for action in wanted)
        told = [code for code in codes if code and code not in ("why.asking", "why.not_live")]
        return " ".join(hindrance(offered.language, code) for code in told)


class OfferStrip(BoxLayout):
    """What was done last, and what may still be done about it: ``on_release`` tells a press of its button."""

    __events__ = ("on_release",)
    text = StringProperty("")
    word = StringProperty("")
    key = StringProperty("")
    icon = StringProperty("")
    meaning = StringProperty("warn")
    wide = NumericProperty(220)

    def on_release(self) -> None:
        """Default handler of the event."""


class PaperNote(BoxLayout):
    """What is the matter with the paper of a number, and beside it the button that settles it where that is offered.

    ``on_asked(action)`` tells a press.
    """

    __events__ = ("on_asked",)
    text = StringProperty("")
    word = StringProperty("")
    key = StringProperty("")
    hindered = BooleanProperty(False)

    def tell(self, text: str, offered: Offered | None) -> None:
        """Say this; ``offered`` None: no button."""
        self.text = text
        self.word, self.key = "", ""
        if offered is not None and Action.HAS_PAPER in offered.offers:
            self.word, self.key = offered.label(Action.HAS_PAPER), offered.key(Action.HAS_PAPER)
            self.hindered = bool(offered.offers[Action.HAS_PAPER])

    def press(self) -> None:
        self.dispatch("on_asked", Action.HAS_PAPER)

    def on_asked(self, action: Action) -> None:
        """Default handler of the event."""


class Why(Caption):
    """The line below a bar that says what hinders its grey buttons."""
