"""Everything an officer can do, and the key that does it: one table, which the overlay and the buttons read too."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Desk(StrEnum):
    """A tab of the terminal; which ones there are follows from the person's rights at this counter."""

    QUEUE = "queue"
    INTAKE = "intake"
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
    HEAR = "hear"
    UP = "up"
    DOWN = "down"
    LET_GO = "let_go"
    PAPERS = "papers"
    DAY_REPORT = "day_report"
    # covers, each of which lies over the desk from its function key
    SEARCH = "search"
    REGISTERS = "registers"
    BLANKS = "blanks"
    INCIDENTS = "incidents"
    DELEGATION = "delegation"
    SUPERVISION = "supervision"
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
    HAS_PAPER = "has_paper"
    PICKUP_SLIP = "pickup_slip"
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
    MARK = "mark"
    MARK_ALL = "mark_all"
    APPROVE_MARKED = "approve_marked"
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
    REPRESENTATIVE = "representative"
    HAND_OVER = "hand_over"
    RECEIPT = "receipt"
    # papers that came by WhatsApp
    DOCUMENTS = "documents"
    NEW_CASE = "new_case"
    PICK_FILES = "pick_files"
    LETTER = "letter"
    REMIND = "remind"
    PHONE = "phone"
    SENT_AT = "sent_at"
    SAVE_CASE = "save_case"
    CHOOSE = "choose"
    SEND_FILES = "send_files"
    FOLDER_UP = "folder_up"
    OPEN_LINK = "open_link"
    COPY_TEXT = "copy_text"


class Mode(StrEnum):
    """What the keys mean at this moment."""

    QUEUE = "queue"
    VERIFICATION = "verification"
    APPROVAL = "approval"
    PRINT = "print"
    HANDOVER = "handover"
    PAPERS = "papers"
    INTAKE = "intake"
    NEW_CASE = "new_case"
    CHOOSER = "chooser"
    LETTER = "letter"


Keys = Mapping[str, tuple[Action, ...]]
"""A key does the first of its actions that is offered now."""

EVERYWHERE: Final[Keys] = {
    "f1": (Action.HELP,),
    "?": (Action.HELP,),
    "f2": (Action.PAPERS,),
    "f3": (Action.DAY_REPORT,),
    "f4": (Action.SEARCH,),
    "f5": (Action.REGISTERS,),
    "f6": (Action.BLANKS,),
    "f7": (Action.INCIDENTS,),
    "f8": (Action.DELEGATION,),
    "f9": (Action.SUPERVISION,),
    "f10": (Action.LANGUAGE,),
    "f11": (Action.HEAR,),
    "f12": (Action.LOCK,),
    "ctrl+l": (Action.LOCK,),
    "ctrl+q": (Action.SIGN_OUT,),
    "up": (Action.UP,),
    "down": (Action.DOWN,),
    "escape": (Action.LET_GO,),
}
COVERED: Final = (
    Action.SEARCH,
    Action.REGISTERS,
    Action.BLANKS,
    Action.INCIDENTS,
    Action.DELEGATION,
    Action.SUPERVISION,
)
"""What opens a cover; who may not has no key for it."""

_COUNTER: Final[Keys] = {
    "o": (Action.OPEN_COUNTER,),
    "j": (Action.PAUSE_COUNTER,),
    "w": (Action.CLOSE_COUNTER,),
}
_LISTS: Final[Keys] = {
    "right": (Action.NEXT_SHELF,),
    "left": (Action.PREVIOUS_SHELF,),
    "g": (Action.CALL_CHOSEN,),
    "c": (Action.REPRINT,),
    "a": (Action.HAS_PAPER,),
    "s": (Action.PICKUP_SLIP,),
    "z": (Action.UNDO,),
}

