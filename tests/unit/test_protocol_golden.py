"""Frames that were once on the wire decode for ever, and mean the same."""

import json
from typing import Any

import msgspec
import pytest

from protocol import codec
from protocol.messages import Message
from tests.support.protocol_frames import ALL, GOLDEN, GOLDEN_WORDS, example, read_again, tag, vocabulary


def golden(kind: type[Message]) -> Any:
    file = GOLDEN / f"{tag(kind)}.json"
    assert file.exists(), f"{kind.__name__} has no golden frame: run python -m tests.support.protocol_frames"
    return json.loads(file.read_bytes())


@pytest.mark.parametrize("kind", ALL, ids=tag)
def test_a_golden_frame_means_what_it_always_meant(kind: type[Message]) -> None:
    """Read and said again it is the same, so no field was renamed, dropped or given another shape."""
    frame = golden(kind)
    read = read_again(msgspec.json.decode(json.dumps(frame), type=kind))
    assert type(read) is kind
    assert json.loads(codec.encode(read)) == frame


@pytest.mark.parametrize("kind", ALL, ids=tag)
def test_an_example_fills_every_field(kind: type[Message]) -> None:
    """Otherwise a golden frame would say nothing about the fields it leaves out."""
    said = json.loads(codec.encode(example(kind)))
    assert set(said) == {"type", *kind.__struct_encode_fields__}


def test_no_golden_frame_outlives_its_type() -> None:
    assert {file.stem for file in GOLDEN.glob("*.json")} == {tag(kind) for kind in ALL}


def test_no_two_messages_share_a_type() -> None:
    assert len({tag(kind) for kind in ALL}) == len(ALL)


def test_no_word_that_was_ever_said_is_lost_and_every_word_is_written_down() -> None:
    """A renamed state or error code would be read as UNKNOWN, or lose its sentence, at terminals of another age."""
    assert json.loads(GOLDEN_WORDS.read_bytes()) == vocabulary(), "new words? python -m tests.support.protocol_frames"
