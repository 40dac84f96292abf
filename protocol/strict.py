"""Strict reading of a settings file: every mistake at once, each with its place, what is allowed, and the nearest name.

Pure: takes the parsed TOML, gives a struct. Whoever opens the file (hub, terminal) adds its name. The
sentences are made with ``explain`` from assets/i18n/<language>/config.po, under the problem's code.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

Kind = TypeVar("Kind", bound=msgspec.Struct)
Value = str | int | float | bool

TYPE_NAMES = {str: "text", bool: "yes_no", int: "number", float: "number", list: "list", dict: "table"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. ``path``: ``counters[2].rights[0]``. ``code`` names the sentence, ``params`` fill it."""

    path: str
    code: str
    params: Mapping[str, Value] = field(default_factory=dict)
    allowed: tuple[str, ...] = ()
    nearest: str | None = None


class ConfigProblem(Exception):
    """A settings file that can't be used; ``problems`` holds every mistake found in it."""

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        self.file = file
        self.problems = tuple(problems)
        super().__init__(f"{file}: " + "; ".join(f"{problem.path}: {problem.code}" for problem in self.problems))


def parse(content: bytes, file: str) -> dict[str, Any]:
    """The keys of a TOML file. Raises ConfigProblem where it is not TOML at all."""
    try:
        return tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as mistake:
        raise ConfigProblem(file, [Problem("", "not_toml", {"detail": str(mistake)})]) from None


def read(kind: type[Kind], data: Mapping[str, Any], file: str) -> Kind:
    """The struct that ``data`` describes. Raises ConfigProblem with all that is wrong in it."""
    if problems := list(problems_of(kind, data)):
        raise ConfigProblem(file, problems)
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as mistake:
        said, _, path = str(mistake).partition(" - at `$")
        raise ConfigProblem(file, [Problem(path.strip("`."), "wrong_value", {"detail": said})]) from None


def problems_of(kind: type[msgspec.Struct], data: Mapping[str, Any]) -> Iterator[Problem]:
    """All that is wrong in ``data`` as a description of ``kind``, in the order of the file."""
    yield from _check(inspect.type_info(kind), data, "")


def not_one_of(path: str, value: str, allowed: Sequence[str]) -> Problem:
    """A name that must be one of these and is not."""
    return Problem(path, "not_one_of", {"value": value}, tuple(allowed), nearest(value, allowed))


def nearest(name: str, known: Sequence[str]) -> str | None:
    """The known name that was probably meant."""
    return next(iter(get_close_matches(name, known, n=1)), None)


def explain(problem: Problem, say: Callable[..., str]) -> str:
    """The problem in words. ``say(key, **values)`` gives the sentences in the reader's language."""
    words = {
        name: say(f"type.{value}") if name in ("expected", "found") else value for name, value in problem.params.items()
    }
    parts = [say(problem.code, **words)]
    if problem.allowed:
        parts.append(say("allowed", allowed=", ".join(problem.allowed)))
    if problem.nearest:
        parts.append(say("nearest", nearest=problem.nearest))
    return " ".join(parts)


def report(mistake: ConfigProblem, say: Callable[..., str]) -> str:
    """All problems of a file (or, without one, of the command line), one a line, for whoever must mend it."""
    head = say("file", file=mistake.file) if mistake.file else say("flags")
    lines = [f"  {problem.path or '.'}: {explain(problem, say)}" for problem in mistake.problems]
    return "\n".join([head, *lines])


