"""The wire as an AsyncAPI 3 document, worked out from the message types. ``python -m protocol.asyncapi`` prints it."""

import inspect
import json
from typing import Any

import msgspec

from protocol.messages import MAX_FRAME_BYTES, PORT, VERSION, AnyAnswer, Event, FromHub, FromTerminal, Message, kinds

SCHEMAS = "#/components/schemas/"
MESSAGES = "#/components/messages/"


def document() -> dict[str, Any]:
    """The whole document; the same for the same types."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Antrean",
            "version": str(VERSION),
            "description": "Terminals of a registry office and their hub. Read docs/protocol.md first.",
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "servers": {"hub": {"host": f"hub.local:{PORT}", "protocol": "wss"}},
        "channels": {"socket": _channel()},
        "operations": {
            "hear": _operation("receive", kinds(FromTerminal), "What a terminal says and the hub hears."),
            "say": _operation("send", kinds(FromHub), "What the hub says and a terminal hears."),
        },
        "components": {"messages": _messages(), "schemas": _schemas()},
    }


def printed() -> str:
    return json.dumps(document(), indent=1, ensure_ascii=False)


def _channel() -> dict[str, Any]:
    every = (*kinds(FromTerminal), *kinds(FromHub))
    return {
        "address": "/ws",
        "description": f"One JSON text frame is one message, of at most {MAX_FRAME_BYTES} bytes from a terminal.",
        "messages": {kind.__name__: {"$ref": MESSAGES + kind.__name__} for kind in every},
    }


def _operation(action: str, said: tuple[type[Message], ...], summary: str) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": "#/channels/socket"},
        "summary": summary,
        "messages": [{"$ref": f"#/channels/socket/messages/{kind.__name__}"} for kind in said],
    }


def _messages() -> dict[str, Any]:
    return {kind.__name__: _message(kind) for kind in (*kinds(FromTerminal), *kinds(FromHub))}


def _message(kind: type[Message]) -> dict[str, Any]:
    return {
        "name": str(kind.__struct_config__.tag),
        "summary": " ".join((kind.__doc__ or kind.__name__).split()),
        "payload": {"$ref": SCHEMAS + kind.__name__},
    }


def _schemas() -> dict[str, Any]:
    """JSON Schemas of all types. An Events frame holds events as they stand, which the types call raw."""
    types = (*kinds(FromTerminal), *kinds(FromHub), *kinds(Event), *kinds(AnyAnswer))
    _, schemas = msgspec.json.schema_components(types, ref_template=SCHEMAS + "{name}")
    for schema in schemas.values():  # Python 3.13 takes a docstring's indentation away, those before it keep it
        if "description" in schema:
            schema["description"] = inspect.cleandoc(schema["description"])
    schemas["Events"]["properties"]["events"]["items"] = {
        "anyOf": [{"$ref": SCHEMAS + kind.__name__} for kind in kinds(Event)]
    }
    return dict(sorted(schemas.items()))


if __name__ == "__main__":
    print(printed())
