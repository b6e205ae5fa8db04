"""The way through the stages is a ledger: it stands whatever becomes of the opportunity."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guike.domains.opportunities.models import Opportunity, Stage, StageHistory
from guike.kernel import clock
from guike.platform.access.context import system_context
from guike.platform.audit.models import AuditEntry
from guike.platform.records.shapes import single
from guike.platform.records.upkeep.nightly import purge_recycle_bin
from guike.platform.records.writing import record_delete
from tests.support.company import WHY, Company, act, found, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def us() -> Company:
    return found()


@pytest.fixture
def deal(us: Company) -> Any:
    account = us.account(us.zhang)
    made = make(
        "opportunity", us.zhang, name="二十台打印机", account=account.pk, source="lead", amount="20000"
    )
    act(us.zhang, made, "advance", feedback="预算已批")
    return made


def test_a_purged_opportunity_leaves_its_steps_without_what_was_said(us: Company, deal: Any) -> None:
    stages = list(Stage.objects.system(reason=WHY).order_by("position").values_list("pk", flat=True))
    with clock.frozen(clock.now() - timedelta(days=31)):
        single(record_delete(system_context(), "opportunity", [deal.pk]))
    assert purge_recycle_bin() == 1
    assert not Opportunity.objects.system(reason=WHY).exists()
    rows = (
        StageHistory.objects.system(reason="a test looks")
        .order_by("id")
        .values_list("opportunity_id", "from_stage_id", "to_stage_id", "feedback")
    )
    assert list(rows) == [(deal.pk, None, stages[0], ""), (deal.pk, stages[0], stages[1], "")]
    line = AuditEntry.objects.system(reason="a test looks").get(action="ledger.blanked")
    assert (line.object_name, line.detail["because"]) == ("stage_history", "purge of the recycle bin")
