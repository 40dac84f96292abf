"""A receipt printer that is a program: it can be printed on by any client, and be put into every trouble.

    with start_emulator(width_mm=80, fault="paper_out") as printer:
        PrinterConfig(kind="network", host="127.0.0.1", port=printer.port)
        printer.set_fault("none")
        printer.wait_papers(1)[0].whole

``EmulatedPrinter`` is the pure core: bytes in, answers and papers out. ``tcp``, ``pty`` and ``usb_bus`` connect it.
For people: ``antrean printer emulate``.
"""

from collections.abc import Callable
from pathlib import Path

from terminal.emulator.faults import FAULTS, BadParameter, Fault, UnknownFault, read_faults
from terminal.emulator.nameplate import Nameplate
from terminal.emulator.paper import Paper
from terminal.emulator.printer import EmulatedPrinter, Event
from terminal.emulator.running import RunningPrinter
from terminal.emulator.tcp import TcpFront

__all__ = [
    "FAULTS",
    "BadParameter",
    "EmulatedPrinter",
    "Event",
    "Fault",
    "Nameplate",
    "NetworkPrinter",
    "Paper",
    "RunningPrinter",
    "UnknownFault",
    "read_faults",
    "start_emulator",
]


class NetworkPrinter(RunningPrinter):
    """A running printer at a TCP port."""

    port: int


def start_emulator(
    width_mm: int = 80,
    port: int = 0,
    fault: str = "none",
    folder: Path | None = None,
    *,
    host: str = "127.0.0.1",
    roll_mm: float | None = None,
    nameplate: Nameplate | None = None,
    tell: Callable[[Event], None] = lambda event: None,
) -> NetworkPrinter:
    """A printer at a port of this machine, listening when this returns; OSError when the port is taken.

    ``fault`` as in EmulatedPrinter.set_fault; ``folder`` gets a picture of every paper; ``roll_mm`` None: endless.
    ``nameplate``: the model that it says it is, when a client asks (GS I).
    """
    printer = NetworkPrinter(width_mm, fault=fault, folder=folder, roll_mm=roll_mm, nameplate=nameplate, tell=tell)
    front = TcpFront(printer, host, port)
    printer.port = front.port
    printer.add(front)
    return printer
