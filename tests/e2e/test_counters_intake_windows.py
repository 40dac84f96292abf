"""Papers by WhatsApp at the counter terminal, before a real hub: by keys, with files dropped on a real window."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from counters.presenter.intake import Shelf
from counters.presenter.verification import Mark
from protocol import messages as m
from protocol.vocabulary import CaseState, Letter, Result, Step
from tests.support.counters_hall import PEOPLE, Hall, hall, look, terminal
from tests.support.windows import Driver, Start

pytestmark = [pytest.mark.window, pytest.mark.timeout(300)]  # pages are drawn anew by a process of the hub
FOLK: dict[str, tuple[str, tuple[str, ...]]] = {
    **PEOPLE,
    "tuwa": ("Raden Ajeng Sri Wahyuningsih Kusumaningrum Hadiwijaya", ("operator-paktuwa",)),
    "kabid": ("Hj. Endang Puspitasari, S.H.", ("kabid",)),
}
PHONE = "081234567890"


def photo(path: Path, words: str, size: tuple[int, int] = (900, 1200)) -> Path:
    """A picture as a telephone sends it."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).text((80, 80), words, fill="black", font_size=80)
    picture.save(path, "JPEG")
    return path


def drop(driver: Driver, *files: Path) -> None:
    """Let go over the window: SDL tells each file by itself."""
    from kivy.core.window import Window

    for file in files:
        Window.dispatch("on_drop_file", os.fsencode(file), 0, 0)


def only(driver: Driver) -> m.Case:
    """The one case that there is."""
    (case,) = driver.app.link.mirror.cases.values()
    return case  # type: ignore[no-any-return]


async def settled(driver: Driver, condition: Callable[[], object]) -> None:
    """Until this holds, no errand is under way, and it is drawn."""
    await driver.until(lambda: condition() and not driver.app.place.errands.asking)
    await driver.frames(4)


async def typed(driver: Driver, text: str) -> None:
    for letter in text:
        await driver.key(letter)


async def received(driver: Driver, phone: str = PHONE) -> None:
    """A new case by keys: T, the number, Esc out of the field, Enter."""
    form = driver.app.posts["intake"].panel.faces["new_case"]
    await driver.key("t")
    await driver.until(lambda: form.ids.phone.focus)
    await typed(driver, phone)
    await driver.key("escape")
    await driver.key("enter")
    await settled(driver, lambda: driver.app.posts["intake"].conduct.face == "intake")


async def at_desk(run_app: Start, here: Hall) -> Driver:
    return await terminal(run_app, here, "paktuwa", "tuwa")


