"""The board in real browsers against a real hub: live, honest when it is not, whole on every screen.

Chromium runs every test. What a hall depends on is run in Firefox as well, an engine that shares nothing with it.
"""

import json
import os
import random
import re
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

import assets
from assets.texts import LANGUAGES, domain
from display.doors import doors
from display.presenter import Speech, board
from protocol import messages as m
from protocol.codec import from_hub
from protocol.messages import STALE_SECONDS
from protocol.vocabulary import CounterState, DeviceKind, Purpose
from server.config.catalogue import load_office
from server.web.board import THEMES
from terminal.link.mirror import Mirror
from terminal.voice.announcements import Announcements
from tests.support.browser import OVERFLOWING, PICTURES, Browser, Page, browser
from tests.support.firefox import Firefox, firefox
from tests.support.hub_process import HubProcess, RawClient, raw_client, running_hub, tokens
from tests.support.office import KTP, PIN, WIB, HandClock
from tests.support.web_terminal import ServedOffice, Terminal, served_office

SIZES = ((320, 640), (360, 740), (768, 1024), (1280, 800), (1920, 1080), (3840, 2160), (1080, 1920))
OUTERMOST = ((320, 640), (3840, 2160))
SIGN_SIZES = ((320, 640), (800, 480), (1024, 600), (600, 1024), (1920, 1080), (3840, 2160))
"""Tablets of many years ago among them."""
NUMBER = "document.querySelector('.hero .number').innerText"
SAYS = "document.body.innerText"
SEEN = (
    "window.seen = []; new MutationObserver(() => { const shown = document.querySelector('.hero .number');"
    "if (shown && seen[seen.length - 1] !== shown.innerText) seen.push(shown.innerText);"
    "}).observe(document.getElementById('big'), {childList: true, subtree: true})"
)
"""The numbers in the big place from now on, however long each of them stands there."""

CLIPPED = """
[...document.querySelectorAll('body *')].filter(part => {
  const box = part.getBoundingClientRect();
  if (!box.width || getComputedStyle(part).visibility === 'hidden') return false;
  const fixed = innerWidth >= 900;
  const below = fixed && box.bottom > innerHeight + 1;
  const words = part.hasAttribute('data-fit') && part.firstElementChild;
  const cut = words && (words.offsetHeight > part.clientHeight + 1 || words.scrollWidth > part.clientWidth + 1);
  const inside = part.parentElement.closest('.panel, .big, header, footer');
  const around = inside && inside.getBoundingClientRect();
  return below || cut || around && (box.bottom > around.bottom + 1 || box.right > around.right + 1);
}).map(part => part.tagName + '.' + part.className + '#' + part.id + ': ' + part.innerText)
"""

# What stands in the smallest size that there is found no size that holds it.
SMALLEST = """
[...document.querySelectorAll('[data-fit] > :first-child')]
  .filter(words => words.style.fontSize === FIT_STEPS[FIT_STEPS.length - 1] + 'em').map(words => words.innerText)
"""

# In how many sizes the names of services stand, and the smallest of them in rem, on a screen that is read from afar.
TITLES = """
(() => {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const seen = [...document.querySelectorAll('#queues .title')].filter(one => one.getClientRects().length);
  const sizes = seen.map(one => parseFloat(getComputedStyle(one).fontSize) / rem);
  return {kinds: new Set(sizes).size, least: innerWidth < 900 ? 99 : Math.min(99, ...sizes)};
})()
"""

# Text whose contrast is under 4.5, or under 3 where it is large, opacity and all.
FAINT = """
(() => {
  const parts = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
  const light = colour => colour.slice(0, 3).map(value => value / 255)
    .map(value => value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4))
    .reduce((sum, value, at) => sum + value * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = part => {
    for (let one = part; one; one = one.parentElement) {
      const colour = parts(getComputedStyle(one).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
  };
  const veil = part => part ? Number(getComputedStyle(part).opacity) * veil(part.parentElement) : 1;
  const behind = parts(getComputedStyle(document.body).backgroundColor);
  const mixed = (colour, share) => behind.map((value, at) => share * colour[at] + (1 - share) * value);
  return [...document.querySelectorAll('body *')]
    .filter(part => part.getClientRects().length && part.tagName !== 'NOSCRIPT' && !part.closest('.spoken')
      && [...part.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
    .map(part => {
      const style = getComputedStyle(part), share = veil(part);
      const pair = [parts(style.color), ground(part)].map(colour => light(mixed(colour, share)));
      const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
      return {text: part.innerText, ratio: Math.round(ratio * 100) / 100, large: parseFloat(style.fontSize) >= 24};
    })
    .filter(found => found.ratio < (found.large ? 3 : 4.5));
})()
"""

