"""PINs: argon2id at about 19 MiB, one at a time, off the event loop."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

STRONG = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class Pins:
    """Hashes and checks PINs. One runs at a time, so that nobody can fill the memory by guessing."""

    def __init__(self, hasher: PasswordHasher = STRONG) -> None:
        self._hasher = hasher
        self._turn = asyncio.Semaphore(1)

    async def hash(self, pin: str) -> str:
        async with self._turn:
            return await asyncio.to_thread(self._hasher.hash, pin)

    async def fits(self, pin: str, pin_hash: str) -> bool:
        async with self._turn:
            return await asyncio.to_thread(self._fits, pin, pin_hash)

    def _fits(self, pin: str, pin_hash: str) -> bool:
        try:
            return self._hasher.verify(pin_hash, pin)
        except (VerificationError, InvalidHashError):
            return False