async def test_papers_from_the_first_message_to_approval(run_app: Start, tmp_path: Path) -> None:
    """Received, dropped, looked at, sorted, found incomplete, written to, completed, and on its way to approval."""
    async with hall(tmp_path, FOLK) as here:
        driver = await at_desk(run_app, here)
        app, desk = driver.app, driver.app.posts["intake"].conduct
        viewer = app.covers["documents"].viewer
        await look(driver, "trip-empty")
        await received(driver)
        case = only(driver)
        assert (case.state, case.service, case.documents) == (CaseState.VERIFYING, "pak-tuwa", 0)
        # Two papers, a text and a picture that is none: two come, two are refused, each in a sentence.
        letter = tmp_path / "catatan.txt"
        letter.write_text("bukan gambar")
        broken = tmp_path / "rusak.jpg"
        broken.write_bytes(b"\xff\xd8 this is no picture")
        drop(driver, photo(tmp_path / "kk.jpg", "KARTU KELUARGA"), letter, broken, photo(tmp_path / "b.jpg", "SURAT"))
        await settled(driver, lambda: only(driver).documents == 2 and len(desk.view.file.documents) == 2)
        ends = [(upload.path.name, upload.meaning) for upload in desk.uploads.of(case.id)]
        assert ends == [("kk.jpg", "good"), ("catatan.txt", "danger"), ("rusak.jpg", "danger"), ("b.jpg", "good")]
        assert all(upload.told for upload in desk.uploads.of(case.id))
        await look(driver, "trip-uploaded")
        # The reason, then the papers in the viewer: the first is the family card.
        await driver.key("v")
        await driver.key("d")
        await driver.until(lambda: viewer.page is not None)
        await driver.frames(6)
        await look(driver, "trip-viewer")
        await driver.key("1")
        await settled(driver, lambda: viewer.document.requirement == "kk")
        await driver.key("escape")
        await settled(driver, lambda: desk.view.file.panel.papers[0].mark is Mark.SEEN)
        # The police letter is missing: told to the applicant.
        await driver.key("2")
        await driver.key("2")
        await driver.key("n")
        await typed(driver, "siti")
        await driver.key("escape")
        await driver.until(lambda: desk.view.file.panel.name == "siti")
        await driver.key("m")
        await driver.until(lambda: app.questions._standing is not None)
        await driver.frames(4)
        await look(driver, "trip-sure")
        await driver.key("enter")
        await settled(driver, lambda: desk.letter is not None)
        assert only(driver).state is CaseState.INCOMPLETE
        assert desk.letter.letter is Letter.MISSING
        assert desk.letter.url.startswith("https://wa.me/62812")
        assert "kehilangan" in desk.letter.text.lower()
        await look(driver, "trip-letter")
        await driver.key("escape")
        await look(driver, "trip-waiting")
        assert desk.shelf is Shelf.APPLICANT
        # It comes: back to be checked, in its place.
        place = only(driver).received_at
        drop(driver, photo(tmp_path / "polisi.jpg", "SURAT KEHILANGAN"))
        await settled(driver, lambda: desk.view.file is not None and desk.view.file.panel is not None)
        assert only(driver).state is CaseState.VERIFYING
        assert only(driver).received_at == place
        assert desk.view.shelf is Shelf.WORK
        await driver.key("0")
        await settled(driver, lambda: all(paper.mark is Mark.SEEN for paper in desk.view.file.panel.papers))
        await look(driver, "trip-complete")
        await driver.key("enter")
        await settled(driver, lambda: only(driver).state is CaseState.AWAITING_APPROVAL)
        assert "siti" not in " ".join(driver.words())


async def test_a_repeated_message_keeps_its_place(run_app: Start, tmp_path: Path) -> None:
    """The same number again is the same case, said on the screen; the number is too short first."""
    async with hall(tmp_path, FOLK) as here:
        driver = await at_desk(run_app, here)
        app, desk = driver.app, driver.app.posts["intake"].conduct
        await driver.key("t")
        await driver.until(lambda: app.posts["intake"].panel.faces["new_case"].ids.phone.focus)
        await typed(driver, "0812")
        await look(driver, "new-wrong")
        await driver.key("escape")
        await driver.key("enter")
        assert not app.link.mirror.cases
        assert desk.form.why == "wrong.phone"
        await driver.key("escape")
        await received(driver)
        first = only(driver)
        await received(driver, "+6281234567890")
        assert only(driver).id == first.id
        assert only(driver).received_at == first.received_at
        assert f"#{first.id}" in app.desk_screen.line


async def test_a_folder_is_walked_and_two_marked_files_go_up(run_app: Start, tmp_path: Path) -> None:
    """By keys alone: into the folder, two marked by space, U; the folder is remembered."""
    async with hall(tmp_path, FOLK) as here:
        folder = tmp_path / "unduhan" / "WhatsApp"
        folder.mkdir(parents=True)
        for name in ("a.jpg", "b.jpeg"):
            photo(folder / name, name)
        (folder / "daftar.xlsx").write_bytes(b"PK")
        driver = await at_desk(run_app, here)
        desk = driver.app.posts["intake"].conduct
        desk.chooser = type(desk.chooser)(tmp_path / "unduhan")
        await received(driver)
        await driver.key("f")
        await driver.key("enter")
        await driver.until(lambda: len(desk.chooser.entries) == 2)
        await look(driver, "chooser")
        await driver.key("space")
        await driver.key("space")
        await driver.until(lambda: len(desk.chooser.marked) == 2)
        await driver.key("u")
        await settled(driver, lambda: only(driver).documents == 2)
        assert desk.chooser.folder == folder


