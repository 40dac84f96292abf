"""Bytes for tests of wires, which do not look into them."""

JOB = b"\x1b@\x1d!\x33A-012\n" + b"\x1dv0\x00\x48\x00\x40\x00" + b"\xaa\x55" * (36 * 64) + b"\n\x1dVB\x00"
"""A ticket with a picture: 4.6 kB, and one whole paper."""
