"""Settings of a printer, and what is said when they are wrong."""

from pathlib import Path

import pytest

from terminal.printing import PrinterConfig, PrinterMisconfigured
from terminal.printing.printer import ticket_ids
from terminal.printing.sheet import sheet


@pytest.mark.parametrize(
    ("width", "profile", "columns", "dots"),
    [
        (58, None, 32, 384),
        (80, None, 48, 576),
        (80, "TM-T88V", 42, 512),
        (80, "default", 42, 576),
        (80, "NT-80-V-UL", 48, 576),
        (58, "RP-F10-58mm", 36, 432),
    ],
)
def test_paper_is_measured_by_profile(width, profile, columns, dots):
    measured = sheet(width, profile)
    assert (measured.columns, measured.dots) == (columns, dots)


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"kind": "network"}, "host"),
        ({"kind": "network", "host": ""}, "host"),
        ({"kind": "serial"}, "path"),
        ({"kind": "serial", "path": Path("x"), "baud": 96}, "baud"),
        ({"kind": "serial", "path": Path("x"), "flow": "dtrdsr"}, "flow"),
        ({"kind": "file"}, "path"),
        ({"kind": "usb", "vendor": 1}, "product"),
        ({"kind": "cups"}, "queue"),
        ({"kind": "virtual"}, "folder"),
        ({"kind": "telegraph"}, "kind"),
        ({"kind": "network", "host": "x", "port": 0}, "port"),
        ({"kind": "network", "host": "x", "timeout_s": 0}, "timeout_s"),
        ({"kind": "network", "host": "x", "width_mm": 70}, "width_mm"),
        ({"kind": "network", "host": "x", "width_mm": 58, "profile": "TM-T20II"}, "profile"),
        ({"kind": "network", "host": "x", "profile": "OCD-300"}, "profile"),
        ({"kind": "network", "host": "x", "qr": "maybe"}, "qr"),
    ],
)
def test_a_wrong_setting_is_refused_by_its_key(settings, key):
    with pytest.raises(PrinterMisconfigured) as refused:
        PrinterConfig(**settings)
    assert refused.value.key == key


def test_a_misspelt_profile_is_answered_with_the_nearest():
    with pytest.raises(PrinterMisconfigured, match="nearest is 'TM-T88V'"):
        PrinterConfig(kind="virtual", folder=Path("x"), profile="TMT88V")


def test_ids_have_four_printable_letters_and_do_not_repeat():
    new_id = ticket_ids()
    drawn = [new_id() for _ in range(5000)]
    assert len(set(drawn)) == 5000
    assert all(len(ident) == 4 and ident.isalnum() and ident.isascii() for ident in drawn)
