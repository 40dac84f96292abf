"""The store: one database, one connection, one writer thread, and commits shared by commands that meet.

Measured (docs/decisions on storage): a commit that waits for the disk costs the same for one command
as for thirty, so what arrives together shares it. Each command runs in a savepoint of its own, and is
answered only after the commit. Reads go through the same connection; that also keeps clear of
SQLite's WAL-reset bug, which needs two connections.
"""

import asyncio
import logging
import os
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

import peewee

from protocol import errors
from server.storage import schema
from server.storage.books import SqlBooks
from server.storage.folder import DURABLE, DataFolderInUse, lock_folder
from server.storage.journal import Line
from server.storage.keys import Keys
from server.storage.rotation import keys_of

__all__ = ["DURABLE", "DataFolderInUse", "Listener", "Store"]

log = logging.getLogger(__name__)
T = TypeVar("T")

BATCH = 32  # commands that share a commit; more would hold the interpreter too long at once


class Listener(Protocol):
    def __call__(self, lines: list[Line], /) -> None: ...


@dataclass(frozen=True)
class _Job:
    """A command, or (with ``then``) a look at the books that waits for no commit of its own."""

    work: Callable[[SqlBooks], Any]
    promise: asyncio.Future[Any]
    then: Callable[[Any], None] | None = None


@dataclass(frozen=True)
class _Outcome:
    job: _Job
    result: Any = None
    problem: Exception | None = None


class Store:
    """Opens, migrates and locks the books of a folder. Raises OSError, DataFolderInUse, peewee.DatabaseError."""

    def __init__(self, folder: Path, loop: asyncio.AbstractEventLoop, *, pragmas: dict[str, Any] = DURABLE) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._lock = lock_folder(folder)
        self._loop = loop
        self._keys = keys_of(folder)
        self._database = peewee.SqliteDatabase(str(folder / "antrean.db"), pragmas=pragmas, thread_safe=False)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._listener: Listener = _nobody
        self._opening: BaseException | None = None
        self._opened = threading.Event()
        self._thread = threading.Thread(target=self._work, name="books", daemon=True)
        self._thread.start()
        self._opened.wait()
        if self._opening is not None:
            os.close(self._lock)
            raise self._opening

    @property
    def keys(self) -> Keys:
        return self._keys

    def on_committed(self, listener: Listener) -> None:
        """Calls it on the event loop with each commit's journal lines, before anybody is answered."""
        self._listener = listener

    def submit(self, work: Callable[[SqlBooks], T]) -> asyncio.Future[T]:
        """Runs ``work`` in a savepoint; the future ends after the commit is durable, or with what it raised."""
        promise: asyncio.Future[T] = self._loop.create_future()
        self._jobs.put(_Job(work, promise))
        return promise

    def look(self, reading: Callable[[SqlBooks], T], then: Callable[[T], None]) -> asyncio.Future[None]:
        """Reads behind the commit of whatever was asked before it. ``then`` gets the result on the event loop
        after listeners have heard of all that was read, and before they hear of anything later.
        """
        promise: asyncio.Future[None] = self._loop.create_future()
        self._jobs.put(_Job(reading, promise, then))
        return promise

    async def close(self) -> None:
        """Ends after the last command; what was answered is on the disk."""
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)
        os.close(self._lock)

    def _work(self) -> None:
        try:
            self._open()
        except BaseException as problem:
            self._opening = problem
            return
        finally:
            self._opened.set()
        while (batch := self._next_batch()) is not None:
            self._commit(batch)
        self._database.close()

    def _open(self) -> None:
        self._database.connect()
        schema.migrate(self._database)
        self._books = SqlBooks(self._database, self._keys, self._folder / "documents")
        self._books.prepare()

    def _next_batch(self) -> list[_Job] | None:
        """At least one job, and those that wait behind it; None at the end."""
        first = self._jobs.get()
        if first is None:
            return None
        batch = [first]
        while len(batch) < BATCH and not self._jobs.empty():
            job = self._jobs.get()
            if job is None:
                self._jobs.put(None)
                break
            batch.append(job)
        return batch

    def _commit(self, batch: list[_Job]) -> None:
        """Commands in one transaction, then looks; all of it is told in one turn of the loop."""
        commands = [job for job in batch if job.then is None]
        outcomes = self._write(commands) if commands else []
        outcomes += [self._look(job) for job in batch if job.then is not None]
        lines = self._books.journal.take_lines()
        self._loop.call_soon_threadsafe(self._tell, lines, outcomes)

    def _write(self, commands: list[_Job]) -> list[_Outcome]:
        """One transaction for all; a command that raises takes back only its own part."""
        try:
            self._database.begin("IMMEDIATE")
            outcomes = [self._run(job) for job in commands]
            self._database.commit()
        except Exception:
            log.exception("the books could not be written")
            self._take_back()
            return [_Outcome(job, problem=errors.Busy()) for job in commands]
        self._books.committed()
        return outcomes

    def _look(self, job: _Job) -> _Outcome:
        try:
            return _Outcome(job, job.work(self._books))
        except Exception as problem:
            return _Outcome(job, problem=problem)

    def _run(self, job: _Job) -> _Outcome:
        """Runs one command in its savepoint."""
        execute = self._database.execute_sql
        execute("SAVEPOINT command")
        mark = self._books.mark()
        result: Any = None
        problem: Exception | None = None
        try:
            result = job.work(self._books)
        except peewee.OperationalError:
            raise  # disk full or broken: nothing of this batch can be promised
        except Exception as why:
            problem = why
        if problem is not None:
            execute("ROLLBACK TO command")
            self._books.back_to(mark)
        execute("RELEASE command")
        return _Outcome(job, result, problem)

    def _take_back(self) -> None:
        try:
            self._database.rollback()
        except peewee.DatabaseError:
            log.exception("the transaction could not be taken back")
        self._books.read_again()

    def _tell(self, lines: list[Line], outcomes: list[_Outcome]) -> None:
        """On the event loop: first the news, then the answers."""
        if lines:
            try:
                self._listener(lines)
            except Exception:
                log.exception("a listener failed; the books are not touched by it")
        for outcome in outcomes:
            if not outcome.job.promise.done():  # else the asker went away; the command stands all the same
                _answer(outcome)


def _answer(outcome: _Outcome) -> None:
    promise, then = outcome.job.promise, outcome.job.then
    if outcome.problem is not None:
        promise.set_exception(outcome.problem)
    elif then is None:
        promise.set_result(outcome.result)
    else:
        try:
            then(outcome.result)
            promise.set_result(None)
        except Exception as problem:
            promise.set_exception(problem)


def _nobody(lines: list[Line], /) -> None:
    """The listener before anybody listens."""
