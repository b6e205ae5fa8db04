"""A standing record enters, changes and leaves a pool only as the pool's own verbs allow: by PATCH, in bulk, by import."""

from __future__ import annotations

from typing import Any

import pytest

from guike.platform.org.models import Role, User
from guike.platform.org.queries import begin_versions, bump
from tests.support.company import WHY, Company, again, caller, codes, found, make, patch

pytestmark = pytest.mark.django_db


@pytest.fixture
def us(db: None) -> Company:
    return found()


def _pool(kind: str, us: Company, *admins: int) -> int:
    return int(
        make(f"{kind}_pool", name=f"{kind} {admins}", admins=list(admins), member_departments=[us.north]).pk
    )


def _owned(kind: str, us: Company, **values: Any) -> Any:
    return getattr(us, kind)(owner=us.zhang, **values)


def _without(us: Company, user: int, kind: str, operation: str) -> None:
    roles = User.objects.system(reason=WHY).get(pk=user).roles
    for role in Role.objects.system(reason=WHY).filter(pk__in=roles):
        granted = {**role.permissions, kind: [o for o in role.permissions.get(kind, ()) if o != operation]}
        Role.objects.system(reason=WHY).filter(pk=role.pk).update(permissions=granted)
    bump(permission=True)
    begin_versions()


@pytest.mark.parametrize("kind", ["lead", "account"])
@pytest.mark.parametrize("goal", ["another", "none"])
def test_its_owner_takes_it_out_of_no_pool(us: Company, kind: str, goal: str) -> None:
    """He would carry it past the limits and the administrators of the pool that it was claimed from."""
    home, other = _pool(kind, us, us.pool_admin), _pool(kind, us, us.pool_admin, us.marketing)
    record = _owned(kind, us, pool=home)
    target = other if goal == "another" else None
    assert codes(patch(us.zhang, record, pool=target)) == {"pool": "pool.leaving"}
    sent = {"update": [{"id": record.pk, "pool": target}]}
    bulk = caller(us.zhang).post(f"/records/{kind}/bulk", sent).json()
    assert bulk["results"][0]["error"]["errors"][0]["code"] == "pool.leaving"
    now = again(record)
    assert (now.pool_id, now.version, now.owner_id) == (home, record.version, us.zhang)
    assert patch(us.zhang, record, pool=home).ok, "sent back as it stands"


@pytest.mark.parametrize("kind", ["lead", "account"])
def test_an_administrator_of_the_pool_that_it_leaves_moves_it(us: Company, kind: str) -> None:
    home, other = _pool(kind, us, us.pool_admin), _pool(kind, us, us.pool_admin, us.marketing)
    record = _owned(kind, us, pool=home)
    assert patch(us.manager, record, pool=other).refusal is not None
    assert again(record).pool_id == home
    assert patch(us.pool_admin, record, pool=other).ok
    _without(us, us.pool_admin, kind, "assign")
    assert codes(patch(us.pool_admin, again(record), pool=home)) == {"pool": "pool.leaving"}
    assert (again(record).pool_id, again(record).owner_id) == (other, us.zhang)
    assert patch(us.admin, again(record), pool=None).ok
    assert again(record).pool_id is None


@pytest.mark.parametrize("kind", ["lead", "account"])
def test_putting_it_into_a_pool_asks_for_the_right_to_return(us: Company, kind: str) -> None:
    home = _pool(kind, us, us.pool_admin)
    first, second = _owned(kind, us), _owned(kind, us)
    assert patch(us.zhang, first, pool=home).ok
    assert (again(first).pool_id, again(first).owner_id) == (home, us.zhang)
    _without(us, us.zhang, kind, "return")
    assert codes(patch(us.zhang, second, pool=home)) == {"pool": "pool.entering"}
    assert (again(second).pool_id, again(second).version) == (None, second.version)
