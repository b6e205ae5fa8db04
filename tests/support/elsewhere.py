"""A second process that lives on between the questions and keeps its caches."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import Pipe
from typing import TypeVar

from django.db import connections

Answer = TypeVar("Answer")


@contextmanager
def another_process(answer: Callable[[int], Answer]) -> Iterator[Callable[[int], Answer]]:
    """Asks a process of its own, with connections of its own, what `answer` tells of a number."""
    here, there = Pipe()
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            while (asked := there.recv()) is not None:
                there.send(answer(asked))
        finally:
            os._exit(0)

    def ask(about: int) -> Answer:
        here.send(about)
        assert here.poll(60), "the other process does not answer"
        found: Answer = here.recv()
        return found

    try:
        yield ask
    finally:
        here.send(None)
        os.waitpid(pid, 0)
