"""From an action to what the hub is asked, and from its answer to what the officer is told. No Kivy here."""
