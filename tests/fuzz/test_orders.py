"""Thousands of random acts on orders: none in effect ever has an amount that its approval did not see."""

from __future__ import annotations

import os
import secrets
import sys
import time
from random import Random

import pytest

from guike.domains.orders.tests.life_walks import VERBS, World
from guike.platform.approvals.tests.firm import Firm

MINUTES = float(os.environ.get("GUIKE_FUZZ_MINUTES") or 0)
LEAST = 2_000 if MINUTES else 120
_SHARE = 0.2  # of the minutes of a slice
_LIFE = 60  # acts until other orders come


@pytest.mark.django_db
def test_no_order_in_effect_goes_past_its_approval() -> None:
    seed = int(os.environ.get("GUIKE_FUZZ_SEED") or secrets.randbelow(10**6))
    random, world = Random(seed), World.open(Firm.open())
    tried = 0
    until = time.monotonic() + MINUTES * 60 * _SHARE
    sys.stdout.write(f"\nseed {seed}\n")
    while tried < LEAST or time.monotonic() < until:
        if tried % _LIFE == 0:
            world.known.clear()
            world.firm.shop.account = world.firm.shop.make_account()
        world.act((random.randrange(len(VERBS)), random.randrange(4), random.randrange(400)))
        tried += 1
    sys.stdout.write(f"{tried} acts, of which took effect: {dict(world.done)}\n")
    assert (
        not MINUTES
        or min(world.done[one] for one in ("submit", "revise", "decide", "withdraw", "ship", "close_short"))
        > 0
    )
