"""Ledgers as objects: declared like any other, and closed for writing on every door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guike.kernel.errors import Forbidden, register
from guike.kernel.text import T
from guike.platform.database.models import EntryModel, PostedModel, posted_constraints
from guike.platform.metadata.spec import NUMBERS, FieldSpec, Hooks, LedgerSpec, ObjectSpec, spec_field

#: what is never done to rows of a ledger, whoever asks
WRITES = frozenset({"create", "edit", "delete", "import", "import_migration"})
OPERATIONS = ("view", "export", "print")

register(
    {
        "ledger.append_only": T(
            "“{object}”由系统逐笔记录，任何人都不能新建、导入、修改或删除；需要更正时，请在原单据上操作",
            "“{object}” are written by the system as things happen: nobody creates, imports, changes or deletes them;"
            " corrections are made where they come from",
        ),
        "operation.closed": T(
            "“{object}”由系统生成，不能新建、导入、修改或删除",
            "“{object}” are made by the system: they are not created, imported, changed or deleted by hand",
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


def entry_fields(name: str) -> tuple[FieldSpec, ...]:
    """What every entry of an account of the ledger `name` has besides account, amount and balance."""
    return (
        spec_field("integer", "sequence", "序号", "No."),
        spec_field(
            "reference", "reverses", "冲销的分录", "Reverses", target=name, relation=f"{name}_reversals"
        ),
        spec_field("text", "why", "由来", "Caused by"),
        spec_field("text", "source", "来源", "Entered by"),
        spec_field("text", "operation", "操作编号", "Operation"),
    )


def is_closed(spec: ObjectSpec, operation: str) -> bool:
    """Whether nobody does this to rows of the object by hand: those of a ledger, and those that the system alone writes,
    which declare no operation `create`, `edit` or `delete`. Verbs may still be open."""
    if spec.ledger is not None:
        return operation in WRITES
    if operation in ("import", "import_migration"):
        return "create" not in spec.operations
    return operation in WRITES and operation not in spec.operations


def check_open(spec: ObjectSpec, operation: str | None = None) -> None:
    """Forbidden ledger.append_only or operation.closed where nobody does this to rows of the object. Without an
    operation: where code does not write them either."""
    if spec.ledger is not None if operation is None else is_closed(spec, operation):
        code = "operation.closed" if spec.ledger is None else "ledger.append_only"
        raise Forbidden(code, object=spec.plural)


def check_ledger(spec: ObjectSpec, objects: Mapping[str, ObjectSpec]) -> None:
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
    if spec.access.kind == "owned" and not {"owner", "department"} <= set(spec.by_name):
        raise ValueError(f"{spec.name}: rows that are seen by owner and department name both")
    if spec.ledger.account:
        _check_account(spec, spec.ledger, objects)


def _check_account(spec: ObjectSpec, ledger: LedgerSpec, objects: Mapping[str, ObjectSpec]) -> None:
    account = spec.by_name.get(ledger.account)
    holder = objects.get(account.target_object) if account is not None else None
    if account is None or holder is None:
        raise ValueError(f"{spec.name}: {ledger.account!r} is no reference to an account")
    level = holder.by_name.get(ledger.level)
    if ledger.level and (level is None or not level.system or level.type not in NUMBERS):
        raise ValueError(f"{spec.name}: {holder.name}.{ledger.level} is no number that the system keeps")
    for name in (ledger.amount, ledger.balance):
        if name not in spec.by_name or spec.by_name[name].value_type not in NUMBERS:
            raise ValueError(f"{spec.name}: {name!r} is no number of it")
    if not issubclass(spec.model, PostedModel) or not {f.name for f in entry_fields(spec.name)} <= set(
        spec.by_name
    ):
        raise ValueError(f"{spec.name}: entries of an account are of a PostedModel, with `entry_fields`")
    balance = spec.by_name[ledger.balance].attname
    table = spec.model._meta.db_table
    wanted = posted_constraints(table, ledger.account, balance, floor=ledger.floor)
    missing = {one.name for one in wanted} - {one.name for one in spec.model._meta.constraints}
    if missing:
        raise ValueError(f"{spec.name}: the table lacks {sorted(missing)}")
