"""Ways to a printer that carry bytes: network, serial, USB, device file. Every call ends in bounded time.

Ours rather than python-escpos's, whose sends go line by line and may wait for ever, and whose reads take
silence for good news. A wire is opened for one ticket and closed after it: many printers hold a job until
the connection ends, and none of them can be reopened reliably after a power cycle otherwise.

What a wire raises says by ``sent`` whether any of the bytes may have left: false only where that is certain.
"""

from terminal.printing.wires.file import FileWire
from terminal.printing.wires.network import NetworkWire
from terminal.printing.wires.serial import Flow, SerialWire
from terminal.printing.wires.usb import UsbWire
from terminal.printing.wires.wire import Opener, Wire

__all__ = ["FileWire", "Flow", "NetworkWire", "Opener", "SerialWire", "UsbWire", "Wire"]
