"""The key file: made at first start, kept beside the database, never inside it.

Three keys are drawn from one secret, so that one file of 32 bytes (0600) is what an office backs up
and locks away: one encrypts personal fields, one commits to them, one chains the journal.
"""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand


@dataclass(frozen=True)
class Keys:
    """The three keys of one office."""

    personal: bytes = field(repr=False)
    commitment: bytes = field(repr=False)
    journal: bytes = field(repr=False)


def from_secret(secret: bytes) -> Keys:
    """Derives the keys; the same 32 bytes give the same keys for ever."""

    def key(purpose: bytes) -> bytes:
        return HKDFExpand(algorithm=SHA256(), length=32, info=b"antrean v1 " + purpose).derive(secret)

    return Keys(personal=key(b"personal"), commitment=key(b"commitment"), journal=key(b"journal"))


def load_or_make(file: Path) -> Keys:
    """The keys of this file; draws a new secret if there is none. Raises OSError, ValueError if damaged."""
    try:
        secret = file.read_bytes()
    except FileNotFoundError:
        secret = _make(file)
    if len(secret) != 32:
        raise ValueError(f"{file} is not a key file: {len(secret)} bytes instead of 32")
    return from_secret(secret)


def _make(file: Path) -> bytes:
    secret = secrets.token_bytes(32)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(secret)
        stream.flush()
        os.fsync(stream.fileno())
    _sync_folder(file.parent)
    return secret


def _sync_folder(folder: Path) -> None:
    """Makes the file's name durable too: a key that vanishes takes every applicant's name with it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
