"""What the printer says of itself to GS I: its numbers, and the words on its plate. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

_ANSWER_BEGINS, _ANSWER_ENDS = b"\x5f", b"\x00"
_NUMBERS: Mapping[int, int] = {1: 0x02, 2: 0x02, 3: 0x01}
"""Model, type (bit 1: it has a cutter) and version of the firmware, as bytes in which bits 4 and 7 are clear."""


@dataclass(frozen=True, slots=True)
class Nameplate:
    """Words of printable ASCII; a printer whose ``model`` is empty doesn't answer that question, and so on."""

    model: str = "EMULATOR"
    maker: str = "ANTREAN"
    firmware: str = "1.00"
    serial: str = "0000000000"

    def answer(self, question: int) -> bytes | None:
        """The answer to GS I ``question``: a byte to 1 to 3, a word between 5F and 00 to 65 to 68."""
        if (number := _NUMBERS.get(question & 0x0F if 49 <= question <= 51 else question)) is not None:
            return bytes([number])
        word = {65: self.firmware, 66: self.maker, 67: self.model, 68: self.serial}.get(question)
        return _ANSWER_BEGINS + word.encode("ascii") + _ANSWER_ENDS if word else None
