"""F9: the office's work by stage, what is late first, and giving a case to somebody."""

from functools import cached_property

from counters.conduct.supervision_desk import SupervisionDesk
from counters.conduct.workplace import Workplace
from counters.covers.cover import Cover, Keep
from counters.presenter.actions import Action
from counters.presenter.seat import Seat
from counters.screens.supervision import SupervisionLayer
from protocol.vocabulary import Right


class SupervisionCover(Cover):
    """For the heads of section and of division."""

    action = Action.SUPERVISION
    rights = frozenset({Right.SUPERVISE})

    def __init__(self, place: Workplace, keep: Keep) -> None:
        super().__init__(place, keep)
        self.desk = SupervisionDesk(place)

    @cached_property
    def layer(self) -> SupervisionLayer:
        """The list, and the people to give a case to."""
        layer, desk = SupervisionLayer(), self.desk
        layer.bind(
            on_close=lambda _l: self._back(),
            on_move=lambda _l, by: desk.move(by),
            on_pick=lambda _l, case: desk.pick(case),
            on_stage=lambda _l, stage: desk.show(stage),
            on_turn=lambda _l, by: desk.turn_stage(by),
            on_sort=lambda _l: desk.sort(),
            on_begin=lambda _l: desk.begin_giving(),
            on_person=lambda _l, row: desk.give_to(row),
            on_jump=lambda _l, letter: desk.jump(letter),
            on_give=lambda _l: self.keep(desk.give()),
            on_documents=lambda _l: self.keep(desk.documents()),
        )
        return layer

    @property
    def open(self) -> bool:
        return self.desk.open

    async def begin(self) -> None:
        """What the mirror holds is all it needs."""
        self.desk.begin()

    def draw(self, seat: Seat) -> None:
        """Show what is so now."""
        self.layer.show(seat, self.desk)

    def _back(self) -> None:
        """From the people to the list, from the list to the desk."""
        if not self.desk.back():
            self.desk.close()

    def close(self) -> None:
        """As it was at first."""
        if self.desk.open:
            self.desk.close()
