"""What limits of credit, and orders beyond them, are refused for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import Refusal, register
from guike.kernel.text import T, Text

PERIOD, OVERLAP, NO_END = "credit_limit.period", "credit_limit.overlap", "credit_limit.no_end"
BEYOND = "credit.beyond"

register(
    {
        PERIOD: T("失效日期不能早于生效日期", "It cannot end before it begins"),
        NO_END: T("临时额度请填写失效日期", "Say when the temporary limit ends"),
    }
)


class CreditRefused(Refusal):
    """The credit of the account does not admit it."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        OVERLAP: T(
            "该客户在 {from_on} 至 {to_on} 已有正式额度，同一天只能有一条；请调整日期，或先停用那一条",
            "The account has a formal limit from {from_on} to {to_on}, and one at a time only; change the days, or switch that"
            " one off",
        ),
        BEYOND: T(
            "客户的可用信用额度不足，而审批时没有对此作出决定；请驳回给申请人重新提交，或由财务调整信用额度",
            "The credit of the account does not suffice, and nobody has decided about that; return it to its applicant, or have"
            " the limit changed",
        ),
    }
