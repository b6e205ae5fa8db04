"""When rules fire: what happened, what held before and after, how often; each exactly once."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from guike.domains.activities.models import Activity
from guike.domains.opportunities.models import SalesProcess, Stage
from guike.platform.access.context import system_context
from guike.platform.automation.tests.rules import rule, runs, statuses, work
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.writing import record_create
from guike.platform.settings.services import set_many
from tests.support.company import WHY, act, found, make, notices, patch
from tests.support.company import again as fresh

NOON = "2026-11-21T04:00:00+00:00"
TELL = {"do": "notify", "to": [{"kind": "field", "value": "owner"}], "text": "看看{name}"}


@pytest.fixture
def us(db):
    return found()


@pytest.fixture
def stages(us):
    process = SalesProcess.objects.system(reason=WHY).get(is_default=True)
    return list(
        Stage.objects.system(reason=WHY).filter(process=process, deleted_at=None).order_by("position")
    )


def deal(us, **values):
    given = {
        "name": "二期扩容",
        "account": us.account().pk,
        "amount": "600000",
        "source": "other",
        "owner": us.zhang,
    }
    return make("opportunity", **{**given, **values})


def tasks():
    rows = Activity.objects.system(reason=WHY).filter(kind="task", deleted_at=None).order_by("id")
    return [(row.subject, row.owner_id, row.related) for row in rows]


@pytest.mark.req("CO-15")
def test_a_deal_that_enters_negotiation_with_a_large_amount_gives_the_manager_one_task_per_entry(us, stages):
    """The rule of CO-15, word for word: once per entry, again on re-entry."""
    negotiation = next(stage for stage in stages if stage.name == "商务谈判")
    before = stages[stages.index(negotiation) - 1]
    large = rule(
        us.manager,
        "opportunity",
        {
            "do": "create",
            "object": "activity",
            "values": {
                "kind": "task",
                "subject": "大额商机进入商务谈判：{name}",
                "owner": {"who": {"kind": "superior"}},
                "related": [{"record": True}],
            },
        },
        trigger="updated",
        fields=["stage"],
        to=[negotiation.pk],
        filter={"field": "amount", "op": "gt", "value": "500000"},
        once="per_entry",
    )
    big, small = deal(us), deal(us, name="小单", amount="500000")
    for one in (big, small):
        while fresh(one).stage_id != negotiation.pk:
            assert act(us.zhang, one, "advance", feedback="继续").ok
    assert statuses() == ["queued"]
    work()
    expected = ("大额商机进入商务谈判：二期扩容", us.manager, [{"object": "opportunity", "id": big.pk}])
    assert tasks() == [expected]
    assert patch(us.zhang, big, amount="700000").ok
    assert patch(us.zhang, big, description="已约谈").ok
    work()
    assert tasks() == [expected]
    assert act(us.zhang, big, "move_back", stage=before.pk, reason="客户要求").ok
    assert act(us.zhang, big, "advance", feedback="再谈").ok
    work()
    assert tasks() == [expected, expected]
    assert statuses(large) == ["done", "done"]


def test_what_is_created_fires_rules_on_creation_alone(us):
    made = rule(us.admin, "lead", TELL, trigger="created")
    changed = rule(us.admin, "lead", TELL, trigger="updated")
    us.lead()
    assert (len(runs(made)), len(runs(changed))) == (1, 0)


def test_a_value_written_back_unchanged_fires_nothing(us):
    lead = us.lead(name="同名")
    changed = rule(us.admin, "lead", TELL, trigger="updated")
    assert patch(us.zhang, lead, name="同名").ok
    assert runs(changed) == []
    assert patch(us.zhang, lead, name="改名").ok
    assert len(runs(changed)) == 1


def test_only_watched_fields_with_the_right_values_before_and_after_fire(us):
    lead = us.lead(source="phone")
    watched = rule(
        us.admin,
        "lead",
        TELL,
        trigger="updated",
        fields=["source"],
        **{"from": ["phone"], "to": ["exhibition"]},
    )
    assert patch(us.zhang, lead, name="别的字段").ok
    assert patch(us.zhang, lead, source="referral").ok
    assert patch(us.zhang, lead, source="exhibition").ok
    assert runs(watched) == []
    assert patch(us.zhang, lead, source="phone").ok
    assert patch(us.zhang, lead, source="exhibition").ok
    assert len(runs(watched)) == 1


def test_a_condition_reads_old_and_new_values(us):
    lead = us.lead(name="甲")
    renamed = rule(
        us.admin,
        "lead",
        TELL,
        trigger="updated",
        filter={
            "all": [
                {"field": "name", "op": "changed_from", "value": "甲"},
                {"field": "name", "op": "changed_to", "value": "乙"},
            ]
        },
    )
    assert patch(us.zhang, lead, name="丙").ok
    assert patch(us.zhang, lead, name="乙").ok
    assert runs(renamed) == []
    assert patch(us.zhang, lead, name="甲").ok
    assert patch(us.zhang, lead, name="乙").ok
    assert len(runs(renamed)) == 1


def test_a_state_is_entered_by_an_action_and_by_creation(us):
    entered = rule(us.admin, "lead", TELL, trigger="state_changed", to=["pending"])
    lead = us.lead()
    assert lead.status == "pending"
    assert len(runs(entered)) == 1


def test_once_per_record_is_once_whatever_happens(us):
    lead = us.lead()
    once = rule(us.admin, "lead", TELL, trigger="updated", once="per_record")
    for name in ("一", "二", "三"):
        assert patch(us.zhang, lead, name=name).ok
        work()
    assert statuses(once) == ["done"]
    assert len(notices(us.zhang, "automation.message")) == 1


def test_a_write_that_is_rolled_back_leaves_no_run(us):
    changed = rule(us.admin, "lead", TELL, trigger="created")
    with transaction.atomic():
        us.lead()
        transaction.set_rollback(True)
    assert runs(changed) == []


def test_a_migration_and_a_switched_off_object_fire_nothing(us):
    made = rule(us.admin, "lead", TELL, trigger="created")
    (outcome,) = record_create(
        system_context(migration=True), "lead", [{"name": "旧", "source": "phone", "owner": us.zhang}]
    )
    assert outcome.ok
    definition = make_definition("lead")
    assert patch(us.admin, definition, has_workflow=False).ok
    us.lead()
    assert runs(made) == []
    assert patch(us.admin, definition, has_workflow=True).ok
    us.lead()
    assert len(runs(made)) == 1


def make_definition(name):
    spec = catalogue().get("object_def")
    return spec.model._default_manager.system(reason=WHY).get(api_name=name)


def test_the_switch_for_all_stops_what_waits_and_what_comes(us):
    made = rule(us.admin, "lead", TELL, trigger="created")
    us.lead()
    set_many({"automation.enabled": False}, us.admin)
    us.lead()
    work()
    assert [(run.status, run.error) for run in runs(made)] == [("cancelled", "all_stopped")]
    set_many({"automation.enabled": True}, us.admin)
    us.lead()
    work()
    assert statuses(made) == ["cancelled", "done"]


@pytest.mark.parametrize("rules", [0, 20])
def test_a_save_that_fires_nothing_sends_no_statement_more(us, rules):
    """The same statements with twenty rules that do not match as with none."""
    lead = us.lead()
    for number in range(rules):
        rule(
            us.admin,
            "lead",
            TELL,
            name=f"规则{number}",
            trigger="updated",
            filter={"field": "name", "op": "eq", "value": f"无{number}"},
        )
    assert patch(us.zhang, lead, name="先热身").ok
    with Counted() as counted:
        assert patch(us.zhang, lead, name="再改名").ok
    assert not [text for text in counted.texts if "automation" in text]


class Counted:
    """The statements that are sent meanwhile, counted by the connection's own wrappers."""

    def __enter__(self):
        self.texts = []
        self.wrapped = connection.execute_wrapper(self.note)
        self.wrapped.__enter__()
        return self

    def note(self, execute, sql, params, many, context):
        self.texts.append(sql)
        return execute(sql, params, many, context)

    def __exit__(self, *error):
        self.wrapped.__exit__(*error)
