"""The operator's work: calling, serving, verifying, and the lists beside it."""

from collections.abc import Sequence
from dataclasses import replace

from counters.conduct.paper import ask_about, hand_out, put_on_paper, ready, settle
from counters.conduct.workplace import Workplace
from counters.presenter import queue, slips, verification
from counters.presenter.actions import Action, Mode
from counters.presenter.case_file import recorded as step_of
from counters.presenter.phrases import cap
from counters.presenter.printed import Sheet
from counters.presenter.queue import Choice, QueueView, Shelf, SlipOffer, UndoOffer, queue_view
from counters.presenter.seat import Seat
from counters.presenter.verification import Change, Draft, VerificationView, verification_view
from protocol.messages import CallMade, CaseFile, OpenCase, Ticket
from protocol.office import Requirement, Service
from protocol.vocabulary import CaseState, Result, TicketState
from terminal.link import new_request_id
from terminal.printing import PickupSlip

_ABOUT_PAPER = (Action.REPRINT, Action.HAS_PAPER)


class QueueDesk:
    """The operator's desk. ``refresh`` works out ``view`` and ``panel``, which the screen shows; ``perform`` acts."""

    def __init__(self, place: Workplace) -> None:
        self.place = place
        self.choice = Choice()
        self.view: QueueView | None = None
        self.panel: VerificationView | None = None
        self._undo: UndoOffer | None = None
        self._slip: tuple[SlipOffer, PickupSlip] | None = None
        self._files: dict[int, CaseFile] = {}
        self._drafts: dict[int, Draft] = {}
        self._returned: int | None = None
        self._looked_for: set[tuple[int, int]] = set()

    # -- what the screen shows

    def refresh(self, seat: Seat) -> None:
        """Work out both views anew."""
        self.view = queue_view(seat, self.choice, self._undo, self._slip[0] if self._slip else None)
        self._undo = self.view.undo
        self._slip = self._slip if self.view.slip else None
        self.panel = self._panel(seat)

    @property
    def mode(self) -> Mode:
        """The panel takes the keys, until a row of a list is chosen."""
        chosen = self.view is not None and self.view.chosen is not None
        return Mode.VERIFICATION if self.panel and not chosen else Mode.QUEUE

    @property
    def offers(self) -> dict[Action, str]:
        """What can be asked for in this mode; the panel's own meaning of a key goes first."""
        if self.view is None:
            return {}
        if self.panel is None or self.mode is Mode.QUEUE:
            return dict(self.view.offers)
        return {**self.view.offers, **self.panel.offers}

    def wanted_file(self, seat: Seat) -> int | None:
        """A case in front of the officer whose file is not here yet, as after a restart; each is named once.

        Without the hub, what was asked for may have been lost: it is named again.
        """
        if not seat.live:
            self._looked_for.clear()
        case = seat.mirror.cases.get(self._case_in_front(seat) or 0)
        if case is None or (case.id in self._files and self._files[case.id].case.version == case.version):
            return None
        if (case.id, case.version) in self._looked_for or seat.hindrance():
            return None
        self._looked_for.add((case.id, case.version))
        return case.id

    async def look_up(self, case: int) -> None:
        """Fetch the file of the case in front."""
        answer = await self.place.ask("open", OpenCase(request_id=new_request_id(), case=case))
        if isinstance(answer, CaseFile):
            self._lay_open(answer)

    def forget(self) -> None:
        """Nothing personal stays behind when somebody leaves the terminal."""
        self.__init__(self.place)  # type: ignore[misc]

    def _panel(self, seat: Seat) -> VerificationView | None:
        front = self._front(seat)
        if front is None:
            return None
        file, draft, service = front
        return verification_view(seat, file, draft, service)

    def _front(self, seat: Seat) -> tuple[CaseFile, Draft, Service] | None:
        """The file in front of the officer, its draft, and the service it is checked against."""
        file = self._files.get(self._case_in_front(seat) or 0)
        service = seat.mirror.office.service(file.case.service) if file else None
        if file is None or service is None:
            return None
        return file, self._drafts[file.case.id], service

    def _case_in_front(self, seat: Seat) -> int | None:
        hand = seat.mirror.in_hand(seat.counter)
        if hand is not None:
            return hand.case if hand.state is TicketState.SERVING else None
        case = seat.mirror.cases.get(self._returned or 0)
        return case.id if case and case.state is CaseState.VERIFYING else None

    def _lay_open(self, file: CaseFile) -> None:
        service = self.place.link.mirror.office.service(file.case.service)
        if service is not None:
            self._files[file.case.id] = file
            self._drafts.setdefault(file.case.id, verification.draft_of(file, service))
            self.choice = replace(self.choice, ticket=None)
        self.place.changed()

    # -- filling in the draft

    def toggle(self, digit: str) -> None:
        """The paper with this digit: seen, missing, seen."""
        self._change(lambda draft, service: verification.toggled(draft, service, digit))

    def choose_variant(self, variant: str) -> None:
        self._change(lambda draft, _: verification.with_variant(draft, variant))

    def write(self, field: str, text: str) -> None:
        """``name`` or ``nik`` as it is typed."""
        if field == "nik":
            self._change(lambda draft, _: replace(draft, nik=text))
        else:
            self._change(lambda draft, _: replace(draft, name=text))

    def _change(self, step: Change) -> None:
        seat = self.place.seat()
        front = self._front(seat) if seat else None
        if front is not None:
            file, draft, service = front
            self._drafts[file.case.id] = step(draft, service)
            self.place.changed()

    # -- moving about

    def pick(self, ticket: int) -> None:
        """A row was clicked; again, and it is let go."""
        self.choice = replace(self.choice, ticket=None if self.choice.ticket == ticket else ticket)
        self.place.changed()

    def show_shelf(self, shelf: Shelf) -> None:
        self.choice = Choice(shelf)
        self.place.changed()

    def _move(self, action: Action) -> bool:
        if self.view is None:
            return False
        match action:
            case Action.UP | Action.DOWN:
                self.choice = queue.moved(self.view, -1 if action is Action.UP else 1)
            case Action.NEXT_SHELF | Action.PREVIOUS_SHELF:
                if seat := self.place.seat():
                    by = 1 if action is Action.NEXT_SHELF else -1
                    self.choice = queue.shelf_beside(seat, self.choice.shelf, by)
            case Action.LET_GO if self.choice.ticket is not None:
                self.choice = replace(self.choice, ticket=None)
            case Action.LET_GO:
                self._returned = None
            case _:
                return False
        self.place.changed()
        return True

    # -- doing

    async def perform(self, action: Action) -> None:
        """Do this, if it is offered; say why not, if something hinders it."""
        if self._move(action) or action not in self.offers or self.view is None:
            return
        if hindered := self.offers[action]:
            self.place.tell_hindrance(hindered)
            return
        if self.mode is Mode.VERIFICATION and self.panel and action in self.panel.offers:
            await self._verify(action)
        elif action is Action.OPEN_RETURNED:
            await self._open_returned()
        elif action is Action.PICKUP_SLIP:
            await self._print_slip()
        elif action in _ABOUT_PAPER:
            await self._ask_about_paper(action, self.view.subject)
        else:
            await self._do(action, self.view)

    async def _do(self, action: Action, view: QueueView) -> None:
        """Ask the hub for a step of the queue."""
        target = None
        if action is Action.TRANSFER and (target := await self._where_to(view)) is None:
            return
        if action in (Action.CANCEL, Action.CLOSE_COUNTER) and not await self._sure(action, view.subject):
            return
        seat, subject = self.place.seat(), view.subject
        command = queue.command(action, view, new_request_id(), target)
        if command is None or seat is None:
            return
        answer = await self.place.ask(action, command)
        if answer is not None:
            self._undo = queue.undo_after(action, subject, seat) or (None if action is Action.UNDO else self._undo)
            await self._told(action, queue.number_of(action, view), answer)

    async def _told(self, action: Action, number: str, answer: object) -> None:
        """What the hub's answer means for the officer."""
        self.choice = replace(self.choice, ticket=None)
        match answer:
            case CallMade(call=call):
                self.place.tell(self.place.say(f"told.{action}", number=call.number), "good")
            case CaseFile():
                self._lay_open(answer)
            case _:
                self.place.tell(self.place.say(f"told.{action}", number=number), "good")

    async def _where_to(self, view: QueueView) -> queue.Target | None:
        seat = self.place.seat()
        if seat is None or view.subject is None:
            return None
        title = self.place.say("ask.transfer", number=view.subject.number)
        return await self.place.questions.target(title, queue.targets(seat, view.subject))

    async def _sure(self, action: Action, subject: Ticket | None) -> bool:
        say, number = self.place.say, subject.number if subject else ""
        return await self.place.questions.confirm(
            say(f"ask.{action}", number=number), say(f"ask.{action}.text", number=number), say(f"ask.{action}.yes")
        )

    async def _ask_about_paper(self, action: Action, ticket: Ticket | None) -> None:
        answer = await ask_about(self.place, action, ticket) if ticket is not None else None
        if ticket is not None and answer is not None:
            self.choice = replace(self.choice, ticket=None)
            self.place.changed()
            await settle(self.place, action, ticket, answer)

    async def _print_slip(self) -> None:
        """For the citizen whose files were complete just now."""
        if self._slip is None:
            return
        offer, slip = self._slip
        if not self.place.printer.prints:
            text = self.place.say("pickup.text")
            await hand_out(self.place, Sheet.PICKUP, offer.number, slip, self.place.say("pickup.title"), text)
        elif ready(self.place):
            await put_on_paper(self.place, Sheet.PICKUP, offer.number, slip, cap(self.place.language, "s"))

    async def _open_returned(self) -> None:
        line = self.view.chosen if self.view else None
        if line is not None and line.case is not None:
            self._returned = line.case.id
            await self.look_up(line.case.id)

    # -- verifying

    async def _verify(self, action: Action) -> None:
        seat = self.place.seat()
        front = self._front(seat) if seat else None
        if front is None:
            return
        file, draft, service = front
        match action:
            case Action.VARIANT:
                self._change(verification.next_variant)
            case Action.ALL_SEEN:
                self._change(verification.all_seen)
                if not draft.name and not verification.is_all_seen(draft, service):
                    self.place.cursor("name")  # all that is left to say
            case Action.COMPLETE:
                await self._complete(file, draft, service)
            case Action.INCOMPLETE:
                await self._incomplete(file, draft, service)
            case Action.CANCEL:
                await self._cancel_case(file)

    async def _complete(self, file: CaseFile, draft: Draft, service: Service) -> None:
        command = verification.recorded(draft, service, file.case.version, Result.COMPLETE, new_request_id())
        answer = await self.place.ask(Action.COMPLETE, command)
        if isinstance(answer, CaseFile):
            self._put_away(file)
            self._offer_slip(answer)
            self.place.tell(self.place.say("told.complete", number=file.case.number), "good")

    def _offer_slip(self, file: CaseFile) -> None:
        slip = slips.pickup_slip(self.place.link.mirror, file, self.place.link.hub_now())
        self._slip = (SlipOffer(file.case.id, file.case.number), slip) if slip is not None else None

    async def _incomplete(self, file: CaseFile, draft: Draft, service: Service) -> None:
        say, missing = self.place.say, verification.missing_papers(draft, service)
        titles = [need.title.said_in(self.place.language) for need in missing]
        if not await self.place.questions.confirm(
            say("ask.incomplete", number=file.case.number),
            say("ask.incomplete.text"),
            say("ask.incomplete.yes"),
            titles,
        ):
            return
        command = verification.recorded(draft, service, file.case.version, Result.INCOMPLETE, new_request_id())
        if not isinstance(await self.place.ask(Action.INCOMPLETE, command), CaseFile):
            return
        self._put_away(file)
        await self._give_list(file, missing)

    async def _give_list(self, file: CaseFile, missing: Sequence[Requirement]) -> None:
        slip = slips.missing_list(self.place.link.mirror, file, missing, self.place.link.hub_now())
        titles = [need.title.said_in(self.place.language) for need in missing]
        title = self.place.say("missing.title")
        text = self.place.say("missing.text")
        await hand_out(self.place, Sheet.MISSING, file.case.number, slip, title, text, items=titles)

    async def _cancel_case(self, file: CaseFile) -> None:
        say = self.place.say
        presets = [say(f"reason.cancel.{at}") for at in (1, 2, 3)]
        title = say("ask.cancel_case", number=file.case.number)
        reason = await self.place.questions.reason(title, presets, say("ask.cancel_case.yes"))
        if reason and isinstance(
            await self.place.ask(Action.CANCEL, step_of(Action.CANCEL, file, new_request_id(), reason=reason)), CaseFile
        ):
            self._put_away(file)
            self.place.tell(say("told.cancel", number=file.case.number), "good")

    def _put_away(self, file: CaseFile) -> None:
        self._files.pop(file.case.id, None)
        self._drafts.pop(file.case.id, None)
        self._returned = None
        self.place.changed()
