"""Two companies that differ only in what somebody may not see tell him the same, word for word, whatever he asks."""

from __future__ import annotations

import os
import random
import secrets
import sys
import time
from itertools import count
from typing import Any

import pytest

from guike.kernel import clock
from tests.access_matrix.calls import undone
from tests.access_matrix.company import KINDS, World
from tests.two_worlds.differences import Unseen, held, numbering, what_he_sees
from tests.two_worlds.listening import (
    Listener,
    Question,
    about,
    after_secrets,
    of_lists,
    of_routes,
)
from tests.two_worlds.policy import apart, tells_that_something_exists, without_unseen

#: in the long suite (`make test-long SUITE=tests/two_worlds`) as many as its minutes allow, from its seed on
MINUTES = float(os.environ.get("GUIKE_FUZZ_MINUTES") or 0)
FIRST = int(os.environ.get("GUIKE_FUZZ_SEED") or secrets.randbelow(10**6)) if MINUTES else 0
PAIRS, PARTS = 50, 2
#: questions of each kind for a pair
ABOUT, ASKED, LISTED, SOUGHT = 24, 18, 6, 12
NOW = "2026-11-20T04:00:00+00:00"
#: whoever may see something and not everything
LISTENERS = tuple(name for name, (roles, _more) in KINDS.items() if roles and "administrator" not in roles)


@pytest.fixture(scope="module")
def lists(world: World) -> list[Question]:
    """After the company, because it defines an object."""
    return of_lists()


def _compared(world: World, lists: list[Question], seed: int) -> tuple[int, list[str]]:
    """How many changes took effect in either world, and where the answers differ."""
    dice = random.Random(seed)
    name = dice.choice(LISTENERS)
    unseen = Unseen(world, name, dice)
    changes = unseen.changes(dice.randint(3, 12))
    keys = [key for change in changes for key in change.beside]
    asked = [
        *about(keys, dice, ABOUT),
        *of_routes(world, name, dice, ASKED),
        *dice.sample(lists, LISTED),
        *after_secrets(unseen.secrets, dice, SOUGHT),
    ]
    told: list[list[Any]] = []
    sights, took, numbers = [], 0, numbering()
    for number in (0, 1):
        with undone(), held(changes, number, numbers) as done:
            took += done
            sights.append(what_he_sees(world, name))
            listener = Listener(world.tokens[name])
            listener.greet()
            told.append([without_unseen(listener.ask(one, numbers)) for one in asked])
    assert sights[0] == sights[1], f"seed {seed}: the difference itself is seen"
    assert 429 not in {status for status, _answer in told[0]}
    return took, [
        f"seed {seed}, {name}: {one.method} {one.path} {one.body}: {' | '.join(apart(first, second))}"
        for one, first, second in zip(asked, *told, strict=True)
        if first != second and not (tells_that_something_exists(first) or tells_that_something_exists(second))
    ]


@pytest.mark.req("PM-01", "PM-15", "PM-16")
@pytest.mark.parametrize("part", range(PARTS))
def test_two_worlds_sound_alike(world: World, lists: list[Question], part: int) -> None:
    faults: list[str] = []
    until = time.monotonic() + MINUTES * 60 / PARTS
    pairs = took = 0
    with clock.frozen(NOW):
        for seed in count(FIRST + part, PARTS):
            if len(faults) > 40 or (time.monotonic() > until if MINUTES else seed >= FIRST + PAIRS):
                break
            done, found = _compared(world, lists, seed)
            pairs, took, faults = pairs + 1, took + done, faults + found
    sys.stdout.write(
        f"\n{pairs} pairs from seed {FIRST + part} in steps of {PARTS}, {took} changes took effect\n"
    )
    assert not faults, "\n".join(faults)
    assert took > 2 * pairs
