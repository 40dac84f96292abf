"""The counter terminal in a real window, before a real hub: what an officer does, by real keys and clicks."""

import re
from pathlib import Path

import pytest

from counters.presenter.verification import Mark
from protocol import messages as m
from protocol.errors import NobodyWaiting
from protocol.vocabulary import CaseState, CounterState, Result, Step, TicketState
from tests.support import hub_process
from tests.support.counters_hall import PEOPLE, all_rights_at_one, hall, look, patient, quiet, terminal
from tests.support.office import PIN
from tests.support.windows import Driver, Start

pytestmark = pytest.mark.window
LONG = {**PEOPLE, "sri": ("Raden Ajeng Sri Wahyuningsih Kusumaningrum Hadiwijaya", ("operator",))}


async def typed_pin(driver: Driver) -> None:
    """The right PIN, by keys."""
    for digit in PIN:
        await driver.key(digit)
    await driver.key("enter")


async def mine(driver: Driver, state: TicketState | None) -> m.Ticket | None:
    """Wait until the number in hand is so, and another thing can be asked for."""
    mirror = driver.app.link.mirror

    def now() -> m.Ticket | None:
        return mirror.in_hand("1")  # type: ignore[no-any-return]

    await driver.until(lambda: (hand := now()) is None if state is None else (hand := now()) and hand.state is state)
    await quiet(driver)
    return now()


async def test_operator_calls_serves_and_verifies_by_keys(run_app: Start, tmp_path: Path) -> None:
    """From a closed counter to a print request: one key a step, all of them pressed on the X server's keyboard."""
    async with hall(tmp_path) as here:
        driver = await terminal(run_app, here, "1", "sri")
        app = driver.app
        await look(driver, "operator-closed")
        (first,) = await here.issue()
        await here.issue(3)
        await driver.xkey("o")
        await driver.until(lambda: app.queue_desk.offers.get("call_next") == "")
        await driver.frames(4)
        assert app.queue_desk.view.counter_state is CounterState.OPEN
        await look(driver, "operator-next")
        await driver.xkey("space")
        called = await mine(driver, TicketState.CALLED)
        assert called is not None
        assert called.number == first.number
        await look(driver, "operator-called")
        await driver.xkey("enter")
        await mine(driver, TicketState.SERVING)
        await driver.until(lambda: app.queue_desk.panel is not None)
        await driver.frames(4)
        for key in "v0":
            await driver.xkey(key)
        await driver.until(lambda: app.queue_panel.panel.ids.name.focus)
        for letter in "siti":
            await driver.xkey(letter)
        await driver.until(lambda: app.queue_desk.panel.name == "siti")
        await driver.xkey("enter")
        await driver.until(lambda: app.queue_panel.panel.ids.nik.focus)
        await look(driver, "operator-verifying")
        await driver.xkey("enter")
        await mine(driver, None)
        case = next(iter(app.link.mirror.cases.values()))
        assert case.state is CaseState.AWAITING_APPROVAL
        assert "siti" not in " ".join(driver.words())


async def test_quick_fingers_lose_no_key(run_app: Start, tmp_path: Path) -> None:
    """V for the reason and 0 for all papers, struck within one frame: both are heard."""
    async with hall(tmp_path) as here:
        driver = await terminal(run_app, here, "1", "sri")
        app = driver.app
        await here.issue()
        await driver.key("o")
        await driver.until(lambda: app.queue_desk.offers.get("call_next") == "")
        await driver.key("space")
        await mine(driver, TicketState.CALLED)
        await driver.key("enter")
        await driver.until(lambda: app.queue_desk.panel is not None)
        await driver.quick_keys("v0")
        await driver.until(lambda: [paper.mark for paper in app.queue_desk.panel.papers] == [Mark.SEEN, Mark.SEEN])


