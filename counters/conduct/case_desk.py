"""The work on cases that wait: approval, print and register, handover."""

from dataclasses import dataclass, replace

from counters.conduct.paper import hand_out, put_on_paper, ready
from counters.conduct.workplace import Field, Workplace
from counters.presenter import case_file, case_list, slips
from counters.presenter.actions import Action, Desk, Mode
from counters.presenter.case_list import CaseDeskView, case_desk_view
from counters.presenter.phrases import cap
from counters.presenter.printed import Sheet
from counters.presenter.seat import Seat
from protocol.messages import AnyAnswer, CallMade, CaseFile, CasesApproved, OpenCase, RecordStep
from protocol.vocabulary import CaseState, PrintOutcome
from terminal.link import new_request_id
from terminal.printing import HandoverReceipt

_PRESETS = {Action.REFUSE: "reason.refuse", Action.CANCEL: "reason.cancel", Action.SPOILED: "reason.spoiled"}
RELATIONS = (1, 2, 3, 4, 5)
"""Husband or wife, parent, child, brother or sister, anybody with a letter."""
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
        self._marks: frozenset[int] = frozenset()

    # -- what the screen shows

    def refresh(self, seat: Seat) -> None:
        """Work out the view anew. A case that somebody else moved on leaves the desk, its file with it."""
        now = case_list.kept(seat, self.desk, self._chosen)
        if now != self._chosen:
            self._choose(now)
        if self._file is not None and self._moved_on(self._file, seat):
            self._file = None
        receipt = self._receipt.number if self._receipt else ""
        self.view = case_desk_view(seat, self.desk, self._chosen, self._file, receipt, self._marks)
        self._marks = frozenset(line.key for line in self.view.marked)

    @property
    def offers(self) -> dict[Action, str]:
        return dict(self.view.offers) if self.view else {}

    def forget(self) -> None:
        """Nothing personal stays behind when somebody leaves the terminal."""
        self._choose(None)
        self.view, self._receipt, self._marks = None, None, frozenset()

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
            case Action.MARK:
                self._marks = case_list.marked(self.view)
                self._choose(case_list.moved(self.view, 1))
            case Action.MARK_ALL:
                self._marks = case_list.all_marked(self.view)
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
        elif action is Action.DOCUMENTS and self._file is not None:
            await self.place.show_documents(self._file)
        elif action is Action.PICKUP_SLIP:
            await self._print_slip()
        elif action is Action.RECEIPT:
            await self._print_receipt()
        elif action is Action.APPROVE_MARKED:
            await self._approve_marked()
        elif action is Action.REPRESENTATIVE and self._file is not None:
            await self._hand_to_another(self._file)
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

    async def _approve_marked(self) -> None:
        """All of them by one command, once the officer has seen their numbers; what became of each is shown."""
        view, say = self.view, self.place.say
        if view is None:
            return
        numbers = ", ".join(case_list.number(line.case) for line in view.marked)
        title, yes = say("ask.approve_marked", count=len(view.marked)), say("ask.approve_marked.yes")
        command = case_list.command(Action.APPROVE_MARKED, view, new_request_id())
        if command is None or not await self.place.questions.confirm(title, numbers, yes):
            return
        answer = await self.place.ask(Action.APPROVE_MARKED, command)
        if isinstance(answer, CasesApproved):
            self._marks = frozenset()
            await self._told_batch(case_list.batch(self.place.language, view.marked, answer))

    async def _told_batch(self, batch: case_list.Batch) -> None:
        say = self.place.say
        self.place.tell(say("told.approve_marked", count=batch.approved), "good" if batch.approved else "warn")
        self.place.changed()
        if batch.refused:
            title = say("batch.title", done=batch.approved, refused=batch.left)
            await self.place.questions.inform(title, "", say("batch.text"), batch.refused)

    async def _hand_to_another(self, file: CaseFile) -> None:
        """The applicant has sent somebody: who, what they are to the applicant, and what they showed."""
        say = self.place.say
        relations = [say(f"relation.{at}") for at in RELATIONS]
        title = say("ask.relation", number=case_list.number(file.case))
        at = await self.place.questions.pick(title, [(text, "") for text in relations])
        if at is None:
            return
        fields = (
            Field("receiver", say("field.receiver_name"), self.fields["receiver"], most=120),
            Field("note", say("field.handover_note"), most=500),
        )
        said = await self.place.questions.form(relations[at], fields, say("do.hand_over"))
        if said is None:
            return
        command = case_file.recorded(
            Action.HAND_OVER,
            file,
            new_request_id(),
            receiver=said["receiver"],
            relation=relations[at],
            note=said["note"],
        )
        await self._send_step(Action.HAND_OVER, command)

    async def _record(self, action: Action, file: CaseFile) -> None:
        command = await self._step(action, file)
        if command is not None:
            await self._send_step(action, command)

    async def _send_step(self, action: Action, command: RecordStep) -> None:
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
