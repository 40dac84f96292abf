"""The post of PAK TUWA: papers that come by WhatsApp, from the first message to the message that the card is ready."""

import asyncio
import webbrowser
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from kivy.core.clipboard import Clipboard

from counters.conduct.intake_desk import Face, IntakeDesk, Outside
from counters.conduct.workplace import Workplace
from counters.posts.post import Do, Post
from counters.presenter.actions import Action, Desk
from counters.presenter.seat import Seat
from counters.screens.actions import Offered
from counters.screens.intake import SUBMITS, IntakePanel


async def open_link(url: str) -> bool:
    """In the browser of this machine, beside the window; False where there is none."""
    return await asyncio.to_thread(webbrowser.open, url)


class IntakePost(Post):
    """The tab of a counter that receives papers by WhatsApp."""

    desk: ClassVar[Desk] = Desk.INTAKE

    def __init__(self, place: Workplace, do: Do) -> None:
        super().__init__(place, do)
        self.conduct: IntakeDesk = IntakeDesk(place, Outside(open_link, Clipboard.copy))

    @cached_property
    def panel(self) -> IntakePanel:
        """Made when the tab is first in front."""
        panel = IntakePanel()
        self._bind(panel)
        return panel

    def show(self, seat: Seat, offered: Offered) -> None:
        """Draw the panel; a file that has grown older than its case is fetched anew."""
        self.panel.show(seat, self.conduct, offered)
        if self.conduct.stale(seat):
            self.do(Action.OPEN_FILE)

    def put_cursor(self, field: str) -> None:
        """Put the cursor into this field."""
        self.panel.put_cursor(field)
        self.place.changed()

    def press(self, name: str) -> bool:
        """A digit: the paper of the checklist."""
        if name in "123456789" and self.conduct.face is Face.FILE:
            self.conduct.toggle(name)
            return True
        return False

    def take_files(self, files: Sequence[Path]) -> bool:
        """Each of several files comes by itself; they go up one after the other."""
        self.conduct.dropped += files
        self.do(Action.SEND_FILES)
        return True

    def _bind(self, panel: IntakePanel) -> None:
        desk = self.conduct
        panel.bind(
            on_asked=lambda _p, action: self.do(action),
            on_row=lambda _p, case: desk.pick(case),
            on_shelf=lambda _p, shelf: desk.show_shelf(shelf),
        )
        for face in panel.faces.values():
            face.bind(
                on_typed=lambda _f, field, text: desk.write(field, text),
                on_submit=lambda _f, field: self._submitted(field),
                on_variant=lambda _f, variant: desk.choose_variant(variant),
                on_paper=lambda _f, digit: desk.toggle(digit),
                on_document=lambda _f: self.do(Action.DOCUMENTS),
                on_entry=lambda _f, path: desk.point_at(path),
            )

    def _submitted(self, field: str) -> None:
        """Enter in a field: on to the next one, or done."""
        if field in SUBMITS:
            self.put_cursor(SUBMITS[field])
        else:
            self.do(Action.SAVE_CASE if self.conduct.face is Face.NEW else Action.COMPLETE)