pytestmark = pytest.mark.asyncio(loop_scope="module")


ENGINES = {"chromium": browser, "firefox": firefox}
IN_BOTH = pytest.mark.parametrize("page", ENGINES, indirect=True)

Pages = Callable[[str], Awaitable[Page]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pages(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pages]:
    """The one page of this engine, whose browser is started when it is first asked for."""
    started: dict[str, Page] = {}
    async with AsyncExitStack() as stack:

        async def page_in(engine: str) -> Page:
            if engine not in started:
                folder = tmp_path_factory.mktemp(engine)
                started[engine] = await stack.enter_async_context(ENGINES[engine](folder))
            return started[engine]

        yield page_in


@pytest_asyncio.fixture(loop_scope="module")
async def page(request: pytest.FixtureRequest, pages: Pages) -> AsyncIterator[Page]:
    """A browser with nothing open and nothing complained of: Chromium, where the test does not name another."""
    page = await pages(getattr(request, "param", "chromium"))
    page.complaints.clear()
    yield page
    await page.go("about:blank")


@pytest_asyncio.fixture(loop_scope="module")
async def chromium(page: Page) -> Browser:
    """The page, with all that only Chromium can be told to do."""
    assert isinstance(page, Browser)
    return page


@dataclass
class Hall:
    """An office with its officers at their counters."""

    office: ServedOffice
    kiosk: Terminal
    seats: dict[str, Terminal]
    called: int | None = None

    async def call(self) -> dict[str, Any]:
        """A new number, called to counter 1; the one before comes back another time."""
        if self.called is not None:
            await self.seats["1"].do("park", ticket=self.called)
        await self.kiosk.do("issue_ticket", service=KTP)
        call: dict[str, Any] = (await self.seats["1"].do("call_next"))["call"]
        self.called = call["ticket"]
        return call

    def later(self) -> None:
        """So much that no call of before is announced to a board that opens now."""
        self.office.clock.set(self.office.clock.at + timedelta(minutes=6))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Hall]:
    async with served_office(tmp_path_factory.mktemp("hall"), tls=False) as office:
        await office.furnish()
        yield Hall(office, await office.at("kiosk"), await office.seated())


async def opened(page: Page, address: str, query: str = "", size: tuple[int, int] = (1280, 800)) -> None:
    await page.open(f"{address}/board{query}", *size)
    await page.until("!document.getElementById('board').hidden")


# --- Every screen ---------------------------------------------------------------------------------


def crowded(folder: Path) -> Path:
    """The shipped catalogue with twelve counters, six services and the longest names that we could find."""
    text = assets.path("catalogue", "magetan.toml").read_text()
    name = "Dinas Kependudukan, Pencatatan Sipil, Pengendalian Penduduk dan Keluarga Berencana Kabupaten Penukal Abab "
    text = re.sub(r"^name = .*$", f'name = "{name}Lematang Ilir"', text, flags=re.M)
    text = re.sub(r"^paper = .*$", "", text, flags=re.M)
    titles = {
        "B": "Penerbitan Kartu Keluarga karena perubahan data atau pindah datang antarkabupaten",
        "C": "Akta Kelahiran",
        "D": "Surat Keterangan Pindah Warga Negara Indonesia antarprovinsi dan antarkabupaten",
        "E": "Kartu Identitas Anak",
        "F": "Perekaman KTP-el pemula",
    }
    for prefix, title in titles.items():
        text += f'\n[[services]]\nid = "layanan-{prefix.lower()}"\nprefix = "{prefix}"\nquota_per_day = 150\n'
        text += f'title.id = "{title}"\nsubtitle.id = "Gratis"\npromised_minutes = 15\n'
        text += '[services.approval]\nrule = "any"\nroles = ["kasi", "kabid"]\n'
    for number in range(4, 12):
        title = "Loket Pelayanan Terpadu dan Pengaduan Masyarakat" if number % 4 == 0 else f"Loket {number}"
        text += f'\n[[counters]]\nid = "{number}"\ntitle.id = "{title}"\nrights = ["call", "verify", "cancel"]\n'
        text += f'services = ["layanan-{"bcdef"[number % 5]}"]\n'
    file = folder / "crowded.toml"
    file.write_text(text)
    return file