# The letters are the Indonesian words': Ulang, tidak Hadir, Tunda, Kembalikan, Pindahkan, Batalkan, Cetak, Ada, Slip.
OWN: Final[Mapping[Mode, Keys]] = {
    Mode.QUEUE: {
        "space": (Action.CALL_NEXT,),
        "enter": (Action.START_SERVING, Action.OPEN_RETURNED),
        "u": (Action.RECALL,),
        "h": (Action.NO_SHOW,),
        "t": (Action.PARK,),
        "k": (Action.BRING_BACK,),
        "p": (Action.TRANSFER,),
        "b": (Action.CANCEL,),
        **_LISTS,
        **_COUNTER,
    },
    Mode.VERIFICATION: {
        "enter": (Action.COMPLETE,),
        "m": (Action.INCOMPLETE,),
        "v": (Action.VARIANT,),
        "0": (Action.ALL_SEEN,),
        "n": (Action.NAME,),
        "i": (Action.NIK,),
        "b": (Action.CANCEL,),
        **_LISTS,
        **_COUNTER,
    },
    Mode.APPROVAL: {
        "enter": (Action.OPEN_FILE,),
        "space": (Action.MARK,),
        "ctrl+a": (Action.MARK_ALL,),
        "s": (Action.APPROVE_MARKED, Action.APPROVE),
        "t": (Action.REFUSE,),
        "b": (Action.CANCEL,),
        "d": (Action.DOCUMENTS,),
    },
    Mode.PRINT: {
        "enter": (Action.OPEN_FILE, Action.REGISTER, Action.PRINTED),
        "n": (Action.SERIAL,),
        "x": (Action.SPOILED,),
        "b": (Action.CANCEL,),
    },
    Mode.HANDOVER: {
        "space": (Action.CALL_HANDOVER,),
        "enter": (Action.OPEN_FILE, Action.HAND_OVER),
        "p": (Action.HIMSELF,),
        "n": (Action.RECEIVER,),
        "k": (Action.REPRESENTATIVE,),
        "u": (Action.RECALL,),
        "h": (Action.ABSENT,),
        "s": (Action.PICKUP_SLIP,),
        "t": (Action.RECEIPT,),
        "b": (Action.CANCEL,),
        **_COUNTER,
    },
    # Tambah, File, Dokumen, WhatsApp, ingatkan (Reminder).
    Mode.INTAKE: {
        "enter": (Action.OPEN_FILE, Action.COMPLETE),
        "m": (Action.INCOMPLETE,),
        "v": (Action.VARIANT,),
        "0": (Action.ALL_SEEN,),
        "n": (Action.NAME,),
        "i": (Action.NIK,),
        "t": (Action.NEW_CASE,),
        "f": (Action.PICK_FILES,),
        "d": (Action.DOCUMENTS,),
        "w": (Action.LETTER,),
        "r": (Action.REMIND,),
        "b": (Action.CANCEL,),
        "right": (Action.NEXT_SHELF,),
        "left": (Action.PREVIOUS_SHELF,),
    },
    Mode.NEW_CASE: {
        "enter": (Action.SAVE_CASE,),
        "p": (Action.PHONE,),
        "n": (Action.NAME,),
        "i": (Action.NIK,),
        "j": (Action.SENT_AT,),
        "v": (Action.VARIANT,),
    },
    Mode.CHOOSER: {
        "enter": (Action.CHOOSE,),
        "space": (Action.MARK,),
        "u": (Action.SEND_FILES,),
        "backspace": (Action.FOLDER_UP,),
    },
    Mode.LETTER: {
        "enter": (Action.OPEN_LINK,),
        "c": (Action.COPY_TEXT,),
    },
    Mode.PAPERS: {
        "c": (Action.REPRINT,),
        "a": (Action.HAS_PAPER,),
    },
}
FIELDS: Final[Mapping[Action, str]] = {
    Action.NAME: "name",
    Action.NIK: "nik",
    Action.SERIAL: "serial",
    Action.RECEIVER: "receiver",
    Action.PHONE: "phone",
    Action.SENT_AT: "sent_at",
}
"""Actions that only put the cursor into a field."""

_CAPS: Final[Mapping[str, str]] = {
    "escape": "Esc",
    "enter": "Enter",
    "ctrl": "Ctrl",
    "space": "key.space",
    "backspace": "key.backspace",
    "up": "key.up",
    "down": "key.down",
    "left": "key.left",
    "right": "key.right",
}


def asked_by(mode: Mode, key: str) -> tuple[Action, ...]:
    """What this key may ask for in this mode, in order of preference."""
    return OWN[mode].get(key) or EVERYWHERE.get(key) or ()


def key_of(mode: Mode, action: Action) -> str:
    """The first key that asks for this; "" where the mode has none."""
    keys = (*OWN[mode].items(), *EVERYWHERE.items())
    return next((key for key, asked in keys if action in asked), "")


def caps(key: str) -> tuple[str, ...]:
    """What is printed on the keys to hold together: letters, or the phrase key ("key....") of a name."""
    return tuple(_CAPS.get(part, part.upper()) for part in key.split("+")) if key else ()


def tab_key(index: int) -> str:
    """The key of the tab at this place, from 0."""
    return f"ctrl+{index + 1}"
