"""What money may be for, decided without a database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guike.domains.bank.rules import (
    Debtor,
    Line,
    Owed,
    Proposal,
    fits_payer,
    names_in,
    numbers_in,
    payer_key,
    propose,
)

QINGDU, LANXIE, XIYUN = 1, 2, 3
amounts = st.decimals(min_value="0.01", max_value=99_999, places=2)


def order(pk: int, amount: str, number: str = "", day: int = 1) -> Owed:
    return Owed("order", pk, number or f"SO20261101-{pk:04}", Decimal(amount), date(2026, 11, day))


def debtor(
    pk: int, name: str, *owed: Owed, aliases: tuple[str, ...] = (), pending: tuple[Owed, ...] = ()
) -> Debtor:
    names = frozenset(payer_key(one) for one in name.split())
    return Debtor(pk, names, frozenset(payer_key(one) for one in aliases), owed, pending)


def asked(amount: str, payer: str = "", memo: str = "", *debtors: Debtor) -> list[Proposal]:
    return propose(Line(Decimal(amount), payer, memo), debtors)


def why(found: Proposal) -> list[str]:
    return [one.code for one in found.evidence]


KNOWN = (
    debtor(QINGDU, "青渡商贸（集团）有限公司 青渡商贸", order(11, "5000"), order(12, "12000")),
    debtor(LANXIE, "岚榭图文有限公司", order(21, "8000")),
    debtor(
        XIYUN,
        "栖云打印设备有限公司 栖云打印",
        order(3, "9000"),
        order(7, "11000"),
        order(8, "1000"),
        aliases=("陆三",),
    ),
)


@pytest.mark.req("RE-07")
def test_the_payer_s_open_orders_are_proposed_the_exact_amount_first() -> None:
    """I6: the shapes of two statements"""
    (first, *_rest) = asked("12000", "青渡商贸", "货款", *KNOWN)
    assert (first.account, why(first), first.parts) == (
        QINGDU,
        ["name", "exact"],
        (("order", 12, Decimal(12000)),),
    )
    (first,) = asked("8000", "蔡一鸣", "代付岚榭图文", *KNOWN)
    assert (first.account, why(first), first.parts) == (
        LANXIE,
        ["memo_name", "exact"],
        (("order", 21, Decimal(8000)),),
    )
    (first, *_rest) = asked("20000", "栖云打印设备有限公司", "SO20261101-0003 SO20261101-0007", *KNOWN)
    assert (first.account, why(first)) == (XIYUN, ["name", "numbers", "sum_of_named"])
    assert first.parts == (("order", 3, Decimal(9000)), ("order", 7, Decimal(11000)))
    (first,) = asked("999.99", "栖云打印", "尾款", *KNOWN)
    assert (first.account, why(first), first.parts) == (
        XIYUN,
        ["name", "short"],
        (("order", 8, Decimal("999.99")),),
    )


def test_sums_aliases_and_what_sales_entered() -> None:
    (first,) = asked("10000", "陆三", "", *KNOWN)
    assert (first.account, why(first)) == (XIYUN, ["alias", "sum"])
    assert {pk for _kind, pk, _amount in first.parts} == {3, 8}
    pending = Owed("payment", 99, "PM1", Decimal(8000), date(2026, 11, 2))
    entered = debtor(LANXIE, "岚榭图文有限公司", order(21, "8000"), pending=(pending,))
    (first,) = asked("8000", "岚榭图文", "", entered)
    assert (why(first), first.parts) == (["name", "pending"], (("payment", 99, Decimal(8000)),))


def test_an_amount_alone_tells_whose_it_is_only_where_it_is_open_once() -> None:
    (first,) = asked("8000", "王五", "", *KNOWN)
    assert (first.account, why(first)) == (LANXIE, ["exact"])
    twice = (*KNOWN, debtor(4, "云帆软件有限公司", order(41, "8000")))
    found = asked("8000", "王五", "", *twice)
    assert [(one.account, one.score) for one in found] == [(LANXIE, 30), (4, 30)]
    assert asked("77.77", "王五", "", *KNOWN) == []


def test_what_is_left_over_settles_what_is_due_first() -> None:
    (first,) = asked("6000", "青渡商贸", "", *KNOWN)
    assert first.parts == (("order", 11, Decimal(5000)), ("order", 12, Decimal(1000)))
    (first,) = asked("20000", "青渡商贸", "", *KNOWN)
    assert sum(amount for _kind, _pk, amount in first.parts) == 17000


def test_words_of_a_memo() -> None:
    assert numbers_in("货款SO20261101-0003，so20261101-0007。合同12") == [
        "SO20261101-0003",
        "SO20261101-0007",
    ]
    assert {"岚榭", "岚榭图文", "代付岚榭图文"} <= names_in("代付岚榭图文 8000")
    assert "付" not in names_in("代付")


@pytest.mark.parametrize(
    ("payer", "memo", "found"),
    [("青渡商贸", "", True), ("青渡", "", True), ("蔡一鸣", "", False), ("蔡一鸣", "代付青渡商贸", True), ("陆三", "", True), ("", "", True)],
)  # fmt: skip
def test_a_payer_fits_an_account_that_something_in_the_line_names(payer: str, memo: str, found: bool) -> None:
    """I3"""
    names = frozenset({payer_key("青渡商贸（集团）有限公司"), payer_key("青渡商贸")})
    assert fits_payer(payer, names, frozenset({payer_key("陆三")}), memo) is found


@given(
    st.lists(st.lists(amounts, max_size=5), min_size=1, max_size=5),
    amounts,
    st.sampled_from(["甲乙丙公司0", "张三", ""]),
    st.text(max_size=20),
)
def test_parts_never_exceed_the_money_nor_what_is_owed(
    owed: list[list[Decimal]], amount: Decimal, payer: str, memo: str
) -> None:
    """I2: and the same line gives the same proposals"""
    known = [
        debtor(n, f"甲乙丙公司{n}", *(order(100 * n + k, str(one)) for k, one in enumerate(group)))
        for n, group in enumerate(owed)
    ]
    line = Line(amount, payer, memo)
    found = propose(line, known)
    assert found == propose(line, reversed(known))
    for one in found:
        open_ = {item.id: item.amount for item in known[one.account].owed}
        assert sum((part for _kind, _pk, part in one.parts), Decimal(0)) <= amount
        assert all(0 < part <= open_[pk] for _kind, pk, part in one.parts)
        assert len({pk for _kind, pk, _part in one.parts}) == len(one.parts)
        assert one.evidence