async def test_the_link_opens_outside_and_the_text_is_copied(run_app: Start, tmp_path: Path) -> None:
    """W writes, Enter opens the link, C copies; without a browser the screen says what to do."""
    async with hall(tmp_path, FOLK) as here:
        driver = await at_desk(run_app, here)
        app, desk = driver.app, driver.app.posts["intake"].conduct
        opened: list[str] = []

        async def no_browser(url: str) -> bool:
            opened.append(url)
            return False

        copied: list[str] = []
        desk.outside = type(desk.outside)(no_browser, copied.append)
        await received(driver)
        await driver.key("w")
        await settled(driver, lambda: desk.letter is not None)
        await driver.key("enter")
        await driver.until(lambda: opened == [desk.letter.url])
        await driver.frames(4)
        assert "(C)" in app.desk_screen.line
        await driver.key("c")
        assert copied == [desk.letter.text]
        assert only(driver).told is not None


async def intake_case(here: Hall, name: str = "Siti Aminah", nik: str = "3520066508850002") -> m.CaseFile:
    """A colleague at the PAK TUWA desk receives a case and finds it complete."""
    officer = await here.colleague("tuwa", "paktuwa")
    file = await officer.ask(
        m.ReceiveCase(request_id=here.request(), service="pak-tuwa", phone=PHONE, sent_at=1, applicant_name=name)
    )
    return await here.step(
        officer, file, Step.VERIFY, Result.COMPLETE,
        variant="lost", applicant_name=name, nik=nik, seen=("kk", "police-letter"),
    )  # fmt: skip


