"""What was to be done by now and is not is said with the record, in lists and alone."""

from __future__ import annotations

import pytest

from tests.support.company import act, again, caller, found, patch

PAST, FUTURE = "2026-01-05T01:00:00Z", "2199-01-05T01:00:00Z"


@pytest.fixture
def us(db):
    return found()


def overdue(us, lead):
    alone = caller(us.zhang).get(f"/records/lead/{lead.pk}").json()
    [listed] = caller(us.zhang).get("/records/lead", fields="name,next_contact_at").json()["items"]
    assert alone.get("_overdue") == listed.get("_overdue")
    return listed.get("_overdue")


def test_a_contact_that_was_due_is_overdue_until_it_is_moved_or_the_lead_is_closed(us):
    lead = us.lead(next_contact_at=FUTURE)
    assert overdue(us, lead) is None
    patch(us.zhang, lead, next_contact_at=PAST)
    assert overdue(us, again(lead)) == ["next_contact_at"]
    act(us.zhang, again(lead), "invalidate", reason="空号")
    assert overdue(us, again(lead)) is None


def test_a_day_is_overdue_when_it_is_over(us):
    account = us.account()
    zhang = caller(us.zhang)
    for on, wanted in (("2026-01-05", ["expected_close_on"]), ("2199-01-05", None)):
        values = {
            "name": "激光机",
            "account": account.pk,
            "source": "customer_contact",
            "expected_close_on": on,
        }
        made = zhang.post("/records/opportunity", values)
        assert made.status_code == 201, made.content
        assert zhang.get(f"/records/opportunity/{made.json()['id']}").json().get("_overdue") == wanted
