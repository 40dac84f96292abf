"""What is said is what is read, and nothing that can be sent breaks the reader."""

import json
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocol import codec, errors
from protocol.messages import (
    MAX_FRAME_BYTES,
    AnyCommand,
    CallNext,
    IssueTicket,
    Message,
    PairingOffered,
    TicketChanged,
    kinds,
)
from protocol.vocabulary import TicketState
from tests.support.protocol_frames import ALL, COMMANDS, EVENTS, HUB, example, messages, read_again, tag

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)
NEAR_MISSES = st.builds(
    lambda kind, rest, index: json.dumps({**rest, "type": tag(kind), "request_id": index}),
    st.sampled_from(ALL),
    st.dictionaries(st.sampled_from(["service", "ticket", "letters", "token", "versions", "events", "seq"]), JSON),
    st.text(max_size=8) | st.integers(),
)
NESTED = st.integers(1, 60_000).map(lambda depth: "[" * depth)
ANYTHING = st.binary(max_size=400) | st.text(max_size=400) | JSON.map(json.dumps) | NEAR_MISSES | NESTED


def outcome(read: Callable[[bytes | str], Message | None], frame: bytes | str) -> str:
    try:
        found = read(frame)
    except errors.Refusal as refusal:
        return refusal.code
    return "unknown" if found is None else "message"


@given(ANYTHING)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_comes_is_read_or_refused(frame: bytes | str) -> None:
    for read in (codec.from_terminal, codec.from_hub, codec.event):
        assert outcome(read, frame) in {"message", "unknown", "malformed", "unknown_command", "too_large"}
    codec.request_id_of(frame)


@given(st.data())
@settings(max_examples=60, deadline=None)
@pytest.mark.parametrize("kind", ALL, ids=tag)
def test_every_message_is_read_as_it_was_said(kind: type[Message], data: st.DataObject) -> None:
    message = data.draw(messages(kind))
    assert read_again(message) == message


@given(messages(*COMMANDS, *HUB, *EVENTS))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_frame_names_its_type_first(message: Message) -> None:
    start = '{"type":"' + tag(type(message)) + '"'
    assert codec.encode(message).decode().startswith(start)


def test_a_frame_over_the_limit_is_too_large_whatever_is_in_it() -> None:
    with pytest.raises(errors.TooLarge):
        codec.from_terminal(" " * (MAX_FRAME_BYTES + 1))
    padded = codec.encode(CallNext(request_id="one")).ljust(MAX_FRAME_BYTES)
    assert codec.from_terminal(padded) == CallNext(request_id="one")


def test_an_unknown_command_is_named_and_keeps_its_request() -> None:
    frame = '{"type":"dance","request_id":"one"}'
    with pytest.raises(errors.UnknownCommand) as refused:
        codec.from_terminal(frame)
    assert refused.value.params == {"type": "dance"}
    assert codec.request_id_of(frame) == "one"


def test_a_terminal_may_not_say_what_the_hub_says() -> None:
    with pytest.raises(errors.UnknownCommand):
        codec.from_terminal(codec.encode(PairingOffered(expires_at=1)))


def test_a_mistake_is_told_by_its_place_never_by_its_value() -> None:
    with pytest.raises(errors.Malformed) as refused:
        codec.from_terminal('{"type":"unlock","request_id":"one","pin":839201}')
    assert refused.value.params == {"at": "$.pin"}
    assert "839201" not in str(refused.value)


def test_what_a_newer_hub_says_is_passed_over() -> None:
    assert codec.from_hub('{"type":"weather_told","sky":"clear"}') is None
    assert codec.event('{"type":"robot_arrived"}') is None


def test_a_word_of_a_newer_hub_is_read_as_unknown() -> None:
    body = json.loads(codec.encode(example(TicketChanged)))
    body["ticket"]["state"] = "teleported"
    changed = codec.event(json.dumps(body))
    assert isinstance(changed, TicketChanged)
    assert changed.ticket.state is TicketState.UNKNOWN


def test_a_field_of_a_newer_side_is_passed_over() -> None:
    frame = '{"type":"issue_ticket","request_id":"one","service":"ktp","colour":"red"}'
    assert codec.from_terminal(frame) == IssueTicket(request_id="one", service="ktp")


@given(messages(*kinds(AnyCommand)), st.text(max_size=8))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_content_of_a_command_does_not_depend_on_its_request_id(command: Message, other: str) -> None:
    again = msgspec.structs.replace(command, request_id=other)
    assert codec.content_of(again) == codec.content_of(command)  # type: ignore[arg-type]
