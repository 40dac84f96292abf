"""Letters to applicants: the right one in each state, in their language, as a link that anybody can open."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio

from assets.texts import LANGUAGES, domain
from protocol import errors
from protocol import messages as m
from protocol.vocabulary import CaseState, Letter, LetterState, Result, Step
from server.app.work import ADMIN, Work
from tests.support.office import MONDAY_NINE, TestOffice
from tests.support.remote_office import DESK, events, incomplete, made_ready, opened, receive, remote_office

DAY = timedelta(days=1)


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[TestOffice]:
    office = await remote_office(tmp_path)
    yield office
    await office.close()


async def tell(office: TestOffice, file: m.CaseFile, letter: Letter) -> m.LetterReady:
    return await office.do(DESK, m.TellApplicant, case=file.case.id, letter=letter)  # type: ignore[no-any-return]


async def test_what_is_missing_is_named_in_a_link(office: TestOffice) -> None:
    file = await incomplete(office, await receive(office))
    ready = await tell(office, file, Letter.MISSING)
    url = urlsplit(ready.url)
    assert (url.scheme, url.netloc, url.path) == ("https", "wa.me", "/6281234567890")
    assert parse_qs(url.query) == {"text": [ready.text]}
    assert "Foto Kartu Keluarga (KK)" in ready.text
    assert "Surat" not in ready.text.partition("kurang:")[2].partition("Silakan kirim")[0]
    assert "Senin, 7 Desember 2026" in ready.text
    assert ready.state is LetterState.BY_HAND
    after = await opened(office, file.case.id)
    assert [(written.letter, written.state) for written in after.letters] == [(Letter.MISSING, LetterState.BY_HAND)]
    assert (after.case.told, after.case.version) == (LetterState.BY_HAND, file.case.version)
    assert (after.history[-1].step, after.history[-1].result, after.history[-1].staff) == (
        Step.TELL,
        Result.TOLD,
        "Wati",
    )


@pytest.mark.parametrize(("language", "day"), [("id", "Selasa, 24 November"), ("en", "Tuesday, 24 November")])
async def test_who_collects_is_told_day_and_code(office: TestOffice, language: str, day: str) -> None:
    file = await made_ready(office, await receive(office, language=language))
    ready = await tell(office, file, Letter.READY)
    code = file.pickup_code
    assert day in ready.text
    assert f"{code[:4]} {code[4:]}" in ready.text
    assert f"https://antrean.test/p/{code}" in ready.text


async def test_letters_are_in_the_applicants_language(office: TestOffice) -> None:
    texts = []
    for number, language in enumerate(LANGUAGES):
        file = await receive(office, f"08123456780{number}", language=language)
        texts.append((await tell(office, file, Letter.RECEIVED)).text.split()[0])
    assert texts == ["Salam", "Salam", "Greetings"]
    assert len({domain(language, "letters")["received"] for language in LANGUAGES}) == 3


@pytest.mark.parametrize("letter", [Letter.MISSING, Letter.REMINDER, Letter.READY])
async def test_a_letter_that_is_not_so_is_not_written(office: TestOffice, letter: Letter) -> None:
    file = await receive(office)
    with pytest.raises(errors.LetterImpossible) as refused:
        await tell(office, file, letter)
    assert refused.value.params == {"state": "verifying", "letter": letter.value}
    assert (await opened(office, file.case.id)).letters == ()


async def test_nobody_is_written_to_without_whatsapp_or_after_the_end(office: TestOffice) -> None:
    await office.issue()
    served = await office.serve_next("1")
    with pytest.raises(errors.NotRemote):
        await tell(office, served, Letter.RECEIVED)
    file = await receive(office)
    await office.step(DESK, file, Step.CANCEL, Result.CANCELLED, reason="Twice")
    with pytest.raises(errors.CaseEnded):
        await tell(office, file, Letter.RECEIVED)


async def test_who_does_not_answer_is_reminded_once_and_then_let_go(office: TestOffice) -> None:
    file = await incomplete(office, await receive(office))
    written = []
    for day in range(1, 17):
        office.clock.set(MONDAY_NINE + day * DAY)
        for _ in range(3):
            office.clock.set(office.clock.at + timedelta(minutes=1))
            await office.hub.tick()
        written.append(len((await opened(office, file.case.id)).letters))
    assert written == [0, 0, *[1] * 14]
    after = await opened(office, file.case.id)
    assert after.letters[0].letter is Letter.REMINDER
    assert after.case.state is CaseState.EXPIRED


async def test_each_waiting_has_its_own_reminder(office: TestOffice) -> None:
    file = await incomplete(office, await receive(office))
    office.clock.set(MONDAY_NINE + 4 * DAY)
    await office.hub.tick()
    office.clock.set(office.clock.at + timedelta(minutes=1))
    file = await incomplete(office, await receive(office))
    await office.hub.tick()
    assert len((await opened(office, file.case.id)).letters) == 1
    office.clock.set(MONDAY_NINE + 9 * DAY)
    await office.hub.tick()
    assert len((await opened(office, file.case.id)).letters) == 2


async def test_the_journal_commits_to_words_that_it_does_not_know(office: TestOffice) -> None:
    file = await incomplete(office, await receive(office))
    await tell(office, file, Letter.MISSING)
    [sent] = [event for event in await events(office) if isinstance(event, m.LetterSent)]
    assert (sent.letter, sent.state, sent.case.id) == (Letter.MISSING, LetterState.BY_HAND, file.case.id)
    assert "Kartu Keluarga" not in repr(sent)


def test_every_letter_is_written_in_every_language() -> None:
    keys = [set(domain(language, "letters")) for language in LANGUAGES]
    assert keys[0] == keys[1] == keys[2]
    assert {letter.value for letter in Letter} - {"unknown"} <= keys[0]
    assert all("gratis" in domain("id", "letters")[key] for key in ("received", "missing", "ready"))
    assert all("Silakan" in domain("id", "letters")[letter] for letter in ("received", "missing", "reminder", "ready"))


async def test_a_letters_words_go_when_their_time_is_over(office: TestOffice) -> None:
    file = await incomplete(office, await receive(office))
    await tell(office, file, Letter.MISSING)
    await office.step(DESK, file, Step.CANCEL, Result.CANCELLED, reason="Moved away")

    def words(work: Work) -> list[dict[str, str]]:
        letters = work.books.letters.of_case(file.case.id)
        return [work.books.cases.read_personal("letter", letter.id) for letter in letters]

    days = office.hub.office.settings.message_days
    kept = []
    for day in (days - 1, days + 1):
        office.clock.set(MONDAY_NINE + day * DAY)
        await office.hub.tick()
        kept.append(await office.hub.carry(ADMIN, words))
    assert "Kartu Keluarga" in kept[0][0]["text"]
    assert kept[1] == [{}]
    after = await opened(office, file.case.id)
    assert [written.letter for written in after.letters] == [Letter.MISSING]
