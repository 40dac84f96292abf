"""The work on cases that wait: approval, print and register, handover."""

from dataclasses import dataclass, replace

from counters.conduct.paper import hand_out, put_on_paper, ready
from counters.conduct.workplace import Workplace
from counters.presenter import case_file, case_list, slips
from counters.presenter.actions import Action, Desk, Mode
from counters.presenter.case_list import CaseDeskView, case_desk_view
from counters.presenter.phrases import cap
from counters.presenter.printed import Sheet
from counters.presenter.seat import Seat
from protocol.messages import AnyAnswer, CallMade, CaseFile, OpenCase, RecordStep
from protocol.vocabulary import CaseState, PrintOutcome
from terminal.link import new_request_id
from terminal.printing import HandoverReceipt

_PRESETS = {Action.REFUSE: "reason.refuse", Action.CANCEL: "reason.cancel", Action.SPOILED: "reason.spoiled"}
_FORGETS_FIELD = {"serial": "", "receiver": ""}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the last card's taker signs, and whether one of them is out, or may be. Says nobody's name."""

    number: str
    slip: HandoverReceipt
    out: bool = False


class CaseDesk:
    """One of the three desks of cases. ``refresh`` works out ``view``, which the screen shows; ``perform`` acts."""

    def __init__(self, place: Workplace, desk: Desk) -> None:
        self.place = place
        self.desk = desk
        self.mode = Mode(desk.value)
        self.view: CaseDeskView | None = None
        self.fields: dict[str, str] = dict(_FORGETS_FIELD)
        self._chosen: int | None = None
        self._file: CaseFile | None = None
        self._receipt: Receipt | None = None

    # -- what the screen shows

    def refresh(self, seat: Seat) -> None:
        """Work out the view anew. A case that somebody else moved on leaves the desk, its file with it."""
        now = case_list.kept(seat, self.desk, self._chosen)
        if now != self._chosen:
            self._choose(now)
        if self._file is not None and self._moved_on(self._file, seat):
            self._file = None
        receipt = self._receipt.number if self._receipt else ""
        self.view = case_desk_view(seat, self.desk, self._chosen, self._file, receipt)

    @property
    def offers(self) -> dict[Action, str]:
        return dict(self.view.offers) if self.view else {}

    def forget(self) -> None:
        """Nothing personal stays behind when somebody leaves the terminal."""
        self._choose(None)
        self.view, self._receipt = None, None

    def _moved_on(self, file: CaseFile, seat: Seat) -> bool:
        case = seat.mirror.cases.get(file.case.id)
        return case is None or case.version > file.case.version

    def _choose(self, case: int | None) -> None:
        if case != self._chosen:
            self._chosen, self._file = case, None
            self.fields = dict(_FORGETS_FIELD)

    # -- moving about and filling in

    def pick(self, case: int) -> None:
        """A row was clicked."""
        self._choose(case)
        self.place.changed()

    def write(self, field: str, text: str) -> None:
        """``serial`` or ``receiver`` as it is typed."""
        self.fields[field] = text

    def _move(self, action: Action) -> bool:
        if self.view is None:
            return False
        match action:
            case Action.UP | Action.DOWN:
                self._choose(case_list.moved(self.view, -1 if action is Action.UP else 1))
            case Action.LET_GO:
                self._file = None
            case Action.HIMSELF if self._file is not None:
                self.fields["receiver"] = self._file.applicant_name
            case _:
                return False
        self.place.changed()
        return True

    # -- doing

    async def perform(self, action: Action) -> None:
        """Do this, if it is offered; say why not, if something hinders it."""
        if action not in self.offers and action not in (Action.UP, Action.DOWN, Action.LET_GO):
            return
        if hindered := self.offers.get(action, ""):
            self.place.tell_hindrance(hindered)
        elif not self._move(action):
            await self._do(action)

    async def _do(self, action: Action) -> None:
        if action is Action.OPEN_FILE:
            await self._open()
        elif action is Action.PICKUP_SLIP:
            await self._print_slip()
        elif action is Action.RECEIPT:
            await self._print_receipt()
        elif self._file is not None and case_file.is_step(action):
            await self._record(action, self._file)
        elif self.view and (command := case_list.command(action, self.view, new_request_id())):
            await self._after_call(action, await self.place.ask(action, command))

    async def _open(self) -> None:
        """Fetch the chosen file; the hub notes who read it."""
        if self._chosen is None:
            return
        answer = await self.place.ask(Action.OPEN_FILE, OpenCase(request_id=new_request_id(), case=self._chosen))
        if isinstance(answer, CaseFile) and answer.case.id == self._chosen:
            self._file = answer
            self.place.changed()
            if answer.case.state is CaseState.AWAITING_PRINT:
                self.place.cursor("serial")

    async def _after_call(self, action: Action, answer: AnyAnswer | None) -> None:
        if answer is None:
            return
        number = answer.call.number if isinstance(answer, CallMade) else ""
        self.place.tell(self.place.say(f"told.{action}", number=number), "good")
        # By what is held here, not by the view: that was drawn while the answer was awaited, when nothing was offered.
        called = answer.ticket.case if isinstance(answer, CallMade) else None
        if action is Action.CALL_HANDOVER and called == self._chosen and self._file is None:
            await self._open()

    async def _record(self, action: Action, file: CaseFile) -> None:
        command = await self._step(action, file)
        if command is None:
            return
        answer = await self.place.ask(action, command)
        if isinstance(answer, CaseFile):
            self.fields = dict(_FORGETS_FIELD)
            self._file = answer if answer.case.state in case_list.STATES[self.desk] else None
            self.place.changed()
            await self._told(action, answer)

    async def _step(self, action: Action, file: CaseFile) -> RecordStep | None:
        """The step with what it has to say; None where something is missing or the officer thought better of it."""
        request, number = new_request_id(), file.case.number
        match action:
            case Action.REFUSE | Action.CANCEL:
                reason = await self._reason(action, number)
                return case_file.recorded(action, file, request, reason=reason) if reason else None
            case Action.SPOILED:
                title, yes = self.place.say("ask.spoiled", number=number), self.place.say("ask.spoiled.yes")
                spoiled = await self.place.questions.spoiled(title, self._presets(action), yes, self.fields["serial"])
                if spoiled is None:
                    return None
                return case_file.recorded(action, file, request, reason=spoiled.reason, serial=spoiled.serial)
            case Action.PRINTED | Action.HAND_OVER:
                return self._filled_in(action, file, request)
            case _:
                return case_file.recorded(action, file, request)

    def _filled_in(self, action: Action, file: CaseFile, request: str) -> RecordStep | None:
        field = "serial" if action is Action.PRINTED else "receiver"
        if not self.fields[field].strip():
            self.place.tell_hindrance(f"why.{field}")
            return None
        return case_file.recorded(action, file, request, serial=self.fields["serial"], receiver=self.fields["receiver"])

    async def _reason(self, action: Action, number: str) -> str | None:
        name = "cancel_case" if action is Action.CANCEL else action.value
        title, yes = self.place.say(f"ask.{name}", number=number), self.place.say(f"ask.{name}.yes")
        return await self.place.questions.reason(title, self._presets(action), yes)

    def _presets(self, action: Action) -> list[str]:
        return [self.place.say(f"{_PRESETS[action]}.{at}") for at in (1, 2, 3)]

    async def _told(self, action: Action, file: CaseFile) -> None:
        if action is Action.REGISTER:
            title, text = self.place.say("register.title", number=file.case.number), self.place.say("register.text")
            await self.place.questions.inform(title, file.case.register_number, text)
            return
        if action is Action.HAND_OVER and self._keep_receipt(file) and self.place.printer.prints:
            await self._print_receipt(self.place.say("told.hand_over", number=file.case.number))
            return
        waits_on = action is Action.APPROVE and file.case.state is CaseState.AWAITING_APPROVAL
        key = "told.approve_first" if waits_on else f"told.{action}"
        self.place.tell(self.place.say(key, number=file.case.number), "good")

    # -- papers

    async def _print_slip(self) -> None:
        """For a citizen who fetches the card later."""
        file, place = self._file, self.place
        slip = slips.pickup_slip(place.link.mirror, file, place.link.hub_now()) if file is not None else None
        if file is None or slip is None:
            return
        number = file.case.number
        if not place.printer.prints:
            title, text = place.say("pickup.title"), place.say("pickup.text")
            await hand_out(place, Sheet.PICKUP, number, slip, title, text)
        elif ready(place):
            await put_on_paper(place, Sheet.PICKUP, number, slip, cap(place.language, "s"))

    def _keep_receipt(self, file: CaseFile) -> bool:
        """Whether there is one for the card that was handed over now; it can be printed until the next one."""
        slip = slips.receipt(self.place.link.mirror, file, self.place.link.hub_now())
        self._receipt = Receipt(file.case.number or file.case.register_number, slip) if slip is not None else None
        return slip is not None

    async def _print_receipt(self, first: str = "") -> None:
        """Of the card that was handed over last; a second one says that it is a copy. ``first`` is said before."""
        kept, place = self._receipt, self.place
        if kept is None:
            return
        if not place.printer.prints:
            lines = "\n".join(slips.receipt_lines(kept.slip, place.language))
            await hand_out(place, Sheet.RECEIPT, kept.number, kept.slip, place.say("receipt.title"), lines)
        elif first or ready(place):
            slip = slips.receipt_again(kept.slip, place.link.hub_now()) if kept.out else kept.slip
            came = await put_on_paper(place, Sheet.RECEIPT, kept.number, slip, cap(place.language, "t"), first)
            if self._receipt is kept:
                self._receipt = replace(kept, slip=slip, out=kept.out or came.outcome is not PrintOutcome.FAILED)
