"""Ledgers as objects: declared like any other, and closed for writing on every door."""

from __future__ import annotations

from typing import Any

from guike.kernel.errors import Forbidden, register
from guike.kernel.text import T
from guike.platform.database.models import EntryModel
from guike.platform.metadata.spec import NUMBERS, Hooks, LedgerSpec, ObjectSpec

#: what is never done to rows of a ledger, whoever asks
WRITES = frozenset({"create", "edit", "delete", "import", "import_migration"})
OPERATIONS = ("view", "export")

register(
    {
        "ledger.append_only": T(
            "“{object}”由系统逐笔记录，任何人都不能新建、导入、修改或删除；需要更正时，请在原单据上操作",
            "“{object}” are written by the system as things happen: nobody creates, imports, changes or deletes them;"
            " corrections are made where they come from",
        ),
    }
)


def ledger_object(**parts: Any) -> ObjectSpec:
    """The spec of a ledger; see `LedgerSpec`."""
    return ObjectSpec(
        **{
            "ledger": LedgerSpec(),
            "operations": OPERATIONS,
            "has_team": False,
            "has_timeline": False,
            "has_files": False,
            "history": False,
            "recyclable": False,
            **parts,
        }
    )


def check_open(spec: ObjectSpec, operation: str = "edit") -> None:
    """Forbidden ledger.append_only where the rows are those of a ledger and the operation would write one."""
    if spec.ledger is not None and operation in WRITES:
        raise Forbidden("ledger.append_only", object=spec.plural)


def check_ledger(spec: ObjectSpec) -> None:
    """ValueError for a declaration that promises less, or more, than a ledger holds."""
    is_entry = issubclass(spec.model, EntryModel)
    if is_entry != (spec.ledger is not None):
        raise ValueError(f"{spec.name}: an object is a ledger when its model is an EntryModel, and only then")
    if spec.ledger is None:
        return
    if set(spec.operations) - set(OPERATIONS) or spec.actions or spec.hooks != Hooks() or spec.rollups:
        raise ValueError(f"{spec.name}: rows of a ledger are viewed and exported, nothing else")
    if spec.history or spec.recyclable or any(item.type == "lines" for item in spec.fields):
        raise ValueError(f"{spec.name}: rows of a ledger have no history, no recycle bin and no lines")
    if spec.access.kind == "owned":
        raise ValueError(f"{spec.name}: rows of a ledger have no owner; they belong to a parent")
    if spec.ledger.account:
        _check_account(spec, spec.ledger)


def _check_account(spec: ObjectSpec, ledger: LedgerSpec) -> None:
    account = spec.by_name.get(ledger.account)
    if account is None or not account.is_reference:
        raise ValueError(f"{spec.name}: {ledger.account!r} is no reference to an account")
    for name in (ledger.amount, ledger.balance):
        if name not in spec.by_name or spec.by_name[name].value_type not in NUMBERS:
            raise ValueError(f"{spec.name}: {name!r} is no number of it")
    for name in ("sequence", "reverses"):
        if name not in spec.by_name:
            raise ValueError(f"{spec.name}: entries of accounts have {name!r}")
