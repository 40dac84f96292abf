"""A decoder that we did not write: npos, from npm. Installed where it is missing, by its lock file."""

import json
import subprocess
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

FOLDER = Path(__file__).parents[1] / "decoder"


@dataclass(frozen=True, slots=True)
class Decoded:
    """What npos found in one paper: lines of letters, what native codes say, pictures; or why it found nothing."""

    lines: Sequence[str] = ()
    codes: Sequence[str] = ()
    pictures: Sequence[Image.Image] = ()
    refused: str = ""


def install() -> None:
    """Does nothing where it is installed already."""
    if not (FOLDER / "node_modules" / "npos").exists():
        subprocess.run(["npm", "ci"], cwd=FOLDER, check=True, capture_output=True, timeout=100)


def decoded(papers: Iterable[bytes]) -> list[Decoded]:
    """Each of these papers, decoded in one go."""
    asked = b"".join(b64encode(paper) + b"\n" for paper in papers)
    done = subprocess.run(["node", "decode.js"], cwd=FOLDER, input=asked, check=True, capture_output=True, timeout=60)
    return [_decoded(json.loads(line)) for line in done.stdout.splitlines()]


def _decoded(found: dict[str, Any]) -> Decoded:
    if "refused" in found:
        return Decoded(refused=str(found["refused"]))
    *lines, rest = found["lines"]
    if rest:
        return Decoded(refused="letters that were never printed")
    return Decoded(lines, found["codes"], [_picture(**drawn) for drawn in found["pictures"]])


def _picture(width: int, height: int, rows: Sequence[str]) -> Image.Image:
    ink = Image.frombytes("1", (width, height), bytes.fromhex("".join(rows)))
    return ink.convert("L").point(lambda dot: 255 - dot)
