"""Files that an officer asked for, put where they look for them, and on paper."""

import asyncio
import os
import re
import shutil
from itertools import count
from pathlib import Path
from typing import Final

_LINE: Final = re.compile(r'^\s*XDG_DOCUMENTS_DIR\s*=\s*"(.*)"\s*$', re.M)
_SAFE: Final = re.compile(r"[^\w.\- ]")


def documents_folder(home: Path, config: Path | None = None) -> Path:
    """The folder that the desktop calls documents, by whatever name; the home folder's "Documents" otherwise."""
    file = (config or home / ".config") / "user-dirs.dirs"
    try:
        named = _LINE.search(file.read_text(encoding="utf-8"))
    except OSError:
        named = None
    folder = Path(named.group(1).replace("$HOME", str(home))) if named else home / "Documents"
    return folder if folder.is_absolute() and folder != home else home / "Documents"


def save(folder: Path, name: str, content: bytes) -> Path:
    """Put it there under this name, with a number behind it where the name is taken. Only its owner may read it.

    Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = Path(_SAFE.sub("-", Path(name).name).lstrip(".") or "register")
    for at in count(1):
        target = folder / (f"{wanted.stem}{wanted.suffix}" if at == 1 else f"{wanted.stem} ({at}){wanted.suffix}")
        try:
            file = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        try:
            with os.fdopen(file, "wb") as stream:
                stream.write(content)
        except OSError:
            target.unlink(missing_ok=True)  # half a register is none
            raise
        return target
    raise AssertionError("unreachable")


async def put_on_office_printer(file: Path) -> bool:
    """Hand it to the office's printer, or open it where there is none; False where neither can be done."""
    for tool in ("lp", "xdg-open"):
        if (path := shutil.which(tool)) is not None and await _ran(path, str(file)):
            return True
    return False


async def _ran(*words: str) -> bool:
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*words, stdin=quiet, stdout=quiet, stderr=quiet)
    return await process.wait() == 0
