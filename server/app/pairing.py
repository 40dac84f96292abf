"""Devices that wait to be trusted. Kept in memory: a restart asks them to draw a new code."""

from collections.abc import Callable
from dataclasses import dataclass

from protocol import errors, pairing
from protocol.messages import ConfirmPairing
from protocol.vocabulary import DeviceKind
from server.app.devices import PAIRABLE

LIFE_MS = 10 * 60 * 1000
MOST_WAITING = 20


@dataclass(frozen=True, slots=True)
class Offer:
    kind: DeviceKind
    expires_at: int


class PairingDesk:
    """The codes that devices show at this moment."""

    def __init__(self, fingerprint: str, burnt: Callable[[str], None]) -> None:
        self._fingerprint = fingerprint
        self._burnt = burnt
        self._offers: dict[str, Offer] = {}

    def offer(self, letters: str, kind: DeviceKind, now: int) -> Offer:
        """A device shows a code that begins with these letters. Raises Malformed, TooFast."""
        if kind not in PAIRABLE or pairing.split(letters + "B" * pairing.CHECK) is None:
            raise errors.Malformed(at="$.letters")
        self._offers = {known: offer for known, offer in self._offers.items() if offer.expires_at > now}
        if len(self._offers) >= MOST_WAITING and letters not in self._offers:
            raise errors.TooFast(retry_ms=LIFE_MS)
        self._offers[letters] = Offer(kind, now + LIFE_MS)
        return self._offers[letters]

    def confirmed(self, command: ConfirmPairing, now: int) -> str:
        """The letters of the device that shows this code.

        Raises PairingExpired, PairingOtherKind, and PairingMismatch: that burns the code.
        """
        parts = pairing.split(command.code)
        offer = self._offers.get(parts[0]) if parts else None
        if parts is None or offer is None or offer.expires_at <= now:
            raise errors.PairingExpired
        if pairing.check_letters(parts[0], self._fingerprint) != parts[1]:
            del self._offers[parts[0]]
            self._burnt(parts[0])
            raise errors.PairingMismatch
        if offer.kind is not command.kind:
            raise errors.PairingOtherKind(kind=offer.kind.value)
        return parts[0]

    def done(self, letters: str) -> None:
        """A code is used once."""
        self._offers.pop(letters, None)
