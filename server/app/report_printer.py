"""How a terminal's printer is: kept until the terminal says otherwise, told to every screen when it changes."""

from protocol.messages import Done, PrinterChanged, ReportPrinter
from server.app.records import PrinterRecord
from server.app.work import Device, Work
from server.domain.paper import code_of


def report_printer(command: ReportPrinter, work: Work) -> Done:
    """The same again is answered, and told to nobody."""
    reported = PrinterRecord(
        device=work.device.id,
        problem=code_of(command.problem),
        paper_low=command.paper_low,
        tickets_left=command.tickets_left,
        spare=command.spare,
        mute=command.mute,
        at=work.now,
    )
    known = work.books.people.printer(work.device.id)
    if known is None or not reported.says_the_same(known):
        work.books.people.save_printer(reported)
        tell_printer(reported, work.device, work)
    return Done()


def forget_printer(device: Device, work: Work) -> None:
    """The terminal is gone, and with it whatever its printer complained of: screens stop asking for it."""
    if work.books.people.printer(device.id) is not None:
        work.books.people.end_printer(device.id)
        tell_printer(PrinterRecord(device=device.id, at=work.now), device, work)


def tell_printer(printer: PrinterRecord, device: Device, work: Work) -> None:
    work.happened(PrinterChanged(printer=printer.shown(device.name, device.place)))