# On a screen that is read from afar, what is so now stands at least as large as the hours of the week.
BELOW_THE_HOURS = """
(() => {
  const size = one => parseFloat(getComputedStyle(one).fontSize);
  const hours = document.querySelector('.hours > div');
  return innerWidth < 900 || !hours ? []
    : [...document.querySelectorAll('.greeting .title > *')].filter(one => size(one) < size(hours)).map(size);
})()
"""


async def whole(page: Page, name: str, sizes: tuple[tuple[int, int], ...] = SIZES) -> None:
    """Asserts that nothing is cut off at any of the sizes."""
    for size in sizes:
        await page.resize(*size)
        await page.until(f"innerWidth === {size[0]} && new Promise(next => requestAnimationFrame(() => next(true)))")
        await page.until("document.fonts.status === 'loaded'")
        await page.tell("board.screen.fitAll()")
        assert await page.tell(OVERFLOWING) == [], (name, size)
        assert await page.tell(CLIPPED) == [], (name, size)
        assert await page.tell(SMALLEST) == [], (name, size)
        assert await page.tell(BELOW_THE_HOURS) == [], (name, size)
        titles = await page.tell(TITLES)
        assert titles["kinds"] <= 1, (name, size, titles)
        assert titles["least"] > 1.5, (name, size, titles)
        assert await page.tell("innerWidth < 900 || document.documentElement.scrollHeight <= innerHeight"), (name, size)
        if PICTURES:
            await page.picture(f"board-{name}-{size[0]}x{size[1]}")


@IN_BOTH
async def test_nothing_is_cut_off_on_any_screen_in_any_language(page: Page, tmp_path: Path) -> None:
    """In Firefox the outermost sizes and the longest words: between them nothing is left to the engine."""
    clock, brief = HandClock(), isinstance(page, Firefox)
    sizes, sign_sizes = (OUTERMOST, OUTERMOST) if brief else (SIZES, SIGN_SIZES)
    async with served_office(tmp_path, clock, tls=False, catalogue=str(crowded(tmp_path)), demo=True) as office:
        await office.furnish()
        kiosk, seats = await office.at("kiosk"), await office.seated()
        await opened(page, office.http)
        await whole(page, "welcome", sizes)
        for prefix in "bcdef":
            await kiosk.do("issue_ticket", service=f"layanan-{prefix}")
        for _ in range(8):
            await kiosk.do("issue_ticket", service=KTP)
            called = await seats["1"].do("call_next")
            await seats["1"].do("park", ticket=called["call"]["ticket"])
        await kiosk.do("issue_ticket", service=KTP)
        await seats["1"].do("call_next")
        clock.set(clock.at + timedelta(minutes=6))  # the older ones only stand in the list
        await seats["1"].do("recall", ticket=called["call"]["ticket"] + 1)
        await seats["kasi"].do("declare_incident", kind="siak")  # from here on there is less room
        for language in ("jv",) if brief else LANGUAGES:
            await opened(page, office.http, f"?lang={language}")
            await page.until("!document.getElementById('incident').hidden")
            assert await page.tell("document.querySelectorAll('.queues li').length") == 6
            assert await page.tell("document.querySelectorAll('.counters li').length") == 12
            await page.until(f"{SAYS}.includes({json.dumps(domain(language, 'display')['lead.awaited'])})")
            await whole(page, f"called-{language}", sizes)
        await opened(page, office.http, "?layout=number&theme=contrast")
        await whole(page, "number", sizes)
        await opened(page, office.http, "?theme=light&counters=serah")
        assert await page.tell("document.querySelectorAll('.counters li').length") == 1
        await whole(page, "zone", sizes)
        await opened(page, office.http, "?counter=1&lang=en")
        await page.until("document.querySelector('.sign.awaited')")
        await whole(page, "sign", sign_sizes)
        await seats["1"].do("park", ticket=called["call"]["ticket"] + 1)
        clock.set(datetime(2026, 11, 23, 19, 0, tzinfo=WIB))
        for seat in seats.values():
            await seat.do("set_counter", state="closed")
        await opened(page, office.http, "?lang=jv")  # its sentences are the longest
        await whole(page, "closed-jv", sizes)
        await opened(page, office.http, "?lang=jv&counter=8")
        await whole(page, "sign-closed", sign_sizes)
        assert page.complaints == []
        await page.tell("document.getElementById('office').style.whiteSpace = 'nowrap'")
        assert await page.tell(CLIPPED) != [], "the check of clipping can fail"


