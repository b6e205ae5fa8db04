"""Loads the code that all processes of `guike up` share, once, before they are forked. Needs Django set up.

Code that only one process needs is loaded by that process; here it would be in the memory of all.
"""

import gc
import socket
from collections.abc import Collection
from functools import partial

from django.urls import resolve

from guike.entry import live, web, worker
from guike.entry.processes import Heart, Member
from guike.kernel import pinyin


def load() -> None:
    """Load all shared code, and keep the garbage collector from touching shared objects, which would copy them."""
    pinyin.prepare()
    resolve("/api/v1/-")  # loads every route, because no route matches
    gc.collect()
    gc.freeze()


def members(
    web_socket: socket.socket, live_socket: socket.socket, own: Collection[int], workers: int, threads: int
) -> list[Member]:
    """The processes in the order in which they start and stop. `own`: descriptors that belong to the parent alone."""
    first, second = web_socket.fileno(), live_socket.fileno()
    hearts, beating = [Heart() for _ in range(workers)], Heart()
    return [
        *(
            Member("web", partial(web.serve, web_socket, heart, threads), {second, *own}, heart)
            for heart in hearts
        ),
        Member("worker", worker.main, {first, second, *own}),
        Member("live", partial(live.serve, live_socket, beating), {first, *own}, beating),
    ]
