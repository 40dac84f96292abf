"""Offices and a scripted mirror for the tests of the display."""

from protocol.messages import Call, CounterNow, Incident, PrinterNow, ServiceNow, Snapshot, Ticket
from protocol.office import Counter, Hours, Office, Service, Settings, Text, Window
from protocol.vocabulary import Availability, CounterState, Purpose, Right, TicketState
from terminal.link.mirror import Mirror

WEEK = ("mon", "tue", "wed", "thu")
HOURS = Hours(
    issuing=(),
    serving=(
        Window(days=WEEK, opens="07:30", closes="12:00"),
        Window(days=WEEK, opens="13:00", closes="15:00"),
        Window(days=("fri",), opens="07:30", closes="11:30"),
        Window(days=("fri",), opens="13:00", closes="15:00"),
    ),
    holidays=("2026-12-25",),
)
NOW = 1_795_401_660_000  # Monday 23 November 2026, 09:41 in Jakarta
DAY = "2026-11-23"
CALLING = (Right.CALL, Right.VERIFY, Right.CANCEL)

TICKER = (
    Text(
        id="Siapkan fotokopi Kartu Keluarga sebelum nomor Anda dipanggil.",
        en="Have a copy of your family card ready before your number is called.",
        jv="Mangga nyamektakaken fotokopi Kartu Kulawarga saderengipun nomer dipuntimbali.",
    ),
    Text(id="Semua layanan gratis. Laporkan pungutan kepada Kepala Dinas lewat kotak saran."),
)


def service(name: str = "ktp", prefix: str = "A", title: str = "KTP-el hilang atau rusak") -> Service:
    return Service(id=name, prefix=prefix, title=Text(id=title), subtitle=Text(id=""))


def counter(name: str, title: str = "", rights: tuple[Right, ...] = CALLING) -> Counter:
    return Counter(id=name, title=Text(id=title or f"Loket {name}"), rights=rights)


SMALL = Office(
    name="Dinas Kependudukan dan Pencatatan Sipil Kabupaten Magetan",
    short_name="Disdukcapil Magetan",
    address="Magetan, Jawa Timur",
    timezone="Asia/Jakarta",
    hours=HOURS,
    services=(service(), Service(id="wa", title=Text(id="PAK TUWA"), subtitle=Text(id=""))),
    counters=(
        counter("1"),
        counter("2"),
        counter("3"),
        counter("kasi", "Ruang Kasi", (Right.APPROVE,)),
        counter("serah", "Loket Penyerahan", (Right.HAND_OVER,)),
    ),
    roles=(),
    ticker=TICKER,
)

LARGE = Office(
    name="Dinas Kependudukan dan Pencatatan Sipil Kabupaten Kepulauan Siau Tagulandang Biaro",
    short_name="Disdukcapil Sitaro",
    address="Jalan Lokongbanua 1, Ondong Siau, Sulawesi Utara",
    timezone="Asia/Makassar",
    hours=HOURS,
    services=(
        service("ktp", "A", "KTP-el hilang atau rusak"),
        service("kk", "B", "Kartu Keluarga dan perubahan data"),
        service("akta", "C", "Akta kelahiran dan akta kematian"),
        service("kia", "D", "Kartu Identitas Anak"),
        service("pindah", "E", "Pindah datang antarkabupaten"),
        service("ikd", "F", "Aktivasi Identitas Kependudukan Digital"),
    ),
    counters=(
        *(counter(str(name)) for name in range(1, 11)),
        counter("akta", "Loket Pencatatan Sipil"),
        counter("serah", "Loket Penyerahan Dokumen", (Right.HAND_OVER,)),
    ),
    roles=(),
    settings=Settings(calls_shown=8),
    ticker=(*TICKER, Text(id=" ".join(["Maklumat pelayanan kami selenggarakan sesuai standar."] * 5))),
    demo=True,
)


def ticket(name: int, state: TicketState, at: str | None = None, kind: str = "ktp", prefix: str = "A") -> Ticket:
    return Ticket(
        id=name, number=f"{prefix}-{name:03d}", service=kind, state=state, day=DAY, arrived_at=NOW, counter=at
    )


def call(name: int, of: Ticket, *, ago_s: int = 0, repeat: int = 0, purpose: Purpose = Purpose.SERVICE) -> Call:
    return Call(
        id=name,
        ticket=of.id,
        number=of.number,
        counter=of.counter or "1",
        purpose=purpose,
        at=NOW - ago_s * 1000,
        repeat=repeat,
    )


def snapshot(
    office: Office = SMALL,
    *,
    tickets: tuple[Ticket, ...] = (),
    calls: tuple[Call, ...] = (),
    closed: tuple[str, ...] = (),
    paused: tuple[str, ...] = (),
    availability: Availability = Availability.OPEN,
    printers: tuple[PrinterNow, ...] = (),
    incidents: tuple[Incident, ...] = (),
    epoch: str = "e",
    seq: int = 1,
    time: int = NOW,
) -> Snapshot:
    def state(name: str) -> CounterState:
        return CounterState.CLOSED if name in closed else CounterState.PAUSED if name in paused else CounterState.OPEN

    return Snapshot(
        epoch=epoch,
        seq=seq,
        time=time,
        day=DAY,
        office=office,
        office_revision="r",
        tickets=tickets,
        calls=calls,
        counters=tuple(CounterNow(id=place.id, state=state(place.id)) for place in office.counters),
        services=tuple(
            ServiceNow(id=one.id, availability=availability, wait_low=10, wait_high=15) for one in office.services
        ),
        printers=printers,
        incidents=incidents,
    )


def printer(device: int, name: str, *, place: str = "lobby", problem: str = "", low: bool = False) -> PrinterNow:
    return PrinterNow(device=device, name=name, place=place, problem=problem, paper_low=low)


def mirror(office: Office = SMALL, **values: object) -> Mirror:
    held = Mirror()
    held.load(snapshot(office, **values))  # type: ignore[arg-type]
    return held
