"""What limits of credit, and orders beyond them, are refused for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import Refusal, register
from guike.kernel.text import T, Text

PERIOD, OVERLAP = "credit_limit.period", "credit_limit.overlap"
NO_END, FAR = "credit_limit.no_end", "credit_limit.far"
BEYOND = "credit.beyond"

register(
    {
        PERIOD: T("失效日期不能早于生效日期", "It cannot end before it begins"),
        FAR: T(
            "最晚填到 {latest}；长期有效请不填失效日期",
            "{latest} is the last day that can be given; leave the end empty for a limit without one",
        ),
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
