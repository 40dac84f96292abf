"""The theme that is on, as observables: a .kv rule that says ``theme.ink`` changes when the palette does."""

from dataclasses import asdict
from typing import Any

from kivy.core.text import LabelBase
from kivy.event import EventDispatcher
from kivy.properties import (
    BooleanProperty,
    ColorProperty,
    DictProperty,
    ListProperty,
    NumericProperty,
    OptionProperty,
)
from kivy.utils import get_color_from_hex

from assets import path
from terminal.look import letters
from terminal.look.palette import LARGER, PALETTES, SCALES, PaletteName, ScaleName

# Label.font_name -> file; "Words" set in bold draws the semi-bold cut.
FONTS = {
    "Words": ("Inter-Regular.ttf", "Inter-SemiBold.ttf"),
    "Strong": ("Inter-SemiBold.ttf", None),
    "Title": ("InterDisplay-Bold.ttf", None),
    "Numbers": ("InterDisplay-Numbers.ttf", None),
}
TYPE_SIZES = ("caption", "body", "lead", "title", "headline")
MEASURES = ("gap", "pad", "radius", "control")


def register_fonts() -> None:
    """Make the family known to Kivy; also under Kivy's own default name, so that no widget falls out of it."""
    for name, (regular, bold) in FONTS.items():
        LabelBase.register(name, str(path("fonts", regular)), bold and str(path("fonts", bold)))
    LabelBase.register("Roboto", str(path("fonts", "Inter-Regular.ttf")), str(path("fonts", "Inter-SemiBold.ttf")))
    LabelBase.register("Icons", str(path("icons", "Icons.ttf")))


class Theme(EventDispatcher):
    """Colours by role (see ``palette.Palette``), type sizes and measures in design pixels.

    Set ``palette``, ``scale`` and ``larger``; everything else follows from them. ``roles`` holds the same
    colours by name, for a widget whose role is itself a property.
    """

    palette = OptionProperty("light", options=list(PALETTES))
    scale = OptionProperty("kiosk", options=list(SCALES))
    larger = BooleanProperty(False)
    show_focus = BooleanProperty(False)  # rings appear with the first key and go with the first touch

    minified = BooleanProperty(False)  # the window is much smaller than the design: text needs mipmaps

    background = ColorProperty()
    surface = ColorProperty()
    raised = ColorProperty()
    line = ColorProperty()
    ink = ColorProperty()
    ink_soft = ColorProperty()
    brand = ColorProperty()
    brand_ink = ColorProperty()
    brand_ink_soft = ColorProperty()
    action = ColorProperty()
    action_ink = ColorProperty()
    action_soft = ColorProperty()
    action_soft_ink = ColorProperty()
    accent = ColorProperty()
    accent_ink = ColorProperty()
    good = ColorProperty()
    good_ink = ColorProperty()
    good_soft = ColorProperty()
    good_soft_ink = ColorProperty()
    warn = ColorProperty()
    warn_ink = ColorProperty()
    warn_soft = ColorProperty()
    warn_soft_ink = ColorProperty()
    danger = ColorProperty()
    danger_ink = ColorProperty()
    danger_soft = ColorProperty()
    danger_soft_ink = ColorProperty()
    focus = ColorProperty()
    shadow = ColorProperty()
    scrim = ColorProperty()
    roles = DictProperty()

    caption = NumericProperty()
    body = NumericProperty()
    lead = NumericProperty()
    title = NumericProperty()
    headline = NumericProperty()
    numbers = ListProperty()
    sizes = DictProperty()
    gap = NumericProperty()
    pad = NumericProperty()
    radius = NumericProperty()
    control = NumericProperty()

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.on_palette()
        self.on_scale()

    def use(
        self, *, palette: PaletteName | None = None, scale: ScaleName | None = None, larger: bool | None = None
    ) -> None:
        """Change what is named and leave the rest."""
        if scale is not None:
            self.scale = scale
        if larger is not None:
            self.larger = larger
        if palette is not None:
            self.palette = palette

    def on_palette(self, *_: object) -> None:
        colours = {role: get_color_from_hex(value) for role, value in asdict(PALETTES[self.palette]).items()}
        for role, colour in colours.items():
            setattr(self, role, colour)
        self.roles = colours

    def on_scale(self, *_: object) -> None:
        scale = SCALES[self.scale]
        factor = LARGER if self.larger else 1.0
        sizes = {size: round(getattr(scale, size) * factor) for size in TYPE_SIZES}
        for size, pixels in sizes.items():
            setattr(self, size, pixels)
        for measure in MEASURES:
            setattr(self, measure, getattr(scale, measure))
        self.numbers = list(scale.numbers)
        # Last: a widget's own rule says ``theme.lead``, a holder that overrules it says ``theme.sizes``.
        self.sizes = sizes

    on_larger = on_scale


letters.settle()
register_fonts()
theme = Theme()
