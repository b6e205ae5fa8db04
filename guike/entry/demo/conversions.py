"""What became of the leads of the demo company's campaigns: a hall full of people who buy little, a small circle that buys much, old
customers who come again, and a fair whose deals are still open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from random import Random
from typing import Any

from guike.entry.demo import catalog
from guike.entry.demo.business import Company
from guike.entry.demo.stored import Row, rows_of
from guike.kernel import clock
from guike.platform.records.writing import record_change

SEED = 20_251_130
LOST = ("价格高于预算", "选用了其他品牌", "项目推迟到明年", "联系人离职，项目搁置")


@dataclass(frozen=True)
class Outcome:
    """What a campaign leads to. `converted`: the share of its followed leads, `deals`: of these, `won`: of the deals;
    `products`: codes of what is bought; `most`: the largest quantity; `is_known`: those who come are customers already."""

    converted: float
    deals: float
    won: float
    products: tuple[str, ...]
    most: int
    is_known: bool = False


OUTCOMES = {
    "春季数码印刷开放日": Outcome(0.45, 0.8, 0.55, ("LX-D100", "LX-D300"), 1),
    "行业展会·打印与标识专区": Outcome(0.35, 0.6, 0.4, ("LX-L900", "LX-T600", "LX-T400"), 4),
    "标签方案线上直播": Outcome(0.15, 0.4, 0.3, ("LX-T200",), 3),
    "老客户以旧换新": Outcome(0.45, 0.9, 0.65, ("LX-L720", "LX-L520"), 5, is_known=True),
    "物流行业沙龙": Outcome(0.4, 0.75, 0.5, ("LX-T400", "LX-T600"), 12),
    "秋季展会": Outcome(0.2, 0.5, 0.35, ("LX-L900", "LX-T400"), 3),
    "服务号耗材节": Outcome(0.35, 0.9, 0.8, ("HC-P50", "HC-R110", "HC-L720"), 8, is_known=True),
    "搜索推广·工业标签": Outcome(0.08, 0.35, 0.2, ("LX-T400",), 2),
    "教育行业采购对接会": Outcome(0.12, 0.7, 0.35, ("LX-L520", "LX-L310"), 30),
    "冬季展会": Outcome(0.06, 0.6, 0.3, ("LX-L900", "LX-T600"), 3),
}


def conversions(company: Company) -> None:
    """Convert leads of every campaign, each on its own day, and lead some of them to an order. Chance of its own, so that the
    rest of the company stays as it is."""
    random = Random(SEED)
    known = _formal_accounts()
    for (campaign, _start), (name, *_more) in zip(company.campaigns, catalog.CAMPAIGNS, strict=True):
        outcome = OUTCOMES[name]
        rows = rows_of("lead")
        rows = rows.filter(
            status="following", campaign=campaign, created_at__lt=company.now - timedelta(days=10)
        )
        leads = list(rows.order_by("pk"))
        chosen = random.sample(leads, ceil(len(leads) * outcome.converted))
        deals = ceil(len(chosen) * outcome.deals)
        won = round(deals * outcome.won)
        for n, lead in enumerate(chosen):
            end = "won" if n < won else "lost" if n < (won + deals) // 2 else "open"
            _Case(company, random, outcome, lead, known).run(has_deal=n < deals, end=end)


def _formal_accounts() -> dict[int, list[tuple[int, str]]]:
    """Owner → (account, name) of those who have bought."""
    rows = rows_of("account").filter(status="formal").order_by("pk")
    found: dict[int, list[tuple[int, str]]] = {}
    for owner, pk, name in rows.values_list("owner_id", "pk", "name"):
        found.setdefault(owner, []).append((pk, name))
    return found


@dataclass
class _Case:
    """One lead on its way to an order. What would lie in the future does not happen."""

    company: Company
    random: Random
    outcome: Outcome
    lead: Any
    known: dict[int, list[tuple[int, str]]]

    def run(self, *, has_deal: bool, end: str) -> None:
        lines = self._lines()
        at = self.lead.created_at + timedelta(days=self.random.randint(3, 9), hours=self.random.randint(0, 8))
        params: Row = {"contact": {}, **self._customer()}
        if has_deal:
            params["opportunity"] = {
                "amount": str(sum(price * quantity for _product, price, quantity in lines)),
                "expected_close_on": (at + timedelta(days=45)).date().isoformat(),
            }
        with clock.frozen(at):
            self.company.act("lead", "convert", [self.lead.pk], params)
        if has_deal:
            rows = rows_of("opportunity").filter(lead=self.lead.pk)
            self._deal(rows.values_list("pk", flat=True).get(), at, end, lines)

    def _customer(self) -> Row:
        """A new customer; one of the owner's own where the campaign is for those, whose name the lead then has."""
        of_owner = self.known.get(self.lead.owner_id)
        if not self.outcome.is_known or not of_owner:
            return {"account": {}}
        account, name = self.random.choice(of_owner)
        record_change(self.company.ctx, "lead", [(self.lead, {"company": name})])
        return {"account_id": account}

    def _lines(self) -> list[tuple[int, int, int]]:
        """(product, price, quantity); with most machines their installation is bought, too."""
        code = self.random.choice(self.outcome.products)
        wanted = [(code, self.random.randint(1, self.outcome.most))]
        if code.startswith("LX") and self.random.random() < 0.6:
            wanted.append(("FW-INS", self.random.randint(2, 8)))
        codes = [product[0] for product in catalog.PRODUCTS]
        places = [(codes.index(one), quantity) for one, quantity in wanted]
        return [(self.company.products[n], int(catalog.PRODUCTS[n][5]), quantity) for n, quantity in places]

    def _deal(self, opportunity: int, at: datetime, end: str, lines: list[tuple[int, int, int]]) -> None:
        for _stage in range(4 if end == "won" else self.random.randint(0, 4)):
            at += timedelta(days=self.random.randint(2, 9))
            if not self._act(at, "opportunity", "advance", opportunity):
                return
        at += timedelta(days=self.random.randint(1, 6))
        if end == "won" and self._act(at, "opportunity", "win", opportunity):
            self._order(opportunity, at + timedelta(days=1), lines)
        if end == "lost":
            self._act(at, "opportunity", "lose", opportunity, {"reason": self.random.choice(LOST)})

    def _order(self, opportunity: int, at: datetime, lines: list[tuple[int, int, int]]) -> None:
        row: Row = {
            "opportunity": opportunity,
            "owner": self.lead.owner_id,
            "ordered_on": at.date().isoformat(),
            "order_discount_rate": self.random.choice((None, None, "0.02", "0.05")),
            "lines": [{"product": product, "quantity": str(quantity)} for product, _price, quantity in lines],
        }
        if at < self.company.now:
            with clock.frozen(at):
                (order,) = self.company.create("sales_order", [row])
            self._act(at, "sales_order", "confirm", order)

    def _act(self, at: datetime, object_name: str, action: str, pk: int, params: Row | None = None) -> bool:
        """Whether the day has come."""
        if at < self.company.now:
            with clock.frozen(at):
                self.company.act(object_name, action, [pk], params)
        return at < self.company.now
