"""The parts a board is made of, one small file and its drawing for each, under the name a layout calls it."""

from typing import Final

from display.layout import Part
from display.parts.calls import CallsPart
from display.parts.counters import CountersPart
from display.parts.flags import FlagsPart
from display.parts.header import HeaderPart
from display.parts.hero import HeroPart
from display.parts.part import BoardPart
from display.parts.queues import QueuesPart
from display.parts.sign import SignPart
from display.parts.strip import StripPart
from display.parts.ticker import TickerPart

WIDGETS: Final[dict[Part, type[BoardPart]]] = {
    "header": HeaderPart,
    "flags": FlagsPart,
    "hero": HeroPart,
    "sign": SignPart,
    "calls": CallsPart,
    "strip": StripPart,
    "queues": QueuesPart,
    "counters": CountersPart,
    "ticker": TickerPart,
}
