"""The desk from file to card in real windows, before a real hub: every branch of a walk-in, many approvals at once,
stock, incidents, delegation and registers; by keys."""

from pathlib import Path
from typing import Any

import pytest

from protocol import messages as m
from protocol.vocabulary import BlankMove, CaseState, IncidentKind, TicketState
from tests.support.counters_hall import PEOPLE, hall, look, quiet, terminal
from tests.support.windows import Driver, Start

pytestmark = [pytest.mark.window, pytest.mark.timeout(300)]
LONG = "Raden Ayu Siti Nurbaya Kusumaningtyas Hadiwijaya Soemodiningrat"
EVERYBODY: dict[str, tuple[str, tuple[str, ...]]] = {
    **PEOPLE,
    "kabid": ("Dra. Sri Wahyuningsih Kusumaningrum, M.M.", ("kabid",)),
    "ganti": ("Bambang Prakoso Adisuryo", ("operator-paktuwa",)),
}


async def focused(driver: Driver, field: Any) -> None:
    """Until this field of a form has the cursor."""
    await driver.until(lambda: field.ids.text.focus)


async def fill_in(driver: Driver, *texts: str) -> None:
    """Types each text into its field of the form in front; Enter after each, which answers from the last one."""
    form = driver.app.questions._standing.form
    for field, text in zip(form.fields.values(), texts, strict=True):
        await focused(driver, field)
        field.ids.text.text = text
        await driver.key("enter")


async def choose(driver: Driver, digit: str) -> None:
    """A digit of the list in front."""
    await driver.until(lambda: driver.app.questions._standing is not None)
    await driver.frames(2)
    await driver.key(digit)
    await driver.frames(2)


async def agree(driver: Driver) -> None:
    """Enter to the question in front."""
    await driver.until(lambda: driver.app.questions._standing is not None)
    await driver.frames(2)
    await driver.key("enter")


async def open_for_service(driver: Driver) -> None:
    await driver.key("o")
    await driver.until(lambda: driver.app.queue_desk.offers.get("call_next") == "")


async def test_six_keys_from_call_to_print_request(run_app: Start, tmp_path: Path) -> None:
    """Space, Enter, the reason's digit, 0, Enter past the NIK, Enter. The applicant's name is text and not counted."""
    async with hall(tmp_path) as here:
        await here.issue()
        driver = await terminal(run_app, here, "1", "sri")
        app, struck = driver.app, 0
        await open_for_service(driver)

        async def strike(key: str) -> None:
            nonlocal struck
            struck += 1
            await driver.xkey(key)

        await strike("space")
        await driver.until(lambda: (hand := app.link.mirror.in_hand("1")) and hand.state is TicketState.CALLED)
        await quiet(driver)
        await strike("enter")
        await driver.until(lambda: app.queue_desk.panel is not None)
        await quiet(driver)
        await look(driver, "desk-reasons")
        await strike("1")
        await driver.until(lambda: app.queue_desk.panel.papers)
        await strike("0")
        name = app.queue_panel.panel.ids.name
        await driver.until(lambda: name.focus)
        for letter in "siti":
            await driver.xkey(letter)
        await driver.until(lambda: app.queue_desk.panel.name == "siti")
        await strike("enter")
        await driver.until(lambda: app.queue_panel.panel.ids.nik.focus)
        await strike("enter")
        await driver.until(lambda: [c.state for c in app.link.mirror.cases.values()] == [CaseState.AWAITING_APPROVAL])
        assert struck <= 6


