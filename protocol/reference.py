"""Every message, word and refusal as a page for people: ``python -m protocol.reference`` prints it."""

import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import TypeVar

import msgspec
from msgspec import inspect as fields_of

from assets.texts import domain
from protocol import messages, vocabulary
from protocol.errors import Refusal
from protocol.messages import AnyAnswer, AnyCommand, AskToPair, Event, FromHub, Hello, Message, Value, Watch, kinds
from protocol.vocabulary import Word

Kind = TypeVar("Kind")

PARTS = (
    ("First frames of a terminal", (Hello, AskToPair, Watch)),
    ("Commands", kinds(AnyCommand)),
    ("Answers: the ``result`` of an ``answer``", kinds(AnyAnswer)),
    ("Frames of the hub", kinds(FromHub)),
    ("Events: the items of an ``events`` frame", kinds(Event)),
)


def page() -> str:
    """The whole page, Markdown."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield "# The wire, message by message"
    yield ""
    yield "Printed by `python -m protocol.reference`; don't edit. How they play together: [protocol.md](protocol.md)."
    for title, said in PARTS:
        yield from _heading(title.replace("``", "`"))
        for kind in said:
            yield from _message(kind)
    yield from _heading("Parts of messages")
    for part in _defined_in(messages, Value):
        if not issubclass(part, Message):
            yield from _struct(part.__name__, part)
    yield from _heading("Words")
    for word in _defined_in(vocabulary, Word):
        if len(word):
            yield f"- **{word.__name__}**: {', '.join(f'`{name}`' for name in word)}"
    yield from _heading("Refusals")
    yield "| code | what it says |"
    yield "|---|---|"
    sentences = domain("en", "errors")
    for code, refusal in sorted(Refusal.registry.items()):
        yield f"| `{code}` | {_said(refusal) or sentences[code]} |"


def _heading(title: str) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    yield ""


def _message(kind: type[Message]) -> Iterator[str]:
    yield from _struct(f"`{kind.__struct_config__.tag}`", kind)


def _struct(title: str, kind: type[msgspec.Struct]) -> Iterator[str]:
    yield f"- **{title}** {_said(kind)}".rstrip()
    described = fields_of.type_info(kind)
    assert isinstance(described, fields_of.StructType)
    for field in described.fields:
        yield f"  - `{field.name}`: {_type(field.type)}" + ("" if field.required else ", may be left out")


def _type(kind: fields_of.Type) -> str:
    match kind:
        case fields_of.StructType() | fields_of.EnumType():
            return kind.cls.__name__
        case fields_of.UnionType():
            return " or ".join(_type(part) for part in kind.types)
        case fields_of.VarTupleType() | fields_of.ListType():
            return f"list of {_type(kind.item_type)}"
        case fields_of.TupleType():
            return "list of exactly " + ", ".join(_type(part) for part in kind.item_types)
        case fields_of.DictType():
            return f"object of {_type(kind.value_type)}"
        case fields_of.LiteralType():
            return " or ".join(f"`{value}`" for value in kind.values)
        case fields_of.RawType():
            return "event"
    return NAMES[type(kind)]


NAMES: dict[type[fields_of.Type], str] = {
    fields_of.StrType: "text",
    fields_of.IntType: "whole number",
    fields_of.FloatType: "number",
    fields_of.BoolType: "yes or no",
    fields_of.NoneType: "null",
}


def _said(thing: type) -> str:
    """Its own docstring on one line; an inherited one says nothing of it."""
    return " ".join(inspect.cleandoc(thing.__dict__.get("__doc__") or "").split()).replace("``", "`")


def _defined_in(module: ModuleType, base: type[Kind]) -> Iterator[type[Kind]]:
    for thing in vars(module).values():
        ours = isinstance(thing, type) and issubclass(thing, base) and thing.__module__ == module.__name__
        if ours and thing is not base:
            yield thing


if __name__ == "__main__":
    print(page())
