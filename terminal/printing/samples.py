"""Slips to try a printer with: invented, and marked as a demo."""

from datetime import datetime

from assets.texts import Language
from terminal.printing.paper import MissingList, MissingPaper, Ticket

_OFFICE = "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Magetan"
_ADDRESS = "Jl. Contoh No. 1, Magetan"
_SERVICE: dict[Language, str] = {
    "id": "KTP-el Hilang atau Rusak",
    "jv": "KTP-el Ical utawi Risak",
    "en": "Lost or Damaged ID Card",
}
_REQUIREMENTS: dict[Language, tuple[str, ...]] = {
    "id": ("Fotokopi Kartu Keluarga (KK)", "Surat kehilangan KTP-el dari kepolisian"),
    "jv": ("Fotokopi Kartu Keluarga (KK)", "Serat kécalan KTP-el saking kapolisèn"),
    "en": ("Copy of the family card (KK)", "Police letter on the loss of the card"),
}
_ADVICE: dict[Language, str] = {
    "id": "Belum punya? Silakan minta di kantor polisi terdekat, gratis.",
    "jv": "Dèrèng kagungan? Mangga nyuwun wonten ing kantor pulisi, gratis.",
    "en": "Don't have it? Please ask at the nearest police station; it is free.",
}


def ticket(language: Language, now: datetime) -> Ticket:
    """An ordinary day's ticket."""
    return Ticket(
        office_name=_OFFICE,
        office_address=_ADDRESS,
        number="A-012",
        service_title=_SERVICE[language],
        issued_at=now,
        language=language,
        demo=True,
        url="https://antrean.example.go.id/t/Zk3vW9qLx0aTnB7cRy5JdQ",
        priority=True,
        ahead=4,
        wait=(10, 15),
        requirements=_REQUIREMENTS[language],
    )


def missing_list(language: Language, now: datetime) -> MissingList:
    """What goes home with somebody whose police letter was missing."""
    return MissingList(
        office_name=_OFFICE,
        office_address=_ADDRESS,
        number="A-012",
        service_title=_SERVICE[language],
        issued_at=now,
        language=language,
        demo=True,
        missing=[MissingPaper(_REQUIREMENTS[language][1], _ADVICE[language])],
    )
