"""The writer: the one thread that writes. What has gathered goes into one transaction; answers come after its commit.

Group commit makes durability cheap: the more wait, the more share one sync of the disk. A batch that fails is undone as
a whole and then tried one by one, so that nobody loses by what another wrote.
"""

import asyncio
import contextlib
import logging
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from ..errors import CannotKeep

GROUP: Final = 1000  # jobs of one transaction
Payload = TypeVar('Payload')
Result = TypeVar('Result')
Work = Callable[[Connection, Sequence[Payload]], Sequence[Result]]

log = logging.getLogger('chat.store')


class NotOpen(RuntimeError):
    """The store is used before the server has started or after it has ended."""


@dataclass(slots=True)
class _Job(Generic[Payload, Result]):
    work: Work[Payload, Result]
    payload: Payload
    loop: asyncio.AbstractEventLoop
    answer: 'asyncio.Future[Result]'
    result: Result | None = None
    error: Exception | None = None


@dataclass(slots=True)
class Writer:
    """Writes for everybody, in the order in which it is asked."""

    engine: Engine
    undone: Callable[[], None] = lambda: None
    """Called in the writer's thread after a transaction was undone: what was remembered of it is not true."""
    group: int = GROUP
    """Jobs of one transaction; 1 is a commit a job, for comparison."""
    problem: str = ''
    """Why the last transaction failed; empty when it did not."""
    _jobs: 'queue.SimpleQueue[_Job[Any, Any] | None]' = field(default_factory=queue.SimpleQueue)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to write."""
        self._thread = threading.Thread(target=self._run, name='chat writer', daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Write what has gathered, then end; returns when that is done."""
        if self._thread:
            self._jobs.put(None)
            self._thread.join()
            self._thread = None

    @property
    def waiting(self) -> int:
        """Jobs that wait for their turn."""
        return self._jobs.qsize()

    async def do(self, work: Work[Payload, Result], payload: Payload) -> Result:
        """Have a piece of work done in a transaction; the answer means that it is on disk.

        :param work: gets its payload together with those of its neighbours of the same kind, and answers in their order
        :raises CannotKeep: the disk is full, broken or not writable
        """
        loop = asyncio.get_running_loop()
        job = _Job(work, payload, loop, loop.create_future())
        if self._thread is None:
            raise CannotKeep
        self._jobs.put(job)
        result: Result = await job.answer
        return result

    # --- in the writer's thread --------------------------------------------------------------------------
    def _run(self) -> None:
        with self.engine.connect() as connection:
            while (job := self._jobs.get()) is not None:
                batch, is_last = [job], False
                while len(batch) < self.group:
                    try:
                        job = self._jobs.get_nowait()
                    except queue.Empty:
                        break
                    if job is None:
                        is_last = True
                        break
                    batch.append(job)
                self._write(connection, batch)
                if is_last:
                    return

    def _write(self, connection: Connection, batch: list[_Job[Any, Any]]) -> None:
        if not self._commit(connection, batch) and len(batch) > 1:
            for job in batch:
                job.error = None
                self._commit(connection, [job])
        for loop, jobs in _by_loop(batch):
            with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits
                loop.call_soon_threadsafe(_answer, jobs)

    def _commit(self, connection: Connection, batch: list[_Job[Any, Any]]) -> bool:
        try:
            with connection.begin():
                for work, jobs in groupby(batch, key=lambda job: job.work):
                    neighbours = list(jobs)
                    results = work(connection, [job.payload for job in neighbours])
                    for job, result in zip(neighbours, results, strict=True):
                        job.result = result
        except DBAPIError as error:
            reason = str(error.orig)
            if reason != self.problem:
                log.error('cannot write: %s', reason)
            self.problem = reason
            self._undo(batch, CannotKeep())
            return False
        except Exception as error:
            self._undo(batch, error)
            return False
        if self.problem:
            log.warning('can write again')
            self.problem = ''
        return True

    def _undo(self, batch: list[_Job[Any, Any]], error: Exception) -> None:
        self.undone()
        for job in batch:
            job.error = error


def _by_loop(batch: list[_Job[Any, Any]]) -> Iterator[tuple[asyncio.AbstractEventLoop, list[_Job[Any, Any]]]]:
    for _, jobs in groupby(batch, key=lambda job: id(job.loop)):
        together = list(jobs)
        yield together[0].loop, together


def _answer(jobs: list[_Job[Any, Any]]) -> None:
    for job in jobs:
        if job.answer.done():
            continue  # whoever asked has gone
        if job.error is not None:
            job.answer.set_exception(job.error)
        else:
            job.answer.set_result(job.result)
