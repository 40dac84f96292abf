"""PINs that are hashed at once; the hub's own hash takes its time on purpose: tests/integration/test_pins.py."""

from argon2 import PasswordHasher

LIGHT = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""argon2id, as weak as it can be."""