@pytest.mark.timeout(600)  # a hundred and twenty questions to the hub
async def test_sixty_numbers_before_noon(run_app: Start, tmp_path: Path) -> None:
    """Space and T, sixty times: the hub called every number once, in turn, and the hands never reached a mouse."""
    async with hall(tmp_path) as here:
        issued = await here.issue(60)
        driver = await terminal(run_app, here, "1", "sri")
        app, mirror, heard = driver.app, driver.app.link.mirror, {}
        await driver.key("o")
        await driver.until(lambda: app.queue_desk.offers.get("call_next") == "")
        for _ in issued:
            for key, held in (("space", True), ("t", False)):
                await driver.key(key)
                await driver.until(lambda held=held: (mirror.in_hand("1") is not None) is held)
                await driver.until(lambda: not app.place.errands.asking)
                heard.update((call.id, call) for call in mirror.calls)
        called = [(heard[id].number, heard[id].repeat) for id in sorted(heard)]
        assert called == [(ticket.number, 0) for ticket in issued]
        assert {mirror.tickets[ticket.id].state for ticket in issued} == {TicketState.PARKED}


async def test_a_second_press_while_the_first_is_under_way_is_one_call(run_app: Start, tmp_path: Path) -> None:
    """Space struck twice and U struck twice, quicker than the hub answers: one call, one recall."""
    async with hall(tmp_path) as here:
        first, _second = await here.issue(2)
        driver = await terminal(run_app, here, "1", "sri")
        app, mirror = driver.app, driver.app.link.mirror
        await driver.key("o")
        await driver.until(lambda: app.queue_desk.offers.get("call_next") == "")
        for keys, recalls in (("  ", 0), ("uu", 1)):
            await driver.quick_keys(keys)
            await driver.until(lambda recalls=recalls: (hand := mirror.in_hand("1")) and hand.recalls == recalls)
            await driver.until(lambda: not app.place.errands.asking)
            await driver.frames(10)
        assert [(call.number, call.repeat) for call in mirror.calls] == [(first.number, 0), (first.number, 1)]


async def test_keys_typed_into_a_field_ask_for_nothing(run_app: Start, tmp_path: Path) -> None:
    """A name full of shortcut letters stays a name."""
    async with hall(tmp_path) as here:
        driver = await terminal(run_app, here, "1", "sri")
        app = driver.app
        (ticket,) = await here.issue()
        await driver.key("o")
        await driver.until(lambda: app.queue_desk.offers.get("call_next") == "")
        await driver.key("space")
        await mine(driver, TicketState.CALLED)
        await driver.key("enter")
        await driver.until(lambda: app.queue_desk.panel is not None)
        await driver.xkey("n")
        await driver.until(lambda: app.queue_panel.panel.ids.name.focus)
        for letter in "bpmw":
            await driver.xkey(letter)
        await driver.until(lambda: app.queue_desk.panel.name == "bpmw")
        assert app.stage.layers == ()
        assert app.link.mirror.tickets[ticket.id].state is TicketState.SERVING
        assert app.queue_desk.view.counter_state is CounterState.OPEN


