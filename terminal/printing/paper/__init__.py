"""What stands on paper: the office's slips, and each of them laid out for a width in columns.

Pure: no printer, no clock, no file but the translations. A slip of paper carries neither a name nor a
NIK: there is no field for them.
"""

from terminal.printing.paper.elements import Cut, Element, Gap, Line, Logo, Pair, QrCode, Rule
from terminal.printing.paper.layout import lay_out
from terminal.printing.paper.slips import (
    DayReportPaper,
    HandoverReceipt,
    MissingList,
    MissingPaper,
    NumberedSlip,
    PickupSlip,
    PickupTicket,
    Slip,
    TestPage,
    Ticket,
)

__all__ = [
    "Cut",
    "DayReportPaper",
    "Element",
    "Gap",
    "HandoverReceipt",
    "Line",
    "Logo",
    "MissingList",
    "MissingPaper",
    "NumberedSlip",
    "Pair",
    "PickupSlip",
    "PickupTicket",
    "QrCode",
    "Rule",
    "Slip",
    "TestPage",
    "Ticket",
    "lay_out",
]
