"""What the panel may show of its folder, what it leaves out, and the sentence that tells staff why. No I/O."""

import logging
from collections.abc import Callable, Mapping

from assets.texts import DEFAULT, text
from display.media.folder import Contents
from display.media.kinds import PICTURES, VIDEOS, is_media
from display.media.playlist import (
    PLAYLIST,
    Entry,
    MediaFile,
    entries_of,
    everything,
    missing,
)
from protocol.strict import ConfigProblem, explain, report

log = logging.getLogger(__name__)

Say = Callable[..., str]


def _config(key: str, /, **values: object) -> str:
    return text(DEFAULT, "config", key, **values)


class Library:
    """``hold`` what was found, ``leave_out`` what cannot be shown; each trouble is logged once."""

    def __init__(self) -> None:
        self._seen: Contents | None = None
        self._files: dict[str, MediaFile] = {}
        self._listed: tuple[Entry, ...] | None = None
        self._mistake: ConfigProblem | None = None
        self._broken: dict[MediaFile, str] = {}
        self._lost: tuple[str, ...] = ()

    def hold(self, contents: Contents) -> bool:
        """The folder was found so; whether anything became different.

        A file that was not there before, or has changed, is taken when it is found the same again: it may be half
        copied.
        """
        before, self._seen = self._seen, contents
        settled = {file.name: file for file in contents.files if before is None or before.fault or file in before.files}
        if contents == before and settled == self._files:
            return False
        if contents.fault and (before is None or before.fault != contents.fault):
            log.warning("the media folder cannot be read: %s", contents.fault)
        if before is None or contents.playlist != before.playlist:
            self._read(contents.playlist)
        self._files = settled
        self._broken = {file: why for file, why in self._broken.items() if file in contents.files}
        for file in settled.values():
            if not is_media(file.name):
                self.leave_out(file, f"of what it may be, only {', '.join((*PICTURES, *VIDEOS))} are shown")
        self._look_for_lost(contents)
        return True

    def _read(self, playlist: bytes | None) -> None:
        self._listed, self._mistake = None, None
        if playlist is None:
            return
        try:
            self._listed = entries_of(playlist)
        except ConfigProblem as mistake:
            self._mistake = mistake
            log.warning("%s", report(mistake, _config))

    def _look_for_lost(self, contents: Contents) -> None:
        lost = missing(self._listed or (), {file.name: file for file in contents.files})
        for name in lost:
            if name not in self._lost:
                log.warning("%s names %s, which is not in the media folder", PLAYLIST, name)
        self._lost = lost

    def leave_out(self, file: MediaFile, why: str) -> None:
        """This file cannot be shown as it is now; it is tried again when it has changed."""
        if file not in self._broken:
            self._broken[file] = why
            log.warning("%s is left out until it has changed: %s", file.name, why)

    @property
    def files(self) -> Mapping[str, MediaFile]:
        """By name, what may be tried."""
        return {name: file for name, file in self._files.items() if file not in self._broken}

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The playlist's; without one everything by name, with a wrong one nothing."""
        if self._mistake is not None:
            return ()
        return everything(self.files.values()) if self._listed is None else self._listed

    def problem(self, say: Say) -> str:
        """What staff should mend first, in a sentence of display.po; nothing while all is well."""
        if self._seen is not None and self._seen.fault:
            return say("media.folder")
        if self._mistake is not None:
            first = self._mistake.problems[0]
            place = f"{PLAYLIST}, {first.path}" if first.path else PLAYLIST
            return say("media.playlist", name=place, problem=explain(first, _config))
        if self._lost:
            return say("media.lost", name=self._lost[0])
        if self._broken:
            return say("media.broken", name=next(iter(self._broken)).name)
        return ""
