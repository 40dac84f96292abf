"""``antrean keys``: a new key for the books of a stopped hub."""

from pathlib import Path

from antrean.admin import hub_option
from antrean.speech import Trouble, group, tell
from server.config import load_settings
from server.ready import EX_DATA, EX_UNAVAILABLE
from server.storage.folder import DataFolderInUse
from server.storage.rotation import NoBooks
from server.storage.rotation import rotate as seal_anew

EX_NO_INPUT = 66


@group(help="keys")
def keys() -> None:
    pass


@keys.command(help="keys.rotate")
@hub_option
def rotate(hub_config: Path | None) -> None:
    folder = load_settings(hub_config).data_dir
    try:
        done = seal_anew(folder)
    except NoBooks:
        raise Trouble("keys.no_books", EX_NO_INPUT, folder=folder) from None
    except DataFolderInUse:
        raise Trouble("keys.hub_runs", EX_UNAVAILABLE, folder=folder) from None
    except OSError as problem:
        raise Trouble("not_yours", EX_NO_INPUT, folder=folder, detail=problem.strerror or "") from None
    except Exception as problem:  # not a database, a damaged key, a key of other books
        raise Trouble("data_damaged", EX_DATA, folder=folder, detail=str(problem)[:200]) from None
    tell("keys.rotated", texts=done.texts, documents=done.documents, mark=done.key)
    tell("keys.keep", file=folder / "office.key")
