"""The front door: one command line for hub, kiosk, display and counters. Nothing else lives here."""

__version__ = "0.1.0"
