"""Higher packages take part in what happens to a lower object: in the same transaction, lower before higher, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from configparser import ConfigParser
from typing import Any

import pytest

from guike.domains.accounts.models import Account
from guike.domains.orders.tests.shop import WHY, Shop, body, orders
from guike.entry.tests.people import person
from guike.kernel.errors import Refusal
from guike.kernel.states import State, StateSpec, Step
from guike.kernel.text import Text
from guike.platform.access.context import Context, system_context
from guike.platform.events.models import Event
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.machine import with_machine
from guike.platform.metadata.registry import Registry, registry
from guike.platform.metadata.spec import ActionSpec, Hooks, ObjectSpec, Participant, spec_field
from guike.platform.records.errors import RecordRefused
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import record_change, record_create
from tests.architecture.source import ROOT

pytestmark = pytest.mark.django_db

Called = list[tuple[str, list[int]]]


@pytest.fixture
def shop() -> Shop:
    return Shop.open()


def test_the_account_of_an_order_becomes_formal_with_it_or_not_at_all(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Orders do not name what accounts do; what an account refuses, the order is refused."""
    account = shop.make_account(status="potential")
    order = shop.order({"product": shop.product("100"), "quantity": "2"})
    orders().filter(pk=order["id"]).update(account_id=account)
    registered = [(one.name, one.moment, one.states) for one in catalogue().get("sales_order").participants]
    assert registered == [
        ("orders.costs", "entered", ("approved",)),
        ("orders.new_costs", "revised", ()),
        ("orders.closed", "revised", ()),
        ("credit.entered", "entered", ("approved", "partly_shipped", "shipped", "received", "completed")),
        ("credit.revised", "revised", ()),
        ("fulfilment.drafts", "entered", ("cancelled",)),
        (
            "fulfilment.reserve",
            "entered",
            ("approved", "partly_shipped", "shipped", "completed", "cancelled"),
        ),
        ("fulfilment.returned", "revised", ()),
        ("fulfilment.revised", "revised", ()),
        ("receivables.arise", "entered", ("approved",)),
        ("receivables.exchanged", "entered", ("approved",)),
        ("receivables.revised", "revised", ()),
        ("receivables.closed", "entered", ("shipped",)),
        ("receivables.handed_over", "handed_over", ()),
        ("receivables.received", "entered", ("received",)),
        ("receivables.cancelled", "entered", ("cancelled",)),
        ("invoicing.cancelled", "entered", ("cancelled",)),
        ("invoicing.handed_over", "handed_over", ()),
        ("flows.first_order", "entered", ("approved",)),
        ("flows.lost_order", "entered", ("cancelled",)),
    ]

    def refuse(*_given: Any) -> None:
        raise RecordRefused("line.has_followers")

    spec = catalogue().get("sales_order")
    broken = spec.with_(
        participants=(*spec.participants, Participant("test", "entered", refuse, ("approved",)))
    )
    with monkeypatch.context() as patch:
        patch.setitem(catalogue().objects, "sales_order", broken)  # type: ignore[arg-type]
        before = (list(orders().values()), Event.objects.count())
        assert body(shop.act(order, "confirm"), 409)["code"] == "line.has_followers"
        assert (list(orders().values()), Event.objects.count()) == before
        assert Account.objects.system(reason=WHY).get(pk=account).status == "potential"
    body(shop.act(order, "confirm"))
    assert Account.objects.system(reason=WHY).get(pk=account).status == "formal"


