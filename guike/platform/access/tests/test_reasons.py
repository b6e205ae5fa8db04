"""A new reason to be let in is one more source of rules: seen everywhere, found by its look-up or without one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest
from django.db.models import Q

from guike.kernel.text import Text
from guike.platform.access import reasons
from guike.platform.access.context import Context
from guike.platform.access.reasons import Arm, NoArm, Rule, Standing, scope_source
from guike.platform.access.scope import scope_arms
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.org.queries import begin_versions, bump
from tests.support import company as people
from tests.support.company import caller, ctx_of, make

SHARED = Text("有人共享给您", "Somebody shared it with you")


@contextmanager
def shared(name: str, ids: set[int], standing: Standing, *, is_looked_up: bool) -> Iterator[None]:
    """Records of one object that a new source opens to everybody, for reading."""

    def source(_ctx: Context, spec: ObjectSpec, action: str) -> list[Rule]:
        if spec.name != name or action != "view":
            return []
        found = Q(pk__in=ids)
        return [Rule("shared", SHARED, found, Arm(rest=found) if is_looked_up else NoArm("a trial"))]

    with mock.patch.dict(reasons._sources):
        scope_source("shared", standing, source)
        bump(permission=True)
        begin_versions()
        yield
    bump(permission=True)
    begin_versions()


@pytest.mark.req("PM-15")
@pytest.mark.parametrize("standing", ["personal", "wide"])
@pytest.mark.parametrize("is_looked_up", [True, False], ids=["arm", "no arm"])
def test_what_it_opens_is_seen_everywhere(db: None, standing: Standing, *, is_looked_up: bool) -> None:
    us = people.found()
    theirs, closed = us.lead(owner=us.wang, name="南方客人"), us.lead(owner=us.wang)
    mine = us.lead()
    api = caller(us.zhang)

    def seen() -> set[int]:
        page = api.get("/records/lead").json()
        found = {record["id"] for record in page["items"]}
        assert page["total"] == len(found)
        return found

    assert seen() == {mine.pk}
    with shared("lead", {theirs.pk}, standing, is_looked_up=is_looked_up):
        arms = scope_arms(ctx_of(us.zhang), catalogue().get("lead"))
        assert (arms is not None) is is_looked_up
        assert seen() == {mine.pk, theirs.pk}
        assert api.get("/search?q=南方客人").json()["items"][0]["id"] == theirs.pk
        assert api.get(f"/records/lead/{theirs.pk}").status_code == 200
        assert api.get(f"/records/lead/{closed.pk}").status_code == 404
        why = api.get(f"/records/lead/{theirs.pk}/access").json()
        line = {
            "operation": "view",
            "allowed": True,
            "rule": "shared",
            "text": SHARED.en,
            "by": [],
            "would": [],
        }
        assert why["items"][0] == line
        refused = api.patch(f"/records/lead/{theirs.pk}", {"title": "经理"})
        assert (refused.status_code, refused.json()["code"]) == (403, "access.out_of_scope")
    assert seen() == {mine.pk}


@pytest.mark.req("PM-15")
@pytest.mark.parametrize("standing", ["personal", "wide"])
def test_a_wide_one_does_not_pass_by_what_the_object_requires(db: None, standing: Standing) -> None:
    """An opportunity is seen with its account: by a personal reason also without it."""
    us = people.found()
    account = us.account(owner=us.wang)
    deal = make("opportunity", us.wang, name="甲", account=account.pk, source="other")
    with shared("opportunity", {deal.pk}, standing, is_looked_up=True):
        status = caller(us.zhang).get(f"/records/opportunity/{deal.pk}").status_code
        assert status == (200 if standing == "personal" else 404)


def test_a_rule_says_how_it_is_looked_up() -> None:
    with pytest.raises(TypeError):
        Rule("shared", SHARED, Q(pk=1))  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="lets in every row"):
        Rule("shared", SHARED, None, Arm())
    with pytest.raises(ValueError, match="twice"):
        scope_source("owner", "personal", lambda *_asked: [])
