"""The background process: jobs, the dispatcher of events, the sender of webhooks, the clockwork and the rules, in one.

Jobs run in threads of procrastinate's asyncio worker; the dispatcher, the sender, the clockwork and the rules of automation have a
thread each. SIGTERM or SIGINT ends it cleanly: running jobs stop at their next progress report and go on in the next
worker.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

import structlog
from django.db import DatabaseError, InterfaceError, connection
from procrastinate import App, PsycopgConnector
from procrastinate.contrib.django import app as django_app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException

from guike.platform.automation import running
from guike.platform.database.trouble import trouble_of, words_of
from guike.platform.events import dispatcher
from guike.platform.jobs import clockwork, holding, queue, runner
from guike.platform.webhooks.sending import Sender

CONCURRENCY = int(os.environ.get("GUIKE_JOBS", "2"))  # jobs at once
POLL = 0.5  # seconds between searches for jobs, because writes do not notify the queue
EVENT_POLL = 0.25
CLOCK_POLL = 2.0
HEARTBEAT = 5.0
#: seconds without a heartbeat after which a worker counts as dead although it keeps its sessions (its machine is gone)
STALLED_AFTER = 20.0
GRACE = 15.0
#: seconds that the queue waits for a connection; then it is restarted, because a pool asks an absent server less and
#: less often
CONNECTING = 5.0
_PAUSE_AFTER_ERROR = 2.0
#: runs of rules after which the worker looks whether it is to stop
_RUNS_AT_ONCE = 1_000
#: new containers after which the garbage collector runs; two chunks of an import make fewer
GARBAGE = 100_000
#: seconds after which a working thread lets another run, so a thread with an answer from the database waits no longer
TURN = 0.0005

_log = structlog.get_logger(__name__)


def calm_collector() -> None:
    """Run the garbage collector seldom. Loaded code stays, and the objects of an import's chunk are freed with the
    chunk without it. At the default threshold the collector took a tenth of an import's Python time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE, *gc.get_threshold()[1:])


def share_interpreter() -> None:
    """Let threads switch often. One thread of an import prepares a chunk while another writes the chunk before; with
    the default of 5 ms the database waited for Python after each statement."""
    sys.setswitchinterval(TURN)


def main() -> int:
    """Work until SIGTERM or SIGINT and return 0. While the database is unreachable, the queue is restarted again and
    again. If the queue ends for another reason, return 1, so that the parent starts a new worker."""
    runner.stopping.clear()
    calm_collector()
    share_interpreter()
    sender = Sender()
    threads = [
        threading.Thread(target=_repeat, args=(_dispatch, EVENT_POLL), name="events", daemon=True),
        threading.Thread(
            target=_repeat, args=(sender.turn, EVENT_POLL, sender.close), name="webhooks", daemon=True
        ),
        threading.Thread(target=_repeat, args=(_tick, CLOCK_POLL), name="clockwork", daemon=True),
        threading.Thread(target=_repeat, args=(_automate, EVENT_POLL), name="automation", daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        while not runner.stopping.is_set() and _go_on():
            runner.stopping.wait(_PAUSE_AFTER_ERROR)
    finally:
        asked = runner.stopping.is_set()
        runner.stopping.set()
        for thread in threads:
            thread.join(GRACE)
    return 0 if asked else 1


def _go_on() -> bool:
    """Run the queue until it ends; whether it can be restarted in this process."""
    try:
        asyncio.run(_work())
    except Exception as failure:
        _tell("the queue cannot go on", failure)
        return trouble_of(failure) is not None
    return True


async def _work() -> None:
    """Run the queue's worker until a signal; it returns by itself only when it cannot go on."""
    asyncio.get_running_loop().set_exception_handler(_log_lost_error)
    connector = PsycopgConnector(kwargs=connector_params(), min_size=0, max_size=4, timeout=CONNECTING)
    async with django_app.with_connector(connector).open_async() as app:
        worker = asyncio.create_task(
            app.run_worker_async(
                concurrency=CONCURRENCY,
                fetch_job_polling_interval=POLL,
                listen_notify=False,
                install_signal_handlers=False,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=STALLED_AFTER,
                shutdown_graceful_timeout=GRACE,
                delete_jobs="always",
            )
        )
        recovery = asyncio.create_task(_recover(app))
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, _ask_to_stop, worker)
        try:
            with contextlib.suppress(asyncio.CancelledError):
                await worker
        finally:
            recovery.cancel()


def _ask_to_stop(worker: asyncio.Task[None]) -> None:
    runner.stopping.set()
    worker.cancel()


def _log_lost_error(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log the error of a queue task for which nobody waited. A run that was replaced by another cannot record its end;
    this is no fault."""
    failure = context.get("exception")
    if not isinstance(failure, ConnectorException):
        loop.default_exception_handler(context)
    elif trouble_of(failure) is not None:
        _tell("the queue could not note how a job ended", failure)
    else:
        reason = " ".join(str(failure.__cause__ or failure).split())
        _log.warning("the queue could not note how a job ended", reason=reason)


async def _recover(app: App) -> None:
    """Queue the jobs of dead workers again, if their sessions do not show that they are dead (see
    `clockwork.put_lost`).

    A worker must be found dead twice in a row, because after a machine slept, this worker itself was silent until now.
    """
    suspected: set[int | None] = set()
    while True:
        await asyncio.sleep(HEARTBEAT)
        try:
            found = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER))
            sure = [job for job in found if job.id in suspected]
            suspected = {job.id for job in found}
            for job in sure:
                _log.warning("job of a dead worker goes on", task=job.task_name, args=job.task_kwargs)
                if job.task_name == queue.RUN_JOB:
                    await asyncio.to_thread(_oust, int(str(job.task_kwargs["job_id"])))
                await app.job_manager.retry_job(job)
        except Exception as failure:  # the next round tries again
            _tell("looking for stalled jobs failed", failure)


def _oust(job_id: int) -> None:
    try:
        holding.oust(job_id)
    finally:
        connection.close()


def _repeat(turn: Callable[[], bool], pause: float, close: Callable[[], None] | None = None) -> None:
    """Call `turn` until the process stops, without a pause while it finds work; then `close`."""
    wait = 0.0
    while not runner.stopping.wait(wait):
        try:
            wait = 0.0 if turn() else pause
        except Exception as failure:  # the end of this loop would silently stop all reactions
            _tell("background loop failed", failure, turn=turn.__name__)
            if isinstance(failure, DatabaseError | InterfaceError):
                connection.close()
            wait = _PAUSE_AFTER_ERROR
    if close is not None:
        close()
    connection.close()


def _tell(what: str, failure: Exception, **more: str) -> None:
    """Log an outage in one line, not too often; log any other failure with its trace."""
    trouble = trouble_of(failure)
    if trouble is None:
        _log.error(what, exc_info=failure, **more)
    elif said := words_of(trouble, failure):
        _log.warning(said)


def _dispatch() -> bool:
    return dispatcher.run_once() > 0


def _automate() -> bool:
    return running.run_once(_RUNS_AT_ONCE) > 0


def _tick() -> bool:
    clockwork.put_lost()
    clockwork.put_due()
    return False