async def test_the_browser_blocks_nothing_but_what_is_foreign(page: Page, hall: Hall) -> None:
    await opened(page, hall.office.http)
    assert page.complaints == []
    await page.tell("document.head.appendChild(document.createElement('script')).textContent = 'window.ran = 1'")
    await page.tell("new Promise(done => setTimeout(done, 100))")
    assert await page.tell("window.ran") is None
    assert any("Content Security Policy" in complaint for complaint in page.complaints)


async def test_without_scripts_the_page_says_what_it_needs(chromium: Browser, hall: Hall) -> None:
    await chromium.do("Emulation.setScriptExecutionDisabled", value=True)
    await chromium.open(hall.office.http + "/board?lang=en", 320, 640)
    snapshot = await chromium.do("DOMSnapshot.captureSnapshot", computedStyles=[])
    assert domain("en", "page")["board.noscript"] in snapshot["result"]["strings"]
    await chromium.do("Emulation.setScriptExecutionDisabled", value=False)


# --- Live -----------------------------------------------------------------------------------------


async def test_two_calls_at_once_are_shown_one_after_the_other(page: Page, hall: Hall) -> None:
    await opened(page, hall.office.http)
    assert "Selamat datang" in await page.tell(SAYS)
    await page.tell(SEEN)
    numbers = [(await hall.call())["number"] for _ in range(2)]
    await page.until("seen.length === 2")
    assert await page.tell("seen") == numbers
    assert await page.tell("document.querySelector('#calls li').innerText.split(/\\s+/)[0]") == numbers[0]
    assert await page.tell("document.getElementById('big').classList.contains('called')")
    assert "Silakan menuju" in await page.tell(SAYS)
    assert page.complaints == []


async def test_the_board_holds_what_a_display_holds(page: Page, hall: Hall) -> None:
    hall.later()
    await opened(page, hall.office.http)
    watcher = await hall.office.connect()
    await watcher.say("watch", versions=[1])
    for _ in range(5):
        await hall.kiosk.do("issue_ticket", service=KTP)
    called = await hall.call()
    case = (await hall.seats["1"].do("start_serving", ticket=called["ticket"]))["case"]
    await hall.seats["kasi"].do("declare_incident", kind="siak")
    mirror = Mirror()
    mirror.load(from_hub(json.dumps(await watcher.hear("snapshot"))))  # type: ignore[arg-type]
    while not mirror.incidents:
        mirror.fold(from_hub(json.dumps(await watcher.hear("events"))))  # type: ignore[arg-type]
    await page.until(f"board.mirror.seq === {mirror.seq}")
    held = await page.tell(
        "({tickets: Array.from(board.mirror.tickets.values()).map(one => [one.id, one.state]),"
        " waiting: board.mirror.waiting('" + KTP + "'), calls: board.mirror.calls.map(one => one.id),"
        " counters: Array.from(board.mirror.counters.values()).map(one => [one.id, one.state]),"
        " incidents: board.mirror.lastingIncidents().length})"
    )
    assert sorted(held["tickets"]) == sorted([ticket.id, ticket.state.value] for ticket in mirror.tickets.values())
    assert held["waiting"] == mirror.services[KTP].waiting > 3
    assert held["calls"][-1] == mirror.calls[-1].id
    assert sorted(held["counters"]) == sorted([one.id, one.state.value] for one in mirror.counters.values())
    assert held["incidents"] == 1
    await page.until(f"{SAYS}.includes('Mohon maaf: Sistem kependudukan (SIAK) sedang terganggu')")
    await page.until(f"{SAYS}.includes('Sedang dilayani di')")
    await hall.seats["kasi"].do("end_incident", incident=next(iter(mirror.incidents)))
    await page.until("document.getElementById('incident').hidden")
    await hall.seats["1"].do(
        "record_step", case=case["id"], expected_version=case["version"], step="cancel", result="cancelled", reason="x"
    )
    hall.called = None
    await page.until(f"{SAYS}.includes('Panggilan terakhir')")