async def test_what_was_missing_is_brought_back_with_the_same_number(run_app: Start, tmp_path: Path) -> None:
    """Incomplete, parked, brought back, called again: the list of the first time lies open, one key completes it."""
    async with hall(tmp_path) as here:
        (ticket,) = await here.issue()
        driver = await terminal(run_app, here, "1", "sri")
        app = driver.app
        await open_for_service(driver)
        await driver.key("space")
        await driver.until(lambda: (hand := app.link.mirror.in_hand("1")) and hand.state is TicketState.CALLED)
        await quiet(driver)
        await driver.key("enter")
        await driver.until(lambda: app.queue_desk.panel is not None)
        await quiet(driver)
        for key in "1122":
            await driver.key(key)
        app.queue_desk.write("name", LONG)
        await driver.frames(3)
        await driver.key("m")
        await agree(driver)
        await driver.until(lambda: any("nomor yang sama" in word for word in driver.words()))
        await look(driver, "desk-incomplete")
        await agree(driver)
        tickets = app.link.mirror.tickets
        await driver.until(lambda: tickets[ticket.id].state is TicketState.PARKED)
        await quiet(driver)
        await driver.key("right")
        await driver.frames(4)
        await look(driver, "desk-waits-for-applicant")
        assert "Menunggu pemohon" in driver.words()
        await driver.key("k")
        await driver.until(lambda: tickets[ticket.id].state is TicketState.WAITING)
        await quiet(driver)
        await driver.key("left")
        await driver.until(lambda: app.queue_desk.offers.get("call_next") == "")
        await driver.key("space")
        await driver.until(lambda: tickets[ticket.id].state is TicketState.CALLED)
        await quiet(driver)
        await driver.key("enter")
        await driver.until(lambda: app.queue_desk.panel is not None)
        await quiet(driver)
        panel = app.queue_desk.panel
        assert [paper.mark for paper in panel.papers] == ["yes", "no"]
        assert panel.brought == (panel.papers[1].title,)
        assert panel.name == LONG
        await look(driver, "desk-brought-back")
        await driver.key("2")
        await driver.frames(3)
        await driver.key("enter")
        await driver.until(lambda: tickets[ticket.id].state is TicketState.IN_PROCESS)
        (case,) = app.link.mirror.cases.values()
        assert (case.state, case.number) == (CaseState.AWAITING_APPROVAL, ticket.number)


async def test_many_are_approved_by_keys_and_each_outcome_is_told(run_app: Start, tmp_path: Path) -> None:
    """Ctrl+A, one taken out with Space, S, Enter; the case that a colleague was quicker with is named."""
    async with hall(tmp_path, EVERYBODY) as here:
        await here.issue(4)
        files = [await here.complete(name) for name in ("Siti", "Budi", LONG, "Ani")]
        driver = await terminal(run_app, here, "kasi", "kasi", size=(1366, 768))
        app, cases = driver.app, driver.app.link.mirror.cases
        await look(driver, "desk-approver-many-1366")
        await driver.xkey("ctrl+a")
        await driver.until(lambda: len(app.case_desks["approval"].view.marked) == 4)
        await driver.xkey("space")
        await driver.until(lambda: len(app.case_desks["approval"].view.marked) == 3)
        await look(driver, "desk-approver-marked-1366")
        await driver.xkey("s")
        await driver.until(lambda: app.questions._standing is not None)
        await look(driver, "desk-approver-sure-1366")
        told = " ".join(driver.words())
        assert all(file.case.number in told for file in files[1:])
        await driver.xkey("enter")
        await driver.until(lambda: cases[files[3].case.id].state is CaseState.AWAITING_PRINT)
        await quiet(driver)
        assert [cases[file.case.id].state for file in files] == [
            CaseState.AWAITING_APPROVAL, *[CaseState.AWAITING_PRINT] * 3
        ]  # fmt: skip
        await look(driver, "desk-approver-done-1366")


