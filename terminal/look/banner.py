"""The bar and the cover that say when a screen is not live. What they say is worked out in ``link_shown``."""

from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import BooleanProperty, OptionProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout

from assets.texts import DEFAULT, Language
from terminal.look.link_shown import LIVE, LinkShown, bar_words, cover_words, form
from terminal.look.stage import Stage

Builder.load_file(str(Path(__file__).with_name("banner.kv")))


class LinkBar(FloatLayout):
    """A slim bar at one edge, and a veil over the rest: the last good state stays in sight, greyed."""

    text = StringProperty("")
    edge = OptionProperty("top", options=["top", "bottom"])


class LinkCover(FloatLayout):
    """Covers everything: this screen has nothing true to show."""

    modal = True
    icon = StringProperty("")
    title = StringProperty("")
    text = StringProperty("")
    code = StringProperty("")
    foot = StringProperty("")
    busy = BooleanProperty(False)

    def on_touch_down(self, touch: Any) -> bool:
        super().on_touch_down(touch)
        return True


class LinkBanner:
    """Keeps a stage honest: ``tell`` it the state of the link, and it draws nothing, the bar or the cover."""

    def __init__(self, stage: Stage, language: Language = DEFAULT, edge: str = "top") -> None:
        self._stage, self._language = stage, language
        self._shown = LIVE
        self.bar, self.cover = LinkBar(edge=edge), LinkCover()

    def tell(self, shown: LinkShown) -> None:
        """Draw this state."""
        self._shown = shown
        layer = {"bar": self.bar, "cover": self.cover}.get(form(shown))
        if layer is self.bar:
            self.bar.text = bar_words(shown, self._language)
        elif layer is self.cover:
            self._fill_cover(shown)
        for other in (self.bar, self.cover):
            (self._stage.lay if other is layer else self._stage.lift)(other)

    def speak(self, language: Language) -> None:
        """Say the same in another language."""
        self._language = language
        self.tell(self._shown)

    def _fill_cover(self, shown: LinkShown) -> None:
        words = cover_words(shown, self._language)
        for name in ("icon", "title", "text", "code", "foot", "busy"):
            setattr(self.cover, name, getattr(words, name))