def test_each_moment_calls_those_who_registered_for_it(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    called: Called = []

    def noting(who: str) -> Callable[[Context, Sequence[Draft]], None]:
        return lambda _ctx, drafts: called.append((who, [draft.row.pk for draft in drafts]))

    ones = (
        Participant("made", "created", noting("made")),
        Participant("potential", "entered", noting("potential"), ("potential",)),
        Participant("formal", "entered", noting("formal"), ("formal",)),
        Participant("moved", "handed_over", noting("moved")),
        Participant("binned", "deleted", noting("binned")),
        Participant("back", "restored", noting("back")),
    )
    spec = catalogue().get("account")
    monkeypatch.setitem(catalogue().objects, "account", spec.with_(participants=ones))  # type: ignore[arg-type]
    first = shop.make_account(status="potential")
    assert called == [("made", [first]), ("potential", [first])]
    called.clear()
    body(shop.seller.patch(f"/records/account/{first}", {"phone": "010-12345678"}))
    assert called == []
    body(shop.seller.post(f"/records/account/{first}/actions/formalize", {}))
    assert called == [("formal", [first])]
    called.clear()
    other = person("other", {"account": ["view"]})
    row = Account.objects.system(reason=WHY).get(pk=first)
    record_change(system_context(), "account", [(row, {"owner": other.id})])
    assert called == [("moved", [first])]
    Account.objects.system(reason=WHY).filter(pk=first).update(owner_id=shop.seller.id)
    called.clear()
    assert shop.seller.delete(f"/records/account/{first}").status_code == 204
    body(shop.seller.post(f"/records/account/{first}/actions/restore", {}))
    assert called == [("binned", [first]), ("back", [first])]
    called.clear()
    given = {"name": "旧客户", "status": "formal", "owner": shop.seller.id}
    (outcome,) = record_create(system_context(migration=True), "account", [given])
    assert (outcome.refusal, called) == (None, [])


def storey_of(module: str) -> tuple[int, int]:
    """(storey of the house, storey within), bottom first, as import-linter holds them."""
    parser = ConfigParser()
    parser.read(ROOT / ".importlinter")

    def layers(contract: str) -> list[str]:
        return parser[f"importlinter:contract:{contract}"]["layers"].strip().splitlines()[::-1]

    parts = module.split(".")
    house = [line.strip() for line in layers("house")]
    at = house.index(".".join(parts[:2]))
    if parts[1] not in ("platform", "domains"):
        return at, 0
    inner = next(
        n
        for n, line in enumerate(layers(parts[1]))
        if parts[2] in line.replace("(", " ").replace(")", " ").split()
    )
    return at, inner


def test_those_who_take_part_are_called_from_the_bottom_up() -> None:
    """And stand above the object in which they take part, or in its own package."""
    seen = 0
    for spec in registry.objects.values():
        storeys = [storey_of(one.run.__module__) for one in spec.participants]
        assert storeys == sorted(storeys), spec.name
        own = storey_of(spec.model.__module__)
        assert all(storey >= own for storey in storeys), spec.name
        seen += len(storeys)
    assert seen
    assert (
        storey_of("guike.flows.first_order")
        > storey_of("guike.domains.orders")
        > storey_of("guike.domains.accounts")
    )


def _run(_ctx: Context, rows: Sequence[Any], _params: Any) -> list[Refusal | None]:
    return [None for _row in rows]


def lower() -> Registry:
    """A registry with one object of a lower package."""
    found = Registry()
    steps = (Step("send", ("new",), ("sent",)),)
    states = (State("new", Text("新", "New")), State("sent", Text("发", "Sent")))
    spec = ObjectSpec(
        name="parcel",
        model=Account,
        label=Text("包裹", "Parcel"),
        plural=Text("包裹", "Parcels"),
        fields=(spec_field("choice", "status", "状态", "Status"),),
        states=StateSpec("status", states, ("new",), steps),
        actions=(ActionSpec("send", Text("发", "Send"), _run),),
    )
    found.add(spec)
    return found


def test_a_higher_package_joins_hooks_wraps_an_action_and_adds_states_and_steps() -> None:
    said: list[str] = []
    found = lower()
    found.extend("parcel", hooks=Hooks(prepare=lambda _ctx, _drafts: said.append("first")))
    found.extend(
        "parcel", hooks=Hooks(prepare=lambda _ctx, _drafts: said.append("second"), purging=lambda _row: None)
    )

    def checked(run: Any, ctx: Any, rows: Sequence[Any], params: Any) -> Any:
        said.append("around")
        return run(ctx, rows, params)

    lost = ActionSpec("lose", Text("丢", "Lose"), _run)
    found.extend(
        "parcel",
        wraps={"send": checked},
        actions=(lost,),
        states=(State("lost", Text("丢", "Lost"), "red"),),
        steps=(Step("lose", ("sent",), ("lost",)),),
    )
    found.freeze()
    spec = found.objects["parcel"]
    assert spec.hooks.prepare is not None
    spec.hooks.prepare(None, [])
    send = spec.action("send")
    assert send is not None
    assert send.run(None, [1, 2], {}) == [None, None]
    assert said == ["first", "second", "around"]
    assert [(c.code, c.closed) for c in spec.by_name["status"].choices] == [
        ("new", False),
        ("sent", False),
        ("lost", True),
    ]
    lose = spec.action("lose")
    assert (send.when, lose and lose.when) == (
        {"field": "status", "op": "in", "value": ["new"]},
        {"field": "status", "op": "in", "value": ["sent"]},
    )


@pytest.mark.parametrize(
    "extension",
    [
        {"wraps": {"fly": _run}},
        {"steps": (Step("fly", ("sent",), ("new",)),)},
        {"participants": (Participant("a", "opened", _run),)},
        {"participants": (Participant("a", "entered", _run),)},
        {"participants": (Participant("a", "entered", _run, ("nowhere",)),)},
        {"participants": (Participant("a", "created", _run, ("new",)),)},
        {"participants": (Participant("a", "created", _run), Participant("a", "deleted", _run))},
        {"fields": (), "actions": (ActionSpec("send", Text("发", "Send"), _run),)},
    ],
)
def test_what_does_not_fit_is_refused_at_start(extension: dict[str, Any]) -> None:
    found = lower()

    def declare() -> None:
        found.extend("parcel", **extension)
        found.freeze()

    with pytest.raises(ValueError, match="parcel"):
        declare()


def test_the_choices_of_a_state_are_declared_once() -> None:
    spec = lower().objects["parcel"]
    twice = spec_field(
        "choice", "status", "状态", "Status", choices=catalogue().get("lead").by_name["status"].choices
    )
    with pytest.raises(ValueError, match=r"parcel\.status"):
        with_machine(spec.with_(fields=(twice,)))
