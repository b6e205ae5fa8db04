"""What the processes of `guike up` have in common: loaded once, before they are forked. Needs Django set up.

What one of them alone needs it loads for itself: here it would be in the memory of all.
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
    """Load what else they all use, and keep the collector from touching, and so copying, what is shared."""
    pinyin.prepare()
    resolve("/api/v1/-")  # reads every route, past the last one
    gc.collect()
    gc.freeze()


def members(
    web_socket: socket.socket, live_socket: socket.socket, own: Collection[int], workers: int, threads: int
) -> list[Member]:
    """The processes in the order in which they start and stop. `own`: descriptors of the parent alone."""
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
