"""Opening a settings file, so that every way in which that fails is one kind of problem."""

from pathlib import Path
from typing import Any

from protocol.strict import ConfigProblem, Problem, parse


def keys_of(path: Path) -> dict[str, Any]:
    """The file's TOML. Raises ConfigProblem if there is no such file, it can't be read, or it is not TOML."""
    try:
        content = path.read_bytes()
    except OSError as failure:
        raise ConfigProblem(str(path), [Problem("", "unreadable", {"detail": failure.strerror or ""})]) from None
    return parse(content, str(path))
