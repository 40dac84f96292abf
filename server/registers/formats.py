"""One sheet, three kinds of files."""

from protocol.vocabulary import FileFormat
from server.app.sheet import Sheet
from server.registers import csv_text, pdf, xlsx


def write(sheet: Sheet, into: FileFormat) -> bytes:
    """Raises ValueError for a format that there is not."""
    match into:
        case FileFormat.PDF:
            return pdf.write(sheet)
        case FileFormat.XLSX:
            return xlsx.write(sheet)
        case FileFormat.CSV:
            return csv_text.write(sheet)
        case _:
            raise ValueError(into)