async def test_a_refusal_in_a_batch_is_told_by_number(run_app: Start, tmp_path: Path) -> None:
    """A case whose file was changed by nobody here but whose verifier is the approver stays, and its reason is said."""
    people: dict[str, tuple[str, tuple[str, ...]]] = {**EVERYBODY, "budi": ("Budi Santoso", ("operator", "kasi"))}
    async with hall(tmp_path, people) as here:
        await here.issue(2)
        own, other = await here.complete("Siti"), await here.complete("Ani", login="sri", place="1")
        officer = here.colleagues["2"]
        await officer.ask(m.SignOut(request_id=here.request()))
        driver = await terminal(run_app, here, "kasi", "budi")
        app, cases = driver.app, driver.app.link.mirror.cases
        await driver.key("ctrl+a")
        await driver.until(lambda: len(app.case_desks["approval"].view.marked) == 2)
        await driver.key("s")
        await agree(driver)
        await driver.until(lambda: cases[other.case.id].state is CaseState.AWAITING_PRINT)
        await driver.until(lambda: app.questions._standing is not None)
        await look(driver, "desk-approver-refused-in-batch")
        assert any(word.startswith(f"{own.case.number}:") for word in driver.words())
        assert cases[own.case.id].state is CaseState.AWAITING_APPROVAL


async def test_blank_cards_are_kept_counted_and_foretold(run_app: Start, tmp_path: Path) -> None:
    """Received, given back, closed with a difference that has its cause; with none left nothing can be printed."""
    async with hall(tmp_path) as here:
        await here.issue()
        file = await here.approved(LONG)
        driver = await terminal(run_app, here, "cetak", "cetak")
        app, mirror = driver.app, driver.app.link.mirror
        await driver.key("f6")
        await driver.until(lambda: app.covers["blanks"].open)
        await quiet(driver)
        await look(driver, "desk-blanks-none-kept")
        await driver.key("k")
        await driver.frames(3)
        assert app.questions._standing is None
        await driver.key("t")
        await driver.until(lambda: app.questions._standing is not None)
        await look(driver, "desk-blanks-receive")
        await fill_in(driver, "40", "Kiriman Ditjen Dukcapil")
        await driver.until(lambda: mirror.blanks.balance == 40)
        await quiet(driver)
        await driver.key("k")
        await driver.until(lambda: app.questions._standing is not None)
        await fill_in(driver, "39", "Pinjam ke Kecamatan Maospati")
        await driver.until(lambda: mirror.blanks.balance == 1)
        await quiet(driver)
        await look(driver, "desk-blanks-low")
        await driver.key("h")
        await driver.until(lambda: app.questions._standing is not None)
        await fill_in(driver, "0")
        await driver.until(lambda: "note" in app.questions._standing.form.fields)
        await look(driver, "desk-blanks-difference")
        await fill_in(driver, "Satu kartu hilang dari kotak")
        await driver.until(lambda: mirror.blanks.balance == 0 and mirror.blanks.closed_day == mirror.day)
        await quiet(driver)
        await look(driver, "desk-blanks-out")
        await driver.key("escape")
        await driver.frames(4)
        assert "Blangko habis" in driver.words()
        await driver.key("enter")
        desk = app.case_desks["print"]
        await driver.until(lambda: desk.view.file is not None)
        await quiet(driver)
        assert desk.offers["printed"] == "no_blanks"
        await look(driver, "desk-print-no-blanks")
        assert mirror.cases[file.case.id].state is CaseState.AWAITING_PRINT


async def test_an_incident_stands_on_every_desk_and_its_time_apart(run_app: Start, tmp_path: Path) -> None:
    """Declared here by keys, seen in the bar, told in the case; over again by the same key."""
    async with hall(tmp_path) as here:
        await here.issue()
        file = await here.complete(LONG)
        driver = await terminal(run_app, here, "kasi", "kasi")
        app, mirror = driver.app, driver.app.link.mirror
        await driver.key("f7")
        await driver.until(lambda: app.covers["incidents"].open)
        await look(driver, "desk-incidents")
        await driver.key("2")
        await driver.key("enter")
        await driver.until(lambda: app.questions._standing is not None)
        await look(driver, "desk-incident-sure")
        await driver.key("enter")
        await driver.until(lambda: [i.kind for i in mirror.incidents.values()] == [IncidentKind.NETWORK])
        await quiet(driver)
        await look(driver, "desk-incident-lasts")
        await driver.key("escape")
        await driver.frames(4)
        assert any(word.startswith("Jaringan terputus sejak") for word in driver.words())
        line = app.case_desks["approval"].view.lines[0]
        assert (line.case.id, line.clock.stands) == (file.case.id, True)
        await look(driver, "desk-incident-bar")
        await driver.key("f7")
        await driver.until(lambda: app.covers["incidents"].open)
        await driver.key("2")
        await driver.key("enter")
        await agree(driver)
        await driver.until(lambda: all(i.until is not None for i in mirror.incidents.values()))


