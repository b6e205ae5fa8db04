"""The tree of forked processes, and what it forks: in programs of their own, since one with threads is not forked."""

import subprocess
import sys

from guike.entry.tests.served import CHECKOUT, PATIENCE, environment

STANDING_STILL = """
import sys, time
from guike.entry import processes
from guike.entry.processes import Heart, Member, Tree

processes.SILENCE, processes.TICK = 1.0, 0.01
heart, lively = Heart(), Heart()
begun = []

def beating():
    while True:
        lively.beat()
        time.sleep(0.1)

members = [Member("still", lambda: time.sleep(600), heart=heart), Member("lively", beating, heart=lively)]
tree = Tree(members)
tree.start()
first = [member.process.pid for member in members]

def look():
    if members[0].process.pid != first[0]:
        tree._ask_to_stop(0, None)

tree.watch(look)
print([member.process.pid == pid for member, pid in zip(members, first)])
tree.stop()
print([member.process.returncode for member in members])
"""

LOADING = """
import gc, os
import django
from django.db import connections

django.setup()
from guike.entry import nursery
from guike.kernel import readings

nursery.load()
print(len(os.listdir("/proc/self/task")), {link.connection for link in connections.all(initialized_only=True)})
print(gc.get_freeze_count() > 100_000, readings.phrases.cache_info().currsize)
"""


def _said(script: str, **env: str) -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=CHECKOUT,
        env=environment() | env,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    return done.stdout, done.stderr


def test_who_stands_still_is_killed_and_started_again() -> None:
    assert _said(STANDING_STILL) == (
        "[False, True]\n[-15, -15]\n",
        "The still process stood still for 1 s\nThe still process ended (-9), it starts again in 1 s\n",
    )


def test_what_is_loaded_before_the_fork_has_no_threads_and_no_connection() -> None:
    """The dsn leads nowhere: nothing of it may need the database."""
    said, _ = _said(LOADING, DJANGO_SETTINGS_MODULE="guike.config.settings")
    assert said == "1 {None}\nTrue 1\n"
