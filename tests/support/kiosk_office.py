"""An office for the kiosk's tests: two services as Magetan publishes them, at a known Monday morning."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from kiosk.shown import Away, Printer, Scene
from kiosk.visit import Shop, Visit
from protocol.messages import Incident, ServiceNow, Ticket, TicketPaper
from protocol.office import Hours, Office, Requirement, Service, Text, Variant, Window
from protocol.vocabulary import Availability, TicketState
from terminal.printing import Status

ZONE = ZoneInfo("Asia/Jakarta")
MONDAY = datetime(2026, 11, 23, 9, 41, tzinfo=ZONE)
LOST, DAMAGED = "lost", "damaged"
CARD, CHAT = "ktp-hilang-rusak", "pak-tuwa"

_CARD = Service(
    id=CARD,
    prefix="A",
    icon="card-account-details",
    title=Text(id="KTP-el hilang atau rusak", jv="KTP-el ical utawi risak", en="Lost or damaged identity card"),
    subtitle=Text(
        id="Kartu baru, selesai 15 menit setelah berkas lengkap, gratis",
        jv="Kertu enggal, rampung 15 menit sasampunipun berkas jangkep, gratis",
        en="A new card in 15 minutes once your papers are complete, free of charge",
    ),
    variants=(
        Variant(id=LOST, title=Text(id="Hilang", jv="Ical", en="Lost")),
        Variant(id=DAMAGED, title=Text(id="Rusak", jv="Risak", en="Damaged")),
    ),
    requirements=(
        Requirement(
            id="kk",
            title=Text(
                id="Fotokopi Kartu Keluarga (KK)",
                jv="Fotokopi Kertu Kulawarga (KK)",
                en="Copy of the family card (KK)",
            ),
            without=Text(
                id="Silakan memfotokopi KK terlebih dahulu. Bila KK hilang, tanyakan kepada petugas.",
                jv="Sumangga KK dipunfotokopi rumiyin. Menawi KK ical, nyuwun pirsa dhateng petugas.",
                en="Please have it copied first. If the family card is lost too, ask our staff.",
            ),
        ),
        Requirement(
            id="police-letter",
            variants=(LOST,),
            title=Text(
                id="Surat kehilangan dari kepolisian",
                jv="Serat kelangan saking kepolisian",
                en="Loss report from the police",
            ),
            without=Text(
                id="Silakan melapor ke kantor polisi terdekat, lalu kembali ke sini dengan suratnya.",
                jv="Sumangga lapor dhateng kantor polisi celak, lajeng wangsul mriki mbekta seratipun.",
                en="Please report the loss at the nearest police station and come back with the letter.",
            ),
        ),
        Requirement(
            id="old-card",
            variants=(DAMAGED,),
            title=Text(id="KTP-el lama yang rusak", jv="KTP-el lami ingkang risak", en="The old, damaged card"),
            without=Text(
                id="Bila kartunya tidak ada, ikuti syarat kartu hilang.",
                jv="Menawi kertunipun boten wonten, ndherek sarat kertu ical.",
                en="If you do not have the card, follow the steps for a lost card.",
            ),
        ),
    ),
)  # fmt: skip
_CHAT = Service(
    id=CHAT,
    icon="whatsapp",
    whatsapp="6280000000000",
    title=Text(id="KTP-el lewat PAK TUWA", jv="KTP-el lumantar PAK TUWA", en="Identity card by PAK TUWA"),
    subtitle=Text(
        id="Kirim berkas lewat WhatsApp, kartu jadi hari kerja berikutnya",
        jv="Kintun berkas lumantar WhatsApp, kertu dados dinten kerja candhakipun",
        en="Send your papers by WhatsApp; the card is ready the next working day",
    ),
    about=(
        Text(
            id="Foto berkas Anda dengan jelas, lalu kirim ke nomor PAK TUWA.",
            jv="Berkas dipunfoto ingkang cetha, lajeng dipunkirim dhateng nomer PAK TUWA.",
            en="Photograph your papers clearly and send them to the PAK TUWA number.",
        ),
        Text(
            id="Petugas memeriksa berkas dan mengabari Anda lewat WhatsApp.",
            jv="Petugas mriksa berkas lan ngabari panjenengan lumantar WhatsApp.",
            en="Our staff check them and answer you by WhatsApp.",
        ),
        Text(
            id="Ambil kartu di kantor ini pada hari kerja berikutnya.",
            jv="Kertu dipunpundhut ing kantor menika dinten kerja candhakipun.",
            en="Fetch the card at this office on the next working day.",
        ),
    ),
    variants=_CARD.variants,
    requirements=_CARD.requirements,
)
_WEEK = (
    Window(days=("mon", "tue", "wed", "thu"), opens="07:30", closes="14:00"),
    Window(days=("fri",), opens="07:30", closes="11:00"),
    Window(days=("fri",), opens="13:00", closes="14:00"),
)
OFFICE = Office(
    name="Disdukcapil Kabupaten Magetan",
    short_name="Disdukcapil Magetan",
    address="Jl. Contoh 1, Magetan",
    timezone="Asia/Jakarta",
    hours=Hours(issuing=_WEEK, serving=_WEEK, holidays=("2026-11-24",)),
    services=(_CARD, _CHAT),
    counters=(),
    roles=(),
)
NO_BLANKS = ServiceNow(id=CARD, availability=Availability.OPEN, waiting=7, blanks_out=True)
OPEN = ServiceNow(id=CARD, availability=Availability.OPEN, waiting=7, left=33, wait_low=20, wait_high=35)


def shop(now: ServiceNow = OPEN, office: Office = OFFICE) -> Shop:
    information = ServiceNow(id=CHAT, availability=Availability.INFORMATION_ONLY)
    services: Mapping[str, ServiceNow] = {now.id: now, CHAT: information}
    return Shop(office, services)


_shop = shop


READY = Printer(Status())


def scene(
    visit: Visit,
    *,
    shop: Shop | None = None,
    away: Away | None = None,
    printer: Printer = READY,
    now: datetime = MONDAY,
    clock: float = 100.0,
    owed: tuple[Ticket, ...] = (),
    incidents: tuple[Incident, ...] = (),
) -> Scene:
    return Scene(visit, shop or _shop(), away, printer, now, clock, owed, incidents)


def owed(count: int, first: int = 12) -> tuple[Ticket, ...]:
    """So many who wait without a paper, first come first."""
    numbers = range(first, first + count)
    return tuple(msgspec.structs.replace(paper(f"A-{n:03}", ticket=n).ticket, paper_owed=True) for n in numbers)


def paper(
    number: str = "A-012", *, ahead: int = 7, priority: bool = False, ticket: int = 12, language: str = "id"
) -> TicketPaper:
    return TicketPaper(
        ticket=Ticket(
            id=ticket,
            number=number,
            service=CARD,
            state=TicketState.WAITING,
            day="2026-11-23",
            arrived_at=int(MONDAY.timestamp() * 1000),
            priority=priority,
            language=language,
        ),
        ahead=ahead,
        url="https://antrean.example/t/q7Xb2mWv9sKc4Zp1Lr8TyQ",
        wait_low=20,
        wait_high=35,
    )


def collected(number: str = "P-001", *, copies: int = 0) -> TicketPaper:
    """The number of somebody who collects a card."""
    given = paper(number, ahead=0, ticket=77)
    ticket = msgspec.structs.replace(given.ticket, service=CHAT, state=TicketState.READY)
    return msgspec.structs.replace(given, ticket=ticket, copies=copies, wait_low=None, wait_high=None)
