"""Many post to one account at once, on real connections."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from guike.platform.org.queries import begin_versions
from guike.platform.records.errors import RecordRefused
from guike.platform.records.tests.trial_ledger import ctx, entries, jar, jars, level, put
from guike.platform.records.writing import Posting, post, reverse
from tests.support.books import wrong_books
from tests.support.race import at_once

CROWD = 32


def _tried(call: Any) -> Any:
    """ "done", or the code of the refusal."""

    def run() -> str:
        begin_versions()
        try:
            call()
        except RecordRefused as refused:
            return refused.code
        return "done"

    return run


def test_thirty_two_post_to_one_account_at_once(fresh_db: str) -> None:
    """Ten may take, the others are refused; then all put something in: no number is missing, no balance is wrong."""
    with jars():
        account = jar()
        put(account, "10")
        told = Counter(at_once(*[_tried(lambda: put(account, "-1"))] * CROWD))
        assert told == {"done": 10, "ledger.floor": CROWD - 10}
        found = entries(account)
        assert [number for number, _amount, _balance in found] == list(range(1, 12))
        assert [balance for _number, _amount, balance in found] == [str(n) for n in range(10, -1, -1)]
        assert level(account) == ("0", 11)
        told = Counter(at_once(*[_tried(lambda: put(account, "2", "-1", "0.5"))] * CROWD))
        assert told == {"done": CROWD}
        found = entries(account)
        assert [number for number, _amount, _balance in found] == list(range(1, 12 + 3 * CROWD))
        assert level(account) == ("48", 11 + 3 * CROWD)
        assert wrong_books() == []


def test_one_entry_is_reversed_by_one_of_many(fresh_db: str) -> None:
    with jars():
        account = jar()
        (first,) = put(account, "10")
        put(account, "90")
        told = Counter(at_once(*[_tried(lambda: reverse(ctx(), "jar_entry", [first.pk]))] * CROWD))
        assert told == {"done": 1, "ledger.reversed": CROWD - 1}
        assert entries(account) == [(1, "10", "10"), (2, "90", "100"), (3, "-10", "90")]
        assert (level(account), wrong_books()) == (("90", 3), [])


def test_who_posts_crosswise_does_not_wait_for_ever(fresh_db: str) -> None:
    """Each names two accounts, half of them the other way round."""
    with jars():
        one, two = jar("甲"), jar("乙")
        ways = [(one, two), (two, one)]

        def both(index: int) -> Any:
            first, second = ways[index % 2]
            return lambda: post(ctx(), "jar_entry", [Posting(first, Decimal(1)), Posting(second, Decimal(1))])

        told = Counter(at_once(*[_tried(both(index)) for index in range(CROWD)]))
        assert told == {"done": CROWD}
        assert (level(one), level(two), wrong_books()) == ((str(CROWD), CROWD), (str(CROWD), CROWD), [])
