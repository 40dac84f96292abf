"""Makes the four cuts of Inter and the icon font in this project from the packages their authors publish.

Run by hand, the results are committed:
    npm pack inter-ui@4.1.1 @mdi/font@7.4.47          # in a scratch folder, then
    python assets/fonts/build.py <scratch folder>     # needs fonttools and brotli

Kivy draws text without OpenType features and without a fallback font, so what people need is put
into the character map itself: digits of one width (a clock that does not dance), and, in the cut
for ticket numbers, a hyphen and a colon raised to the height of capitals.
"""

import sys
import tarfile
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
INTER, MDI = "inter-ui-4.1.1.tgz", "mdi-font-7.4.47.tgz"

# Latin with its extensions (Indonesian, Javanese å è é ê ḍ ṭ), punctuation, sub- and superscripts, arrows, signs.
LETTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x250),
    *range(0x2B0, 0x300),
    *range(0x300, 0x370),
    *range(0x1E00, 0x1F00),
    *range(0x2000, 0x2070),
    *range(0x2070, 0x20D0),
    *range(0x2100, 0x2200),
    *range(0x2200, 0x2300),
    *range(0x2713, 0x2719),
    0x25CF, 0x25CB, 0x25B2, 0x25BC, 0xFFFD,
]  # fmt: skip
CUTS = {
    "Inter-Regular.ttf": ("web/Inter-Regular.woff2", False),
    "Inter-SemiBold.ttf": ("web/Inter-SemiBold.woff2", False),
    "InterDisplay-Bold.ttf": ("display/InterDisplay-Bold.woff2", False),
    "InterDisplay-Numbers.ttf": ("display/InterDisplay-ExtraBold.woff2", True),
}
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def member(archive: Path, name: str) -> bytes:
    """One file of an npm package."""
    with tarfile.open(archive) as package:
        stream = package.extractfile(f"package/{name}")
        if stream is None:
            raise FileNotFoundError(f"{archive}: package/{name}")
        return stream.read()


def remap(font: TTFont, glyphs: dict[int, str]) -> None:
    """Show other glyphs for these characters, without any feature switched on."""
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update({code: glyph for code, glyph in glyphs.items() if code in table.cmap})


def tabular() -> dict[int, str]:
    """Digits that are all equally wide, and the colon that stands between them."""
    return {0x30 + value: f"{name}.tf" for value, name in enumerate(DIGITS)} | {0x3A: "colon.tf"}


def among_capitals() -> dict[int, str]:
    """Signs at the height of capitals and digits: A-047, 09:41."""
    return {0x2D: "hyphen.case", 0x3A: "colon.case.tf", 0x2013: "endash.case"}


def keep(font: TTFont, codes: list[int], features: list[str]) -> None:
    """Drop all but these characters and features."""
    options = Options(layout_features=features, hinting=False, notdef_outline=True, name_IDs=["*"])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)


def centre(font: TTFont) -> None:
    """Say where every icon begins in its square. The source says "at its left edge", which moves it there."""
    for name, (advance, _) in list(font["hmtx"].metrics.items()):
        outline = font["glyf"][name]
        outline.recalcBounds(font["glyf"])
        font["hmtx"][name] = advance, getattr(outline, "xMin", 0)


def save(font: TTFont, target: Path) -> None:
    """Plain TrueType, with the time stamp of its source, so that a second run writes the same bytes."""
    font.flavor = None
    font.recalcTimestamp = False
    font.save(target)
    print(f"{target.name}: {target.stat().st_size // 1024} KiB")


def build_letters(packages: Path) -> None:
    for target, (source, numbers) in CUTS.items():
        font = TTFont(BytesIO(member(packages / INTER, source)))
        remap(font, tabular() | (among_capitals() if numbers else {}))
        keep(font, LETTERS, ["kern", "mark", "mkmk", "ccmp", "locl"])
        save(font, HERE / target)
    (HERE / "OFL.txt").write_bytes(member(packages / INTER, "LICENSE.txt"))


def build_icons(packages: Path) -> None:
    sys.path.insert(0, str(HERE.parents[1]))
    from terminal.look.icons import ICONS

    font = TTFont(BytesIO(member(packages / MDI, "fonts/materialdesignicons-webfont.ttf")))
    glyphs = font.getBestCmap()
    strangers = {name: glyphs.get(code) for name, code in ICONS.items() if glyphs.get(code) != name}
    if strangers:
        raise SystemExit(f"code points that are not these icons: {strangers}")
    keep(font, sorted(ICONS.values()), [])
    centre(font)
    save(font, HERE.parent / "icons" / "Icons.ttf")
    # The text of Apache-2.0 itself (Debian: /usr/share/common-licenses/Apache-2.0) lies beside it.
    (HERE.parent / "icons" / "LICENSE").write_bytes(member(packages / MDI, "LICENSE"))


if __name__ == "__main__":
    build_letters(Path(sys.argv[1]))
    build_icons(Path(sys.argv[1]))
