"""Thousands of random acts on orders, goods and money: every figure can be derived again after each of them."""

from __future__ import annotations

import os
import secrets
import sys
import time
from collections import Counter
from functools import partial
from random import Random

import pytest

from tests.fuzz.company_walk import VERBS, World
from tests.support.books import wrong_books
from tests.support.race import at_once

MINUTES = float(os.environ.get("GUIKE_FUZZ_MINUTES") or 0)
LEAST = int(os.environ.get("GUIKE_FUZZ_ACTS") or (2_000 if MINUTES else 120))
_SHARE = 0.5  # of the minutes of a slice
_LIFE = 100  # acts until other orders come
_PEOPLE = 8
_EACH = 30 if MINUTES else 10  # acts of one of them until everything is compared


@pytest.mark.django_db
def test_every_figure_can_be_derived_again() -> None:
    seed = int(os.environ.get("GUIKE_FUZZ_SEED") or (secrets.randbelow(10**6) if MINUTES else 20))
    random = Random(seed)
    world = World.open(random)
    tried = 0
    until = time.monotonic() + MINUTES * 60 * _SHARE
    sys.stdout.write(f"\nseed {seed}\n")
    while tried < LEAST or time.monotonic() < until:
        if tried % _LIFE == 0:
            world.turn_over()
        world.act()
        tried += 1
    sys.stdout.write(f"{tried} acts, of which took effect: {dict(world.done)}\n")
    assert not MINUTES or min(world.done[verb.__name__] for verb in VERBS) > 0


@pytest.mark.usefixtures("fresh_db")
def test_eight_people_at_once_leave_figures_that_can_be_derived_again() -> None:
    """On the same four orders and the same goods, each on a connection of his own: nobody is answered an error of the program, and
    what was kept is what follows from the rows. The detectors of every test compare all tables after it, too."""
    seed = int(os.environ.get("GUIKE_FUZZ_SEED") or (secrets.randbelow(10**6) if MINUTES else 21))
    sys.stdout.write(f"\nseed {seed}\n")
    world = World.open(Random(seed))
    people = [world.beside(seed + number) for number in range(1, _PEOPLE + 1)]
    rounds = 0
    until = time.monotonic() + MINUTES * 60 * _SHARE
    while rounds == 0 or time.monotonic() < until:
        world.turn_over()
        for person in people:
            person.known = world.known
        at_once(*(partial(_acts, person) for person in people))
        assert world.known
        world.check()
        assert wrong_books() == []
        rounds += 1
    done = sum((person.done for person in people), Counter[str]())
    sys.stdout.write(f"{rounds * _PEOPLE * _EACH} acts, of which took effect: {dict(done)}\n")


def _acts(person: World) -> None:
    for _one in range(_EACH):
        person.step()