SIGN = (
    "(sign => [sign.querySelector('.counter').innerText, (sign.querySelector('.number') || {}).innerText || '',"
    "sign.querySelector('.lead').innerText, (sign.querySelector('.sentence') || {}).innerText || ''])"
    "(document.querySelector('.sign'))"
)


async def test_a_counters_own_sign_says_what_the_displays_sign_says(page: Page, hall: Hall) -> None:
    hall.later()
    await opened(page, hall.office.http, "?counter=1")
    desk = hall.seats["1"]
    seen = []

    async def same() -> None:
        watcher = await hall.office.connect()
        await watcher.say("watch", versions=[1])
        mirror = Mirror()
        mirror.load(from_hub(json.dumps(await watcher.hear("snapshot"))))  # type: ignore[arg-type]
        now = hall.office.clock.at
        here = ("1",)
        told = board(mirror, Announcements(frozenset(here)), Speech(), now=now, page=0, live=True, here=here).sign
        assert told is not None
        expected = json.dumps([told.title, told.number, told.lead.first, told.sentence.first])
        await page.until(f"JSON.stringify({SIGN}) === JSON.stringify({expected})")
        assert await page.tell("document.querySelector('.sign').classList.contains('awaited')") is told.awaited
        seen.append(told.lead.first)

    ticket = (await hall.call())["ticket"]
    await same()
    case = (await desk.do("start_serving", ticket=ticket))["case"]
    await same()
    step = {"case": case["id"], "expected_version": case["version"], "step": "cancel", "result": "cancelled"}
    await desk.do("record_step", **step, reason="x")
    hall.called = None
    await same()
    for state in ("paused", "closed", "open"):
        await desk.do("set_counter", state=state)
        await same()
    assert seen == [
        "Silakan masuk",
        "Sedang dilayani",
        "Loket buka",
        "Loket ditutup sementara",
        "Loket tutup",
        "Loket buka",
    ]
    assert await page.tell("document.documentElement.scrollHeight <= innerHeight")


async def test_doors_open_and_close_as_they_do_for_a_display(page: Page, hall: Hall) -> None:
    await opened(page, hall.office.http)
    hours = load_office(assets.path("catalogue", "magetan.toml")).hours
    start = datetime(2026, 12, 17, 0, 0, tzinfo=WIB)  # a Friday with its break, and one that is a holiday
    moments = [start + timedelta(minutes=30 * step) for step in range(48 * 12)]
    found = await page.tell(
        f"{json.dumps([int(at.timestamp() * 1000) for at in moments])}.map(ms => {{"
        "const now = localTime(ms, 'Asia/Jakarta'), it = doorsAt(board.mirror.office.hours, now);"
        "return [now.date + ' ' + now.clock, it.state, it.opens && it.opens.date + ' ' + it.opens.clock]; })"
    )
    expected = []
    for at in moments:
        stand = doors(hours, at)
        opens = f"{stand.opens:%Y-%m-%d %H:%M}" if stand.opens else None
        expected.append([f"{at:%Y-%m-%d %H:%M}", stand.state.value, opens])
    assert found == expected
    assert {state for _, state, _ in found} == {"open", "break", "closed"}


async def test_calls_take_turns_as_they_do_in_the_hall(page: Page, hall: Hall) -> None:
    """The same days of calls, bursts and pauses, through both programs."""
    await opened(page, hall.office.http)
    chance, start = random.Random(5), 10 * 60_000
    for zone in ((), ("1", "3")):
        steps, calls = [], []
        for at in range(start, start + 400_000, 500):
            for _ in range(chance.choice((0, 0, 0, 0, 0, 0, 0, 1, 2, 8 if chance.random() < 0.2 else 0))):
                late = chance.choice((0, 0, 0, 0, 400_000))  # one that is heard of only now
                counter, ticket = str(chance.randint(1, 4)), chance.randint(1, 30)
                calls.append({"id": len(calls) + 1, "ticket": ticket, "counter": counter, "at": at - late})
            steps.append((at, len(calls)))
        found = await page.tell(
            f"(() => {{ const calls = {json.dumps(calls)}, queue = new Calls({json.dumps(zone)}), told = [];"
            f"{json.dumps(steps)}.forEach(step => {{ queue.hear(calls.slice(0, step[1]), 'book', step[0], () => true);"
            "const began = queue.begin(step[0]); told.push([began && began.id, queue.current && queue.current.id,"
            "queue.before(6).map(call => call.id)]); }); return told; })()"
        )
        assert found == said_in_the_hall(calls, steps, zone)
        assert sum(began is not None for began, _, _ in found) > 30


