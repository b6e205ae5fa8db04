"""Fields that one may write and not read: filled, imported and changed, never told back; and no guess is answered."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest

from guike.platform.access.actor import actor_of
from guike.platform.org.models import Role, User
from guike.platform.org.queries import begin_versions, bump
from tests.support import company
from tests.support.company import WHY, caller

RIGHTS = ("view", "create", "edit")
LEVELS = ("hidden", "masked", "masked_edit", "read", "edit")


def holder(*levels: str, field: str = "mobile", operations: Sequence[str] = RIGHTS) -> int:
    """Somebody with a role for each of these levels of the field."""
    found = company.person("专员")
    roles = [
        Role(
            name=f"专员{found}-{number}", permissions={"lead": list(operations)}, scopes={"lead": {"view": "all", "edit": "all"}},
            fields={} if level == "edit" else {f"lead.{field}": level},
        )
        for number, level in enumerate(levels)
    ]  # fmt: skip
    made = Role.objects.system(reason=WHY).bulk_create(roles)
    User.objects.system(reason=WHY).filter(pk=found).update(roles=[role.pk for role in made])
    bump(permission=True)
    begin_versions()
    return found


@pytest.fixture
def us(db: None) -> company.Company:
    return company.found()


@pytest.mark.req("PM-01")
def test_what_is_masked_but_writable_is_entered_and_changed_and_never_read_back(us):
    who = holder("masked_edit")
    api = caller(who)
    made = api.post("/records/lead", {"name": "客人", "source": "phone", "mobile": "13800138000"})
    assert (made.status_code, made.json()["mobile"]) == (201, "138****8000")
    path = f"/records/lead/{made.json()['id']}"
    assert company.row("lead", made.json()["id"]).mobile == "+8613800138000"
    assert api.patch(path, {"mobile": "138****8000", "name": "改名"}).json()["name"] == "改名"
    assert company.row("lead", made.json()["id"]).mobile == "+8613800138000"
    assert api.patch(path, {"mobile": "13911112222"}).json()["mobile"] == "139****2222"
    assert company.row("lead", made.json()["id"]).mobile == "+8613911112222"
    told = str(api.get(f"{path}/history").json())
    assert "13911112222" not in told
    assert "13800138000" not in told
    filtered = api.post(
        "/records/lead/query", {"filter": {"field": "mobile", "op": "eq", "value": "13911112222"}}
    )
    assert filtered.status_code == 422
    assert api.get("/records/lead", q="13911112222").json()["total"] == 0


@pytest.mark.req("PM-01")
@pytest.mark.parametrize("level", ["hidden", "masked"])
def test_a_guess_of_what_is_not_shown_is_refused_like_any_other_value(us, level):
    record = us.lead(mobile="13800138000")
    api = caller(holder(level))
    answers = [
        api.patch(f"/records/lead/{record.pk}", {"mobile": one}) for one in ("13800138000", "13900000000")
    ]
    assert answers[0].status_code == answers[1].status_code == 422
    assert answers[0].json()["errors"] == answers[1].json()["errors"]
    assert company.again(record).mobile == "+8613800138000"


def test_what_one_sees_of_a_masked_field_may_come_back_unchanged(us):
    record = us.lead(mobile="13800138000")
    api = caller(holder("masked"))
    assert api.patch(f"/records/lead/{record.pk}", {"mobile": "138****8000"}).status_code == 200
    assert company.again(record).mobile == "+8613800138000"


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations_with_replacement(LEVELS, 2)))
def test_levels_of_two_roles_add_up_in_what_is_seen_and_in_writing(us, one, other):
    seen = ("hidden", "masked", "edit")

    def sees(level: str) -> str:
        return "masked" if level.startswith("masked") else "hidden" if level == "hidden" else "edit"

    actor = actor_of(holder(one, other))
    writes = {"masked_edit", "edit"} & {one, other} != set()
    shown = max(sees(one), sees(other), key=seen.index)
    expected = shown if shown != "edit" else ("edit" if writes else "read")
    assert (actor.level("lead", "mobile"), actor.writes("lead", "mobile")) == (expected, writes)
