"""The board's page: what it carries, what it may load, and that it has no sentence and no number of its own."""

import json
import re
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from aiohttp.test_utils import TestClient, TestServer
from msgspec.structs import replace as other

import assets
from assets.texts import LANGUAGES, domain
from protocol.office import Office
from server.web.board import SCRIPTS, Board, layout_of, policy, theme_of, words, zone_of
from server.web.limits import Limits
from server.web.site import application
from terminal.look.palette import PALETTES
from terminal.voice import announcements
from tests.support.web_fake_hub import OFFICE, FakeHub

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Jakarta"))
SOURCES = {name: assets.path("web", "board", name).read_text() for name in SCRIPTS}
CSS = assets.path("web", "board", "board.css").read_text()


def block(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="words">(.*?)</script>', page, re.S)
    assert found
    told: dict[str, object] = json.loads(found[1])
    return told


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_carries_the_words_of_its_language(client: TestClient, language: str) -> None:
    page = await (await client.get(f"/board?lang={language}")).text()
    assert f'<html lang="{language}" class="dark layout-calls">' in page
    told = block(page)
    assert told["say"]["lead.awaited"] == domain(language, "display")["lead.awaited"]  # type: ignore[index]
    assert told["say"]["board.gone"] == domain(language, "page")["board.gone"]  # type: ignore[index]
    assert domain(language, "page")["board.noscript"] in page


async def test_nothing_in_the_page_runs_by_itself(client: TestClient) -> None:
    page = await (await client.get("/board")).text()
    scripts = re.findall(r"<script([^>]*)>", page)
    assert len(scripts) == 1 + len(SCRIPTS)
    assert all('type="application/json"' in attributes or "src=" in attributes for attributes in scripts)
    assert not re.search(r"\son\w+=|style=|javascript:", page)


async def test_what_an_office_is_called_cannot_leave_its_place(hub: FakeHub, client: TestClient) -> None:
    hostile = other(OFFICE, name="</script><script>alert(1)</script>", demo=True)
    hub.office = hostile
    page = Board(hub).html({"counters": "<b>"})  # type: ignore[arg-type]
    assert "alert(1)</script>" not in page.replace("&lt;/script&gt;", "")
    assert "<b>" not in page.replace('<b id="clock">', "")
    assert "&lt;b&gt;" in page


async def test_the_headers_are_the_boards_own(client: TestClient) -> None:
    answer = await client.get("/board")
    found = answer.headers["Content-Security-Policy"]
    host = answer.url.authority
    assert f"connect-src 'self' ws://{host} wss://{host};" in found
    assert "default-src 'none'; script-src 'self'; style-src 'self';" in found
    assert "unsafe" not in found
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    home = await client.get("/")
    assert "script-src" not in home.headers["Content-Security-Policy"], "no other page may run anything"


@pytest.mark.parametrize("host", ["a;script-src *", "a b", "a/b", "", "a:b", "[x]"])
def test_a_host_that_no_browser_would_say_is_left_out_of_the_policy(host: str) -> None:
    assert "connect-src 'self'; base-uri" in policy(host)


@pytest.mark.parametrize("host", ["hub.local:7810", "10.0.0.5:7810", "[fe80::1]:7810", "antrean.magetan.go.id"])
def test_a_browsers_host_stands_in_the_policy(host: str) -> None:
    assert f"ws://{host} wss://{host};" in policy(host)


async def test_files_are_kept_only_under_their_own_revision(client: TestClient) -> None:
    page = await (await client.get("/board")).text()
    for address in re.findall(r'(?:src|href)="(/board/[^"]+)"', page):
        answer = await client.get(address)
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "public, max-age=604800"
        stale = await client.get(address.partition("?")[0] + "?v=older")
        assert stale.headers["Cache-Control"] == "no-store"
    font = await client.get("/board/words.ttf")
    assert font.headers["Cache-Control"] == "public, max-age=604800"
    assert font.content_type == "font/ttf"
    for absent in ("/board/none.js", "/board/..%2fboard.html", "/board/board.html"):
        assert (await client.get(absent)).status == 404, absent


def revision(office: Office = OFFICE, office_revision: str = "office-1") -> str:
    hub = FakeHub()
    hub.office, hub.office_revision = office, office_revision
    return Board(hub).revision  # type: ignore[arg-type]


def test_a_revision_names_page_and_office() -> None:
    assert revision() == revision()
    assert revision(office_revision="office-2") != revision()
    assert revision(other(OFFICE, timezone="Asia/Makassar")) != revision()


async def test_without_boards_there_is_no_page_and_no_link(hub: FakeHub) -> None:
    async with TestClient(TestServer(application(hub, replace(Limits(), boards=0), "1"))) as client:
        assert (await client.get("/board")).status == 404
        assert (await client.get("/board/board.js")).status == 404
        assert "/board" not in await (await client.get("/")).text()


async def test_home_leads_to_the_board_in_its_language(client: TestClient) -> None:
    assert 'href="/board?lang=jv"' in await (await client.get("/?lang=jv")).text()


async def test_what_the_address_asks_for(client: TestClient) -> None:
    page = await (await client.get("/board?layout=number&theme=contrast&counters=1,%209%20,1,&lang=en")).text()
    assert 'class="contrast layout-number"' in page
    assert 'data-counters="1,9"' in page
    assert "the catalogue has no such counter: 9" in page
    assert 'href="?layout=number&amp;theme=contrast&amp;counters=1%2C+9+%2C1%2C&amp;lang=jv"' in page
    assert (layout_of({"layout": "x"}), theme_of(None), zone_of({})) == ("calls", "dark", ())


async def test_one_counter_asked_for_is_its_own_sign(client: TestClient) -> None:
    page = await (await client.get("/board?counter=1&counters=2&layout=number")).text()
    assert 'class="dark layout-counter"' in page
    assert 'data-layout="counter" data-counters="1"' in page
    assert "tidak ada dalam katalog: 1" not in page
    assert "tidak ada dalam katalog: 9" in await (await client.get("/board?counter=9,1")).text()
    assert layout_of({"layout": "counter"}) == "calls", "a sign needs its counter"
    assert (layout_of({"counter": " "}), zone_of({"counter": ""})) == ("calls", ())


def test_an_office_is_described_in_its_own_time_and_days() -> None:
    told = words(OFFICE, "id", NINE)
    assert told["zone"] == "WIB"
    assert told["weekdays"][0] == "Senin"  # type: ignore[index]
    assert told["months"][10] == "November"  # type: ignore[index]
    assert told["promises"] == ("Selesai dalam 15 menit", "Gratis, tanpa biaya")


# --- The scripts have nothing of their own ------------------------------------------------------------


def keys_said(source: str) -> set[str]:
    """The whole keys that a script asks its words for."""
    rooms = "board|calls|hero|lead|sign|queues|counters|greeting|hours|incident"
    return set(re.findall(rf'"((?:{rooms})\.[a-z_]+)"', source))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_that_a_script_asks_for_is_told(language: str) -> None:
    told = words(OFFICE, language, NINE)["say"]  # type: ignore[arg-type]
    asked = set().union(*(keys_said(source) for source in SOURCES.values()))
    assert len(asked) > 20
    assert asked <= set(told)  # type: ignore[call-overload]


def test_no_script_has_a_sentence() -> None:
    def strings(source: str) -> list[str]:
        bare = re.sub(r"^\s*//.*$|\s//.*$", "", source, flags=re.M)
        return re.findall(r'"([^"]*)"', bare)

    def reads_like_one(text: str) -> bool:
        return bool(re.search(r"[A-Za-z]{3,}\s[A-Za-z]{2,}\s[A-Za-z]{2,}", text))

    found = {text for source in SOURCES.values() for text in strings(source) if reads_like_one(text)}
    thrown = {"a snapshot without an office", "a frame without its time"}  # caught by the link, never shown
    assert found == thrown, "said to a person? then it belongs into page.po"
    assert reads_like_one("Silakan menuju loket")  # the control


NEWER = re.compile(
    r"\?\.|\?\?|\basync\b|\bawait\b|\.\.\.\w|\*\*|\bimport\b|\bexport\b|\.at\(|\.flat\(|\.includes\(|catch \{|`|"
    r"Object\.entries|Object\.values|padStart|replaceAll|formatToParts|for \(const \w+ of|,\s*\n?\s*\)"
)
"""Younger than Chromium 53, the oldest browser that docs/decisions/web-board.md promises, or easily so."""


def bare(source: str) -> str:
    """A script without its comments."""
    return re.sub(r"//.*$", "", source, flags=re.M)


@pytest.mark.parametrize("name", SCRIPTS)
def test_televisions_of_some_years_ago_can_read_the_scripts(name: str) -> None:
    assert NEWER.findall(bare(SOURCES[name])) == []
    assert SOURCES[name].startswith('"use strict";\n// ')


@pytest.mark.parametrize(
    "young", ["a?.b", "a ?? b", "async () => 1", "[...all]", "Object.entries(a)", "try {} catch {"]
)
def test_the_check_of_age_can_fail(young: str) -> None:
    assert NEWER.search(young)


def test_the_style_needs_nothing_that_old_televisions_lack() -> None:
    young = re.compile(r"display: grid|[^-]gap:|clamp\(|\bmin\(|\bmax\(|inset:|aspect-ratio:|:is\(|:focus-visible|dvh")
    assert young.findall(re.sub(r"/\*.*?\*/|\(min-aspect-ratio:[^)]*\)", "", CSS, flags=re.S)) == []
    assert young.search("width: clamp(1rem, 2vw, 3rem)")


def test_holding_times_are_those_of_the_hall() -> None:
    numbers = dict(re.findall(r"^const (\w+) = ([\d* ]+);", SOURCES["calls.js"], re.M))
    told = {name: eval(value) for name, value in numbers.items()}
    assert told == {
        "HOLD_MS": announcements.HOLD_SECONDS * 1000,
        "HURRIED_MS": announcements.HURRIED_SECONDS * 1000,
        "MANY": announcements.MANY,
        "MISSED_MS": announcements.MISSED_MS,
        "KEPT": announcements.KEPT,
    }


@pytest.mark.parametrize(
    ("theme", "selector"), [("dark", "html"), ("light", "html.light"), ("contrast", "html.contrast")]
)
def test_colours_are_those_of_the_hall(theme: str, selector: str) -> None:
    rule = re.search(rf"^{re.escape(selector)} {{\n(  --.*?)}}", CSS, re.S | re.M)
    assert rule
    used = {name.replace("-", "_"): value for name, value in re.findall(r"--([a-z-]+): (#\w+)", rule[1])}
    assert len(used) > 15
    palette = PALETTES[theme]  # type: ignore[index]
    assert used == {name: getattr(palette, name) for name in used}
