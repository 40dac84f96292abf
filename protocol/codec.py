"""Frames to JSON text and back. The only place that knows how bytes look."""

from typing import Any

import msgspec

from protocol import errors
from protocol.messages import (
    MAX_FRAME_BYTES,
    AnyCommand,
    Event,
    FromHub,
    FromTerminal,
    Message,
    kinds,
)

_encoder = msgspec.json.Encoder()
_from_terminal: msgspec.json.Decoder[Any] = msgspec.json.Decoder(FromTerminal)
_from_hub: msgspec.json.Decoder[Any] = msgspec.json.Decoder(FromHub)
_event: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Event)

_TERMINAL_TYPES = {str(kind.__struct_config__.tag) for kind in kinds(FromTerminal)}
_HUB_TYPES = {str(kind.__struct_config__.tag) for kind in kinds(FromHub)}
_EVENT_TYPES = {str(kind.__struct_config__.tag) for kind in kinds(Event)}


class _Label(msgspec.Struct):
    type: str
    request_id: str | None = None


# RecursionError: thousands of nested brackets, which need no more than a small frame.
_UNREADABLE = (msgspec.DecodeError, UnicodeError, RecursionError)

_label: msgspec.json.Decoder[_Label] = msgspec.json.Decoder(_Label)


def encode(message: Message) -> bytes:
    """The frame's JSON, UTF-8."""
    return _encoder.encode(message)


def raw(event: Event) -> msgspec.Raw:
    """An event as it stands inside an ``Events`` frame."""
    return msgspec.Raw(_encoder.encode(event))


def from_terminal(frame: bytes | str) -> FromTerminal:
    """A terminal's frame. Raises TooLarge, Malformed or UnknownCommand."""
    if len(frame) > MAX_FRAME_BYTES:
        raise errors.TooLarge(limit=MAX_FRAME_BYTES)
    try:
        return _from_terminal.decode(frame)  # type: ignore[no-any-return]
    except _UNREADABLE as problem:
        raise _why_unreadable(frame, problem) from None


def from_hub(frame: bytes | str) -> FromHub | None:
    """A hub's frame; None for a type that this terminal is too old to know. Raises Malformed."""
    try:
        return _from_hub.decode(frame)  # type: ignore[no-any-return]
    except _UNREADABLE as problem:
        label = _read_label(frame)
        if label is not None and label.type not in _HUB_TYPES:
            return None
        raise errors.Malformed(at=_where(problem)) from None


def event(body: msgspec.Raw | bytes | str) -> Event | None:
    """One event; None for a type that this terminal is too old to know. Raises Malformed."""
    try:
        return _event.decode(body)  # type: ignore[no-any-return]
    except _UNREADABLE as problem:
        label = _read_label(body)
        if label is not None and label.type not in _EVENT_TYPES:
            return None
        raise errors.Malformed(at=_where(problem)) from None


def request_id_of(frame: bytes | str) -> str | None:
    """The request a broken frame wanted to make, if that much can be read."""
    label = _read_label(frame)
    return label.request_id if label else None


def content_of(command: AnyCommand) -> bytes:
    """What a command asks for, whatever its request_id: equal commands have equal content."""
    return _encoder.encode(msgspec.structs.replace(command, request_id=""))


def _why_unreadable(frame: bytes | str, problem: Exception) -> errors.Refusal:
    label = _read_label(frame)
    if label is not None and label.type not in _TERMINAL_TYPES:
        return errors.UnknownCommand(type=label.type[:64])
    return errors.Malformed(at=_where(problem))


def _read_label(frame: msgspec.Raw | bytes | str) -> _Label | None:
    try:
        return _label.decode(frame)
    except _UNREADABLE:
        return None


def _where(problem: Exception) -> str:
    """The JSON path of a validation problem; never the value, which may be personal."""
    return str(problem).rpartition(" - at `")[2].rstrip("`") if " - at `" in str(problem) else "$"
