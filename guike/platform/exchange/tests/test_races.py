"""The same rows sent several times at once."""

import json

import pytest

from guike.entry.tests.people import person
from guike.platform.access.actor import actor_of
from guike.platform.access.context import Context
from guike.platform.exchange.models import Import
from guike.platform.exchange.tests.conftest import EVERYTHING, Importer, csv_of
from guike.platform.jobs import runner
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.models import DuplicateRule
from guike.platform.org.queries import begin_versions, bump
from guike.platform.records.reading import living
from guike.platform.records.writing import record_create
from tests.support.race import at_once, overlapping

WHY = "a test looks at everything"
TIMES = 4


def leads():
    return living(catalogue().get("lead")).system(reason=WHY)


def accounts():
    return living(catalogue().get("account")).system(reason=WHY)


@pytest.mark.req("LD-03", "LD-06")
@pytest.mark.parametrize("policy", ["skip", "update"])
def test_one_file_sent_four_times_at_once_makes_its_rows_once(fresh_db, monkeypatch, policy):
    monkeypatch.setattr("guike.platform.exchange.importing.CHUNK_ROWS", 7)
    anna = Importer(person("anna", {"lead": EVERYTHING}))
    lines = [f"访客{n},138001{n:05d},公司{n},展会" for n in range(40)]
    content = csv_of("姓名,手机,公司,线索来源", *lines)
    jobs = [
        anna.send("/imports", "a.csv", content, "lead", on_duplicate=policy).json()["id"]
        for _ in range(TIMES)
    ]
    at_once(*(lambda job=job: runner.run(job) for job in jobs))
    imports = Import.objects.all()
    assert leads().count() == 40
    assert sum(one.created for one in imports) == 40
    assert sum(one.skipped + one.updated for one in imports) == 40 * (TIMES - 1)
    assert sum(one.failed for one in imports) == 0


@pytest.mark.req("LD-06")
def test_bulk_upserts_of_the_same_keys_in_any_order_make_each_once(fresh_db):
    anna = person("anna", {"lead": EVERYTHING})
    rows = [
        {
            "source_system": "old",
            "external_id": f"K{n}",
            "name": f"访客{n}",
            "company": f"公司{n}",
            "source": "exhibition",
        }
        for n in range(12)
    ]

    def send(order):
        body = json.dumps({"upsert": [rows[n] for n in order]})
        return anna._client.post("/api/v1/records/lead/bulk", body, content_type="application/json")

    orders = [range(12), range(11, -1, -1), [*range(6, 12), *range(6)], [*range(0, 12, 2), *range(1, 12, 2)]]
    answers = at_once(*(lambda order=order: send(order) for order in orders))
    assert [answer.status_code for answer in answers] == [200] * TIMES
    assert all(one["ok"] for answer in answers for one in answer.json()["results"])
    assert leads().count() == 12


@pytest.mark.req("LD-06")
def test_of_two_that_a_rule_forbids_one_is_written(fresh_db):
    rule = DuplicateRule(object="lead", match=[{"field": "wechat", "how": "text"}], effect="block")
    DuplicateRule.objects.system(reason=WHY).bulk_create([rule])
    bump(metadata=True)
    begin_versions()
    anna = person("anna", {"lead": EVERYTHING})

    def create(n):
        body = {"name": f"访客{n}", "company": f"公司{n}", "source": "exhibition", "wechat": "Same_1"}
        return anna._client.post(
            "/api/v1/records/lead", json.dumps(body), content_type="application/json"
        ).status_code

    answers = at_once(*(lambda n=n: create(n) for n in range(8)))
    assert sorted(answers) == [201, *[422] * 7]
    assert leads().count() == 1


def _rule(object_name, match):
    DuplicateRule.objects.system(reason=WHY).bulk_create(
        [DuplicateRule(object=object_name, match=match, effect="block")]
    )


@pytest.mark.req("LD-06")
@pytest.mark.parametrize("first", ["lead", "account"])
def test_of_two_of_different_objects_that_rules_forbid_one_is_written(fresh_db, first):
    """A lead is refused where an account has its telephone, an account where a lead has its name: whoever is written
    first, the other one is refused, though each is refused by a rule of its own."""
    _rule("lead", [{"object": "account", "field": "phone", "how": "phone", "other": "phone"}])
    _rule("account", [{"object": "lead", "field": "name", "how": "company", "other": "company"}])
    bump(metadata=True)
    begin_versions()
    boss = person("boss", is_administrator=True)
    number = "010-6234567"

    def create(object_name, values):
        def write():
            begin_versions()
            ctx = Context(actor_of(boss.id))
            return [o.refusal and o.refusal.code for o in record_create(ctx, object_name, [values])]

        return write

    for turn in range(2):
        phone, company = f"{number}{turn}", f"Quiet Harbour {turn}"
        writes = {
            "lead": create("lead", {"name": "Guest", "company": company, "source": "phone", "phone": phone}),
            "account": create("account", {"name": company, "phone": phone}),
        }
        other = "account" if first == "lead" else "lead"
        assert overlapping(writes[first], writes[other]) == ([None], ["invalid"])
    assert (leads().count(), accounts().count()) == ((2, 0) if first == "lead" else (0, 2))


@pytest.mark.req("LD-06")
def test_a_rule_of_one_object_waits_for_the_other(fresh_db):
    """A lead is refused where an account of that name stands: also one that is just being written."""
    _rule("lead", [{"object": "account", "field": "company", "how": "company", "other": "name"}])
    bump(metadata=True)
    begin_versions()
    ctx = Context(actor_of(person("boss", is_administrator=True).id))

    def create(object_name, values):
        def write():
            begin_versions()
            return [o.refusal and o.refusal.code for o in record_create(ctx, object_name, [values])]

        return write

    lead = create("lead", {"name": "Guest", "company": "Quiet Harbour", "source": "phone"})
    assert overlapping(create("account", {"name": "Quiet Harbour"}), lead) == ([None], ["invalid"])
    assert leads().count() == 0
