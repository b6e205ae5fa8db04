"""States of accounts, and what a tax number is; decided without a database."""

from __future__ import annotations

import re

from stdnum.cn import ric, uscc

from guike.kernel.states import State, StateSpec, Step
from guike.kernel.text import Text

STATES = StateSpec(
    field="status",
    states=(
        State("potential", Text("潜在", "Potential"), "gold"),
        State("formal", Text("正式", "Formal"), "green"),
        State("lost", Text("流失", "Lost"), "default"),
    ),
    first=("potential", "formal"),
    steps=(
        Step("formalize", ("potential", "lost"), ("formal",)),
        Step("buy", ("potential",), ("formal",), by="code"),
        Step("unbuy", ("formal",), ("potential",), by="code"),
        Step("give_up", ("potential", "formal"), ("lost",), by="edit"),
        Step("win_back", ("lost",), ("potential",), by="edit"),
    ),
)

#: region and organisation; person and two digits more
_OLD = re.compile(r"[0-9]{6}[0-9A-Z]{9}")
_PERSON_PLUS = re.compile(r"[0-9]{17}[0-9X][0-9]{2}")


def compact_tax_number(text: str) -> str:
    """As it is stored: capital letters, no blanks or hyphens."""
    return re.sub(r"[\s-]", "", text).upper()


def is_tax_number(code: str) -> bool:
    """Whether it can be a 纳税人识别号: 18 characters are a unified social credit code or an identity number, each with its check
    digit; 15 are of the time before; 20 are of persons in trade."""
    if len(code) == 18:
        return bool(uscc.is_valid(code) or ric.is_valid(code))
    return bool(_OLD.fullmatch(code) or (_PERSON_PLUS.fullmatch(code) and ric.is_valid(code[:18])))
