"""Keeps a window's memory from growing by scraps: sound and pictures come and go in megabytes, for weeks.

glibc gives each thread a heap of its own, and after the first large piece that was given back it cuts the next ones out
of those heaps too; small things that stay between them then hold the rest. Told otherwise, large pieces come from the
kernel and go back to it whole.
"""

import ctypes
from contextlib import suppress

# <malloc.h>
M_ARENA_MAX, M_MMAP_THRESHOLD = -8, -3

HEAPS = 2
LARGE_BYTES = 256 * 1024


def settle() -> None:
    """Before the first thread is started. Does nothing where the C library is not glibc."""
    with suppress(OSError, AttributeError):
        tell = ctypes.CDLL(None).mallopt
        tell(M_ARENA_MAX, HEAPS)
        tell(M_MMAP_THRESHOLD, LARGE_BYTES)
