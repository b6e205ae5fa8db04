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
from guike.platform.access.context import system_context
from guike.platform.audit.origin import Origin, acting
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.reading import table
from guike.platform.records.writing import record_create
from tests.access_matrix.calls import undone
from tests.access_matrix.company import KINDS, World
from tests.access_matrix.oracle import Key
from tests.support.company import WHY, deliver
from tests.two_worlds.differences import (
    Change,
    Unseen,
    held,
    needed,
    numbering,
    seen_among,
    stamps,
    what_he_sees,
)
from tests.two_worlds.listening import (
    Listener,
    Question,
    about,
    after_secrets,
    of_lists,
    of_news,
    of_routes,
)
from tests.two_worlds.policy import STAMPS, apart, tells_that_something_exists, without_stamps, without_unseen

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
    covered = {(change.object, change.id) for change in changes if change.kind == "covered"}
    ids = [record_id for _object, record_id in covered]
    asked = [
        *of_news(),
        *about(keys, dice, ABOUT),
        *of_routes(world, name, dice, ASKED),
        *dice.sample(lists, LISTED),
        *after_secrets(unseen.secrets, dice, SOUGHT),
    ]
    told: list[list[Any]] = []
    sights: list[Any] = []
    last: list[dict[Key, tuple[Any, ...]]] = []
    took, numbers = 0, numbering()
    for number in (0, 1):
        with undone(), held(changes, number, numbers) as done:
            took += done
            sights.append(what_he_sees(world, name))
            last.append(stamps())
            listener = Listener(world.tokens[name])
            listener.greet()
            answers = [without_unseen(listener.ask(one, numbers)) for one in asked]
            told.append([without_stamps(one, ids) for one in answers])
    assert sights[0] == sights[1], f"seed {seed}: the difference itself is seen"
    assert 429 not in {status for status, _answer in told[0]}
    moved = [key for key, one in last[0].items() if one != last[1].get(key) and key not in covered]
    return took, [
        f"seed {seed}, {name}: {key}: stamps {last[0][key]} / {last[1].get(key)}"
        for key in seen_among(world, name, moved)
    ] + [
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


@pytest.mark.req("PM-15")
def test_a_change_of_a_hidden_field_is_told_by_the_stamps_alone(world: World) -> None:
    """One world has it, the other does not: `STAMPS` of policy.py, in one case."""
    sales = world.users["sales"]
    account = next(one for one in world.of("account") if one.owner == sales)
    change = Change(
        "covered", "account", account.id, (None, {"phone": "010-55556666"}), by=world.users["admin"]
    )
    one = f"/records/account/{account.id}"
    paths = (one, f"{one}/history", f"{one}/timeline", "/feed?stream=crm&scope=all", "/notifications")
    told: list[list[Any]] = []
    numbers = numbering()
    for number in (0, 1):
        with clock.frozen(NOW), undone(), held([change], number, numbers) as done:
            assert done == number
            listener = Listener(world.tokens["sales"])
            told.append([listener.ask(Question("GET", "GET", path), numbers) for path in paths])
    assert [status for status, _answer in told[1]] == [200] * len(paths)
    (_, first), (_, second) = told[0][0], told[1][0]
    assert {key for key in first | second if first.get(key) != second.get(key)} == STAMPS
    assert (second["_version"], second["updated_by"]["id"]) == (first["_version"] + 1, world.users["admin"])
    assert told[0][1:] == told[1][1:]


@pytest.mark.req("PM-01")
def test_what_is_written_beside_a_record_moves_its_figures_and_not_its_stamps(world: World) -> None:
    """Otherwise whoever sees a customer or a campaign alone would learn of what belongs to it."""
    campaign = next(one for one in world.of("campaign") if one.owner is not None)
    account = next(one for one in world.of("account") if one.owner is not None)
    related = [{"object": "account", "id": account.id}]
    beside: list[tuple[str, dict[str, Any]]] = [
        ("lead", {"campaign": campaign.id}),
        ("contact", {"account": account.id}),
        ("address", {"account": account.id}),
        ("opportunity", {"account": account.id, "campaign": campaign.id, "amount": "500"}),
        ("activity", {"related": related, "status": "done", "content": "Called"}),
        ("sales_order", {"account": account.id}),
        ("expense", {"related": related, "employee": account.owner}),
    ]
    with clock.frozen(NOW), undone():
        before, figures = stamps(), _figures(campaign.id, account.id)
        for name, values in beside:
            with acting(Origin(actor_id=world.users["admin"], request_id=f"beside-{name}", source="form")):
                (outcome,) = record_create(
                    system_context(), name, [{**needed(name, "Beside"), "owner": account.owner, **values}]
                )
            assert outcome.ok, (name, outcome)
            deliver()
        after = stamps()
        assert {key: after[key] for key in before} == before
        assert len(after) >= len(before) + len(beside)
        moved = _figures(campaign.id, account.id)
        assert (figures[0] + 1, figures[1] + 1) == moved[:2]
        assert str(moved[2]).startswith(NOW[:10])


def _figures(campaign: int, account: int) -> tuple[Any, ...]:
    """Leads and opportunities of a campaign, and when the account was last followed up."""
    of_campaign = table(catalogue().get("campaign")).system(reason=WHY).filter(pk=campaign)
    of_account = table(catalogue().get("account")).system(reason=WHY).filter(pk=account)
    counts = of_campaign.values_list("lead_count", "opportunity_count").get()
    return (*counts, of_account.values_list("last_follow_up_at", flat=True).get())
