"""From a slip to its elements: the marks on top, the paper's own layout, the cut."""

from collections.abc import Iterator

from protocol.office import HOUSE_STYLE, PaperStyle
from terminal.printing.paper.blocks import marks
from terminal.printing.paper.elements import Cut, Element, Gap
from terminal.printing.paper.going_home import missing_list, pickup_slip, pickup_ticket
from terminal.printing.paper.receipt import receipt
from terminal.printing.paper.report import day_report
from terminal.printing.paper.slips import (
    DayReportPaper,
    HandoverReceipt,
    MissingList,
    PickupSlip,
    PickupTicket,
    Slip,
    TestPage,
    Ticket,
)
from terminal.printing.paper.test_page import test_page
from terminal.printing.paper.ticket import ticket
from terminal.printing.paper.wording import Wording


def lay_out(slip: Slip, columns: int, style: PaperStyle = HOUSE_STYLE) -> tuple[Element, ...]:
    """The slip from its top edge to the cut, every line at most ``columns`` wide."""
    say = Wording(slip.language, style)
    return (*marks(slip, say, columns), *_body(slip, say, columns), Gap(16), Cut())


def _body(slip: Slip, say: Wording, columns: int) -> Iterator[Element]:
    match slip:
        case Ticket():
            return ticket(slip, say, columns)
        case MissingList():
            return missing_list(slip, say, columns)
        case PickupSlip():
            return pickup_slip(slip, say, columns)
        case PickupTicket():
            return pickup_ticket(slip, say, columns)
        case HandoverReceipt():
            return receipt(slip, say, columns)
        case DayReportPaper():
            return day_report(slip, say, columns)
        case TestPage():
            return test_page(slip, say, columns)
    raise TypeError(f"no layout for {type(slip).__name__}")
