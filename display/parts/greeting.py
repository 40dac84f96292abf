"""What stands in the big place while nobody is called: a welcome, a break, a closed office."""

from kivy.properties import ListProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from display.parts.part import draw
from display.presenter import Greeting
from terminal.look.widgets import Card, extents

BRIEF, AROUND = 48, 128
"""A sentence is brief that stands on one line in this size, between the edges of its panel."""

HIGH_ENOUGH = 500
"""For two lines in each language, and the hours."""


class HoursRow(BoxLayout):
    line = ObjectProperty(rebind=True)


class Promise(BoxLayout):
    """``firsts``: the first language of all that stand beside each other."""

    line = ObjectProperty(rebind=True)
    firsts = ListProperty()


class GreetingPanel(Card):
    """In a low place it keeps to what is most wanted: what is so now, when it changes, and the hours."""

    greeting = ObjectProperty(rebind=True)

    def in_both(self, greeting: Greeting, low: bool, width: float, height: float) -> bool:
        """Whether the second language stands below the sentence: in a low place only where the first leaves it room."""
        if not low:
            return True
        brief = extents(greeting.sentence.first, "Strong", BRIEF)[0] <= width - AROUND
        return not greeting.numbers.first and (brief or height >= HIGH_ENOUGH)

    def show(self, greeting: Greeting) -> None:
        self.greeting = greeting
        self.ids.hours.show(HoursRow, greeting.hours, 1)
        firsts = [promise.first for promise in greeting.promises]
        self.ids.promises.show(Promise, greeting.promises, len(greeting.promises), firsts=firsts)


draw(__file__)
