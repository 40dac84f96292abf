"""What a counter shows of the hall's terminals: which are gone, dark or silent, in words that say what to do."""

from typing import Any

import pytest

from assets.texts import LANGUAGES, Language
from counters.presenter.bar import bar_of
from counters.presenter.care import Care, pressing
from counters.presenter.terminals import machines, terminals
from protocol import messages as m
from protocol.office import Office
from protocol.vocabulary import DeviceKind, Trouble
from tests.support.counters_seat import MINUTE, NOW, mirror_of, seat
from tests.support.office import shipped_office


@pytest.fixture
def office() -> Office:
    return shipped_office()


def terminal(device: int, *troubles: Trouble, **fields: Any) -> m.TerminalNow:
    known = {"kind": DeviceKind.DISPLAY, "name": "Layar ruang tunggu", "at": NOW}
    return m.TerminalNow(device=device, troubles=troubles, **{**known, **fields})


def at_desk(office: Office, *known: m.TerminalNow, language: Language = "id", **held: Any) -> Any:
    return seat(mirror_of(office, terminals=known, **held), language=language)


def test_a_display_that_is_gone_is_red_and_says_since_when(office: Office) -> None:
    (line,) = terminals(at_desk(office, terminal(1, gone_since=NOW - 90 * MINUTE)))
    assert (line.where, line.care, line.wants_a_hand) == ("Layar ruang tunggu", Care.STOPPED, True)
    assert line.text == "Layar mati atau terputus sejak 07.43. Silakan periksa listrik dan kabel jaringannya."


def test_several_troubles_of_one_terminal_are_lines_of_their_own(office: Office) -> None:
    troubled = terminal(1, Trouble.MEDIA_BROKEN, Trouble.NO_SOUND, Trouble.SCREEN_ASLEEP, Trouble.TOO_SMALL)
    lines = terminals(at_desk(office, troubled))
    assert [line.care for line in lines] == [Care.STOPPED, Care.HAMPERED, Care.LOW, Care.MUTE]
    assert len({line.key for line in lines}) == 4
    assert len(pressing(lines)) == 3, "what a desk cannot mend is no alarm"


def test_what_is_mended_is_well_and_a_revoked_one_is_not_shown(office: Office) -> None:
    well = at_desk(office, terminal(1))
    assert [(line.care, line.text) for line in terminals(well)] == [(Care.FINE, "Menyala dan terhubung.")]
    assert bar_of(well).machines.tone == "quiet"
    assert terminals(at_desk(office)) == ()
    assert bar_of(at_desk(office)).machines.text == "", "nothing was heard of any machine: nothing is claimed"


def test_terminals_and_printers_stand_in_one_order(office: Office) -> None:
    stuck = m.PrinterNow(device=5, name="Kios lobi", problem="paper_out")
    held = {"printers": (stuck, m.PrinterNow(device=6, name="Kios samping", paper_low=True))}
    silent, dark = terminal(1, Trouble.NO_SOUND), terminal(2, Trouble.SCREEN_UNPLUGGED, name="Televisi")
    lines = machines(at_desk(office, silent, dark, **held))
    assert [line.where for line in lines] == ["Kios lobi", "Televisi", "Layar ruang tunggu", "Kios samping"]
    bar = bar_of(at_desk(office, silent, dark, **held))
    assert (bar.machines.tone, bar.others.tone, bar.others.text) == ("danger", "danger", "+3 hal lain")
    assert bar.own.text == "Tanpa printer"


def test_of_the_printer_of_a_kiosk_that_is_gone_nothing_is_said(office: Office) -> None:
    kiosk = {"kind": DeviceKind.KIOSK, "name": "Kios lobi"}
    held = {"printers": (m.PrinterNow(device=5, name="Kios lobi", problem="paper_out"),)}
    (line,) = machines(at_desk(office, terminal(5, gone_since=NOW, **kiosk), **held))
    assert line.text.startswith("Kios mati")
    assert len(machines(at_desk(office, terminal(5, **kiosk), **held))) == 2, "the control: while it is there, both"


def test_a_terminal_is_called_by_its_name_and_by_its_place_where_that_says_more(office: Office) -> None:
    named = {place: terminal(1, place=place) for place in ("", "Ruang tunggu", "lantai 2", "1")}
    called = {place: terminals(at_desk(office, one))[0].where for place, one in named.items()}
    assert called == {
        "": "Layar ruang tunggu",
        "Ruang tunggu": "Layar ruang tunggu",
        "lantai 2": "Layar ruang tunggu (lantai 2)",
        "1": "Layar ruang tunggu (Loket 1)",
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [DeviceKind.DISPLAY, DeviceKind.KIOSK, DeviceKind.UNKNOWN])
def test_every_trouble_is_said_in_every_language(office: Office, language: Language, kind: DeviceKind) -> None:
    lines = terminals(at_desk(office, terminal(1, *Trouble, kind=kind), language=language))
    gone = terminals(at_desk(office, terminal(1, kind=kind, gone_since=NOW), language=language))
    fine = terminals(at_desk(office, terminal(1, kind=kind), language=language))
    assert len(lines) == len(Trouble)
    assert [line.text for line in (*lines, *gone, *fine) if line.text.startswith("terminal.") or "{" in line.text] == []
