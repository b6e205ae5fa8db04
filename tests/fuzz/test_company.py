"""Thousands of random acts on orders, goods and money: every figure can be derived again after each of them."""

from __future__ import annotations

import os
import secrets
import sys
import time
from random import Random

import pytest

from tests.fuzz.company_walk import VERBS, World

MINUTES = float(os.environ.get("GUIKE_FUZZ_MINUTES") or 0)
LEAST = int(os.environ.get("GUIKE_FUZZ_ACTS") or (2_000 if MINUTES else 120))
_SHARE = 0.5  # of the minutes of a slice
_LIFE = 100  # acts until other orders come


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
