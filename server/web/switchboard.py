"""Who is connected: the conversation of each device, and the devices that wait for their pairing code."""

import logging

import msgspec
from aiohttp import WSCloseCode

from protocol import errors
from protocol.messages import AnyAnswer, DeviceList, Paired, Refused, Session, SessionChanged
from protocol.vocabulary import DeviceKind
from server.app.hub import Hub
from server.app.work import Device
from server.web.outbox import Outbox

log = logging.getLogger(__name__)


class Seat:
    """One device's place in the conversation. Before the welcome, news of its session is kept for it."""

    def __init__(self, device: Device, outbox: Outbox) -> None:
        self.device = device
        self.outbox = outbox
        self._welcomed = False
        self._news: SessionChanged | None = None

    def session_changed(self, session: Session | None) -> None:
        self._news = SessionChanged(session=session)
        if self._welcomed:
            self.outbox.tell(self._news)

    def session_to_welcome(self, read: Session | None) -> Session | None:
        """The session as of now: what was read, unless it changed while it was being read."""
        self._welcomed = True
        return self._news.session if self._news else read

    def end(self, reason: errors.Refusal) -> None:
        """Says why, then closes."""
        self.outbox.tell(Refused(code=reason.code, params=reason.params))
        self.outbox.close(WSCloseCode.POLICY_VIOLATION)


class Switchboard:
    """Newest connection of a device wins; a revoked device is cut off at once; pairing letters find their socket."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._seats: dict[int, Seat] = {}
        self._revoked: set[int] = set()
        self._waiting: dict[str, Outbox] = {}
        hub.on_session(self._session_changed)
        hub.on_revoked(self._device_revoked)
        hub.on_paired(self._device_paired)
        hub.on_burnt(self._code_burnt)

    def with_presence(self, answer: AnyAnswer) -> AnyAnswer:
        """A list of devices, told which of them have a conversation now; the books can't know that."""
        if not isinstance(answer, DeviceList):
            return answer
        seen = (msgspec.structs.replace(row, connected=row.id in self._seats) for row in answer.devices)
        return DeviceList(devices=tuple(seen))

    def sit(self, device: Device, outbox: Outbox) -> Seat:
        """Gives the device its seat. Raises NotTrusted if it was revoked while it was being recognised."""
        if device.id in self._revoked:
            raise errors.NotTrusted
        seat = Seat(device, outbox)
        if device.kind is not DeviceKind.ADMIN:  # several command lines may run at once
            if older := self._seats.get(device.id):
                older.end(errors.ConnectedElsewhere())
            self._seats[device.id] = seat
            self._hub.came(device)
        return seat

    def rise(self, seat: Seat) -> None:
        if self._seats.get(seat.device.id) is seat:
            del self._seats[seat.device.id]
            self._hub.left(seat.device)

    def wait_for_pairing(self, letters: str, outbox: Outbox) -> None:
        """These letters belong to this socket now. Raises PairingExpired if another one waits with them.

        Who has read the letters off a screen must not get that screen's token by asking with them too.
        """
        if self._waiting.get(letters, outbox) is not outbox:
            raise errors.PairingExpired
        self.stop_waiting(outbox)
        self._waiting[letters] = outbox

    def stop_waiting(self, outbox: Outbox) -> None:
        self._waiting = {letters: box for letters, box in self._waiting.items() if box is not outbox}

    def _session_changed(self, device: int, session: Session | None) -> None:
        if seat := self._seats.get(device):
            seat.session_changed(session)

    def _device_revoked(self, device: int) -> None:
        self._revoked.add(device)
        if seat := self._seats.get(device):
            log.info("device %d revoked, connection closed", device)
            seat.end(errors.NotTrusted())

    def _device_paired(self, letters: str, paired: Paired) -> None:
        if outbox := self._waiting.pop(letters, None):
            outbox.tell(paired)
            outbox.close(WSCloseCode.OK)

    def _code_burnt(self, letters: str) -> None:
        """Its screen must not go on showing a code that no one can use: the device draws another."""
        if outbox := self._waiting.pop(letters, None):
            outbox.tell(Refused(code=errors.PairingMismatch.code))
            outbox.close(WSCloseCode.OK)
