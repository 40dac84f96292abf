"""Small files that others read while we write them: whole or not at all, and for the owner only."""

import os
from pathlib import Path


def write_private(path: Path, content: bytes) -> None:
    """Replaces the file in one step, durable; mode 0600 from its first instant."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)
