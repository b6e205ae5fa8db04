"""The write path: records are created, changed, deleted and restored only here, from the draft to the stored row and
its event."""

from __future__ import annotations

from guike.platform.database.copying import insert_values
from guike.platform.records.writing.deferring import (
    deferral,
)
from guike.platform.records.writing.idempotency import (
    Answer,
    keyed_call,
    purge_answers,
)
from guike.platform.records.writing.judging import (
    checked_formula,
    formula_fault,
)
from guike.platform.records.writing.numbers import (
    check_pattern,
    keep_clear,
    numbers_of,
)
from guike.platform.records.writing.posting import (
    Posting,
    post,
    reverse,
)
from guike.platform.records.writing.prepare import (
    document_date,
)
from guike.platform.records.writing.purging import (
    purge_deleted,
)
from guike.platform.records.writing.services import (
    begin_write,
    count_living,
    create_drafts,
    fetch_locked,
    new_drafts,
    not_a_line,
    record_change,
    record_change_each,
    record_create,
    record_delete,
    record_restore,
    record_update,
)
from guike.platform.records.writing.store import (
    load_lines,
    refuse_constraint,
    save_changes,
)

__all__ = [
    "Answer",
    "Posting",
    "begin_write",
    "check_pattern",
    "checked_formula",
    "count_living",
    "create_drafts",
    "deferral",
    "document_date",
    "fetch_locked",
    "formula_fault",
    "insert_values",
    "keep_clear",
    "keyed_call",
    "load_lines",
    "new_drafts",
    "not_a_line",
    "numbers_of",
    "post",
    "purge_answers",
    "purge_deleted",
    "record_change",
    "record_change_each",
    "record_create",
    "record_delete",
    "record_restore",
    "record_update",
    "refuse_constraint",
    "reverse",
    "save_changes",
]
