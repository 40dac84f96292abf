"""When the guide begins, what it breaks off, and when it goes: with a voice and a player that are held by hand."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Literal

import pytest

from kiosk.guide import VOLUMES
from kiosk.guided import SCAN_SECONDS
from kiosk.presenter import present
from kiosk.shown import Away
from kiosk.visit import WARNING_SECONDS, Act, Action, Page, Visit, attended, seconds_left
from protocol.vocabulary import PrintOutcome
from tests.support.kiosk_guided import IDLE, Card, GuidedKiosk, Voice
from tests.support.kiosk_office import MONDAY


@pytest.fixture
async def kiosk() -> AsyncIterator[GuidedKiosk]:
    kiosk = GuidedKiosk()
    yield kiosk
    await kiosk.end()


async def test_a_key_begins_it_and_the_page_is_read_to_its_end(kiosk: GuidedKiosk) -> None:
    await kiosk.ready()
    shown = await kiosk.draw()
    assert shown.caption is not None
    assert not shown.guided
    shown = await kiosk.key("5")
    assert shown.guided
    assert kiosk.says == "Selamat datang di Disdukcapil Kabupaten Magetan."
    assert await kiosk.next() == "Ini panduan suara."
    await kiosk.to_the_end()
    assert kiosk.says == "Tombol Enter ada di pojok kanan bawah, bintang di baris paling atas."
    assert not kiosk.guided.speaking
    assert kiosk.guided.on, "silent, and still there"


async def test_another_page_breaks_off_the_last_one(kiosk: GuidedKiosk) -> None:
    await kiosk.begun()
    await kiosk.goes_to(Page.SERVICES)
    assert (kiosk.says, kiosk.player.cut) == ("Silakan pilih layanan.", 1)


async def test_any_key_interrupts_and_zero_repeats(kiosk: GuidedKiosk) -> None:
    await kiosk.begun()
    await kiosk.goes_to(Page.SERVICES)
    await kiosk.next()
    await kiosk.key("0")
    assert (kiosk.says, kiosk.player.cut) == ("Silakan pilih layanan.", 2)
    await kiosk.key("8")
    assert (kiosk.says, kiosk.player.cut) == ("Tombol 8 tidak dipakai di sini.", 3)


async def test_the_next_sentence_is_made_while_one_sounds(kiosk: GuidedKiosk) -> None:
    assert kiosk.voice is not None
    await kiosk.begun()
    await kiosk.goes_to(Page.SERVICES)
    assert "Tekan satu untuk KTP-el hilang atau rusak." in kiosk.voice.made
    assert kiosk.says == "Silakan pilih layanan."


async def test_what_a_key_may_bring_is_made_before_it_is_pressed(kiosk: GuidedKiosk) -> None:
    """The first sentence after each key: of another page, of the guide itself, of news on this one."""
    assert kiosk.voice is not None
    await kiosk.begun()
    await kiosk.goes_to(Page.REQUIREMENTS)
    for _ in range(60):
        await asyncio.sleep(0)
    expected = (
        "Dipilih: hilang, perlu dua berkas.",
        "satu dari tiga.",
        "Suara lima dari enam.",
        "Apakah Anda termasuk salah satu ini?",
    )
    assert set(expected) <= set(kiosk.voice.made)


async def test_the_page_of_another_language_is_made_as_it_will_be_said(kiosk: GuidedKiosk) -> None:
    assert kiosk.voice is not None
    await kiosk.begun()
    for _ in range(60):
        await asyncio.sleep(0)
    expected = ("Silakan pilih layanan.", "Layar berbahasa lain: Basa Jawa.", "Please choose a service.")
    assert set(expected) <= set(kiosk.voice.made)
    assert not any("The screen" in made for made in kiosk.voice.made)


async def test_news_wait_for_the_sentence_and_old_ones_are_left_out(kiosk: GuidedKiosk) -> None:
    await kiosk.begun()
    await kiosk.goes_to(Page.TICKET)
    assert kiosk.says == "Nomor antrean Anda: A-012."
    kiosk.visit = replace(kiosk.visit, outcome=PrintOutcome.CONFIRMED)
    await kiosk.draw()
    assert (kiosk.says, kiosk.player.cut) == ("Nomor antrean Anda: A-012.", 1), "the number is said to its end"
    told = [kiosk.says]
    while kiosk.guided.speaking:
        told.append(await kiosk.next())
    assert "Silakan ambil tiket Anda." in told
    assert "Tiket sedang dicetak." not in told


async def test_it_ends_with_the_visit_and_the_next_one_finds_it_as_it_was(kiosk: GuidedKiosk) -> None:
    await kiosk.begun()
    await kiosk.key("+")
    assert kiosk.player.volumes[-1] == VOLUMES[4]
    await kiosk.goes_to(Page.TICKET)
    await kiosk.goes_to(Page.START, by=Act.LEAVE)
    assert not kiosk.guided.on
    assert kiosk.says == "Panduan suara selesai."
    await kiosk.to_the_end()
    await kiosk.key("5")
    assert kiosk.player.volumes[-1] == VOLUMES[3]


async def test_back_to_the_welcome_page_is_no_end(kiosk: GuidedKiosk) -> None:
    await kiosk.begun()
    await kiosk.goes_to(Page.SERVICES)
    await kiosk.goes_to(Page.START, by=Act.BACK)
    assert kiosk.guided.on
    assert kiosk.says.startswith("Selamat datang")
    await kiosk.key("*")
    assert not kiosk.guided.on


async def test_time_ends_a_visit_and_the_guide(kiosk: GuidedKiosk) -> None:
    await kiosk.begun()
    await kiosk.goes_to(Page.SERVICES)
    kiosk.visit = Visit(entered_at=kiosk.clock, touched_at=kiosk.clock)
    await kiosk.draw()
    assert not kiosk.guided.on


async def test_nobody_at_the_welcome_page_ends_it_when_it_has_spoken(kiosk: GuidedKiosk) -> None:
    await kiosk.begun()
    kiosk.clock += 2 * IDLE
    await kiosk.draw()
    assert kiosk.guided.on, "while it speaks, somebody listens"
    await kiosk.to_the_end()
    kiosk.clock += IDLE + 1
    await kiosk.draw()
    assert not kiosk.guided.on


async def test_headphones_begin_it_on_any_page(kiosk: GuidedKiosk) -> None:
    await kiosk.ready()
    kiosk.visit = replace(kiosk.visit, page=Page.SERVICES)
    assert not (await kiosk.draw()).guided
    kiosk.socket.inside = False
    assert not (await kiosk.draw()).guided
    kiosk.socket.inside = True
    shown = await kiosk.draw()
    assert shown.caption is not None
    assert shown.caption.icon == "headphones"
    assert kiosk.says == "Silakan pilih layanan."


async def test_headphones_that_were_there_begin_nothing_twice(kiosk: GuidedKiosk) -> None:
    kiosk.socket.inside = True
    await kiosk.ready()
    await kiosk.draw()
    await kiosk.key("*")
    await kiosk.draw()
    assert not kiosk.guided.on


async def test_pulled_headphones_end_a_private_sentence(kiosk: GuidedKiosk) -> None:
    kiosk.socket.inside = True
    await kiosk.begun()
    await kiosk.goes_to(Page.PICKUP)
    await kiosk.key("7")
    assert kiosk.says == "0: 7, 1: P, 2: Q, 3: R, 4: S"
    cut = kiosk.player.cut
    kiosk.socket.inside = False
    await kiosk.draw()
    assert kiosk.player.cut == cut + 1
    assert not kiosk.guided.speaking
    assert kiosk.says == "", "nor does it stay on the screen"
    await kiosk.key("*")
    await kiosk.draw()
    assert kiosk.says == "Tombol pertama dibatalkan.", "what is for all is said on"


@pytest.mark.parametrize(("private", "inside", "told"), [
    ("auto", None, False), ("auto", False, False), ("auto", True, True),
    ("always", None, True), ("never", True, False),
])  # fmt: skip
async def test_who_hears_what_is_typed(
    private: Literal["auto", "always", "never"], inside: bool | None, told: bool
) -> None:
    kiosk = GuidedKiosk(private=private)
    kiosk.socket.inside = inside
    await kiosk.begun()
    await kiosk.goes_to(Page.PICKUP)
    await kiosk.key("7")
    assert ("7" in kiosk.says) is told
    await kiosk.end()


async def test_headphones_that_are_a_card_get_the_sound_and_what_is_typed() -> None:
    kiosk = GuidedKiosk(card=Card())
    assert kiosk.card is not None
    await kiosk.ready()
    kiosk.socket.inside = True
    await kiosk.draw()
    await kiosk.goes_to(Page.PICKUP)
    await kiosk.key("7")
    assert kiosk.says == "0: 7, 1: P, 2: Q, 3: R, 4: S"
    assert kiosk.card.playing
    assert kiosk.player.began == 0, "nothing on the loudspeaker"
    kiosk.socket.inside = False
    await kiosk.draw()
    assert not kiosk.card.playing
    await kiosk.key("*")
    assert (kiosk.says, kiosk.player.playing) == ("Tombol pertama dibatalkan.", True)
    await kiosk.end()


async def test_a_card_that_takes_no_sound_is_no_headphones() -> None:
    """The page is read on the loudspeaker, and nothing private; plugged in again, it is tried again."""
    kiosk = GuidedKiosk(card=Card())
    assert kiosk.card is not None
    kiosk.card.deaf = True
    await kiosk.ready()
    kiosk.socket.inside = True
    await kiosk.draw()
    await kiosk.ready()
    await kiosk.draw()
    assert (kiosk.guided.on, kiosk.player.playing) == (True, True)
    await kiosk.goes_to(Page.PICKUP)
    await kiosk.key("7")
    assert kiosk.says == "Lalu tombol kedua."
    kiosk.card.deaf = False
    for inside in (False, True):
        kiosk.socket.inside = inside
        await kiosk.draw()
    await kiosk.key("*")
    assert kiosk.card.playing
    await kiosk.end()


async def test_a_scan_that_began_it_ends_it(kiosk: GuidedKiosk) -> None:
    await kiosk.begun()
    kiosk.clock += SCAN_SECONDS / 2
    kiosk.guided.takes(Action(Act.SCAN, "7K3M9QR0"))
    assert not kiosk.guided.on


async def test_a_scan_of_somebody_who_is_guided_is_no_end(kiosk: GuidedKiosk) -> None:
    await kiosk.begun()
    kiosk.clock += SCAN_SECONDS * 2
    kiosk.guided.takes(Action(Act.SCAN, "7K3M9QR0"))
    assert kiosk.guided.on


async def test_a_touch_of_a_helper_is_followed(kiosk: GuidedKiosk) -> None:
    await kiosk.begun()
    await kiosk.goes_to(Page.REQUIREMENTS)
    await kiosk.key("9")
    assert kiosk.says == "1 dari 3."
    kiosk.guided.takes(Action(Act.NARROW))
    kiosk.visit = replace(kiosk.visit, variant="lost")
    await kiosk.draw()
    assert kiosk.says == "Dipilih: hilang, perlu 2 berkas."


async def test_without_a_voice_every_key_is_as_before() -> None:
    for silent in (GuidedKiosk(voice=None), GuidedKiosk(enabled=False)):
        await silent.ready()
        assert await silent.draw() == present(silent.scene)
        assert not silent.guided.available
        await silent.end()


async def test_a_voice_that_fails_is_out_of_the_way(caplog: pytest.LogCaptureFixture) -> None:
    voice = Voice()
    voice.hoarse = True
    kiosk = GuidedKiosk(voice=voice)
    await kiosk.ready()
    assert await kiosk.draw() == present(kiosk.scene)
    assert "the guide has no voice" in caplog.text
    await kiosk.end()


async def test_a_device_that_is_gone_ends_the_guide_and_staff_can_read_it(
    kiosk: GuidedKiosk, caplog: pytest.LogCaptureFixture
) -> None:
    await kiosk.ready()
    kiosk.player.deaf = True
    await kiosk.key("5")
    await kiosk.to_the_end()
    assert not kiosk.guided.on
    assert "nobody hears the guide" in caplog.text
    assert await kiosk.draw() == present(kiosk.scene), "the keys are the sighted citizen's again"


async def test_a_broken_speaker_is_known_before_a_key_is_pressed(kiosk: GuidedKiosk) -> None:
    await kiosk.ready()
    kiosk.player.broken = True
    assert await kiosk.draw() == present(kiosk.scene)


async def test_a_speaker_that_plays_again_is_found_and_speaks_to_nobody_who_did_not_ask(kiosk: GuidedKiosk) -> None:
    """Its cable was out in the midst of a page, and its listener went."""
    await kiosk.begun()
    kiosk.player.deaf = True
    await kiosk.to_the_end()
    assert await kiosk.draw() == present(kiosk.scene)
    kiosk.player.deaf = False
    kiosk._keep(kiosk.guided.run())  # as after the minute after which a device is tried again
    await kiosk.ready()
    shown = await kiosk.goes_to(Page.SERVICES)
    assert (shown.guided, kiosk.guided.speaking) == (False, False)
    await kiosk.goes_to(Page.START, Act.BACK)
    assert (await kiosk.key("5")).guided


async def test_javanese_is_heard_in_indonesian(kiosk: GuidedKiosk) -> None:
    await kiosk.begun()
    shown = await kiosk.goes_to(Page.SERVICES, language="jv")
    assert shown.content.title == "Sumangga milih layanan", "the screen stays as it is"
    assert kiosk.says == "Layar berbahasa lain: Basa Jawa."


async def test_a_language_that_cannot_be_said_after_all_is_heard_in_indonesian(kiosk: GuidedKiosk) -> None:
    assert kiosk.voice is not None
    kiosk.voice.without = ("en",)
    await kiosk.begun()
    await kiosk.goes_to(Page.SERVICES, language="en")
    await kiosk.ready()
    await kiosk.draw()
    assert kiosk.guided.on
    assert kiosk.says == "Layar berbahasa lain: English."


async def test_after_the_warning_the_page_is_not_read_again(kiosk: GuidedKiosk) -> None:
    await kiosk.begun()
    await kiosk.goes_to(Page.SERVICES)
    await kiosk.to_the_end()
    kiosk.clock += IDLE + 1
    shown = await kiosk.draw()
    assert shown.warned is not None
    assert kiosk.says == "Apakah Anda masih di sini?"
    kiosk.guided.takes(Action(Act.STAY))
    kiosk.visit = replace(kiosk.visit, touched_at=kiosk.clock)
    await kiosk.draw()
    assert kiosk.says == "Baik, silakan lanjut."


async def test_whoever_is_silent_is_warned_twice_and_then_the_guide_is_off(kiosk: GuidedKiosk) -> None:
    """WCAG 2.2.1: each warning is heard whole before its seconds count, and any key keeps the page."""
    await kiosk.begun()
    await kiosk.goes_to(Page.SERVICES)
    await kiosk.to_the_end()
    for last in (False, True):
        kiosk.clock += IDLE + 1
        assert (await kiosk.draw()).left == WARNING_SECONDS - 1
        assert kiosk.says == "Apakah Anda masih di sini?"
        kiosk.clock += 60
        assert (await kiosk.draw()).left == WARNING_SECONDS, "while it is said nothing counts"
        await kiosk.to_the_end()
        kiosk.clock += WARNING_SECONDS - 9
        assert (await kiosk.draw()).left == 9
        assert kiosk.says == "Sekali lagi: tekan tombol apa saja untuk melanjutkan."
        kiosk.clock += 60
        assert (await kiosk.draw()).left == 10
        if last:
            break
        await kiosk.touches((await kiosk.draw()).keys["7"])
        assert kiosk.says == "Baik, silakan lanjut."
        await kiosk.to_the_end()
    await kiosk.to_the_end()
    kiosk.clock += 11
    assert (await kiosk.draw()).page is Page.START
    assert not kiosk.guided.on
    assert kiosk.says == "Panduan suara selesai."


async def test_without_the_hub_a_guide_that_nobody_hears_ends(kiosk: GuidedKiosk) -> None:
    """It would wake the next citizen's number pad for the blind, however long the hub stays away."""
    await kiosk.begun()
    await kiosk.goes_to(Page.SERVICES)
    kiosk.away = Away(MONDAY)
    assert (await kiosk.draw()).page is Page.AWAY
    await kiosk.to_the_end()
    kiosk.clock += IDLE + WARNING_SECONDS - 1
    await kiosk.draw()
    assert kiosk.guided.on, "the visit stands behind the page"
    kiosk.clock += 2
    await kiosk.draw()
    assert not kiosk.guided.on
    assert kiosk.visit.page is Page.START


