"""What stands in the big place while nobody is called: a welcome, a break, a closed office."""

from kivy.properties import ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from display.parts.part import draw
from display.presenter import Greeting
from terminal.look.widgets import Card


class HoursRow(BoxLayout):
    line = ObjectProperty(rebind=True)


class Promise(BoxLayout):
    line = ObjectProperty(rebind=True)


class GreetingPanel(Card):
    """In a low place it keeps to what is most wanted: what is so now, when it changes, and the hours."""

    greeting = ObjectProperty(rebind=True)

    def show(self, greeting: Greeting) -> None:
        self.greeting = greeting
        self.ids.hours.show(HoursRow, greeting.hours, 1)
        self.ids.promises.show(Promise, greeting.promises, len(greeting.promises))


draw(__file__)
