"""The tree of forked processes, and what it forks: in programs of their own, since one with threads is not forked."""

import subprocess
import sys
from pathlib import Path

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

DYING = """
import os, signal, sys, time
from guike.entry import processes
from guike.entry.processes import Member, Tree

processes.CALM, processes.FIRST_PAUSE, processes.LONGEST_PAUSE, processes.TICK = 0.4, 0.05, 0.1, 0.01
begun = os.open(sys.argv[1], os.O_CREAT | os.O_RDWR | os.O_APPEND)

def main():
    os.write(begun, b".")
    life = os.fstat(begun).st_size
    if life in (1, 5):
        time.sleep(0.8)
    if life < 7:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(600)

tree = Tree([Member("web", main)])
tree.start()
tree.watch(lambda: os.fstat(begun).st_size == 7 and tree._ask_to_stop(0, None))
tree.stop()
"""

LOADING = """
import gc, os
import django
from django.db import connections

django.setup()
from guike.entry import nursery
from guike.kernel.caches import process_caches

nursery.load()
print(len(os.listdir("/proc/self/task")), {link.connection for link in connections.all(initialized_only=True)})
kept = {one.name: one.size() for one in process_caches()}
print(gc.get_freeze_count() > 100_000, kept["kernel.readings.phrases"])
"""


def _said(script: str, *arguments: str, **env: str) -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
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
        "The still process stood still for 1 s\nThe still process ended (-9), it starts again in 0.5 s\n",
    )


def test_who_had_served_is_replaced_at_once_and_who_dies_at_its_start_ever_later(tmp_path: Path) -> None:
    _, said = _said(DYING, str(tmp_path / "begun"))
    times = [line.removeprefix("The web process ended (-9), it starts again ") for line in said.splitlines()]
    assert times == ["at once", "in 0.05 s", "in 0.1 s", "in 0.1 s", "at once", "in 0.05 s"]


def test_what_is_loaded_before_the_fork_has_no_threads_and_no_connection() -> None:
    """The dsn leads nowhere: nothing of it may need the database."""
    said, _ = _said(LOADING, DJANGO_SETTINGS_MODULE="guike.config.settings")
    assert said == "1 {None}\nTrue 1\n"
