"""What lies over a desk when its function key is struck: one file for each, all of them listed here."""

from typing import Final

from counters.covers.cover import Cover

COVERS: Final[tuple[type[Cover], ...]] = ()
