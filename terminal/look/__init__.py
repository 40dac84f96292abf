"""Theme, widgets and window of every terminal: the only folder of ours that imports Kivy (and this file does not).

How a room builds its screens
-----------------------------
``kiosk/__main__.py`` says which window it wants; flags, settings and exit codes are everybody's::

    def window(settings):
        from kiosk.app import KioskApp        # imports Kivy, when its environment is settled
        return KioskApp(settings)

    ROOM = Room("kiosk", WindowShape(1080, 1920, maxfps=60, title="Antrean – kios"), window)
    main = command(ROOM)                      # terminal.look.program

``kiosk/app.py`` is thin::

    class KioskApp(TerminalApp):              # terminal.look.app
        design, scale, closable = (1080, 1920), "kiosk", False
        def first_screen(self):
            return WelcomeScreen(self)        # self.stage.show(other) changes the screen
        # self.keep(coroutine) runs beside the window and ends the window if it dies

``kiosk/welcome.py`` + ``kiosk/welcome.kv`` beside it::

    Builder.load_file(str(Path(__file__).with_name("welcome.kv")))
    class WelcomeScreen(BoxLayout):
        title = StringProperty()
        def show(self, shown: Welcome) -> None: ...   # what the pure presenter worked out
        def press(self, name: str) -> bool: ...       # keys: "1".."9", "enter", "escape", "f2", "?", "ctrl+z"

    #:import theme terminal.look.theme.theme
    <WelcomeScreen>:
        orientation: 'vertical'
        padding: theme.pad
        spacing: theme.gap
        Headline:
            text: root.title
        ChoiceCard:
            icon: 'card-account-details'
            title: ...
            digit: '1'
            on_release: root.chosen(...)

Screens think in design pixels; ``Stage`` scales them to the real window, touches too. Never use dp, sp or
Window.size. A dialog or cover is ``stage.lay(widget)`` / ``stage.lift(widget)``; the topmost gets the keys first.

Modules
-------
``boot``     WindowShape, prepare: before the first import of Kivy.
``program``  Room, command, run: the program that kiosk, display and counter are.
``palette``  pure: PALETTES light, dark, contrast; SCALES kiosk, display, desk; contrast().
``theme``    ``theme.use(palette=, scale=, larger=)``; in .kv ``theme.ink`` and every other role of Palette,
             ``theme.body`` and the other type sizes, ``theme.gap/pad/radius/control``; all change live.
             Fonts by name: 'Words' (bold=True is semi-bold), 'Strong', 'Title', 'Numbers', 'Icons'.
``icons``    pure: ICONS, icon(name).       ``keys``  pure: key_name.
``stage``    Stage, leave_fields.           ``app``   TerminalApp.        ``guard``  Guard, Repeats.
``widgets``  words      Caption Body Lead Title Headline (role=, wrap, as high as they need), OneLine (one line, …),
                        NumberLabel and Fitted (fixed sizes that fit), IconLabel(name, role, extent),
                        ClockLabel(text, kind)
             surfaces   Card(fill, edge, lifted), Rule, Badge(text, meaning, soft), StatusDot(role), KeyHint(text)
             pressing   PrimaryButton SecondaryButton QuietButton DangerButton (text, icon, key, busy, kind),
                        ChoiceCard(title, subtitle, icon, digit, note, chosen), Chip(text, icon, digit, on),
                        CheckRow(text, hint, digit, mark, fixed; on_mark), NumberPad(on_key),
                        TextField(only, secret, most, wrong); Pressable is the mixin with focus ring for your own
             telling    BusyDots(busy), Waiting(text),
                        Dialog(icon, title, text, yes, no, extra; on_answer; open(stage)),
                        Notice.say(text, meaning, seconds), ProgressRing(part, role), QrCode(data)
             lists      Row(chosen, fill), Rows(maker, teller, keyed, empty; show(items) reuses rows by key)
``ink``      Pen: text as Kivy writes it, in a picture no larger than it.   ``halo``  Halo: the shadow around a card.
``picture``  save_picture(path): what the window shows, as a PNG.
``link_shown`` pure: LinkShown, link_shown(status, zone), form: what to say of the link.
``banner``   LinkBanner(stage, language, edge).tell(shown) draws nothing, the bar or the cover; .speak(language).

Names that Kivy keeps for itself: a class called like one of its own (Button, Spinner) is drawn by Kivy too, and a
property ``on_x`` beside a property ``x`` is taken for its handler.

``python -m terminal.look`` shows all of it; ``--shot file.png`` saves the picture and leaves.
"""