def said_in_the_hall(calls: list[dict[str, Any]], steps: list[tuple[int, int]], zone: tuple[str, ...]) -> list[Any]:
    """For each step: the call that begins, the one in the big place, and those before it."""
    known = [m.Call(**call, number=str(call["ticket"]), purpose=Purpose.SERVICE) for call in calls]
    queue, ends, told = Announcements(counters=frozenset(zone)), 0.0, []
    for at, heard in steps:
        queue.hear(known[:heard], book="book", now=at)
        if queue.under_way and at >= ends:
            queue.end()
        if began := queue.begin():
            ends = at + began.hold_seconds * 1000
        current = queue.current
        told.append([began and began.call.id, current and current.id, [call.id for call in queue.before(6)]])
    return told


async def test_who_opens_the_board_sees_the_call_that_counts(page: Page, hall: Hall) -> None:
    """Numbers that were called and dealt with a minute ago are in the list; nobody has to sit them through."""
    hall.later()
    calls = [await hall.call() for _ in range(4)]
    await opened(page, hall.office.http)
    assert await page.tell(NUMBER) == calls[-1]["number"]
    shown = await page.tell("[...document.querySelectorAll('#calls b')].slice(0, 3).map(one => one.innerText)")
    assert shown == [call["number"] for call in calls[-2::-1]]


async def test_broken_and_unknown_frames_do_not_end_it(page: Page, hall: Hall) -> None:
    hall.later()
    await opened(page, hall.office.http)
    for frame in (
        '{"type":"from_the_future","a":1}',
        "no json",
        "[]",
        "null",
        '{"type":"events","epoch":"x","prev":999,"seq":1000,"events":[]}',
        '{"type":"snapshot"}',
        '{"type":"events"}',
        '{"type":"beat","day":"2026-11-23"}',
    ):
        await page.until("board.link.connected && board.link.silence() < 5000")
        await page.tell(f"board.link.failures = 0; board.link.hear({json.dumps(frame)})")
    call = await hall.call()
    await page.until(f"document.querySelector('.hero.awaited') && {NUMBER} === {json.dumps(call['number'])}")
    assert page.complaints == []


async def test_the_chime_rings_only_where_somebody_switched_it_on(chromium: Browser, hall: Hall) -> None:
    hall.later()
    await opened(chromium, hall.office.http)
    await chromium.tell("window.rung = 0; board.chime.audio.play = () => { rung += 1; return Promise.resolve(); }")
    first = await hall.call()
    await chromium.until(f"document.querySelector('.hero.awaited') && {NUMBER} === {json.dumps(first['number'])}")
    assert await chromium.tell("rung") == 0
    await chromium.press("Tab", 9)
    assert await chromium.tell("document.activeElement.id") == "sound", "a remote control reaches the button at once"
    await chromium.press("Enter", 13, "\r")
    assert await chromium.tell("board.chime.button.innerText") == "Matikan bunyi"
    assert await chromium.tell("rung") == 1, "who switches it on hears it"
    await hall.call()
    await chromium.until("rung === 2")
    await chromium.press("Enter", 13, "\r")
    assert await chromium.tell("board.chime.on") is False


async def test_a_screen_reader_hears_each_call_once(page: Page, hall: Hall) -> None:
    """Not again when its holder comes, is served and goes; again when it is called again."""
    hall.later()
    await opened(page, hall.office.http, "?lang=en")
    await page.tell(
        "window.heard = []; const told = document.getElementById('spoken');"
        "new MutationObserver(() => told.innerText && heard.push(told.innerText)).observe(told, {childList: true})"
    )
    call = await hall.call()
    await page.until("heard.length === 1")
    case = (await hall.seats["1"].do("start_serving", ticket=call["ticket"]))["case"]
    await page.until("document.querySelector('.hero.served')")
    step = {"case": case["id"], "expected_version": case["version"], "step": "cancel", "result": "cancelled"}
    await hall.seats["1"].do("record_step", **step, reason="x")
    hall.called = None
    await page.until("document.querySelector('.hero.past') && !told.innerText")
    again = await hall.call()
    await hall.seats["1"].do("recall", ticket=again["ticket"])
    await page.until("heard.length === 3")
    said = "Queue number. {}. Please go to. Counter 1"
    assert await page.tell("heard") == [said.format(one["number"]) for one in (call, again, again)]
    live = await page.tell("[...document.querySelectorAll('[aria-live], [role=status]')].map(part => part.className)")
    assert live == ["notices", "spoken"], "nothing else speaks up"


