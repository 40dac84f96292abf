"""Everything an officer can do, and the key that does it: one table, which the overlay and the buttons read too."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Desk(StrEnum):
    """A tab of the terminal; which ones there are follows from the person's rights at this counter."""

    QUEUE = "queue"
    APPROVAL = "approval"
    PRINT = "print"
    HANDOVER = "handover"


class Action(StrEnum):
    """What a key or a button asks for. The value is also the key of its words in counters.po."""

    # everywhere
    HELP = "help"
    LOCK = "lock"
    SIGN_OUT = "sign_out"
    LANGUAGE = "language"
    UP = "up"
    DOWN = "down"
    LET_GO = "let_go"
    # the counter and its queue
    OPEN_COUNTER = "open_counter"
    PAUSE_COUNTER = "pause_counter"
    CLOSE_COUNTER = "close_counter"
    NEXT_SHELF = "next_shelf"
    PREVIOUS_SHELF = "previous_shelf"
    CALL_NEXT = "call_next"
    CALL_CHOSEN = "call_chosen"
    RECALL = "recall"
    START_SERVING = "start_serving"
    NO_SHOW = "no_show"
    PARK = "park"
    BRING_BACK = "bring_back"
    TRANSFER = "transfer"
    CANCEL = "cancel"
    REPRINT = "reprint"
    UNDO = "undo"
    OPEN_RETURNED = "open_returned"
    # verification
    VARIANT = "variant"
    ALL_SEEN = "all_seen"
    NAME = "name"
    NIK = "nik"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    # approval, print, handover
    OPEN_FILE = "open_file"
    APPROVE = "approve"
    REFUSE = "refuse"
    SERIAL = "serial"
    PRINTED = "printed"
    SPOILED = "spoiled"
    REGISTER = "register"
    CALL_HANDOVER = "call_handover"
    ABSENT = "absent"
    RECEIVER = "receiver"
    HIMSELF = "himself"
    HAND_OVER = "hand_over"


class Mode(StrEnum):
    """What the keys mean at this moment."""

    QUEUE = "queue"
    VERIFICATION = "verification"
    APPROVAL = "approval"
    PRINT = "print"
    HANDOVER = "handover"


Keys = Mapping[str, Action]

EVERYWHERE: Final[Keys] = {
    "f1": Action.HELP,
    "?": Action.HELP,
    "f9": Action.LANGUAGE,
    "ctrl+l": Action.LOCK,
    "f12": Action.LOCK,
    "ctrl+q": Action.SIGN_OUT,
    "up": Action.UP,
    "down": Action.DOWN,
    "escape": Action.LET_GO,
}

# The letters are the Indonesian words': Ulang, tidak Hadir, Tunda, Kembalikan, Pindahkan, Batalkan, Cetak.
_QUEUE: Final[Keys] = {
    "space": Action.CALL_NEXT,
    "g": Action.CALL_CHOSEN,
    "u": Action.RECALL,
    "enter": Action.START_SERVING,
    "h": Action.NO_SHOW,
    "t": Action.PARK,
    "k": Action.BRING_BACK,
    "p": Action.TRANSFER,
    "b": Action.CANCEL,
    "c": Action.REPRINT,
    "z": Action.UNDO,
    "l": Action.OPEN_RETURNED,
    "right": Action.NEXT_SHELF,
    "left": Action.PREVIOUS_SHELF,
    "o": Action.OPEN_COUNTER,
    "j": Action.PAUSE_COUNTER,
    "w": Action.CLOSE_COUNTER,
}
_VERIFICATION: Final[Keys] = {
    "v": Action.VARIANT,
    "0": Action.ALL_SEEN,
    "n": Action.NAME,
    "i": Action.NIK,
    "enter": Action.COMPLETE,
    "m": Action.INCOMPLETE,
    "b": Action.CANCEL,
    "g": Action.CALL_CHOSEN,
    "c": Action.REPRINT,
    "z": Action.UNDO,
    "right": Action.NEXT_SHELF,
    "left": Action.PREVIOUS_SHELF,
    "o": Action.OPEN_COUNTER,
    "j": Action.PAUSE_COUNTER,
    "w": Action.CLOSE_COUNTER,
}
_APPROVAL: Final[Keys] = {
    "enter": Action.OPEN_FILE,
    "s": Action.APPROVE,
    "t": Action.REFUSE,
    "b": Action.CANCEL,
}
_PRINT: Final[Keys] = {
    "enter": Action.OPEN_FILE,
    "n": Action.SERIAL,
    "s": Action.PRINTED,
    "r": Action.REGISTER,
    "x": Action.SPOILED,
    "b": Action.CANCEL,
}
_HANDOVER: Final[Keys] = {
    "space": Action.CALL_HANDOVER,
    "u": Action.RECALL,
    "h": Action.ABSENT,
    "n": Action.RECEIVER,
    "p": Action.HIMSELF,
    "enter": Action.HAND_OVER,
    "b": Action.CANCEL,
    "o": Action.OPEN_COUNTER,
    "j": Action.PAUSE_COUNTER,
    "w": Action.CLOSE_COUNTER,
}
OWN: Final[Mapping[Mode, Keys]] = {
    Mode.QUEUE: _QUEUE,
    Mode.VERIFICATION: _VERIFICATION,
    Mode.APPROVAL: _APPROVAL,
    Mode.PRINT: _PRINT,
    Mode.HANDOVER: _HANDOVER,
}

_CAPS: Final[Mapping[str, str]] = {
    "escape": "Esc",
    "space": "key.space",
    "enter": "Enter",
    "ctrl": "Ctrl",
    "up": "key.up",
    "down": "key.down",
    "left": "key.left",
    "right": "key.right",
}


def action_for(mode: Mode, key: str) -> Action | None:
    """What this key asks for in this mode."""
    return OWN[mode].get(key) or EVERYWHERE.get(key)


def key_of(mode: Mode, action: Action) -> str:
    """The first key that asks for this; "" where the mode has none."""
    keys = (*OWN[mode].items(), *EVERYWHERE.items())
    return next((key for key, asked in keys if asked is action), "")


def cap(key: str) -> str:
    """What is printed on the key cap: a letter, or the phrase key ("key....") of its name."""
    return "+".join(_CAPS.get(part, part.upper()) for part in key.split("+")) if key else ""


def tab_key(index: int) -> str:
    """The key of the tab at this place, from 0."""
    return f"ctrl+{index + 1}"