async def test_a_role_is_delegated_for_days_and_taken_back(run_app: Start, tmp_path: Path) -> None:
    """F8: whom, from when to when; it stands in the list of both, and the one who gave it ends it."""
    async with hall(tmp_path, EVERYBODY) as here:
        driver = await terminal(run_app, here, "kasi", "kasi")
        app, mirror = driver.app, driver.app.link.mirror
        await driver.key("f8")
        await driver.until(lambda: app.covers["delegation"].open)
        await look(driver, "desk-delegation-none")
        await driver.key("n")
        await driver.until(lambda: app.questions._standing is not None)
        await look(driver, "desk-delegation-place")
        await choose(driver, "1")
        await driver.until(lambda: app.questions._standing is not None)
        await look(driver, "desk-delegation-taker")
        await choose(driver, "1")
        await driver.until(lambda: hasattr(app.questions._standing, "form"))
        today = mirror.day
        await fill_in(driver, "32", "40")
        await driver.until(lambda: app.questions._standing is not None and hasattr(app.questions._standing, "form"))
        assert any("Tanggal ini tidak ada" in word for word in driver.words())
        await fill_in(driver, today, today)
        await driver.until(lambda: mirror.delegations)
        await quiet(driver)
        (held,) = mirror.delegations.values()
        assert (held.first_day, held.last_day, held.ended_at) == (today, today, None)
        await look(driver, "desk-delegation-held")
        await driver.key("down")
        await driver.frames(3)
        await driver.key("x")
        await agree(driver)
        await driver.until(lambda: mirror.delegations[held.id].ended_at is not None)