async def test_everything_can_be_read_in_every_theme(page: Page, hall: Hall) -> None:
    """WCAG 2.2 AA, also of a board that is not live and stands under its veil."""
    hall.later()
    for theme in THEMES:
        for state in ("called", "not live", "welcome"):
            await opened(page, hall.office.http, f"?theme={theme}", (390, 844))
            if state == "called":
                call = await hall.call()
                await page.until(f"document.querySelector('.hero.awaited') && {NUMBER} === '{call['number']}'")
            if state == "not live":
                await page.tell("board.link.heard = () => true; board.link.heardDate = 0; board.look()")
            if state == "welcome":
                await page.tell("board.mirror.calls = []; board.calls.forget(); board.look()")
            await page.tell("document.getElementById('big').classList.remove('called')")  # no flash
            assert await page.tell(FAINT) == [], (theme, state)
    await page.tell("document.querySelector('h1').style.color = '#555555'")
    assert len(await page.tell(FAINT)) == 1, "the check can fail"


async def test_a_new_day_begins_with_nobody_called(page: Page, hall: Hall) -> None:
    for _ in range(2):
        await hall.call()
    hall.later()
    await opened(page, hall.office.http)
    await page.until("document.querySelectorAll('#calls li').length > 0")
    hall.office.clock.set(datetime(2026, 11, 24, 6, 0, tzinfo=WIB))
    await page.until(f"{SAYS}.includes('Belum buka')")
    assert await page.tell("document.querySelectorAll('#calls li').length") == 0
    await page.until(f"{SAYS}.includes('Pelayanan dibuka pukul 07.30. Nomor antrean dibagikan lagi pukul 07.30.')")
    assert "Nomor dibagikan lagi pukul 07.30" in await page.tell("document.getElementById('queues').innerText")
    assert "Selasa, 24 November 2026" in await page.tell(SAYS)


# --- Honest ---------------------------------------------------------------------------------------

WITNESS = (
    "window.looks = []; const look = board.look; board.look = () => {"
    "const before = board.link.silence(); look.call(board); const after = board.link.silence();"
    "looks.push([before, after, document.getElementById('link').hidden]); }"
)
"""How long the hub had been silent before and after each look, and whether the page then said nothing of it."""


async def is_told_in_time(page: Page) -> None:
    """A page that looks several times a second says it at its first look after the fifth second, and not before.

    Counted in looks: one that the machine holds up looks late, and says what is true then.
    """
    assert await page.tell("LOOK_MS") <= 500
    looks = await page.tell("looks")
    assert all(hidden for _, after, hidden in looks if after < STALE_SECONDS * 1000), looks
    assert not any(hidden for before, _, hidden in looks if before >= STALE_SECONDS * 1000), looks


def rid() -> str:
    return os.urandom(8).hex()


@dataclass
class SmallOffice:
    """A hub as a process, and one desk with three numbers before it."""

    hub: HubProcess
    token: str
    staff: int
    numbers: list[str]

    @property
    def http(self) -> str:
        return self.hub.url.replace("ws", "http", 1)

    @asynccontextmanager
    async def operator(self) -> AsyncIterator[RawClient]:
        async with raw_client(self.hub, self.token) as desk:
            await desk.ask(m.SignIn(request_id=rid(), staff=self.staff, pin=PIN))
            await desk.ask(m.SetCounter(request_id=rid(), state=CounterState.OPEN))
            yield desk


@asynccontextmanager
async def small_office(folder: Path) -> AsyncIterator[SmallOffice]:
    async with running_hub(folder / "hub") as hub:
        (kiosk_token,) = await tokens(hub, DeviceKind.KIOSK, ["Kios"])
        (desk_token,) = await tokens(hub, DeviceKind.COUNTER, ["1"])
        async with raw_client(hub, hub.admin_token) as admin:
            added = await admin.ask(m.AddStaff(request_id=rid(), login="ani", name="Ani", roles=("operator",), pin=PIN))
        async with raw_client(hub, kiosk_token) as kiosk:
            numbers = [(await kiosk.ask(m.IssueTicket(request_id=rid(), service=KTP))).ticket.number for _ in range(3)]
        yield SmallOffice(hub, desk_token, added.staff[0].id, numbers)


