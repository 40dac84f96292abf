"""The control of the kill test: a hub that answers before its commit. It must be caught losing tickets."""

from server.__main__ import main
from server.storage.store import Store, _Job, _Outcome


def _answer_first(self: Store, batch: list[_Job]) -> None:
    """As ``Store._commit``, in the wrong order, and with the commit put off to the next batch."""
    if self._database.connection().in_transaction:
        self._database.commit()
    self._database.begin("IMMEDIATE")
    outcomes: list[_Outcome] = [self._run(job) for job in batch if job.then is None]
    outcomes += [self._look(job) for job in batch if job.then is not None]
    self._loop.call_soon_threadsafe(self._tell, self._books.journal.take_lines(), outcomes)


if __name__ == "__main__":
    Store._commit = _answer_first  # type: ignore[method-assign]
    main()
