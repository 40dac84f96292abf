"""One example of every message, and strategies for all of them, worked out from the types themselves.

``python -m tests.support.protocol_frames`` writes the golden frame of every type that has none yet. A golden
frame that exists is never written again: terminals in the field speak it.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, cast

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

from protocol import codec
from protocol.errors import Refusal
from protocol.messages import (
    AnyAnswer,
    Event,
    FromHub,
    FromTerminal,
    Message,
    SignedIn,
    TicketChanged,
    kinds,
)
from protocol.vocabulary import Word

GOLDEN_WORDS = Path(__file__).parent.parent / "fixtures" / "frames" / "v1-words.json"
GOLDEN = Path(__file__).parent.parent / "fixtures" / "frames" / "v1"
ANSWERS, EVENTS, COMMANDS, HUB = kinds(AnyAnswer), kinds(Event), kinds(FromTerminal), kinds(FromHub)
ALL: tuple[type[Message], ...] = (*COMMANDS, *HUB, *EVENTS, *ANSWERS)

WORDS = {
    "request_id": "5b0c1d6e7f8a4b9c8d7e6f5a4b3c2d1e",
    "token": "Zm9ydHktdGhyZWUtbGV0dGVycy1vZi1jaGFuY2UtaGVyZQ",
    "letters": "BCDFGHJK",
    "code": "BCDF-GHJK-LMNP",
    "timezone": "Asia/Jakarta",
    "day": "2026-11-23",
    "opens_at": "13:00",
    "opens": "08:00",
    "closes": "11:30",
    "language": "jv",
    "service": "ktp-hilang-rusak",
    "counter": "2",
    "number": "A-017",
    "pin": "839201",
    "nik": "3520************",
    "url": "https://antrean.example/t/abcdefghijklmnopqrstuv",
    "update": "terminal",
    "epoch": "9f86d081",
    "fingerprint": "9f" * 32,
    "name": 'Siti "Ning" Nurjanah ꦱꦶꦠꦶ',
    "id": "ktp-hilang-rusak",
    "jv": "Kartu ical utawi risak – é",
    "en": "Lost or damaged card",
    "icon": "card-account-details",
    "prefix": "A",
    "whatsapp": "628123456789",
    "office_revision": "4e07408562",
    "card_serial": "KTP-00012345",
    "place": "2",
    "missing": "police-letter",
    "seen": "kk",
}


def tag(kind: type[Message]) -> str:
    return str(kind.__struct_config__.tag)


def example(kind: type[Message]) -> Message:
    """A message with every field filled, none with its default."""
    return cast(Message, _example(inspect.type_info(kind), "", None))


@cache
def messages(*kinds_: type[Message]) -> st.SearchStrategy[Message]:
    """Any message of these types. Building this takes longer than drawing from it."""
    return st.one_of([cast(st.SearchStrategy[Message], _any(inspect.type_info(kind))) for kind in kinds_])


def read_again(message: Message) -> Message | None:
    """The message, sent and read as the other side reads it."""
    match message:
        case _ if isinstance(message, COMMANDS):
            return codec.from_terminal(codec.encode(message))
        case _ if isinstance(message, HUB):
            return codec.from_hub(codec.encode(message))
        case _ if isinstance(message, EVENTS):
            return codec.event(codec.encode(message))
    frame = b'{"type":"answer","request_id":"one","result":' + codec.encode(message) + b"}"
    answer = codec.from_hub(frame)
    return cast(Message, answer.result) if answer is not None and hasattr(answer, "result") else None


def _example(kind: inspect.Type, name: str, default: Any) -> Any:
    match kind:
        case inspect.StructType():
            return kind.cls(**{f.name: _example(f.type, f.name, _default(f)) for f in kind.fields})
        case inspect.UnionType():
            parts = [part for part in kind.types if not isinstance(part, inspect.NoneType)]
            return _example(parts[0] if len(parts) == 1 else inspect.type_info(SignedIn), name, default)
        case inspect.VarTupleType() | inspect.ListType():
            return (_example(kind.item_type, name if name == "missing" else name.removesuffix("s"), None),)
        case inspect.TupleType():
            return (3, 2)
        case inspect.DictType():
            return {"retry_ms": 250, "allowed": ["1", "2"], "wait_s": None, "number": "A-017"}
        case inspect.EnumType():
            return next(word for word in kind.cls if word not in (default, "unknown"))
        case inspect.LiteralType():
            return next(word for word in kind.values if word != default)
        case inspect.RawType():
            return codec.raw(cast(TicketChanged, example(TicketChanged)))
        case inspect.StrType():
            return WORDS.get(name, name.replace("_", " "))
        case inspect.BytesType():
            return b"logo"
        case inspect.BoolType():
            return not default
        case inspect.IntType():
            return _number(name)
        case inspect.FloatType():
            return 7.5
    raise TypeError(f"no example of {kind} for {name}")


def _number(name: str) -> int:
    return 1_795_392_000_123 if name.endswith("at") or name == "time" else 7 + len(name)


def _default(field: inspect.Field) -> Any:
    return None if field.default is msgspec.NODEFAULT else field.default


TEXTS = st.text(max_size=12)
INTEGERS = st.integers(-(2**63), 2**64 - 1)


STRATEGIES: dict[type[inspect.Type], Callable[[Any], st.SearchStrategy[Any]]] = {
    inspect.StructType: lambda kind: st.builds(kind.cls, **{field.name: _any(field.type) for field in kind.fields}),
    inspect.UnionType: lambda kind: st.one_of([_any(part) for part in kind.types]),
    inspect.VarTupleType: lambda kind: st.lists(_any(kind.item_type), max_size=2).map(tuple),
    inspect.TupleType: lambda kind: st.tuples(*(_any(part) for part in kind.item_types)),
    inspect.ListType: lambda kind: st.lists(_any(kind.item_type), max_size=3),
    inspect.DictType: lambda kind: st.dictionaries(TEXTS, _any(kind.value_type), max_size=3),
    inspect.EnumType: lambda kind: st.sampled_from(list(kind.cls)),
    inspect.LiteralType: lambda kind: st.sampled_from(kind.values),
    inspect.RawType: lambda kind: messages(*EVENTS).map(lambda event: codec.raw(cast(Event, event))),
    inspect.BytesType: lambda _: st.binary(max_size=40),
    inspect.StrType: lambda kind: TEXTS,
    inspect.BoolType: lambda kind: st.booleans(),
    inspect.IntType: lambda kind: INTEGERS if kind.le is None else st.integers(kind.ge, kind.le),
    inspect.FloatType: lambda kind: st.floats(allow_nan=False, allow_infinity=False),
    inspect.NoneType: lambda kind: st.none(),
}


def _any(kind: inspect.Type) -> st.SearchStrategy[Any]:
    return STRATEGIES[type(kind)](kind)


def vocabulary() -> dict[str, list[str]]:
    """Every word that may stand in a frame: those of each enum, and the codes of the refusals."""
    words = {kind.__name__: sorted(str(word) for word in kind) for kind in Word.__subclasses__()}
    return words | {"Refusal": sorted(Refusal.registry)}


def write_words() -> None:
    """Adds new words to the golden ones; never takes one away."""
    kept: dict[str, list[str]] = msgspec.json.decode(GOLDEN_WORDS.read_bytes()) if GOLDEN_WORDS.exists() else {}
    grown = {kind: sorted({*kept.get(kind, []), *words}) for kind, words in vocabulary().items()}
    GOLDEN_WORDS.write_bytes(msgspec.json.format(msgspec.json.encode(kept | grown), indent=2) + b"\n")


def write_missing() -> list[str]:
    """Golden frames for the types that have none; their names."""
    GOLDEN.mkdir(parents=True, exist_ok=True)
    missing = [kind for kind in ALL if not (GOLDEN / f"{tag(kind)}.json").exists()]
    for kind in missing:
        frame = msgspec.json.format(codec.encode(example(kind)), indent=2)
        (GOLDEN / f"{tag(kind)}.json").write_bytes(frame + b"\n")
    return [tag(kind) for kind in missing]


if __name__ == "__main__":
    write_words()
    print(*write_missing() or ["nothing to write"], sep="\n")