async def test_the_paper_is_told_before_the_rest_of_the_ticket(kiosk: GuidedKiosk) -> None:
    await kiosk.begun()
    await kiosk.goes_to(Page.TICKET)
    kiosk.visit = replace(kiosk.visit, outcome=PrintOutcome.CONFIRMED)
    await kiosk.draw()
    told = [await kiosk.next() for _ in range(3)]
    assert told == ["Silakan ambil tiket Anda.", "Tiket keluar di bawah layar.", "Dieja: A, 0 1 2."]


def test_a_page_that_is_read_aloud_does_not_become_quiet() -> None:
    """WCAG 2.2.1: who listens is not idle, and has the whole countdown after the warning was heard."""
    visit = Visit(page=Page.SERVICES, entered_at=100.0, touched_at=100.0)
    assert seconds_left(attended(visit, IDLE, 140.0), IDLE, 140.0 + IDLE - 1) is None
    warned = attended(visit, IDLE, 150.0)
    assert seconds_left(warned, IDLE, 150.0) == WARNING_SECONDS
    assert seconds_left(attended(warned, IDLE, 156.0), IDLE, 156.0) == WARNING_SECONDS
    assert seconds_left(attended(warned, IDLE, 166.0, 10.0), IDLE, 166.0) == 10.0
    assert seconds_left(visit, IDLE, 156.0) == WARNING_SECONDS - 11, "the control: nothing is said"
