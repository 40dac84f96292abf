"""PINs: argon2id at about 19 MiB, one at a time, off the event loop."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class Pins:
    """Hashes and checks PINs. One runs at a time, so that nobody can fill the memory by guessing."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(1)

    async def hash(self, pin: str) -> str:
        async with self._turn:
            return await asyncio.to_thread(_hasher.hash, pin)

    async def fits(self, pin: str, pin_hash: str) -> bool:
        async with self._turn:
            return await asyncio.to_thread(_fits, pin, pin_hash)


def _fits(pin: str, pin_hash: str) -> bool:
    try:
        return _hasher.verify(pin_hash, pin)
    except (VerificationError, InvalidHashError):
        return False
