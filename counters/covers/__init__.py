"""What lies over a desk when its function key is struck: one file for each, all of them listed here."""

from typing import Final

from counters.covers.blanks import BlanksCover
from counters.covers.cover import Cover
from counters.covers.delegation import DelegationCover
from counters.covers.documents import DocumentsCover
from counters.covers.incidents import IncidentsCover
from counters.covers.registers import RegistersCover
from counters.covers.search import SearchCover
from counters.covers.supervision import SupervisionCover

COVERS: Final[tuple[type[Cover], ...]] = (
    RegistersCover,
    BlanksCover,
    IncidentsCover,
    DelegationCover,
    SearchCover,
    SupervisionCover,
    DocumentsCover,
)
