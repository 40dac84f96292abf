"""The key file: made at first start, kept beside the database, never inside it.

All keys are drawn from one secret, so that one small file (0600) is what an office backs up and locks away:
one encrypts personal fields and wraps the documents' keys, one blinds the index, one commits to personal
words, one chains the journal. A rotated file holds two secrets: the newest, and the first, from which alone
the last two keys come, so that journals of before the rotation can be verified for ever.
"""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

SECRET_BYTES = 32
KEY_FILE = "office.key"
NEXT_KEY_FILE = "office.key.next"


@dataclass(frozen=True)
class Keys:
    """The keys of one office. ``id`` tells them from others and is no secret."""

    personal: bytes = field(repr=False)
    search: bytes = field(repr=False)
    commitment: bytes = field(repr=False)
    journal: bytes = field(repr=False)
    id: str = ""


def from_secret(secret: bytes, first: bytes = b"") -> Keys:
    """Derives the keys; the same secrets give the same keys for ever. ``first``: the office's first secret."""

    def key(purpose: bytes, secret: bytes = secret, length: int = 32) -> bytes:
        return HKDFExpand(algorithm=SHA256(), length=length, info=b"antrean v1 " + purpose).derive(secret)

    return Keys(
        personal=key(b"personal"),
        search=key(b"search"),
        commitment=key(b"commitment", first or secret),
        journal=key(b"journal", first or secret),
        id=key(b"id", length=8).hex(),
    )


def load_or_make(file: Path) -> Keys:
    """The keys of this file; draws a new secret if there is none. Raises OSError, ValueError if damaged."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        content = secrets.token_bytes(SECRET_BYTES)
        write_secret(file, content)
    return of_content(content, file)


def of_content(content: bytes, file: Path) -> Keys:
    """The keys that a file's content stands for. Raises ValueError if it is damaged."""
    if len(content) not in (SECRET_BYTES, 2 * SECRET_BYTES):
        raise ValueError(f"{file} is not a key file: {len(content)} bytes instead of 32 or 64")
    return from_secret(content[:SECRET_BYTES], content[SECRET_BYTES:])


def with_new_secret(content: bytes) -> bytes:
    """What the key file holds after a rotation: a new secret, and the first one."""
    return secrets.token_bytes(SECRET_BYTES) + content[-SECRET_BYTES:]


def write_secret(file: Path, content: bytes) -> None:
    """A new file that only we may read, durable with its name: lost keys take every applicant's name with them."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
