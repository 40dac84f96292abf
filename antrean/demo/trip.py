"""One citizen's trip, by real pointer and keys on virtual screens: from the touch at the kiosk to the card in hand."""

import shutil
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from antrean.demo.heard import keep_first_call, sound_into
from antrean.demo.house import COUNTER_1, DISPLAY, HANDOVER, KASI, KIOSK, PAK_TUWA, PRINT_ROOM, House, Terminal
from antrean.demo.observer import Observer, looking_on
from antrean.demo.office import PIN
from antrean.demo.programs import watched
from antrean.demo.samples import sent_papers
from antrean.demo.virtual import Person, check_tools, virtual_screen
from antrean.demo.yesterday import APPLICANT as COLLECTOR
from antrean.demo.yesterday import SERVICE as PAK_TUWA_SERVICE
from antrean.speech import Trouble, tell
from assets.texts import DEFAULT, text
from protocol.messages import Case, Ticket
from protocol.vocabulary import CaseState, TicketState
from terminal.link import Mirror

TERMINALS = (KIOSK, DISPLAY, COUNTER_1, KASI, PRINT_ROOM, HANDOVER, PAK_TUWA)
APPLICANT = "Siti Aminah"
WRITER, PHONE = "Wahyu Nugroho", "085712345678"
CARD = "KTP2026000117"
CALL = "panggilan.wav"

# What people look for on their screens, in the rooms' own words, so that a corrected word breaks no demo.
kiosk, desk, board = (partial(text, DEFAULT, room) for room in ("kiosk", "counters", "display"))


@dataclass
class Trip:
    """The trip so far: who stands where, what is seen, and how long it took."""

    house: House
    observer: Observer
    people: dict[Terminal, Person]
    pictures: Path
    began: float
    taken: list[Path] = field(default_factory=list)
    ticket: Ticket | None = None
    first_ticket_s: float = 0.0

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.began

    @property
    def recording(self) -> Path:
        """What the display gives its loudspeakers to play."""
        return self.house.folder.logs / "display.raw"

    async def open(self, *terminals: Terminal) -> None:
        """Starts these terminals; nobody waits for their windows yet."""
        for terminal in terminals:
            wide, high = terminal.design
            home = {"HOME": str(self.house.folder.home(terminal.name))}
            sound = sound_into(self.recording) if terminal is DISPLAY else {}
            env = {**self.people[terminal].env, **home, **sound}
            await self.house.open_window(terminal, f"{wide}x{high}+0+0", env)

    async def shot(self, terminal: Terminal, what: str) -> None:
        """Keeps a picture of what stands on this screen now."""
        file = self.pictures / f"{len(self.taken) + 1:02}-{terminal.name}-{what}.png"
        await self.people[terminal].photographs(file)
        self.taken.append(file)
        tell("demo.step", seconds=self.elapsed, what=file.name)

    def keep_sound(self) -> None:
        """Keeps the first call as the hall heard it."""
        file = self.pictures / CALL
        if keep_first_call(self.recording, file):
            tell("demo.step", seconds=self.elapsed, what=file.name)

    async def ticket_is(self, *states: TicketState) -> Ticket:
        """Waits until the hub says so."""
        id = self.ticket.id if self.ticket else 1
        return await self.observer.until(f"ticket {states}", lambda mirror: _in(mirror.tickets.get(id), states))

    async def case_is(self, state: CaseState) -> Case:
        id = self.ticket.id if self.ticket else 1
        return await self.observer.until(f"case {state}", lambda mirror: _case(mirror, id, state))

    async def letter_is(self, state: CaseState) -> Case:
        """The same of today's case by WhatsApp."""
        return await self.observer.until(f"PAK TUWA {state}", lambda mirror: _writers(mirror, state))


async def play(house: House, pictures: Path, began: float) -> Trip:
    """The whole trip. Raises Trouble where anything does not come about."""
    check_tools()
    _empty(pictures)
    for terminal in TERMINALS:
        house.folder.home(terminal.name).mkdir(parents=True, exist_ok=True)
    sent_papers(house.folder.home(PAK_TUWA.name) / "Downloads")
    async with AsyncExitStack() as stack:
        people = {
            terminal: Person(
                terminal.name,
                stack.enter_context(virtual_screen(terminal.design)),
                house.folder.logs / f"{terminal.name}.sight",
            )
            for terminal in TERMINALS
        }
        observer = await stack.enter_async_context(looking_on(house))
        await stack.enter_async_context(watched(house.company))
        trip = Trip(house, observer, people, pictures, began)
        # Windows outlive the play, and their screens must outlive them.
        stack.push_async_callback(house.company.stop, [terminal.name for terminal in TERMINALS])
        try:
            for scene in SCENES:
                await scene(trip)
            trip.keep_sound()
        except Trouble:
            await _photograph_the_scene(trip)
            raise
        return trip


