"""Which deliveries are written for which events: each once, numbered, in order, for what the identity sees."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guike.kernel import clock
from guike.kernel.errors import NotFound
from guike.platform.access.context import system_context
from guike.platform.events import dispatcher
from guike.platform.events.models import Delivery, Event
from guike.platform.events.services import emit
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.models import User
from guike.platform.org.queries import bump
from guike.platform.records.upkeep import purge_record
from guike.platform.records.writing import record_create
from guike.platform.retention.services import keep_one
from guike.platform.webhooks.errors import WebhookRefused
from guike.platform.webhooks.models import Webhook, WebhookDelivery
from guike.platform.webhooks.queueing import DISABLED, HANDLER, deliveries, webhooks
from guike.platform.webhooks.services import send
from guike.platform.webhooks.tests.steps import SECRET, due, hook, one, queued
from tests.support import company

pytestmark = pytest.mark.req("IG-05")


def test_each_event_of_the_object_is_written_once(house: company.Company) -> None:
    webhook = hook(
        house, events=["created", "updated", "deleted", "restored", "state_changed", "lead.converted"]
    )
    lead = house.lead()
    company.patch(house.zhang, lead, company="远山机械")
    company.act(house.zhang, lead, "follow_up", content="来电咨询")
    company.delete(house.admin, lead)
    company.restore(house.admin, lead)
    emit("lead.converted", "lead", {"ids": [lead.pk]})
    house.account()
    company.deliver()
    events = [event for event, record, _number, _status in queued(webhook) if record == lead.pk]
    assert events[:2] == ["created", "updated"]
    assert "state_changed" in events
    assert events[-3:] == ["deleted", "restored", "lead.converted"]
    assert [number for _event, _record, number, _status in queued(webhook)] == list(range(1, len(events) + 1))
    assert due(webhook) == [1]
    before = queued(webhook)
    Delivery.objects.filter(handler=HANDLER).update(state=Delivery.PENDING, next_at=clock.now())
    company.deliver()  # as after a crash between the handler and its mark
    assert queued(webhook) == before


def test_an_event_that_no_webhook_waits_for_costs_no_delivery(house: company.Company) -> None:
    hook(house, objects=["account"])
    hook(house, events=["deleted"])
    hook(house, is_active=False)
    house.lead()
    company.deliver()
    assert not Delivery.objects.filter(handler=HANDLER, event__object_name="lead").exists()
    assert deliveries().count() == 0


def test_records_and_events_are_chosen_by_the_eyes_of_the_identity(house: company.Company) -> None:
    """A record that the identity does not see, or that does not match the filter, is not told of at all."""
    south = hook(house, run_as=house.wang)
    matching = hook(house, filter={"field": "name", "op": "contains", "value": "远山"})
    seen = [house.lead(owner=house.wang), house.lead(name="远山机械"), house.lead()]
    company.deliver()
    assert [record for _event, record, _number, _status in queued(south)] == [seen[0].pk]
    assert [record for _event, record, _number, _status in queued(matching)] == [seen[1].pk]


def test_an_import_is_written_chunk_by_chunk_and_a_migration_not_at_all(house: company.Company) -> None:
    webhook = hook(house)
    rows = [{"name": f"客人{n}", "source": "phone", "owner": house.zhang} for n in range(30)]
    made = record_create(system_context(), "lead", rows, system=True)
    record_create(system_context(migration=True), "lead", rows, system=True)
    company.deliver()
    assert queued(webhook) == [("created", outcome.id, 1, "pending") for outcome in made]
    assert len(due(webhook)) == 30


def test_custom_objects_are_told_of(house: company.Company) -> None:
    company.make(
        "object_def",
        house.admin,
        api_name="loan__c",
        label="借用",
        plural_label="借用",
        number_pattern="JY{seq:4}",
    )
    webhook = hook(house, objects=["loan__c"], run_as=house.admin)
    loan = company.make("loan__c", house.admin, name="样品")
    company.deliver()
    assert queued(webhook) == [("created", loan.pk, 1, "pending")]


def test_the_order_of_events_is_kept_when_the_later_one_is_handled_first(house: company.Company) -> None:
    """Another dispatcher may be slow with the earlier event: not spread yet, or not handled yet."""
    webhook = hook(house)
    lead = house.lead()
    company.patch(house.zhang, lead, company="远山机械")
    created, updated = Event.objects.filter(object_name="lead").order_by("id")
    Event.objects.filter(pk=created.pk).update(state=Event.SPREAD)
    Delivery.objects.create(event=created, handler=HANDLER, next_at=clock.now() + timedelta(hours=1))
    company.deliver()
    assert queued(webhook) == [("created", lead.pk, 1, "pending"), ("updated", lead.pk, 2, "pending")]
    assert due(webhook) == [1]
    Delivery.objects.filter(state=Delivery.PENDING).update(next_at=clock.now())
    company.deliver()
    assert len(queued(webhook)) == 2
    assert deliveries().filter(occasion=f"event-{updated.pk}").count() == 1


def test_an_identity_that_left_switches_the_webhook_off_and_says_so(house: company.Company) -> None:
    webhook = hook(house)
    User.objects.system(reason=company.WHY).filter(pk=house.manager).update(status="left")
    bump(permission=True)
    house.lead()
    company.deliver()
    standing = webhooks().get(pk=webhook.pk)
    assert (standing.status, queued(webhook)) == (Webhook.DISABLED, [])
    assert company.notices(house.admin, DISABLED) == [
        "推送“数据仓库”已停用：推送所用的身份已停用，无法判断可以推送哪些内容"
    ]
    assert company.notices(house.zhang, DISABLED) == []


def test_a_filter_that_does_not_hold_any_more_switches_it_off(house: company.Company) -> None:
    webhook = hook(house)
    webhooks().filter(pk=webhook.pk).update(filter={"field": "x_gone", "op": "eq", "value": 1})
    house.lead()
    company.deliver()
    assert webhooks().get(pk=webhook.pk).status == Webhook.DISABLED
    assert Delivery.objects.exclude(state=Delivery.DONE).count() == 0


def test_rules_send_what_is_no_event_once(house: company.Company) -> None:
    """A step that is repeated after a crash names the same occasion and sends nothing twice."""
    webhook = hook(house, objects=["account"])
    lead = house.lead()
    first = send(webhook.pk, "rule.big_deal", "lead", lead.pk, once="run-7-step-2", data={"note": "大客户"})
    assert send(webhook.pk, "rule.big_deal", "lead", lead.pk, once="run-7-step-2") == first
    assert send(webhook.pk, "rule.big_deal", "lead", lead.pk, once="run-8-step-2") != first
    assert queued(webhook) == [
        ("rule.big_deal", lead.pk, 1, "pending"),
        ("rule.big_deal", lead.pk, 2, "pending"),
    ]
    assert deliveries().get(pk=first).facts == {"data": {"note": "大客户"}}


def test_rules_send_nothing_unseen_and_nothing_to_a_webhook_that_is_off(house: company.Company) -> None:
    blind = hook(house, run_as=house.wang)
    off = hook(house, is_active=False)
    lead = house.lead()
    assert send(blind.pk, "rule", "lead", lead.pk, once="a") is None
    with pytest.raises(WebhookRefused):
        send(off.pk, "rule", "lead", lead.pk, once="a")
    with pytest.raises(NotFound):
        send(999_999, "rule", "lead", lead.pk, once="a")
    assert deliveries().count() == 0


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"url": "http://127.0.0.1/"}, {"url": "outbound.inner"}),
        ({"url": "https://user:x@example.com/"}, {"url": "outbound.user_info"}),
        ({"secret": "short"}, {"secret": "webhook.secret_short"}),
        ({"secret": None}, {"secret": "required"}),
        ({"run_as": None}, {"run_as": "required"}),
        ({"objects": ["sales_order_line"]}, {"objects": "webhook.object"}),
        ({"objects": ["audit_entry"]}, {"objects": "webhook.object"}),
        ({"objects": ["webhook_delivery"]}, {"objects": "webhook.object"}),
        ({"objects": []}, {"objects": "required"}),
        ({"events": ["exploded"]}, {"events": "type.choice"}),
        ({"filter": {"field": "nothing", "op": "eq", "value": 1}}, {"filter.field": "unknown_field"}),
        ({"objects": ["lead", "account"], "filter": {"field": "name", "op": "eq", "value": "x"}}, {"filter": "webhook.one_object"}),
    ],
)  # fmt: skip
def test_what_cannot_work_is_refused_at_its_field(
    house: company.Company, values: dict[str, Any], wrong: dict[str, str]
) -> None:
    given = {
        "name": "仓库", "url": "https://example.com/", "secret": SECRET, "objects": ["lead"], "events": ["created"],
        "run_as": house.manager, **values,
    }  # fmt: skip
    assert company.refused("webhook", house.admin, **given) == wrong


def test_a_filter_reads_only_what_the_identity_may_read(house: company.Company) -> None:
    """Otherwise the mere arrival of a call would tell of a hidden field."""
    role = company.make(
        "role", house.admin, name="看不到手机", permissions={"lead": ["view"]}, scopes={"lead": {"view": "all"}},
        fields={"lead.mobile": "hidden"},
    )  # fmt: skip
    blind = company.person("外部", department=house.north)
    User.objects.system(reason=company.WHY).filter(pk=blind).update(roles=[role.pk])
    bump(permission=True)
    wrong = company.refused(
        "webhook", house.admin, name="仓库", url="https://example.com/", secret=SECRET, objects=["lead"], events=["created"],
        run_as=blind, filter={"field": "mobile", "op": "is_not_empty"},
    )  # fmt: skip
    assert wrong == {"filter.field": "unknown_field"}


def test_the_secret_is_sealed_and_told_to_nobody(house: company.Company) -> None:
    webhook = hook(house)
    assert webhook.secret.startswith("sealed:1:")
    assert SECRET not in webhook.secret
    served = company.caller(house.admin).get(f"/records/webhook/{webhook.pk}")
    assert "secret" not in served.json()
    assert SECRET not in served.content.decode()
    audit = company.caller(house.admin).get("/records/audit_entry").content.decode()
    assert SECRET not in audit
    assert "sealed:" not in audit
    company.patch(house.admin, webhook, name="仓库二")
    assert company.again(webhook).secret == webhook.secret


def test_nobody_but_administrators_sees_or_makes_webhooks(house: company.Company) -> None:
    webhook = hook(house)
    house.lead()
    company.deliver()
    manager = company.caller(house.manager)
    for name in ("webhook", "webhook_delivery"):
        assert manager.get(f"/records/{name}").status_code == 403
    assert manager.post("/records/webhook", {"name": "x"}).status_code == 403
    delivery = one(webhook)
    assert manager.post(f"/records/webhook_delivery/{delivery.pk}/actions/replay", {}).status_code == 403
    assert company.again(webhook).version == webhook.version
    assert one(webhook).status == "pending"


def test_deliveries_are_written_by_the_system_alone(house: company.Company) -> None:
    webhook = hook(house)
    lead = house.lead()
    company.deliver()
    delivery = one(webhook)
    admin = company.caller(house.admin)
    new = {"webhook": webhook.pk, "event": "created", "object": "lead", "record_id": lead.pk, "sequence": 9}
    for answer in (
        admin.post("/records/webhook_delivery", new),
        admin.patch(f"/records/webhook_delivery/{delivery.pk}", {"status": "delivered"}),
        admin.delete(f"/records/webhook_delivery/{delivery.pk}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "operation.closed")
    assert [one(webhook).status, deliveries().count()] == ["pending", 1]
    [item] = admin.get("/records/webhook_delivery").json()["items"]
    assert item["record"] == {"object": "lead", "id": lead.pk, "name": lead.name}
    for record_id, expected in ((lead.pk, [item]), (lead.pk + 1, [])):
        query = {"filter": {"field": "record", "op": "eq", "value": {"object": "lead", "id": record_id}}}
        assert admin.post("/records/webhook_delivery/query", query).json()["items"] == expected


def test_a_deleted_webhook_takes_its_deliveries_with_it_when_it_is_purged(house: company.Company) -> None:
    webhook = hook(house)
    house.lead()
    company.deliver()
    assert company.code(company.delete(house.admin, webhook)) is None
    house.lead()
    company.deliver()
    assert deliveries().count() == 1
    with clock.frozen(clock.now() + timedelta(days=40)):
        assert purge_record(catalogue().get("webhook"), webhook.pk)
    assert deliveries().count() == 0


def test_old_deliveries_go_and_the_numbers_go_on(house: company.Company) -> None:
    webhook = hook(house)
    lead = house.lead()
    for text in ("一", "二"):
        company.patch(house.zhang, lead, company=text)
    company.deliver()
    deliveries().update(
        status=WebhookDelivery.DELIVERED, finished_at=clock.now() - timedelta(days=31), next_try_at=None
    )
    deliveries().filter(sequence=1).update(status=WebhookDelivery.DEAD)
    assert keep_one("webhook_deliveries") == 1
    assert [number for _event, _record, number, _status in queued(webhook)] == [1, 3]
    company.patch(house.zhang, lead, company="三")
    company.deliver()
    assert [number for _event, _record, number, _status in queued(webhook)] == [1, 3, 4]


def test_no_more_than_a_number_of_webhooks(house: company.Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guike.platform.webhooks.services.WEBHOOKS", 1)
    hook(house)
    wrong = company.refused(
        "webhook", house.admin, name="二", url="https://example.com/", secret=SECRET, objects=["lead"], events=["created"],
        run_as=house.manager,
    )  # fmt: skip
    assert wrong == {"name": "webhook.limit"}


def test_many_events_are_spread_with_one_question(
    house: company.Company, django_assert_num_queries: Any
) -> None:
    """What no webhook waits for is not asked for one by one."""
    for _turn in range(20):
        house.lead()
    dispatcher.spread(1)
    with django_assert_num_queries(6):
        dispatcher.spread(100)


def test_saving_sends_no_statement_for_webhooks(house: company.Company) -> None:
    """Neither for those that match nor for those that do not: the events are looked at by the worker."""
    house.lead()

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            house.lead()
        return len(asked)

    before = statements()
    for number in range(20):
        hook(house, name=f"推送{number}", objects=["lead" if number % 2 else "account"])
    house.lead()
    assert statements() == before