async def test_a_hub_that_falls_silent_is_told(page: Page, tmp_path: Path) -> None:
    """Its process stands still, its sockets stay open."""
    async with small_office(tmp_path) as office:
        await opened(page, office.http)
        async with office.operator() as desk:
            await desk.ask(m.CallNext(request_id=rid()))
            await page.until(f"document.querySelector('.hero.awaited') && {NUMBER} === '{office.numbers[0]}'")
            assert await page.tell("document.getElementById('link').hidden")
            await page.tell(WITNESS)
            os.kill(office.hub.pid, signal.SIGSTOP)
            await page.until(f"{SAYS}.includes('Tidak diperbarui sejak pukul')")
            await is_told_in_time(page)
            assert "Panggilan terakhir" in await page.tell(SAYS), "nobody is sent to a counter by an old picture"
            assert "Silakan menuju" not in await page.tell(SAYS)
            await page.picture("board-silent")
            os.kill(office.hub.pid, signal.SIGCONT)
            await page.until("document.getElementById('link').hidden && document.querySelector('.hero.awaited')")
            assert await page.tell("board.link.failures") == 0, "the same socket went on"
            assert page.complaints == []


@IN_BOTH
async def test_a_hub_that_dies_is_told_and_what_was_missed_is_shown(page: Page, tmp_path: Path) -> None:
    """Killed in cold blood. The page is asleep while two calls are made, as a phone in a pocket is."""
    async with small_office(tmp_path) as office:
        await opened(page, office.http)
        async with office.operator() as desk:
            called = await desk.ask(m.CallNext(request_id=rid()))
            await page.until(f"document.querySelector('.hero.awaited') && {NUMBER} === '{office.numbers[0]}'")
        await page.tell(f"board.link.connect = () => {{}}; {WITNESS}")
        office.hub.kill()
        await office.hub.ended()
        held = await page.tell("board.mirror.seq")
        await office.hub.start()
        async with office.operator() as desk:
            for _ in range(2):
                await desk.ask(m.Park(request_id=rid(), ticket=called.call.ticket))
                called = await desk.ask(m.CallNext(request_id=rid()))
        await page.until(f"{SAYS}.includes('Tidak tersambung sejak pukul')")
        await is_told_in_time(page)
        await page.picture("board-gone")
        await page.tell(
            "window.frames_heard = []; const take = board.link.take.bind(board.link);"
            "board.link.take = frame => { frames_heard.push(frame.type); return take(frame); };"
            f"delete board.link.connect; {SEEN}; board.link.connect()"
        )
        await page.until("seen.length === 2")
        assert await page.tell("seen") == office.numbers[1:]
        assert await page.tell("frames_heard.slice(0, 3)") == ["watching", "events", "beat"], "resumed, not begun anew"
        assert await page.tell("board.mirror.seq") > held
        assert await page.tell("document.getElementById('link').hidden")
        lost = ("WebSocket connection", "ERR_CONNECTION", "connection to the server", "connection to ws:")
        assert all(any(word in complaint for word in lost) for complaint in page.complaints), page.complaints


async def test_a_hub_with_another_page_or_catalogue_loads_the_board_anew_once(page: Page, tmp_path: Path) -> None:
    async with running_hub(tmp_path / "hub") as hub:
        await opened(page, hub.url.replace("ws", "http", 1))
        before = await page.tell("document.body.getAttribute('data-revision')")
        await page.tell("window.old = true")
        hub.kill()
        await hub.ended()
        hub.timezone = "Asia/Makassar"
        await hub.start()
        await page.until("!window.old && board.mirror.loaded && document.getElementById('zone').innerText === 'WITA'")
        assert await page.tell("document.body.getAttribute('data-revision')") != before
        # Somebody on the way who keeps giving out an old page must not make it load for ever.
        await page.tell("window.kept = true; board.link.page = 'older'; board.link.drop()")
        await page.until("board.link.connected && board.link.silence() < 1000")
        assert await page.tell("window.kept")