async def test_no_show_is_undone_within_its_seconds(
    run_app: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two recalls, nobody; then they come running after all."""
    monkeypatch.setattr(hub_process, "always_open", patient(hub_process.always_open))
    async with hall(tmp_path) as here:
        driver = await terminal(run_app, here, "1", "sri")
        app = driver.app
        (ticket,) = await here.issue()
        await driver.key("o")
        await driver.until(lambda: app.queue_desk.offers.get("call_next") == "")
        await driver.key("space")
        await mine(driver, TicketState.CALLED)
        await driver.key("h")
        await driver.frames(3)
        assert app.link.mirror.in_hand("1") is not None
        for recalls in (1, 2):
            await driver.key("u")
            await driver.until(lambda recalls=recalls: (h := app.link.mirror.in_hand("1")) and h.recalls == recalls)
            await quiet(driver)
        await driver.key("h")
        await mine(driver, None)
        await look(driver, "operator-undo")
        (offered,) = [word for word in driver.words() if ticket.number in word and "detik" in word]
        assert 0 < int(re.findall(r"\d+", offered)[-1]) <= 300
        await driver.key("z")
        back = await mine(driver, TicketState.CALLED)
        assert back is not None
        assert back.id == ticket.id


async def test_rows_are_parked_brought_back_moved_and_cancelled(run_app: Start, tmp_path: Path) -> None:
    """What may be done with a chosen row, by key, by click and by digit."""
    async with hall(tmp_path) as here:
        driver = await terminal(run_app, here, "1", "sri")
        app = driver.app
        first, second, third = await here.issue(3)
        tickets = app.link.mirror.tickets
        await driver.key("o")
        await driver.until(lambda: app.queue_desk.offers.get("call_next") == "" and len(app.queue_desk.view.lines) == 3)
        await driver.key("down")
        await driver.key("t")
        await driver.until(lambda: tickets[first.id].state is TicketState.PARKED)
        await quiet(driver)
        await driver.key("right")
        await driver.frames(3)
        await driver.key("down")
        await look(driver, "operator-parked")
        await driver.key("k")
        await driver.until(lambda: tickets[first.id].state is TicketState.WAITING)
        await quiet(driver)
        await driver.key("left")
        await driver.frames(4)
        await driver.xclick(driver.find("QueueRow", number=second.number))
        await driver.until(lambda: (chosen := app.queue_desk.view.chosen) and chosen.key == second.id)
        await driver.key("p")
        await driver.until(lambda: app.stage.layers)
        await look(driver, "operator-transfer")
        await driver.key("1")
        await driver.until(lambda: tickets[second.id].reserved_for == "2")
        await quiet(driver)
        app.queue_desk.pick(third.id)
        await driver.frames(3)
        await driver.key("b")
        await driver.until(lambda: app.stage.layers)
        await look(driver, "operator-cancel")
        await driver.key("enter")
        await driver.until(lambda: tickets[third.id].state is TicketState.CANCELLED)


async def test_incomplete_files_leave_with_a_list(run_app: Start, tmp_path: Path) -> None:
    """What is missing is named on the screen and on paper, and the number waits for the applicant."""
    async with hall(tmp_path) as here:
        driver = await terminal(run_app, here, "1", "sri")
        app = driver.app
        (ticket,) = await here.issue()
        await driver.key("o")
        await driver.until(lambda: app.queue_desk.offers.get("call_next") == "")
        await driver.key("space")
        await mine(driver, TicketState.CALLED)
        await driver.key("enter")
        await driver.until(lambda: app.queue_desk.panel is not None)
        for key in "v122":
            await driver.key(key)
        app.queue_desk.write("name", "Siti Aminah")
        await driver.frames(4)
        await look(driver, "operator-incomplete")
        await driver.key("m")
        await driver.until(lambda: app.stage.layers)
        await look(driver, "operator-incomplete-asked")
        await driver.key("enter")
        await driver.until(lambda: (t := app.link.mirror.tickets.get(ticket.id)) and t.state is TicketState.PARKED)
        await driver.until(lambda: any("sudah dicetak" in word for word in driver.words()))
        await look(driver, "operator-incomplete-list")
        assert list((tmp_path / "paper").glob("*.png"))
        assert next(iter(app.link.mirror.cases.values())).missing == ("police-letter",)


async def test_refused_case_comes_back_with_its_reason(run_app: Start, tmp_path: Path) -> None:
    """The approver said no; the verifier reads why, and asks again."""
    async with hall(tmp_path) as here:
        await here.issue()
        file = await here.complete("Siti Aminah", login="sri", place="1")
        approver = await here.colleague("kasi", "kasi")
        refused, step = Result.REFUSED, Step.APPROVE
        await here.step(approver, file, step, refused, reason="Fotokopi KK tidak terbaca")
        from counters.app import CounterApp

        driver = await run_app(CounterApp(await here.settings("3")))
        app = driver.app
        await driver.until(lambda: app.link.status.live and app.door.people())
        app.door.choose(here.staff["sri"])
        await typed_pin(driver)
        await driver.until(lambda: app.stage.layers)
        await look(driver, "take-over")
        await driver.key("enter")
        await driver.until(lambda: app.link.session is not None)
        await quiet(driver)
        tab = driver.find("ShelfTab", count="1")
        assert tab.urgent
        assert [icon for icon in driver.all(tab) if getattr(icon, "name", "") == "alert" and icon.opacity]
        await look(driver, "operator-sent-back")
        await driver.key("left")
        await driver.key("down")
        await driver.key("enter")
        await driver.until(lambda: app.queue_desk.panel is not None)
        await look(driver, "operator-returned")
        assert any("Fotokopi KK tidak terbaca" in word for word in driver.words())
        await driver.key("enter")
        await driver.until(lambda: app.link.mirror.cases[file.case.id].state is CaseState.AWAITING_APPROVAL)
        await driver.until(lambda: not tab.urgent)


async def test_approver_opens_refuses_and_approves(run_app: Start, tmp_path: Path) -> None:
    """Two keys to a decision; a refusal wants its reason."""
    async with hall(tmp_path) as here:
        await here.issue(2)
        first, second = await here.complete("Siti Aminah"), await here.complete("Raden Ayu Siti Nurbaya Kusumaningtyas")
        driver = await terminal(run_app, here, "kasi", "kasi")
        app = driver.app
        cases = app.link.mirror.cases
        await look(driver, "approver-list")
        assert "Siti Aminah" not in driver.words()
        await driver.xkey("enter")
        await driver.until(lambda: "Siti Aminah" in driver.words())
        await look(driver, "approver-file")
        await driver.xkey("t")
        await driver.until(lambda: app.stage.layers)
        await driver.xkey("enter")
        await driver.frames(3)
        await look(driver, "approver-refuse")
        assert cases[first.case.id].state is CaseState.AWAITING_APPROVAL
        await driver.xkey("2")
        await driver.xkey("enter")
        await driver.until(lambda: cases[first.case.id].refused)
        await quiet(driver)
        await driver.xkey("enter")
        await driver.until(lambda: app.case_desks["approval"].view.file is not None)
        await driver.frames(4)
        await driver.xkey("s")
        await driver.until(lambda: cases[second.case.id].state is CaseState.AWAITING_PRINT)
        await look(driver, "approver-empty")


async def test_print_operator_spoils_prints_and_registers(run_app: Start, tmp_path: Path) -> None:
    """The first blank card goes wrong, the second is registered under the hub's number."""
    async with hall(tmp_path) as here:
        await here.issue()
        file = await here.approved("Raden Ayu Siti Nurbaya Kusumaningtyas")
        driver = await terminal(run_app, here, "cetak", "cetak")
        app = driver.app
        desk, cases = app.case_desks["print"], app.link.mirror.cases
        await driver.xkey("enter")
        await driver.until(lambda: app.case_panels["print"].ids.field.focus)
        await look(driver, "print-file")
        await driver.xkey("escape")
        await driver.until(lambda: not app.case_panels["print"].ids.field.focus)
        await driver.xkey("x")
        await driver.until(lambda: app.stage.layers and app.stage.layers[-1].extra.ids.serial.focus)
        for key in "b1":
            await driver.xkey(key)
        await driver.xkey("enter")
        await driver.until(lambda: app.stage.layers[-1].extra.ids.text.focus)
        for key in "macet":
            await driver.xkey(key)
        await look(driver, "print-spoiled")
        await driver.xkey("enter")
        await driver.until(lambda: cases[file.case.id].spoiled == 1)
        await quiet(driver)
        await driver.xkey("n")
        await driver.until(lambda: app.case_panels["print"].ids.field.focus)
        for key in "b2":
            await driver.xkey(key)
        await driver.until(lambda: desk.fields["serial"] == "b2")
        await driver.xkey("enter")
        await driver.until(lambda: cases[file.case.id].state is CaseState.AWAITING_REGISTER)
        await quiet(driver)
        await look(driver, "print-register")
        await driver.xkey("enter")
        await driver.until(lambda: cases[file.case.id].register_number and app.stage.layers)
        await look(driver, "print-registered")
        assert cases[file.case.id].register_number in driver.words()


async def test_handover_calls_and_hands_over(run_app: Start, tmp_path: Path) -> None:
    """Call, note who received it, done."""
    async with hall(tmp_path) as here:
        await here.issue()
        file = await here.ready("Raden Ayu Siti Nurbaya Kusumaningtyas")
        driver = await terminal(run_app, here, "serah", "serah")
        app = driver.app
        await driver.xkey("o")
        await driver.until(lambda: app.case_desks["handover"].offers.get("call_handover") == "")
        await driver.frames(4)
        await driver.xkey("space")
        await driver.until(lambda: app.case_desks["handover"].view.hand is not None)
        await driver.until(lambda: app.case_desks["handover"].view.file is not None)
        await look(driver, "handover-called")
        await driver.xkey("enter")
        await driver.frames(4)
        assert app.link.mirror.cases[file.case.id].state is CaseState.READY
        await driver.xkey("p")
        await driver.frames(4)
        await look(driver, "handover-receiver")
        await driver.xkey("enter")
        await driver.until(lambda: app.link.mirror.cases[file.case.id].state is CaseState.HANDED_OVER)
        await look(driver, "handover-done")


async def test_choosing_a_name_begins_the_pin_anew(run_app: Start, tmp_path: Path) -> None:
    """Digits of a first attempt, then the name: by click, also the one that was chosen already, and by its letter."""
    from counters.app import CounterApp

    async with hall(tmp_path) as here:
        driver = await run_app(CounterApp(await here.settings("1")))
        app = driver.app
        await driver.until(lambda: app.link.status.live and len(app.door.people()) == 2)
        await driver.frames(4)
        for choice in ("b", "s", "s"):
            await driver.key("4")
            await driver.key(choice)
            assert app.sign_in_screen.ids.pad.count == 0, choice
        await driver.key("4")
        await driver.xclick(driver.find("PersonRow", name="Sri Wahyuningsih"))
        await driver.until(lambda: app.sign_in_screen.ids.pad.count == 0)
        await typed_pin(driver)
        await driver.until(lambda: app.link.session is not None)


async def test_wrong_pin_lock_and_idle(run_app: Start, tmp_path: Path) -> None:
    """Wrong PINs cost seconds; a terminal that was left locks itself, and a restarted hub remembers who sat there."""
    from counters.app import CounterApp

    seconds = [0.0]
    async with hall(tmp_path) as here:
        driver = await run_app(CounterApp(await here.settings("1"), idle_clock=lambda: seconds[0]))
        app = driver.app
        await driver.until(lambda: app.link.status.live and app.door.people())
        await look(driver, "sign-in")
        app.door.choose(here.staff["sri"])
        while not app.door.waiting:
            for digit in "502683":
                await driver.key(digit)
            await driver.key("enter")
            await driver.until(lambda: app.door.problem and not app.place.errands.asking)
        await look(driver, "wrong-pin")
        assert app.link.session is None
        pad = app.sign_in_screen.ids.pad
        while app.door.waiting:  # an impatient officer
            await driver.key("7")
            assert pad.count == 0 or not app.door.waiting
        await driver.key("escape")
        assert "detik" not in pad.note
        await typed_pin(driver)
        await driver.until(lambda: app.link.session is not None or app.door.problem)
        assert app.door.problem == ""
        await quiet(driver)
        seconds[0] += 60 * 5
        await driver.until(lambda: app.link.session is not None and app.link.session.locked)
        await look(driver, "locked")
        await driver.key("o")
        await here.hub.stop()
        await driver.until(lambda: not app.link.status.live)
        await look(driver, "locked-away")
        await here.hub.start()
        await driver.until(lambda: app.link.status.live)
        assert app.link.session.locked
        await typed_pin(driver)
        await driver.until(lambda: not app.link.session.locked)
        await driver.until(lambda: app.lock_cover not in app.stage.layers)
        assert app.queue_desk.view.counter_state is CounterState.CLOSED


async def test_several_rights_make_tabs(run_app: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One person with all rights at one counter: a tab for each, Ctrl and a digit to change."""
    from counters.presenter.actions import Desk

    monkeypatch.setattr(hub_process, "always_open", all_rights_at_one(hub_process.always_open))
    everything = {"siti": ("Siti Kabeh", ("operator", "operator-paktuwa", "kasi", "operator-cetak", "penyerahan"))}
    async with hall(tmp_path, everything) as here:
        driver = await terminal(run_app, here, "1", "siti")
        app = driver.app
        await look(driver, "tabs")
        for at, desk in enumerate(Desk):
            await driver.xkey(f"ctrl+{at + 1}")
            await driver.until(lambda desk=desk: app._desk is desk)
            await look(driver, f"tab-{desk}")
            await driver.xkey("?")
            await driver.until(lambda: app.key_help in app.stage.layers)
            await look(driver, f"keys-{desk}")
            await driver.xkey("escape")
            await driver.until(lambda: app.key_help not in app.stage.layers)


async def test_an_empty_queue_and_a_lost_race_are_told(run_app: Start, tmp_path: Path) -> None:
    """Somebody else was faster: one clear line, and the window goes on."""
    async with hall(tmp_path) as here:
        driver = await terminal(run_app, here, "1", "sri")
        app = driver.app
        await driver.key("o")
        await driver.until(lambda: app.queue_desk.view.counter_state is CounterState.OPEN)
        await quiet(driver)
        await app.place.ask("call_next", m.CallNext(request_id="race"))
        await driver.frames(4)
        assert app.desk_screen.meaning == "danger"
        assert app.desk_screen.line
        assert NobodyWaiting.code not in app.desk_screen.line
        await look(driver, "operator-told")


@pytest.mark.parametrize("language", ["id", "jv", "en"])
async def test_nothing_is_cut_in_any_language(run_app: Start, tmp_path: Path, language: str) -> None:
    """Long names, every list, the help, a dialog, the verification: in three languages, also scaled down."""
    async with hall(tmp_path, LONG) as here:
        await here.issue(2, priority=True)
        await here.issue(14)
        driver = await terminal(run_app, here, "1", "sri", language=language)
        app = driver.app
        await driver.key("o")
        await driver.until(
            lambda: app.queue_desk.offers.get("call_next") == "" and len(app.queue_desk.view.lines) == 16
        )
        await look(driver, "long-queue")
        await driver.key("down")
        await look(driver, "long-row")
        await driver.key("escape")
        await driver.key("space")
        await mine(driver, TicketState.CALLED)
        await look(driver, "long-called")
        await driver.key("enter")
        await driver.until(lambda: app.queue_desk.panel is not None)
        await driver.key("v")
        app.queue_desk.write("name", "Raden Mas Panji Sosrokartono Djojohadikusumo Wreksodiningrat")
        app.queue_desk.write("nik", "3520067208850002")
        await driver.key("2")
        await driver.key("2")
        await look(driver, "long-verify")
        app.queue_desk.write("nik", "")
        await driver.frames(4)
        await driver.key("m")
        await driver.until(lambda: app.stage.layers)
        await look(driver, "long-ask")
        await driver.key("escape")
        await driver.key("b")
        await driver.until(lambda: app.stage.layers)
        await look(driver, "long-reason")
        await driver.key("escape")
        await driver.key("?")
        await look(driver, "long-keys")
        await driver.key("escape")
        await driver.key("f12")
        await driver.until(lambda: app.link.session.locked)
        await look(driver, "long-locked")
