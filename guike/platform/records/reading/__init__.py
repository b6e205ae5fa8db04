"""Reads of records within a caller's rights: pages, one record, counts, related lists, search, and explanations of
access. Nothing here writes."""

from __future__ import annotations

from guike.platform.database.composing import Lookup
from guike.platform.records.reading.candidates import ListQuery
from guike.platform.records.reading.explain import explain_access
from guike.platform.records.reading.field_levels import explain_fields
from guike.platform.records.reading.first import first_found
from guike.platform.records.reading.queries import (
    check_limit,
    living_ids,
    record_aggregate,
    record_count,
    record_list,
    records_by_ids,
    related_query,
    require_visible,
)
from guike.platform.records.reading.rows import (
    Record,
    by_ids,
    found_values,
    labels,
    labels_of_many,
    living,
    only_seen,
    reader_of,
    seen_targets,
    table,
    targets_of,
    visible,
    visible_of,
)
from guike.platform.records.reading.searching import (
    read_text,
)
from guike.platform.records.reading.team import (
    team_add,
    team_list,
    team_members,
    team_remove,
)
from guike.platform.records.reading.telling import teller

__all__ = [
    "ListQuery",
    "Lookup",
    "Record",
    "by_ids",
    "check_limit",
    "explain_access",
    "explain_fields",
    "first_found",
    "found_values",
    "labels",
    "labels_of_many",
    "living",
    "living_ids",
    "only_seen",
    "read_text",
    "reader_of",
    "record_aggregate",
    "record_count",
    "record_list",
    "records_by_ids",
    "related_query",
    "require_visible",
    "seen_targets",
    "table",
    "targets_of",
    "team_add",
    "team_list",
    "team_members",
    "team_remove",
    "teller",
    "visible",
    "visible_of",
]