async def _photograph_the_scene(trip: Trip) -> None:
    """What stood on each open window when it went wrong."""
    for terminal, person in trip.people.items():
        if person.words():
            with suppress(Trouble):
                await person.photographs(trip.pictures / f"99-{terminal.name}-macet.png")


async def take_a_number(trip: Trip) -> None:
    """Kiosk: language, service, papers, priority, and the ticket."""
    await trip.open(KIOSK)
    citizen = trip.people[KIOSK]
    await citizen.sees(kiosk("language.name"), kiosk("staff.live"))
    await trip.open(DISPLAY, COUNTER_1)
    await trip.shot(KIOSK, "bahasa")
    await citizen.touches(kiosk("language.name"), then=kiosk("services.title"))
    await trip.shot(KIOSK, "layanan")
    await citizen.touches("KTP-el hilang atau rusak", then=kiosk("requirements.which"))
    await trip.shot(KIOSK, "persyaratan")
    await citizen.touches("KTP-el hilang", gone="KTP-el asli yang rusak")
    await citizen.may_use(kiosk("requirements.take"))
    await trip.shot(KIOSK, "hilang")
    await citizen.touches(kiosk("requirements.take"), then=kiosk("priority.title"))
    await trip.shot(KIOSK, "prioritas")
    await citizen.touches(kiosk("priority.no.text"), then=kiosk("ticket.title"))
    trip.ticket = await trip.observer.until("ticket", lambda mirror: next(iter(mirror.tickets.values()), None))
    await citizen.sees(trip.ticket.number)
    trip.first_ticket_s = trip.elapsed
    await citizen.sees(kiosk("paper.confirmed"))
    await trip.shot(KIOSK, "nomor")
    await _keep_paper(trip)


async def be_called(trip: Trip) -> None:
    """Counter 1 signs in, opens and calls; the hall sees it."""
    assert trip.ticket is not None
    officer = trip.people[COUNTER_1]
    await officer.sees(desk("sign_in.title"), "Ani Lestari")
    await trip.shot(COUNTER_1, "masuk")
    await _sign_in(trip, COUNTER_1, "a", "Ani Lestari")
    await officer.does(desk("do.open_counter"), "o")
    await officer.sees(desk("counter.open"), trip.ticket.number)
    await officer.may_use(desk("do.call_next"))
    await trip.shot(COUNTER_1, "antrean")
    await trip.people[DISPLAY].sees("KTP-el hilang atau rusak")
    await trip.shot(DISPLAY, "menunggu")
    await officer.does(desk("do.call_next"), "space")
    await trip.ticket_is(TicketState.CALLED)
    await trip.open(KASI, PRINT_ROOM)
    await trip.people[DISPLAY].sees(trip.ticket.number)
    await trip.shot(DISPLAY, "panggilan")
    await officer.may_use(desk("do.start_serving"))
    await trip.shot(COUNTER_1, "panggil")


async def verify(trip: Trip) -> None:
    """The papers are seen, the applicant named, the print requested."""
    officer = trip.people[COUNTER_1]
    await officer.does(desk("do.start_serving"), "enter")
    await trip.case_is(CaseState.VERIFYING)
    await officer.sees(desk("do.complete"))
    await officer.presses("v")
    await officer.sees("Surat kehilangan KTP-el dari kepolisian")
    await officer.presses("0")
    await officer.writes("", APPLICANT)
    await officer.may_use(desk("do.complete"))
    await trip.shot(COUNTER_1, "verifikasi")
    await officer.presses("enter", "enter")
    await trip.case_is(CaseState.AWAITING_APPROVAL)
    await officer.misses(APPLICANT)
    await trip.shot(COUNTER_1, "diajukan")


