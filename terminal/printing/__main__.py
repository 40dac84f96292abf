"""``python -m terminal.printing``: print a sample ticket in three languages, and say what became of it."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from assets.texts import LANGUAGES
from terminal.printing import PrinterConfig, PrinterMisconfigured, PrinterProblem, open_printer, samples
from terminal.printing.conversation import Printed
from terminal.printing.printer import Printer

KINDS = ("virtual", "network", "usb", "serial", "file", "cups")


@click.command()
@click.option("--to", "kind", type=click.Choice(KINDS), default="virtual", show_default=True)
@click.option("--folder", type=click.Path(path_type=Path), help="Where a virtual printer puts its pictures.")
@click.option("--host", help="Network printer's address.")
@click.option("--port", type=int, default=9100, show_default=True)
@click.option("--path", type=click.Path(path_type=Path), help="Serial port, device or file.")
@click.option("--vendor", type=lambda number: int(number, 16), help="USB vendor, hexadecimal.")
@click.option("--product", type=lambda number: int(number, 16), help="USB product, hexadecimal.")
@click.option("--queue", help="Queue of CUPS.")
@click.option("--width", "width_mm", type=click.Choice(["58", "80"]), default="80", show_default=True)
@click.option("--profile", help="Capability profile of python-escpos, e.g. TM-T88V.")
@click.option("--qr", type=click.Choice(["auto", "native", "image"]), default="auto", show_default=True)
@click.option("--missing", is_flag=True, help="Print lists of missing papers instead of tickets.")
def main(width_mm: str, missing: bool, **settings: Any) -> None:
    """Print a sample ticket in three languages."""
    try:
        printer = open_printer(PrinterConfig(width_mm=int(width_mm), **settings))  # type: ignore[arg-type]
    except PrinterMisconfigured as problem:
        raise click.UsageError(str(problem)) from problem
    sys.exit(asyncio.run(_print_all(printer, missing)))


async def _print_all(printer: Printer, missing: bool) -> int:
    now = datetime.now(UTC)
    for language in LANGUAGES:
        try:
            if missing:
                printed = await printer.print_paper(samples.missing_list(language, now))
            else:
                printed = await printer.print_paper(samples.ticket(language, now))
        except PrinterProblem as problem:
            click.echo(f"{problem}\n{problem.for_staff('id')}", err=True)
            return 1
        click.echo(_outcome(printed))
    return 0


def _outcome(printed: Printed) -> str:
    word = "confirmed" if printed.confirmed else "unknown: look at the paper"
    return f"{word} {printed.picture or ''}".strip()


if __name__ == "__main__":
    main()
