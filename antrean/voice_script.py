"""Which sentence is read next while a pack is recorded. Pure."""

from collections.abc import Iterable, Sequence

from terminal.voice.clips import Clip


class Script:
    """``clips`` in their order; ``whole``: the names of those that are recorded well already, and are passed over."""

    def __init__(self, clips: Sequence[Clip], whole: Iterable[str] = ()) -> None:
        self._clips = tuple(clips)
        self._whole = set(whole)
        self._at = self._next_from(0)

    @property
    def clip(self) -> Clip | None:
        """The one to be read; None after the last."""
        return self._clips[self._at] if self._at < len(self._clips) else None

    @property
    def place(self) -> int:
        """Which one of all that is, counted from 1."""
        return self._at + 1

    @property
    def missing(self) -> tuple[Clip, ...]:
        return tuple(clip for clip in self._clips if clip.name not in self._whole)

    def keep(self) -> None:
        """It is recorded well; on to the next that is not."""
        self._whole.add(self._clips[self._at].name)
        self.skip()

    def skip(self) -> None:
        self._at = self._next_from(self._at + 1)

    def back(self) -> None:
        """To the one before, also where that is recorded well; the first stays."""
        self._at = max(self._at - 1, 0)

    def _next_from(self, place: int) -> int:
        while place < len(self._clips) and self._clips[place].name in self._whole:
            place += 1
        return place
