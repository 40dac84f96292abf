"""The commands that wait for an answer, across reconnects."""

import asyncio
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from protocol import codec, errors
from protocol.messages import (
    MAX_FRAME_BYTES,
    Answer,
    AnyAnswer,
    AnyCommand,
    Done,
    Lock,
    Refused,
    Session,
    SignedIn,
    SignOut,
)


def new_request_id() -> str:
    """An id that no other request ever had."""
    return uuid.uuid4().hex


@dataclass(eq=False)
class Request:
    """One command on its way. ``sent_on``: the connection it was last written to."""

    command: AnyCommand
    frame: bytes
    answer: asyncio.Future[AnyAnswer] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    sent_on: object = None
    askers: int = 0


class Requests:
    """Every request whose answer is still out, in the order of asking."""

    def __init__(self) -> None:
        self._open: dict[str, Request] = {}

    def open(self, command: AnyCommand) -> Request:
        """The request for this command; the one under way where the very same is asked twice."""
        request = self._open.get(command.request_id)
        if request is None:
            request = self._open[command.request_id] = Request(command, _frame(command))
        elif request.command != command:
            raise errors.RequestReused
        request.askers += 1
        return request

    def leave(self, request: Request) -> None:
        """One asker less; the last one takes the request away."""
        request.askers -= 1
        if not request.askers:
            self._open.pop(request.command.request_id, None)
            request.answer.cancel()

    def settle(self, message: Answer | Refused) -> Request | None:
        """Hands the answer to whoever asked. None where nobody waits for it any more."""
        request = self._open.get(message.request_id) if message.request_id else None
        if request is None or request.answer.done():
            return None
        if isinstance(message, Answer):
            request.answer.set_result(message.result)
        else:
            request.answer.set_exception(errors.refusal(message.code, message.params))
        return request

    def unsent(self, connection: object) -> Iterator[Request]:
        """What this connection has not carried yet."""
        yield from [r for r in self._open.values() if r.sent_on is not connection and not r.answer.done()]


def session_after(command: AnyCommand, answer: AnyAnswer, session: Session | None) -> Session | None:
    """Who is signed in here once this command was answered so."""
    match command, answer:
        case _, SignedIn(session=signed_in):
            return signed_in
        case SignOut(), Done():
            return None
        case Lock(), Done() if session is not None:
            return msgspec.structs.replace(session, locked=True)
    return session


def _frame(command: AnyCommand) -> bytes:
    frame = codec.encode(command)
    if len(frame) > MAX_FRAME_BYTES:
        raise errors.TooLarge(limit=MAX_FRAME_BYTES)
    return frame
