"""What a paired terminal keeps: its token, and the certificate that it trusts. One file, for its owner only."""

import os
from pathlib import Path

import msgspec

from terminal.link.status import LinkProblem

FILE = "identity.json"
KEPT = "identity.refused.json"


class Identity(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who this terminal is to the hub at ``url``. ``fingerprint``: SHA-256 of the hub's certificate, hex.

    Empty fingerprint: paired over a plain loopback socket, which has no certificate.
    """

    url: str
    fingerprint: str
    token: str
    name: str = ""
    place: str = ""

    def __repr__(self) -> str:
        """Without the token, so that no log ever holds it."""
        return f"Identity(url={self.url!r}, name={self.name!r}, place={self.place!r})"


def load(state_dir: Path) -> Identity | None:
    """The identity kept in this folder, None before pairing. Raises LinkProblem where it can't be read."""
    try:
        return msgspec.json.decode((state_dir / FILE).read_bytes(), type=Identity)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError, UnicodeError) as problem:
        raise LinkProblem("identity_unreadable", str(state_dir / FILE)) from problem


def save(state_dir: Path, identity: Identity) -> None:
    """Keeps the identity: whole or not at all, readable by its owner only. Raises LinkProblem."""
    try:
        state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(state_dir / f".{FILE}.{os.getpid()}", state_dir / FILE, msgspec.json.encode(identity))
    except OSError as problem:
        raise LinkProblem("state_unwritable", str(state_dir)) from problem


def set_aside(state_dir: Path) -> None:
    """Forgets the identity but keeps its file as a backup. Raises LinkProblem."""
    try:
        (state_dir / FILE).replace(state_dir / KEPT)
    except FileNotFoundError:
        return
    except OSError as problem:
        raise LinkProblem("state_unwritable", str(state_dir)) from problem


def _write(draft: Path, target: Path, content: bytes) -> None:
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