async def approve(trip: Trip) -> None:
    """The head of section, another person than the verifier, agrees."""
    officer = trip.people[KASI]
    await officer.sees(desk("sign_in.title"), "Karim Hidayat")
    await trip.open(HANDOVER, PAK_TUWA)
    await _sign_in(trip, KASI, "k", "Karim Hidayat")
    await officer.does(desk("do.open_file"), "enter")
    await officer.sees(APPLICANT)
    await officer.may_use(desk("do.approve"))
    await trip.shot(KASI, "persetujuan")
    await officer.presses("s")
    await trip.case_is(CaseState.AWAITING_PRINT)


async def print_card(trip: Trip) -> None:
    """The card is printed on a blank with a serial, and registered."""
    officer = trip.people[PRINT_ROOM]
    await officer.sees(desk("sign_in.title"), "Priyo Utomo")
    await _sign_in(trip, PRINT_ROOM, "p", "Priyo Utomo")
    await officer.does(desk("do.open_file"), "enter")
    await officer.sees(APPLICANT)
    await officer.writes("n", CARD)
    await officer.may_use(desk("do.printed"))
    await trip.shot(PRINT_ROOM, "cetak")
    await officer.presses("enter")
    await trip.case_is(CaseState.AWAITING_REGISTER)
    await officer.may_use(desk("do.register"))
    await trip.shot(PRINT_ROOM, "register")
    await officer.presses("enter")
    await trip.case_is(CaseState.READY)


async def hand_over(trip: Trip) -> None:
    """The number is called again, to the handover counter; the card is received."""
    assert trip.ticket is not None
    officer = trip.people[HANDOVER]
    await officer.sees(desk("sign_in.title"), "Sri Handayani")
    await _sign_in(trip, HANDOVER, "s", "Sri Handayani")
    await officer.does(desk("do.open_counter"), "o")
    await officer.may_use(desk("do.call_handover"))
    await trip.shot(HANDOVER, "siap")
    await officer.presses("space")
    await trip.ticket_is(TicketState.HANDOVER_CALLED)
    await trip.people[DISPLAY].sees(trip.ticket.number, board("lead.handover"))
    await trip.shot(DISPLAY, "panggilan-penyerahan")
    await officer.sees(APPLICANT)  # the terminal opens the file of the number that it has called
    await officer.does(desk("do.himself"), "p")
    await officer.reads(APPLICANT)
    await officer.may_use(desk("do.hand_over"))
    await trip.shot(HANDOVER, "penyerahan")
    await officer.presses("enter")
    await trip.case_is(CaseState.HANDED_OVER)
    trip.ticket = await trip.ticket_is(TicketState.DONE)
    await officer.misses(APPLICANT)
    await trip.shot(HANDOVER, "selesai")


async def receive_by_whatsapp(trip: Trip) -> None:
    """Papers have come by WhatsApp: the case, its documents, the verification."""
    officer = trip.people[PAK_TUWA]
    await officer.sees(desk("sign_in.title"), "Tuti Rahmawati")
    await _sign_in(trip, PAK_TUWA, "t", "Tuti Rahmawati")
    await officer.does(desk("do.new_case"), "t")
    await officer.writes("", PHONE)
    await officer.leaves()
    await officer.writes("n", WRITER)
    await trip.shot(PAK_TUWA, "permohonan")
    await officer.leaves()
    await officer.presses("enter")
    await trip.letter_is(CaseState.VERIFYING)
    await officer.does(desk("do.pick_files"), "f")
    await officer.sees("kartu-keluarga.jpg")
    await officer.presses("space", "space")
    await trip.shot(PAK_TUWA, "unggah")
    await officer.does(desk("do.send_files"), "u")
    await trip.observer.until("documents", lambda mirror: (case := _writers(mirror)) and case.documents == 2)
    await officer.may_use(desk("do.documents"))
    await officer.presses("v", "0")
    await officer.may_use(desk("do.complete"))
    await trip.shot(PAK_TUWA, "berkas")
    await officer.presses("enter")
    await trip.letter_is(CaseState.AWAITING_APPROVAL)


