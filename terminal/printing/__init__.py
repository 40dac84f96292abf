"""Paper: laying it out, making the bytes, getting them to a printer, and knowing what became of them.

    config = PrinterConfig(kind="network", host="192.0.2.7", width_mm=80)
    printer = open_printer(config)
    try:
        printed = await printer.print_paper(Ticket(...))
    except PrinterProblem as problem:
        show(problem.for_citizen("id"), problem.for_staff("id"))

``print_paper`` either returns ``Printed`` or raises a ``PrinterProblem``:

- ``printed.confirmed`` true: the printer itself said that the paper is out. False: unknown; the printer is
  mute or stopped talking, so staff look (sentences ``problem.unknown.staff`` and ``.citizen`` of paper.po).
- ``problem.sent`` false: nothing was printed, trying again is safe. True: part of the ticket may be on
  paper; a second one must be a copy (``Ticket(copy=1)``, marked SALINAN).
- ``printed.spare``: the second printer printed it. ``printed.picture``: the PNG of a ``virtual`` printer.

``await printer.status()`` tells paper, cover and errors before a promise is made, and never raises; ``Watch`` asks
again and again. ``Status.mute`` means that nothing is known, which is not the same as "ready". Settings that make
no sense raise PrinterMisconfigured.

Try it: ``antrean printer test --to virtual --folder var/paper``.
"""

from terminal.printing.answers import Status
from terminal.printing.config import PrinterConfig
from terminal.printing.conversation import Printed
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
from terminal.printing.printer import Printer, open_printer, report_of
from terminal.printing.problems import (
    BadJob,
    CoverOpen,
    CutterJammed,
    Faulty,
    Interrupted,
    NotAllowed,
    Offline,
    PaperOut,
    PrinterMisconfigured,
    PrinterNeeds,
    PrinterProblem,
    Silent,
    SpoolerFailed,
    StorageFailed,
    TimedOut,
    Unreachable,
)
from terminal.printing.watch import Watch

__all__ = [
    "BadJob",
    "CoverOpen",
    "CutterJammed",
    "DayReportPaper",
    "Faulty",
    "HandoverReceipt",
    "Interrupted",
    "MissingList",
    "MissingPaper",
    "NotAllowed",
    "Offline",
    "PaperOut",
    "PickupSlip",
    "PickupTicket",
    "Printed",
    "Printer",
    "PrinterConfig",
    "PrinterMisconfigured",
    "PrinterNeeds",
    "PrinterProblem",
    "Silent",
    "Slip",
    "SpoolerFailed",
    "Status",
    "StorageFailed",
    "TestPage",
    "Ticket",
    "TimedOut",
    "Unreachable",
    "Watch",
    "open_printer",
    "report_of",
]
