"""What was printed, as a picture. The emulator parses by itself; the ink is drawn by the house's own pencil."""

from pathlib import Path

from PIL import Image

from terminal.emulator.paper import Paper
from terminal.printing.picture import draw, on_desk
from terminal.printing.sheet import sheet


def picture(paper: Paper, width_mm: int) -> Image.Image:
    """The slip on a desk; a torn-off one too, as far as it was printed."""
    return on_desk(draw(paper.drawing, sheet(width_mm)))


class Album:
    """A folder of pictures: ``paper-0007.png``, or ``paper-0007-torn.png`` for a slip that is not whole.

    Numbers go on where an earlier album in the same folder ended: nothing is overwritten.
    """

    def __init__(self, folder: Path, width_mm: int) -> None:
        self._folder, self._width_mm = folder, width_mm
        self._before = max(map(_number, folder.glob("paper-*.png")), default=0)

    def save(self, paper: Paper) -> Path:
        """The picture as a new file; OSError when it can't be written."""
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / f"paper-{self._before + paper.number:04d}{'' if paper.whole else '-torn'}.png"
        picture(paper, self._width_mm).save(file)
        return file


def _number(file: Path) -> int:
    digits = file.stem.split("-")[1]
    return int(digits) if digits.isdecimal() else 0