async def approve_by_both(trip: Trip) -> None:
    """Kasi and Kabid, one after the other at the same desk."""
    officer = trip.people[KASI]
    await officer.does(desk("do.open_file"), "enter")
    await officer.sees(WRITER)
    await officer.does(desk("do.approve"), "s")
    await trip.observer.until("Kasi", lambda mirror: (case := _writers(mirror)) and case.approved_by)
    await officer.sees("Disetujui")
    await officer.presses("ctrl+q")
    await officer.sees(desk("sign_in.title"), "Nanik Rahayu")
    await _sign_in(trip, KASI, "n", "Nanik Rahayu")
    await officer.does(desk("do.open_file"), "enter")
    await officer.sees(WRITER)
    await officer.may_use(desk("do.approve"))
    await trip.shot(KASI, "persetujuan-kabid")
    await officer.presses("s")
    await trip.letter_is(CaseState.AWAITING_PRINT)


async def collect(trip: Trip) -> None:
    """A card of yesterday: its code at the kiosk, its number, and the card. Books that were kept have none left."""
    if not trip.house.pickup_code:
        return
    citizen, officer = trip.people[KIOSK], trip.people[HANDOVER]
    await citizen.touches(kiosk("language.name"), then=kiosk("services.title"))
    await citizen.touches(kiosk("collect"), then=kiosk("pickup.title"))
    await citizen.types(trip.house.pickup_code.lower(), then=kiosk("pickup.enter"))
    await trip.shot(KIOSK, "pengambilan")
    await citizen.touches(kiosk("pickup.enter"), gone=kiosk("pickup.title"))
    ticket = await trip.observer.until("pickup", _pickup)
    await citizen.sees(ticket.number)
    await trip.shot(KIOSK, "nomor-pengambilan")
    await officer.does(desk("do.call_handover"), "space")
    await trip.people[DISPLAY].sees(ticket.number, board("lead.handover"))
    await officer.sees(COLLECTOR)
    await officer.does(desk("do.himself"), "p")
    await officer.reads(COLLECTOR)
    await officer.does(desk("do.hand_over"), "enter")
    await trip.observer.until("collected", lambda mirror: _in(mirror.tickets.get(ticket.id), [TicketState.DONE]))


SCENES = (
    take_a_number,
    be_called,
    verify,
    approve,
    print_card,
    hand_over,
    receive_by_whatsapp,
    approve_by_both,
    collect,
)


async def _sign_in(trip: Trip, terminal: Terminal, letter: str, name: str) -> None:
    officer = trip.people[terminal]
    await officer.presses(letter)
    await officer.misses(desk("pin.choose"))
    await officer.presses(*PIN, "enter")
    place = terminal.place
    await trip.observer.until(f"{name} at {place}", lambda mirror: _taken(mirror, place))
    await officer.misses(desk("sign_in.title"))


async def _keep_paper(trip: Trip) -> None:
    """The ticket as the printer has drawn it from its bytes."""
    paper = await trip.observer.until("paper", lambda mirror: _paper(trip.house.folder.paper))
    target = trip.pictures / f"{len(trip.taken) + 1:02}-tiket.png"
    shutil.copyfile(paper, target)
    trip.taken.append(target)


def _paper(folder: Path) -> Path | None:
    return next(iter(folder.glob("ticket-*.png")), None)


def _taken(mirror: Mirror, counter: str) -> bool:
    return counter in mirror.counters and mirror.counters[counter].staff is not None


def _in(ticket: Ticket | None, states: Sequence[TicketState]) -> Ticket | None:
    return ticket if ticket is not None and ticket.state in states else None


def _case(mirror: Mirror, ticket: int, state: CaseState) -> Case | None:
    return next((case for case in mirror.cases.values() if case.ticket == ticket and case.state is state), None)


def _writers(mirror: Mirror, *states: CaseState) -> Case | None:
    """Today's case by WhatsApp: the newest there is."""
    cases = [case for case in mirror.cases.values() if case.service == PAK_TUWA_SERVICE]
    newest = max(cases, key=lambda case: case.id)
    return newest if not states or newest.state in states else None


def _pickup(mirror: Mirror) -> Ticket | None:
    return next((ticket for ticket in mirror.tickets.values() if ticket.service == PAK_TUWA_SERVICE), None)


def _empty(pictures: Path) -> None:
    """Pictures of an earlier play must not pass for this one's."""
    pictures.mkdir(parents=True, exist_ok=True)
    for picture in pictures.glob("[0-9][0-9]-*.png"):
        picture.unlink()
    (pictures / CALL).unlink(missing_ok=True)
