"""Clock times and waits in words, for sentences that are read aloud. Pure."""

from assets.texts import Language, text
from terminal.voice.numbers import in_words


def clock_in_words(hour: int, minute: int, language: Language) -> str:
    """What comes after "pukul": 7.30 is "tujuh tiga puluh", in English "seven thirty AM"."""
    key = "clock.hour" if minute == 0 else "clock.few" if minute < 10 else "clock.minute"
    return text(
        language,
        "voice",
        key,
        hour=in_words(hour, language),
        twelve=in_words(hour % 12 or 12, language),
        minute=in_words(minute, language),
        half="AM" if hour < 12 else "PM",
    )


def minutes_in_words(low: int, high: int, language: Language) -> str:
    """A wait of so many minutes, always as an estimate: "sepuluh sampai lima belas menit".

    From 0 it is "kurang dari lima menit": nobody is promised to be called within less.
    """
    if low == 0:
        return text(language, "voice", "wait.below", high=in_words(max(high, 5), language))
    key = "wait.range" if low < high else "wait.one" if high == 1 else "wait.about"
    return text(language, "voice", key, low=in_words(low, language), high=in_words(high, language))