def _check(kind: inspect.Type, value: Any, path: str) -> Iterator[Problem]:
    match kind:
        case inspect.StructType():
            yield from _check_struct(kind, value, path)
        case inspect.ListType() | inspect.VarTupleType():
            yield from _check_items(kind, value, path)
        case inspect.TupleType():
            yield from _check_places(kind, value, path)
        case inspect.DictType():
            yield from _check_entries(kind, value, path)
        case inspect.EnumType():
            yield from _check_name(path, value, [str(word.value) for word in kind.cls if word.name != "UNKNOWN"])
        case inspect.LiteralType():
            yield from _check_name(path, value, [str(word) for word in kind.values])
        case inspect.UnionType():
            (only,) = (part for part in kind.types if not isinstance(part, inspect.NoneType))
            yield from _check(only, value, path)
        case inspect.StrType():
            yield from _check_text(kind, value, path)
        case inspect.IntType() | inspect.FloatType():
            yield from _check_number(kind, value, path)
        case inspect.BoolType():
            yield from _check_type(value, bool, path)
        case _:
            raise TypeError(f"a settings file can't hold {kind} at {path}")


def _check_struct(kind: inspect.StructType, value: Any, path: str) -> Iterator[Problem]:
    if wrong := list(_check_type(value, dict, path)):
        yield from wrong
        return
    known = {part.encode_name: part for part in kind.fields}
    for key, inner in value.items():
        at = f"{path}.{key}" if path else key
        if key in known:
            yield from _check(known[key].type, inner, at)
        else:
            yield Problem(at, "unknown_key", {"value": key}, tuple(known), nearest(key, list(known)))
    for key, part in known.items():
        if part.required and key not in value:
            yield Problem(f"{path}.{key}" if path else key, "missing_key", {"value": key})


def _check_items(kind: inspect.ListType | inspect.VarTupleType, value: Any, path: str) -> Iterator[Problem]:
    if wrong := list(_check_type(value, list, path)):
        yield from wrong
        return
    for index, inner in enumerate(value):
        yield from _check(kind.item_type, inner, f"{path}[{index}]")


def _check_places(kind: inspect.TupleType, value: Any, path: str) -> Iterator[Problem]:
    if not isinstance(value, list) or len(value) != len(kind.item_types):
        yield Problem(path, "wrong_length", {"length": len(kind.item_types)})
        return
    for index, (part, inner) in enumerate(zip(kind.item_types, value, strict=True)):
        yield from _check(part, inner, f"{path}[{index}]")


def _check_entries(kind: inspect.DictType, value: Any, path: str) -> Iterator[Problem]:
    if wrong := list(_check_type(value, dict, path)):
        yield from wrong
        return
    for key, inner in value.items():
        yield from _check(kind.value_type, inner, f"{path}.{key}" if path else key)


def _check_name(path: str, value: Any, allowed: Sequence[str]) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield from _check_type(value, str, path)
    elif value not in allowed:
        yield not_one_of(path, value, allowed)


def _check_text(kind: inspect.StrType, value: Any, path: str) -> Iterator[Problem]:
    if wrong := list(_check_type(value, str, path)):
        yield from wrong
    elif kind.min_length is not None and len(value) < kind.min_length:
        yield Problem(path, "too_short", {"length": kind.min_length})
    elif kind.max_length is not None and len(value) > kind.max_length:
        yield Problem(path, "too_long", {"length": kind.max_length})


def _check_number(kind: inspect.IntType | inspect.FloatType, value: Any, path: str) -> Iterator[Problem]:
    whole = isinstance(kind, inspect.IntType)
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        yield Problem(
            path, "wrong_type", {"expected": "whole_number" if whole else "number", "found": _type_name(value)}
        )
    elif kind.ge is not None and value < kind.ge:
        yield Problem(path, "too_small", {"value": value, "least": kind.ge})
    elif kind.le is not None and value > kind.le:
        yield Problem(path, "too_big", {"value": value, "most": kind.le})


def _check_type(value: Any, wanted: type, path: str) -> Iterator[Problem]:
    if not isinstance(value, wanted):
        yield Problem(path, "wrong_type", {"expected": TYPE_NAMES[wanted], "found": _type_name(value)})


def _type_name(value: Any) -> str:
    return TYPE_NAMES.get(type(value), "date")
