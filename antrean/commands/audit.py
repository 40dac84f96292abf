"""``antrean audit``: whether the journal is whole."""

from datetime import datetime
from pathlib import Path

from antrean.admin import hub_option
from antrean.speech import Trouble, group, tell
from server.config import load_settings
from server.storage.audit import Audit, NoBooks
from server.storage.audit import audit as read_journal
from server.wiring import EX_DATA

EX_NO_INPUT = 66


@group(help="audit")
def audit() -> None:
    pass


@audit.command(help="audit.verify")
@hub_option
def verify(hub_config: Path | None) -> int:
    """The exit code: 0 only if every line is as it was written."""
    found = _audited(load_settings(hub_config).data_dir)
    if found.first_broken is not None:
        tell("audit.broken", seq=found.first_broken, lines=found.lines)
        return 1
    tell("audit.whole", lines=found.lines, head=found.head, at=datetime.now().astimezone().isoformat(" ", "seconds"))
    return 0


def _audited(folder: Path) -> Audit:
    try:
        return read_journal(folder)
    except NoBooks:
        raise Trouble("audit.no_books", EX_NO_INPUT, folder=folder) from None
    except OSError as problem:
        raise Trouble("not_yours", EX_NO_INPUT, folder=folder, detail=problem.strerror or "") from None
    except Exception as problem:  # not a database, a damaged key
        raise Trouble("data_damaged", EX_DATA, folder=folder, detail=str(problem)[:200]) from None
