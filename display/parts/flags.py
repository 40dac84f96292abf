"""What staff should see from across the hall; no room is taken while all is well."""

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from display.flags import Flag
from display.parts.part import BoardPart, draw
from display.presenter import Board

ROW, UPRIGHT_ROW, BETWEEN = 56, 70, 12
"""An upright screen is narrow: most sentences need two lines there."""
BLINK_SECONDS = 1.0
"""Half a blink: seen from a desk across the hall, and one redraw a second where all else stands still."""


class StaffFlag(BoxLayout):
    """One thing that asks staff to come, or says to the hall what the matter is. ``lit``: half of its blinking."""

    flag = ObjectProperty(rebind=True)
    lit = BooleanProperty(False)

    def on_flag(self, _self: object, flag: Flag) -> None:
        if flag.blinks:
            Clock.schedule_interval(self._blink, BLINK_SECONDS)

    def _blink(self, _dt: float) -> bool:
        self.lit = not self.lit
        return self.get_root_window() is not None


class FlagsPart(BoardPart):
    """``sound_problem``: the sentence that nobody hears the calls, or nothing."""

    sound_problem = StringProperty("")

    def __init__(self, board: Board, **values: Any) -> None:
        self._rows: tuple[tuple[Flag, ...], ...] = ()
        super().__init__(board, **values)
        self.bind(upright=self._arrange, board=self._arrange, sound_problem=self._arrange)
        self._arrange()

    def absent(self) -> bool:
        return not self._rows

    def own_height(self, width: float) -> float:
        row = UPRIGHT_ROW if self.upright else ROW
        return len(self._rows) * (row + BETWEEN) - BETWEEN

    def _arrange(self, *_: object) -> None:
        rows = flag_rows(self.board, self.sound_problem, apart=self.upright)
        if rows == self._rows:
            return
        self._rows = rows
        self.clear_widgets()
        for row in rows:
            line = BoxLayout(spacing=28)
            for flag in row:
                line.add_widget(StaffFlag(flag=flag))
            self.add_widget(line)


def flag_rows(board: Board, sound_problem: str, *, apart: bool) -> tuple[tuple[Flag, ...], ...]:
    """What the matter is on a row of its own; below it what only staff can mend, each ``apart`` where it is narrow."""
    sound = Flag("volume-off", sound_problem, "danger", blinks=True) if sound_problem else None
    mending = tuple(flag for flag in (board.flag, sound) if flag is not None)
    rows = ((board.incident,) if board.incident else (), *([(flag,) for flag in mending] if apart else [mending]))
    return tuple(row for row in rows if row)


draw(__file__)