async def test_search_finds_opens_reveals_and_notes(
    run_app: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F4, a name, Enter: the file. R with a reason: the whole NIK, for half a minute. N: a note."""
    async with hall(tmp_path, FOLK) as here:
        file = await intake_case(here)
        driver = await terminal(run_app, here, "kasi", "kasi")
        app, cover = driver.app, driver.app.covers["search"]
        await driver.key("f4")
        await driver.until(lambda: cover.layer.ids.query.focus)
        await look(driver, "search-begin")
        await typed(driver, "aminah")
        await driver.key("enter")
        await settled(driver, lambda: cover.desk.file_open)
        await look(driver, "search-file")
        assert cover.layer.number == f"#{file.case.id}"
        assert not any("352006 650885" in word or "3520066508850002" in word for word in driver.words())
        await driver.key("r")
        await driver.until(lambda: app.questions._standing is not None)
        await driver.frames(3)
        await look(driver, "search-why")
        await driver.key("1")
        await driver.key("enter")
        await settled(driver, lambda: "352006 650885 0002" in driver.words())
        await look(driver, "search-nik")
        # Half a minute by the hub's clock.
        now = app.link.hub_now
        with monkeypatch.context() as later:
            later.setattr(app.link, "hub_now", lambda: now() + timedelta(seconds=31))
            app.changed()
            await driver.until(lambda: "352006 650885 0002" not in driver.words())
        await driver.key("n")
        await driver.until(lambda: cover.layer.ids.note.focus)
        await typed(driver, "ktp lama rusak")
        await driver.key("enter")
        await settled(driver, lambda: any("ktp lama rusak" in word for word in driver.words()))
        await driver.key("escape")
        await driver.key("escape")
        await driver.until(lambda: not cover.open)
        assert "Siti" not in " ".join(driver.words())


async def test_a_scanned_code_finds_its_case(run_app: Start, tmp_path: Path) -> None:
    """A keyboard wedge types the address and Enter; the case lies open."""
    async with hall(tmp_path, FOLK) as here:
        await here.issue()
        file = await here.complete()
        driver = await terminal(run_app, here, "kasi", "kasi")
        cover = driver.app.covers["search"]
        await driver.key("f4")
        await driver.until(lambda: cover.layer.ids.query.focus)
        cover.layer.ids.query.insert_text(file.url)
        await driver.key("enter")
        await settled(driver, lambda: cover.desk.file_open)
        assert cover.layer.number == file.case.number


async def test_nothing_found_is_said(run_app: Start, tmp_path: Path) -> None:
    async with hall(tmp_path, FOLK) as here:
        driver = await terminal(run_app, here, "kasi", "kasi")
        cover = driver.app.covers["search"]
        await driver.key("f4")
        await driver.until(lambda: cover.layer.ids.query.focus)
        await typed(driver, "tidak ada orang ini")
        await driver.key("enter")
        await settled(driver, lambda: cover.desk.told)
        assert cover.desk.wrong
        await look(driver, "search-nothing")


async def test_the_approver_looks_at_papers_for_a_reason_given_once(run_app: Start, tmp_path: Path) -> None:
    """D asks why the first time only; the hub's journal has every document that was read."""
    async with hall(tmp_path, FOLK) as here:
        desk_driver = await at_desk(run_app, here)
        await received(desk_driver)
        drop(desk_driver, photo(tmp_path / "kk.jpg", "KK"), photo(tmp_path / "b.jpg", "SURAT"))
        await settled(desk_driver, lambda: only(desk_driver).documents == 2)
        case = only(desk_driver)
        officer = await here.colleague("budi", "1")
        file = await officer.ask(m.OpenCase(request_id=here.request(), case=case.id))
        await here.step(
            officer, file, Step.VERIFY, Result.COMPLETE,
            variant="lost", applicant_name="Siti", seen=("kk", "police-letter"),
        )  # fmt: skip
        await desk_driver.leave()
        driver = await terminal(run_app, here, "kasi", "kasi")
        app, viewer = driver.app, driver.app.covers["documents"].viewer
        await driver.until(lambda: app.case_desks["approval"].offers.get("open_file") == "")
        await driver.key("enter")
        await settled(driver, lambda: app.case_desks["approval"].offers.get("documents") == "")
        await driver.key("d")
        await driver.until(lambda: app.questions._standing is not None)
        await driver.key("1")
        await driver.key("enter")
        await driver.until(lambda: viewer.page is not None)
        await driver.frames(6)
        await look(driver, "approver-viewer")
        for key in ("+", "+", "r", "left", "n"):
            await driver.key(key)
        await driver.until(lambda: viewer.at == (1, 1) and viewer.page is not None)
        await driver.key("escape")
        await driver.key("d")
        await driver.until(lambda: viewer.open)
        assert app.questions._standing is None


async def test_supervision_gives_a_case_to_somebody_by_keys(run_app: Start, tmp_path: Path) -> None:
    """F9, A, the first letter of a name until it is the one, Enter: the case is theirs, and everybody hears of it."""
    async with hall(tmp_path, FOLK) as here:
        file = await intake_case(here)
        driver = await terminal(run_app, here, "kasi", "kasi")
        app, cover = driver.app, driver.app.covers["supervision"]
        await driver.until(lambda: app.link.mirror.cases)
        await driver.key("f9")
        await driver.until(lambda: cover.open and cover.desk.view is not None and cover.desk.view.chosen is not None)
        await driver.frames(4)
        await look(driver, "supervision")
        await driver.key("a")
        for _ in range(2):  # Hadikusumo, and on to Hj. Endang
            await driver.key("h")
        await driver.frames(4)
        await look(driver, "supervision-giving")
        told = {label.text for label in driver.labels() if not getattr(label, "is_shortened", False)}
        assert {name for name, _roles in FOLK.values()} <= told, "nobody is taken for another"
        await driver.key("enter")
        await settled(driver, lambda: app.link.mirror.cases[file.case.id].assigned_to is not None)
        assert app.link.mirror.staff[app.link.mirror.cases[file.case.id].assigned_to].login == "kabid"
        await look(driver, "supervision-given")
        await driver.key("escape")
        await driver.until(lambda: not cover.open)


@pytest.mark.parametrize("language", ["jv", "en"])
async def test_every_screen_in_the_other_languages(run_app: Start, tmp_path: Path, language: str) -> None:
    """Nothing is cut, nothing lies on another thing; on a small screen too."""
    async with hall(tmp_path, FOLK) as here:
        driver = await terminal(run_app, here, "paktuwa", "tuwa", language=language, size=(1366, 768))
        app, desk = driver.app, driver.app.posts["intake"].conduct
        await received(driver)
        await look(driver, "small-file")
        await driver.key("w")
        await settled(driver, lambda: desk.letter is not None)
        await look(driver, "small-letter")
        await driver.key("escape")
        await driver.key("t")
        await driver.frames(4)
        await look(driver, "small-new")
        await driver.key("escape")
        await driver.key("escape")
        for key, name in (("f", "small-chooser"), ("escape", "small-back"), ("f4", "small-search")):
            await driver.key(key)
            await driver.frames(4)
            await look(driver, name)
        assert app.covers["search"].open