async def test_a_register_is_opened_searched_and_taken_out(
    run_app: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F5: today's cards, a search that finds none, and a CSV in the documents folder with its path on the screen."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    async with hall(tmp_path) as here:
        await here.issue()
        await here.ready(LONG)
        driver = await terminal(run_app, here, "serah", "serah")
        app = driver.app
        cover = app.covers["registers"]
        await driver.key("f5")
        await driver.until(lambda: cover.open and cover.desk._page is not None)
        await quiet(driver)
        await look(driver, "desk-register")
        assert cover.desk._page.total == 1
        await driver.key("x")
        await choose(driver, "3")
        await driver.until(lambda: app.questions._standing is not None)
        await look(driver, "desk-register-reason")
        await choose(driver, "1")
        await driver.key("enter")
        folder = tmp_path / "home" / "Documents"
        await driver.until(lambda: folder.is_dir() and list(folder.glob("*.csv")))
        (file,) = folder.glob("*.csv")
        await driver.until(lambda: any(str(file) in word for word in driver.words()))
        await look(driver, "desk-register-saved")
        assert LONG in file.read_text(encoding="utf-8-sig")
        assert file.stat().st_mode & 0o077 == 0
        await driver.key("c")
        await driver.until(lambda: app.questions._standing is not None)
        await fill_in(driver, "tidak ada begini")
        await driver.until(lambda: cover.desk._page is not None and cover.desk._page.total == 0)
        await quiet(driver)
        await look(driver, "desk-register-empty")


async def test_somebody_else_takes_the_card_with_a_note(run_app: Start, tmp_path: Path) -> None:
    """K: what they are to the applicant, their name, the proof they showed; the file keeps all three."""
    async with hall(tmp_path) as here:
        await here.issue()
        file = await here.ready(LONG)
        driver = await terminal(run_app, here, "serah", "serah")
        app, mirror = driver.app, driver.app.link.mirror
        await driver.key("o")
        await driver.until(lambda: app.case_desks["handover"].offers.get("call_handover") == "")
        await driver.key("space")
        await driver.until(lambda: app.case_desks["handover"].offers.get("representative") == "")
        await look(driver, "desk-handover-called")
        await driver.key("k")
        await driver.until(lambda: app.questions._standing is not None)
        await look(driver, "desk-handover-relation")
        await choose(driver, "5")
        await driver.until(lambda: hasattr(app.questions._standing, "form"))
        await look(driver, "desk-handover-representative")
        await fill_in(driver, "Slamet Riyadi", "Surat kuasa bermeterai dan KK asli")
        await driver.until(lambda: mirror.cases[file.case.id].state is CaseState.HANDED_OVER)
        await driver.until(lambda: list((tmp_path / "paper").glob("*.png")))
        await look(driver, "desk-handed-to-representative")
        officer = await here.colleague("sri", "1")
        opened = await officer.ask(m.OpenCase(request_id=here.request(), case=file.case.id))
        assert (opened.receiver, opened.handover_note) == ("Slamet Riyadi", "Surat kuasa bermeterai dan KK asli")
        assert opened.relation


async def test_who_stands_in_approves_at_the_others_terminal(run_app: Start, tmp_path: Path) -> None:
    """The Kasi is away today: the officer in that place signs in there, reads whose place it is, and approves."""
    async with hall(tmp_path, EVERYBODY) as here:
        await here.issue()
        file = await here.complete(LONG)
        head = await here.colleague("kasi", "kasi")
        await head.ask(
            m.Delegate(
                request_id=here.request(),
                role="kasi",
                giver=here.staff["kasi"],
                taker=here.staff["ganti"],
                first_day=here.today,
                last_day=here.today,
            )
        )
        await head.ask(m.SignOut(request_id=here.request()))
        driver = await terminal(run_app, here, "kasi", "ganti")
        app, cases = driver.app, driver.app.link.mirror.cases
        await driver.until(lambda: app.case_desks["approval"].view is not None)
        await look(driver, "desk-standing-in")
        assert any(word.startswith("Anda menggantikan:") for word in driver.words())
        for key in ("ctrl+a", "s"):
            await driver.key(key)
            await quiet(driver)
        await agree(driver)
        await driver.until(lambda: cases[file.case.id].state is CaseState.AWAITING_PRINT)


@pytest.mark.parametrize("language", ["jv", "en"])
async def test_every_cover_fits_in_the_other_languages(run_app: Start, tmp_path: Path, language: str) -> None:
    """On the small screen, with long names, a delegation, a low stock, an incident and the hall in the bar."""
    async with hall(tmp_path, EVERYBODY) as here:
        await here.issue(2)
        await here.complete(LONG)
        room = await here.colleague("cetak", "cetak")
        await room.ask(m.MoveBlanks(request_id=here.request(), move=BlankMove.RECEIVED, count=3))
        await room.ask(m.DeclareIncident(request_id=here.request(), kind=IncidentKind.CARD_PRINTER))
        driver = await terminal(run_app, here, "kasi", "kasi", size=(1366, 768), language=language)
        app, mirror = driver.app, driver.app.link.mirror
        officer = here.staff
        await app.link.ask(
            m.Delegate(
                request_id=here.request(),
                role="kasi",
                giver=officer["kasi"],
                taker=officer["kabid"],
                first_day=mirror.day,
                last_day=mirror.day,
            )
        )
        await driver.until(lambda: mirror.delegations and mirror.blanks.low and mirror.incidents)
        await driver.key("f11")
        await driver.until(lambda: app.hearing.ear == "on")
        await look(driver, "desk-all-bar")
        await driver.key("enter")
        await driver.until(lambda: app.case_desks["approval"].view.file is not None)
        await quiet(driver)
        await look(driver, "desk-all-file")
        for key, name in (("f5", "registers"), ("f6", "blanks"), ("f7", "incidents"), ("f8", "delegation")):
            await driver.key(key)
            await driver.until(lambda name=name: app.covers[name].open)
            await quiet(driver)
            await look(driver, f"desk-all-{name}")
            await driver.key("escape")
            await driver.until(lambda name=name: not app.covers[name].open)
        await driver.key("f1")
        await look(driver, "desk-all-keys")


async def test_an_applicant_who_is_gone_keeps_the_card_waiting_and_a_case_is_cancelled(
    run_app: Start, tmp_path: Path
) -> None:
    """Called twice more, nobody: the card is ready again. The other one is cancelled, with a reason that stays."""
    async with hall(tmp_path) as here:
        await here.issue(2)
        gone, cancelled = await here.ready("Siti"), await here.ready(LONG, "BL-0002")
        driver = await terminal(run_app, here, "serah", "serah")
        app, mirror = driver.app, driver.app.link.mirror
        desk = app.case_desks["handover"]
        await driver.key("o")
        await driver.until(lambda: desk.offers.get("call_handover") == "")
        await driver.key("space")
        await driver.until(lambda: "absent" in desk.offers)
        await quiet(driver)
        for recalls in (1, 2):
            await driver.key("u")
            await recalled(driver, recalls)
        await driver.key("h")
        await driver.until(lambda: mirror.in_hand("serah") is None)
        await quiet(driver)
        assert mirror.cases[gone.case.id].state is CaseState.READY
        assert [line.key for line in desk.view.lines] == [gone.case.id, cancelled.case.id]
        await look(driver, "desk-handover-gone")
        desk.pick(cancelled.case.id)
        await driver.frames(3)
        await driver.key("enter")
        await driver.until(lambda: desk.view.file is not None and desk.offers.get("cancel") == "")
        await driver.key("b")
        await choose(driver, "1")
        await look(driver, "desk-handover-cancel")
        await driver.key("enter")
        await driver.until(lambda: mirror.cases[cancelled.case.id].state is CaseState.CANCELLED)
        officer = await here.colleague("sri", "1")
        file = await officer.ask(m.OpenCase(request_id=here.request(), case=cancelled.case.id))
        assert file.history[-1].reason


async def recalled(driver: Driver, recalls: int) -> None:
    """Until the number in hand was called once more."""
    mirror = driver.app.link.mirror
    await driver.until(lambda: (hand := mirror.in_hand("serah")) is not None and hand.recalls == recalls)
    await quiet(driver)


async def test_a_long_note_leaves_the_hour_of_the_promise(run_app: Start) -> None:
    """Who has approved is told in the list, with dots at its end where it is long; the hour and its words stand."""
    from counters.screens.cases import CaseRow, RowShown
    from terminal.look.app import TerminalApp
    from terminal.look.widgets import OneLine

    class RowApp(TerminalApp):
        design, scale = (1920, 1080), "desk"

        def first_screen(self) -> Any:
            return CaseRow(size_hint=(None, None), width=756)

    driver = await run_app(RowApp())
    row = driver.app.stage.screen
    for note, shortened in (("Disetujui Kasi", False), ("Disetujui Kepala Seksi Identitas Penduduk dan Mutasi", True)):
        for marked in (False, True):
            row.tell(
                RowShown(
                    key=1,
                    number="A-012",
                    what="KTP-el hilang atau rusak",
                    detail="12 menit · janji 10.15 · Raden Ayu Siti Nurbaya Kusumaningtyas",
                    kept="12 menit · janji 10.15",
                    clock="",
                    clock_meaning="good",
                    note=note,
                    chosen=False,
                    marked=marked,
                )
            )
            await driver.frames(4)
            assert driver.clipped(shortened=True) == []
            (detail,) = (one for one in driver.labels() if isinstance(one, OneLine) and "janji" in one.text)
            told = detail.text.partition(" · Raden")[0]
            assert detail._label.get_extents(told)[0] + detail._label.get_extents("…")[0] <= detail.width, note
            assert row.ids.note.is_shortened is shortened
