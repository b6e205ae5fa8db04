"""Goods that several take at once. ST-01."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from guike.domains.inventory.tests.store import Store, body, moves, stock
from tests.support.race import at_once


def test_sixty_four_take_the_last_ten(fresh_db: None) -> None:
    """I2: exactly ten pieces go, and what was refused stays a draft."""
    store = Store.open()
    goods = store.product()
    store.post("receipt", {"product": goods, "quantity": "10"})
    drafts = [body(store.draft("issue", {"product": goods, "quantity": "1"}), 201) for _one in range(64)]
    answers = at_once(*(_posting(store, draft) for draft in drafts))
    assert sorted(answers) == [200] * 10 + [409] * 54
    assert (stock(goods, store.here), len(moves(goods))) == (("0", "0", "0"), 11)


def test_goods_come_first_to_a_place_at_once(fresh_db: None) -> None:
    """The place is made once, and both receipts count."""
    store = Store.open()
    goods = store.product()
    drafts = [body(store.draft("receipt", {"product": goods, "quantity": "2"}), 201) for _one in range(8)]
    assert at_once(*(_posting(store, draft) for draft in drafts)) == [200] * 8
    assert stock(goods, store.here)[0] == "16"


def test_one_document_is_posted_once(fresh_db: None) -> None:
    store = Store.open()
    goods = store.product()
    draft = body(store.draft("receipt", {"product": goods, "quantity": "2"}), 201)
    assert sorted(at_once(*(_posting(store, draft) for _one in range(8)))) == [200] + [409] * 7
    assert stock(goods, store.here)[0] == "2"


def _posting(store: Store, draft: dict[str, Any]) -> Callable[[], int]:
    return lambda: int(store.act(draft, "post").status_code)
