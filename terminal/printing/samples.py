"""One of each paper to try a printer with: invented, and marked as a demo."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict

from assets.texts import Language
from protocol.messages import DayReport, ServiceDay
from terminal.printing.paper import (
    DayReportPaper,
    HandoverReceipt,
    MissingList,
    MissingPaper,
    PickupSlip,
    PickupTicket,
    Slip,
    TestPage,
    Ticket,
)
from terminal.printing.sheet import Sheet

URL = "https://antrean.example.go.id/t/Zk3vW9qLx0aTnB7cRy5JdQ"
_SERVICE_ID = "ktp-hilang-rusak"
_HEAD = "9f2c41d7a0b35e86c4f1027d93be58a61c7044f2e9d8b3a5601f7cde24983ba0"


@dataclass(frozen=True, slots=True)
class _Words:
    service: str
    family_card: str
    police_letter: str
    advice: str


_WORDS: Mapping[Language, _Words] = {
    "id": _Words(
        "KTP-el hilang atau rusak",
        "Fotokopi Kartu Keluarga (KK)",
        "Surat kehilangan KTP-el dari kepolisian",
        "Belum punya? Silakan minta di kantor polisi terdekat, gratis.",
    ),
    "jv": _Words(
        "KTP-el ical utawi risak",
        "Fotokopi Kartu Kulawarga (KK)",
        "Serat kécalan KTP-el saking kepolisian",
        "Dèrèng kagungan? Mangga nyuwun wonten ing kantor pulisi, gratis.",
    ),
    "en": _Words(
        "Lost or damaged ID card",
        "Copy of the family card (KK)",
        "Police letter on the loss of the card",
        "Don't have it? Please ask at the nearest police station; it is free.",
    ),
}


class _Common(TypedDict):
    office_name: str
    office_address: str
    issued_at: datetime
    language: Language
    demo: bool


def _common(language: Language, now: datetime) -> _Common:
    return {
        "office_name": "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Magetan",
        "office_address": "Jl. Contoh No. 1, Magetan",
        "issued_at": now,
        "language": language,
        "demo": True,
    }


def ticket(language: Language, now: datetime) -> Ticket:
    """An ordinary day's ticket."""
    words = _WORDS[language]
    return Ticket(
        **_common(language, now),
        number="A-012",
        service_title=words.service,
        url=URL,
        priority=True,
        ahead=4,
        wait=(10, 15),
        requirements=(words.family_card, words.police_letter),
    )


def missing_list(language: Language, now: datetime) -> MissingList:
    """What goes home with somebody whose police letter was missing."""
    words = _WORDS[language]
    return MissingList(
        **_common(language, now),
        number="A-012",
        service_title=words.service,
        missing=(MissingPaper(words.police_letter, words.advice),),
        url=URL,
    )


def pickup_slip(language: Language, now: datetime) -> PickupSlip:
    """What goes home with somebody whose card is ready tomorrow."""
    return PickupSlip(
        **_common(language, now),
        number="A-012",
        service_title=_WORDS[language].service,
        ready_at=now + timedelta(days=1),
        url=URL,
    )


def pickup_ticket(language: Language, now: datetime) -> PickupTicket:
    """The number of somebody who collects a card today."""
    return PickupTicket(**_common(language, now), number="P-003", service_title=_WORDS[language].service, url=URL)


def receipt(language: Language, now: datetime) -> HandoverReceipt:
    """Signed as the card is handed over."""
    return HandoverReceipt(
        **_common(language, now),
        number="A-012",
        service_title=_WORDS[language].service,
        register_number="2026/001234",
        card_serial="0123456789",
        url=URL,
    )


def day_report(language: Language, now: datetime) -> DayReportPaper:
    """An ordinary day, told at its end."""
    day = ServiceDay(
        service=_SERVICE_ID,
        issued=124,
        done=113,
        open=4,
        no_show=3,
        cancelled=2,
        expired=2,
        median_wait_minutes=11,
        longest_wait_minutes=43,
    )
    report = DayReport(
        day=f"{now:%Y-%m-%d}",
        made_at=round(now.timestamp() * 1000),
        services=(day,),
        cards_printed=115,
        cards_spoiled=2,
        cards_registered=113,
        cards_handed_over=113,
        papers_confirmed=121,
        papers_failed=1,
        papers_unknown=2,
        copies=3,
        journal_seq=10452,
        journal_head=_HEAD,
    )
    return DayReportPaper(**_common(language, now), report=report, titles={_SERVICE_ID: _WORDS[language].service})


def test_page(language: Language, now: datetime, sheet: Sheet) -> TestPage:
    """What a technician prints, of this sheet."""
    return TestPage(issued_at=now, language=language, sheet=sheet, printer="kanan", url=URL)


test_page.__test__ = False  # type: ignore[attr-defined]  # pytest would take it for a test

KINDS: Mapping[str, Callable[[Language, datetime], Slip]] = {
    "ticket": ticket,
    "missing": missing_list,
    "pickup": pickup_slip,
    "collect": pickup_ticket,
    "receipt": receipt,
    "report": day_report,
}
"""One maker for each paper of the office, by the name that the command line knows it under."""
