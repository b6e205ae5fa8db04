"""A refusal to delete tells nothing of how many records out of sight belong to the record."""

from __future__ import annotations

import pytest

from guike.platform.org.models import Role
from guike.platform.org.queries import begin_versions, bump
from guike.platform.records.writing import record_delete
from tests.support.company import WHY, again, ctx_of, found, make


@pytest.fixture
def us(db):
    people = found()
    role = Role.objects.system(reason=WHY).get(code="sales")
    permissions = {**role.permissions, "account": [*role.permissions["account"], "delete"]}
    Role.objects.system(reason=WHY).filter(pk=role.pk).update(permissions=permissions)
    bump(permission=True)
    begin_versions()
    return people


def refusal(us, account, user=None):
    (outcome,) = record_delete(ctx_of(user or us.zhang), "account", [account.pk])
    assert outcome.refusal is not None
    assert again(account).deleted_at is None
    return outcome.refusal.code, outcome.refusal.params.get("count")


@pytest.mark.req("PM-16")
def test_only_what_the_caller_sees_is_counted(us):
    account = us.account(owner=us.zhang)
    mine = [
        make("opportunity", account=account.pk, name=f"单{n}", source="other", owner=us.zhang) for n in (1, 2)
    ]
    assert refusal(us, account) == ("delete.children", 2)
    make("opportunity", account=account.pk, name="别人的单", source="other", owner=us.wang)
    assert refusal(us, account) == ("delete.children", 2)
    assert refusal(us, account, us.admin) == ("delete.children", 3)
    record_delete(ctx_of(us.admin), "opportunity", [one.pk for one in mine])
    assert refusal(us, account) == ("delete.unseen", None)
    make("opportunity", account=account.pk, name="别人的又一单", source="other", owner=us.wang)
    assert refusal(us, account) == ("delete.unseen", None)
