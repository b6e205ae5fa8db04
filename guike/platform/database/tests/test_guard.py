"""Every way of reaching a record table that Django offers, tried without a grant and past one's scope."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Prefetch, Q, Subquery, Sum
from django.db.models.fields.json import KeyTextTransform

from guike.platform.database.guard import (
    GuardedManager,
    GuardedQuerySet,
    UnguardedQuery,
    guarded_tables,
)

pytestmark = pytest.mark.django_db
WHY = "rows of a test"


def _model(label: str) -> Any:
    return apps.get_model(label)


@dataclass(frozen=True)
class Only:
    """A caller who reaches the rows of one owner."""

    owner: int

    def scope_of(self, _model: type[models.Model], _action: str, _object_name: str) -> Q | None:
        return Q(owner_id=self.owner)


@dataclass(frozen=True)
class World:
    """Ids: two users, an account and a contact of each; `hidden` belongs to the other one."""

    me: int
    other: int
    mine: int
    hidden: int
    my_contact: int
    other_contact: int

    @property
    def ctx(self) -> Only:
        return Only(self.me)


def _insert(model_name: str, /, **values: Any) -> int:
    (row,) = _model(model_name).objects.system(reason=WHY).bulk_create([_model(model_name)(**values)])
    return int(row.pk)


@pytest.fixture
def world(db: None) -> World:
    """My account's parent is the other's account, my contact works there: paths out of my scope."""
    me, other = (_insert("org.User", username=name, name=name) for name in ("me", "other"))
    hidden = _insert(
        "accounts.Account", name="Hidden", label="Hidden", owner_id=other, custom={"x_code": "H"}
    )
    mine = _insert("accounts.Account", name="Mine", label="Mine", owner_id=me, parent_id=hidden)
    mine_contact = _insert("accounts.Contact", name="One", owner_id=me, account_id=hidden)
    other_contact = _insert("accounts.Contact", name="Two", owner_id=other, account_id=hidden)
    return World(me, other, mine, hidden, mine_contact, other_contact)


def accounts() -> Any:
    return _model("accounts.Account").objects


def contacts() -> Any:
    return _model("accounts.Contact").objects


def _snapshot() -> list[Any]:
    found: list[Any] = []
    for manager in (accounts(), contacts()):
        found += (
            manager.system(reason=WHY)
            .order_by("pk")
            .values_list("pk", "name", "owner_id", "version", "deleted_at")
        )
    return found


Way = Callable[[Any], Any]
#: what one may do with a queryset that nobody granted
READS: dict[str, Way] = {
    "iterate": list,
    "length": len,
    "truth": bool,
    "index": lambda rows: rows[0],
    "slice": lambda rows: list(rows[:1]),
    "get": lambda rows: rows.get(pk=1),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "latest": lambda rows: rows.latest("created_at"),
    "earliest": lambda rows: rows.earliest("created_at"),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "contains": lambda rows: rows.contains(rows.model(pk=1)),
    "aggregate": lambda rows: rows.aggregate(n=Count("pk")),
    "aggregate over a slice": lambda rows: rows[:3].aggregate(n=Count("pk")),
    "aggregate distinct": lambda rows: rows.values("name").distinct().count(),
    "annotate": lambda rows: list(rows.annotate(n=Count("pk"))),
    "values": lambda rows: list(rows.values("name")),
    "values_list": lambda rows: list(rows.values_list("name", flat=True)),
    "dates": lambda rows: list(rows.dates("created_at", "day")),
    "datetimes": lambda rows: list(rows.datetimes("created_at", "day")),
    "in_bulk": lambda rows: rows.in_bulk([1]),
    "iterator": lambda rows: list(rows.iterator(chunk_size=10)),
    "explain": lambda rows: rows.explain(),
    "only": lambda rows: list(rows.only("name")),
    "defer": lambda rows: list(rows.defer("name")),
    "reverse": lambda rows: list(rows.order_by("pk").reverse()),
    "distinct": lambda rows: list(rows.distinct()),
    "lock": lambda rows: list(rows.select_for_update()),
    "select_related": lambda rows: list(rows.select_related("owner")),
    "prefetch": lambda rows: list(rows.prefetch_related("owner")),
    "union": lambda rows: list(rows.union(rows)),
    "intersection": lambda rows: list(rows.intersection(rows)),
    "difference": lambda rows: list(rows.difference(rows)),
    "alias": lambda rows: list(rows.alias(n=F("name")).filter(n="Mine")),
    "exclude": lambda rows: list(rows.exclude(name="Mine")),
    "raw": lambda rows: list(rows.raw("SELECT * FROM account")),
    "extra": lambda rows: list(rows.extra(where=["true"])),
    "pickled": lambda rows: list(pickle.loads(pickle.dumps(rows.query)).model.objects.all()),
    "using": lambda rows: list(rows.using("default")),
    "sql text run by a sub-query": lambda rows: list(
        _model("org.ChangeVersion").objects.filter(pk__in=rows.values("pk"))
    ),
    "async get": lambda rows: asyncio.run(rows.aget(pk=1)),
    "async count": lambda rows: asyncio.run(rows.acount()),
}
WRITES: dict[str, Way] = {
    "update": lambda rows: rows.update(name="x"),
    "update in order": lambda rows: rows.order_by("pk").update(name="x"),
    "delete": lambda rows: rows.delete(),
    "raw delete": lambda rows: rows._raw_delete(rows.db),
    "create": lambda rows: rows.create(name="x"),
    "get_or_create": lambda rows: rows.get_or_create(name="x"),
    "update_or_create": lambda rows: rows.update_or_create(name="x", defaults={"version": 2}),
    "bulk_create": lambda rows: rows.bulk_create([rows.model(name="x")]),
    "bulk_create that updates": lambda rows: rows.bulk_create(
        [rows.model(pk=1, name="x")], update_conflicts=True, update_fields=["name"], unique_fields=["pk"]
    ),
    "bulk_update": lambda rows: rows.bulk_update([rows.model(pk=1, name="x")], ["name"]),
    "async update": lambda rows: asyncio.run(rows.aupdate(name="x")),
}


@pytest.mark.parametrize("way", [*READS, *WRITES])
@pytest.mark.parametrize("entrance", ["default manager", "base manager", "objects"])
def test_nothing_runs_without_a_grant(world: World, entrance: str, way: str) -> None:
    model = _model("accounts.Account")
    manager = {
        "default manager": model._default_manager,
        "base manager": model._base_manager,
        "objects": model.objects,
    }[entrance]
    before = _snapshot()
    with pytest.raises(UnguardedQuery), transaction.atomic():
        (READS | WRITES)[way](manager.all())
    assert _snapshot() == before


@pytest.mark.parametrize(
    "way",
    [
        lambda row: row.save(),
        lambda row: row.save(update_fields=["name"]),
        lambda row: row.save(force_update=True),
        lambda row: row.save(force_insert=True),
        lambda row: row.save_base(raw=True),
        lambda row: row.delete(),
        lambda row: row.refresh_from_db(),
        lambda row: row.refresh_from_db(fields=["name"]),
        lambda row: row.parent,
        lambda row: row.owner.username,
        lambda row: row.get_next_by_created_at(),
        lambda row: row.full_clean(),
        lambda row: asyncio.run(row.asave()),
        lambda row: asyncio.run(row.adelete()),
    ],
    ids=[
        "save", "save some fields", "force update", "force insert", "save_base", "delete", "refresh", "refresh a field",
        "lazy reference", "lazy user", "next by date", "full_clean", "async save", "async delete",
    ],
)  # fmt: skip
def test_a_row_in_hand_opens_no_others(world: World, way: Way) -> None:
    row = accounts().visible_to(world.ctx, "edit").get(pk=world.mine)
    row.name = "changed"
    before = _snapshot()
    with pytest.raises(UnguardedQuery), transaction.atomic():
        way(row)
    assert _snapshot() == before


def test_a_deferred_field_is_not_fetched_later(world: World) -> None:
    row = accounts().visible_to(world.ctx, "view").only("pk").get(pk=world.mine)
    with pytest.raises(UnguardedQuery):
        _ = row.name


#: ways out of one's scope, each from a properly scoped queryset of my own contacts or accounts
OUT: dict[str, Way] = {
    "select_related": lambda w: list(_contacts(w).select_related("account")),
    "select_related self": lambda w: list(_accounts(w).select_related("parent")),
    "values": lambda w: list(_contacts(w).values("account__name")),
    "values of oneself": lambda w: list(_accounts(w).values("parent__name")),
    "values_list": lambda w: list(_contacts(w).values_list("account__name", flat=True)),
    "filter": lambda w: list(_contacts(w).filter(account__name="Hidden")),
    "filter to oneself": lambda w: list(_accounts(w).filter(parent__name="Hidden")),
    "exclude": lambda w: list(_contacts(w).exclude(account__name="Hidden")),
    "exists": lambda w: _contacts(w).filter(account__name="Hidden").exists(),
    "count": lambda w: _contacts(w).filter(account__name="Hidden").count(),
    "get": lambda w: _contacts(w).get(account__name="Hidden"),
    "order_by": lambda w: list(_contacts(w).order_by("account__name")),
    "order_by in a slice": lambda w: list(_contacts(w).order_by("account__name")[:1]),
    "annotate": lambda w: list(_contacts(w).annotate(n=F("account__name")).values("n")),
    "annotate oneself": lambda w: list(_accounts(w).annotate(n=F("parent__name"))),
    "alias": lambda w: list(_contacts(w).alias(n=F("account__name")).filter(n="Hidden")),
    "aggregate": lambda w: _contacts(w).aggregate(n=Sum("account__version")),
    "aggregate with a filter": lambda w: _contacts(w).aggregate(n=Count("pk", filter=Q(account__name="Hidden"))),
    "group": lambda w: list(_contacts(w).values("account__name").annotate(n=Count("pk"))),
    "json key": lambda w: list(_contacts(w).annotate(n=KeyTextTransform("x_code", "account__custom")).values("n")),
    "filtered relation": lambda w: list(
        _contacts(w).annotate(a=FilteredRelation("account", condition=Q(account__name="Hidden"))).values("a__name")
    ),
    "dates": lambda w: list(_contacts(w).dates("account__created_at", "day")),
    "distinct on": lambda w: list(_contacts(w).order_by("account__name").distinct("account__name")),
    "outer reference": lambda w: list(
        _contacts(w).annotate(
            n=Subquery(accounts().system(reason=WHY).filter(name=OuterRef("account__name")).values("name")[:1])
        )
    ),
    "sub-query of everything": lambda w: list(_contacts(w).filter(account__in=accounts().all())),
    "sub-query of values": lambda w: list(_contacts(w).filter(name__in=accounts().values("name"))),
    "exists of everything": lambda w: list(_contacts(w).filter(Exists(accounts().filter(pk=OuterRef("account"))))),
    "subquery of everything": lambda w: list(
        _contacts(w).annotate(n=Subquery(accounts().filter(pk=OuterRef("account")).values("name")[:1]))
    ),
    "join inside a sub-query": lambda w: list(
        _accounts(w).filter(pk__in=_contacts(w).filter(account__name="Hidden").values("account"))
    ),
    "prefetch": lambda w: list(_contacts(w).prefetch_related("account")),
    "prefetch a queryset": lambda w: list(
        _contacts(w).prefetch_related(Prefetch("account", queryset=accounts().all()))
    ),
    "union with everything": lambda w: list(_accounts(w).union(accounts().all())),
    "or with everything": lambda w: list(_accounts(w) | accounts().all()),
    "and with everything": lambda w: list(accounts().all() & _accounts(w)),
    "or with another's": lambda w: list(_accounts(w) | accounts().visible_to(Only(w.other), "edit")),
    "or with another action's": lambda w: list(_accounts(w) | accounts().visible_to(w.ctx, "view")),
    "xor with the system's": lambda w: list(_accounts(w) ^ accounts().system(reason=WHY)),
    "raw": lambda w: list(_accounts(w).raw("SELECT * FROM account")),
    "extra": lambda w: list(_contacts(w).extra(tables=["account"], where=["account.name = 'Hidden'"])),
    "update by a join": lambda w: _contacts(w).filter(account__name="Hidden").update(name="x"),
    "update by oneself": lambda w: _accounts(w).filter(parent__name="Hidden").update(name="x"),
    "update from everything": lambda w: _contacts(w).update(
        name=Subquery(accounts().filter(pk=OuterRef("account")).values("name")[:1])
    ),
    "delete by a join": lambda w: _contacts(w).filter(account__name="Hidden").delete(),
    "raw delete by a join": lambda w: _contacts(w).filter(account__name="Hidden")._raw_delete("default"),
    "update what is merely seen": lambda w: accounts().visible_to(w.ctx, "view").update(name="x"),
    "delete what is merely seen": lambda w: accounts().visible_to(w.ctx, "view").delete(),
    "bulk_update what is merely seen": lambda w: accounts()
    .visible_to(w.ctx, "view")
    .bulk_update([_model("accounts.Account")(pk=w.mine, name="x")], ["name"]),
    "create in a scope": lambda w: _accounts(w).create(name="x"),
    "bulk_create in a scope": lambda w: _accounts(w).bulk_create([_model("accounts.Account")(name="x")]),
    "bulk_create over another's": lambda w: _accounts(w).bulk_create(
        [_model("accounts.Account")(pk=w.hidden, name="x")],
        update_conflicts=True, update_fields=["name"], unique_fields=["pk"],
    ),
    "create as the system": lambda w: accounts().system(reason=WHY).create(name="x"),
    "get_or_create as the system": lambda w: accounts().system(reason=WHY).get_or_create(name="new"),
    "save what the system read": lambda w: accounts().system(reason=WHY).get(pk=w.hidden).save(),
}  # fmt: skip


def _accounts(world: World) -> Any:
    return accounts().visible_to(world.ctx, "edit")


def _contacts(world: World) -> Any:
    return contacts().visible_to(world.ctx, "edit")


@pytest.mark.parametrize("way", OUT)
def test_no_way_leads_out_of_a_scope(world: World, way: str) -> None:
    before = _snapshot()
    with pytest.raises(UnguardedQuery), transaction.atomic():
        OUT[way](world)
    assert _snapshot() == before


#: what runs, and gives or changes nothing but one's own rows
INSIDE: dict[str, tuple[Way, Any]] = {
    "iterate": (lambda w: [a.name for a in _accounts(w)], ["Mine"]),
    "count": (lambda w: _accounts(w).count(), 1),
    "aggregate": (lambda w: _accounts(w).aggregate(n=Count("pk"))["n"], 1),
    "get": (lambda w: _accounts(w).get(name="Mine").pk == w.mine, True),
    "in_bulk": (lambda w: next(iter(_accounts(w).in_bulk([w.mine, w.hidden]).values())).name, "Mine"),
    "in_bulk of all": (lambda w: len(_accounts(w).in_bulk()), 1),
    "exists": (lambda w: _accounts(w).filter(pk=w.hidden).exists(), False),
    "contains": (lambda w: _accounts(w).contains(_model("accounts.Account")(pk=w.hidden)), False),
    "none": (lambda w: list(_accounts(w).none()), []),
    "exclude": (lambda w: list(_accounts(w).exclude(name="Mine")), []),
    "or of the same scope": (
        lambda w: [a.name for a in _accounts(w).filter(name="Mine") | _accounts(w).filter(name="Hidden")], ["Mine"],
    ),
    "union": (lambda w: [a.name for a in _accounts(w).union(_accounts(w))], ["Mine"]),
    "the id that the row holds": (lambda w: list(_contacts(w).values_list("account_id", flat=True)) == [w.hidden], True),
    "filter by that id": (lambda w: _contacts(w).filter(account=w.hidden).count(), 1),
    "a scoped sub-query": (lambda w: _contacts(w).filter(account__in=_accounts(w)).count(), 0),
    "a scoped exists": (lambda w: _contacts(w).filter(Exists(_accounts(w).filter(pk=OuterRef("account")))).count(), 0),
    "two scopes are both": (lambda w: accounts().visible_to(w.ctx, "edit").visible_to(Only(w.other), "edit").count(), 0),
    "a scope after the system": (lambda w: accounts().system(reason=WHY).visible_to(w.ctx, "edit").count(), 1),
    "pickled": (lambda w: _revived(_accounts(w)).count(), 1),
    "update": (lambda w: _accounts(w).update(version=F("version") + 1), 1),
    "bulk_update": (
        lambda w: _accounts(w).bulk_update([_model("accounts.Account")(pk=pk, name="x") for pk in (w.mine, w.hidden)], ["name"]),
        1,
    ),
    "delete another's": (lambda w: _accounts(w).filter(pk=w.hidden).delete()[0], 0),
}  # fmt: skip


def _revived(rows: Any) -> Any:
    again = rows.model._default_manager.all()
    again.query = pickle.loads(pickle.dumps(rows.query))
    return again


@pytest.mark.parametrize("way", INSIDE)
def test_what_runs_stays_inside(world: World, way: str) -> None:
    run, expected = INSIDE[way]
    hidden = accounts().system(reason=WHY).filter(pk=world.hidden).values().get()
    assert run(world) == expected
    assert accounts().system(reason=WHY).filter(pk=world.hidden).values().get() == hidden


def test_a_scope_deletes_its_own_rows_alone(world: World) -> None:
    assert _accounts(world).delete() == (1, {"accounts.Account": 1})
    assert list(accounts().system(reason=WHY).values_list("pk", flat=True)) == [world.hidden]


def test_callers_are_told_apart_by_themselves(world: World) -> None:
    """An address in memory is given away again: it must not make one caller's scope another's."""
    mine = accounts().visible_to(Only(world.me), "edit")
    assert (mine | accounts().visible_to(Only(world.me), "edit")).count() == 1
    with pytest.raises(UnguardedQuery):
        mine | accounts().visible_to(Only(world.other), "edit")
    with pytest.raises(UnguardedQuery):
        mine | accounts().visible_to(Only(world.me), "edit", "account")


@pytest.mark.parametrize("reason", ["", "   "])
def test_the_system_says_why(reason: str) -> None:
    with pytest.raises(UnguardedQuery):
        accounts().system(reason=reason)


def test_the_system_may_join(world: World) -> None:
    rows = contacts().system(reason=WHY).filter(account__name="Hidden").order_by("pk")
    assert list(rows.values_list("account__name", flat=True)) == ["Hidden", "Hidden"]


def test_every_table_of_an_object_is_guarded() -> None:
    """A record table without the guard would be open to every query."""
    for model in apps.get_models():
        names = {field.name for field in model._meta.fields}
        if {"deleted_at", "version", "label"} <= names:
            assert isinstance(model._default_manager, GuardedManager), model
            assert isinstance(model._base_manager, GuardedManager), model
            assert model._meta.db_table in guarded_tables()


def test_plain_tables_point_at_no_guarded_one_but_users() -> None:
    """A plain table's query may join what it points at. Names of users and departments are everybody's;
    nothing else of the guarded tables may be reached so."""
    pointing = {
        f"{model.__name__}.{field.name} -> {field.related_model._meta.db_table}"
        for model in apps.get_models()
        if model._meta.db_table not in guarded_tables()
        for field in model._meta.fields
        if isinstance(field, models.ForeignKey) and field.related_model._meta.db_table in guarded_tables()
    }
    assert {one for one in pointing if not one.endswith(("-> user_account", "-> department"))} == set()


def test_reverse_managers_do_not_exist() -> None:
    """References make no manager on their target, so nothing can be walked backwards."""
    backwards = [
        f"{model.__name__}.{relation.name}"
        for model in apps.get_models()
        if model._meta.db_table in guarded_tables()
        for relation in model._meta.related_objects
        if not relation.hidden and relation.related_model._meta.db_table in guarded_tables()
    ]
    assert backwards == []


def test_a_queryset_of_another_class_is_not_taken(world: World) -> None:
    """`|` asks the other side for its grant; a plain queryset has none."""
    plain: Any = models.QuerySet(_model("accounts.Account"))
    with pytest.raises(UnguardedQuery):
        _accounts(world) | plain
    assert isinstance(accounts().all(), GuardedQuerySet)
