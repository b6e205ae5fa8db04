"""The shape of a tree of categories and of codes, and the states of a request for a code; decided without a database."""

from __future__ import annotations

import re
from collections.abc import Mapping

from guike.kernel.states import State, StateLock, StateSpec, Step
from guike.kernel.text import Text

#: id of a node → id of its parent, None at the top
Parents = Mapping[int, int | None]


def ancestors(parents: Parents, node: int) -> list[int]:
    """From the node itself to the top; a loop in the data ends where it closes."""
    found: list[int] = []
    at: int | None = node
    while at is not None and at not in found:
        found.append(at)
        at = parents.get(at)
    return found


def height(parents: Parents, node: int) -> int:
    """Levels of the tree that starts at the node, 1 for a leaf."""
    return max(way.index(node) + 1 for one in parents if node in (way := ancestors(parents, one)))


def check_parent(parents: Parents, node: int | None, parent: int, depth: int) -> str | None:
    """Why a node (None: a new one) may not stand under `parent`: "loop", "depth", or None when it may."""
    above = ancestors(parents, parent)
    if node is not None and node in above:
        return "loop"
    below = 1 if node is None else height(parents, node)
    return "depth" if len(above) + below > depth else None


def is_tax_code(code: str, digits: int) -> bool:
    """Whether it is whole: nothing but digits, and all of them."""
    return re.fullmatch(rf"[0-9]{{{digits}}}", code) is not None


def is_attribute_code(code: str, longest: int) -> bool:
    """Whether the name of a field may end in it."""
    return len(code) <= longest and re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", code) is not None


#: what is not part of what people decide about
_OPEN = frozenset({"owner", "department", "external_id", "source_system"})

REQUEST_STATES = StateSpec(
    field="status",
    states=(
        State("draft", Text("草稿", "Draft"), "default"),
        State("pending", Text("待审批", "Pending approval"), "gold"),
        State("approved", Text("已批准", "Approved"), "green"),
        State("rejected", Text("已驳回", "Rejected"), "red"),
    ),
    first=("draft",),
    steps=(
        Step("submit", ("draft", "rejected"), ("pending", "approved")),
        Step("approve", ("pending",), ("approved",), by="code"),
        Step("reject", ("pending",), ("rejected",), by="code"),
        Step("take_back", ("pending",), ("draft",), by="code"),
    ),
    locks=(
        StateLock(
            ("pending",),
            Text("正在审批，不能修改；要改请先撤回审批。", "It is being approved; withdraw it to change it."),
            but=_OPEN,
            refusal="product_code_request.locked",
            delete_refusal="product_code_request.not_deletable",
        ),
        StateLock(
            ("approved",),
            Text("已批准，产品已建立；要改请改产品。", "It was approved; change the product itself."),
            but=_OPEN,
            refusal="product_code_request.locked",
            delete_refusal="product_code_request.not_deletable",
        ),
    ),
)
