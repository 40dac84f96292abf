"""Data that every room reads: fonts, icons, sounds, translations, the office's catalogue. Imports nothing of ours."""

from pathlib import Path

ROOT = Path(__file__).parent


def path(*parts: str) -> Path:
    """The file of this name inside assets/, whether run from a checkout or installed."""
    return ROOT.joinpath(*parts)
