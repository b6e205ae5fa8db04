"""The shape of the plans of the audit's pages on 50,000 lines: each filter is served by an index."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from bench.tests.test_plans import Plan, plans_of
from tests.support.company import Company, caller, found

pytestmark = [pytest.mark.django_db, pytest.mark.req("PM-37")]
LINES, PAGE = 50_000, 80
#: rows that a page may fetch over all steps of its plan: what is there in plenty is counted up to 10,000
CAPPED = 30_000
#: forty lines of each rare kind among sign-ins of everybody
FILL = """
INSERT INTO audit_entry (created_at, version, custom, label, label_sort, actor_id, action, object, record_id, outcome,
                         request_id, ip, detail, search_grams, search_text)
SELECT now() - n * interval '1 minute', 1, '{}', '', '', CASE WHEN n %% 1250 = 7 THEN %(rare)s ELSE n %% 40 END,
       CASE WHEN n %% 1250 = 3 THEN 'privacy.reveal' WHEN n %% 3 = 0 THEN 'role.edit' ELSE 'auth.login' END,
       CASE WHEN n %% 3 = 0 THEN 'role' ELSE '' END, CASE WHEN n %% 3 = 0 THEN n %% 500 END,
       CASE WHEN n %% 1250 = 5 THEN 'refused' ELSE 'ok' END, '', '10.0.0.1', '{"name": "内勤"}',
       CASE WHEN n %% 1250 = 9 THEN ARRAY['内勤', '渠道', '道内'] ELSE ARRAY['内勤', '登录'] END,
       CASE WHEN n %% 1250 = 9 THEN E'\\n渠道内勤\\vDETAIL\\f' ELSE E'\\n内勤\\vDETAIL\\f' END
FROM generate_series(1, %(lines)s) AS n
"""


@pytest.fixture
def us() -> Company:
    us = found()
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"lines": LINES, "rare": us.zhang + 1_000_000})
        cursor.execute("ANALYZE audit_entry")
    return us


def test_every_way_to_look_for_lines_has_an_index(us: Company) -> None:
    boss = caller(us.admin)

    def page(**query: Any) -> Callable[[], Any]:
        def ask() -> Any:
            answer = boss.post("/records/audit_entry/query", {"limit": PAGE, **query})
            assert answer.status_code == 200, answer.content
            return answer

        return ask

    def leaf(field: str, op: str, value: Any) -> dict[str, Any]:
        return {"filter": {"field": field, "op": op, "value": value}}

    of_record = {"all": [leaf("object", "eq", "role")["filter"], leaf("record_id", "eq", 30)["filter"]]}
    looked_for: dict[str, tuple[dict[str, Any], str]] = {
        "the newest": ({}, "auditentry_time_ix"),
        "a person": (leaf("actor", "eq", us.zhang + 1_000_000), "audit_actor_ix"),
        "a rare action": (leaf("action", "eq", "privacy.reveal"), "audit_action_ix"),
        "a common action": (leaf("action", "eq", "auth.login"), "auditentry_time_ix"),
        "one record": ({"filter": of_record}, "audit_record_ix"),
        "refusals": (leaf("outcome", "in", ["refused", "failed"]), "audit_outcome_ix"),
        "a period": (leaf("created_at", "within", "today"), "auditentry_time_ix"),
        "words": ({"q": "渠道内勤"}, "audit_gram_ix"),
    }
    for what, (query, index) in looked_for.items():
        plans: list[Plan] = plans_of(page(**query), of=('"audit_entry"',))
        assert plans, what
        assert index in set().union(*(plan.indexes for plan in plans)), (what, [plan.steps for plan in plans])
        assert max(plan.heap_rows for plan in plans) <= CAPPED, (what, [plan.steps for plan in plans])
