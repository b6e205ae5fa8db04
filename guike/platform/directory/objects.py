"""Writes of object definitions: custom objects, and administrators' changes of standard ones."""

from __future__ import annotations

import re
from collections.abc import Sequence

from guike.kernel.limits import CUSTOM_OBJECTS
from guike.platform.access.context import Context
from guike.platform.directory import validity
from guike.platform.directory.errors import AdministrationRefused
from guike.platform.jobs.services import start
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.labels import settled
from guike.platform.metadata.models import (
    DuplicateRule,
    FieldDef,
    Layout,
    ObjectDef,
    RecordType,
    ValidationRule,
)
from guike.platform.records.shapes import Draft
from guike.platform.records.upkeep import LABELS, erase_object
from guike.platform.records.writing import check_pattern, count_living, keep_clear, numbers_of
from guike.platform.views.models import SavedView

WHY = "definitions are checked against one another"
NAME = re.compile(r"[a-z][a-z0-9_]*")
SUFFIX = "__c"
NAME_CHARS = 60
#: the only attributes of a standard object that may be changed
OPEN_COLUMNS = frozenset(
    {"label", "plural_label", "module", "has_approval", "has_workflow", "default_access", "number_pattern"}
)
NAMING_TYPES = frozenset({"text", "phone", "email", "auto_number"})


def check_name(draft: Draft, field: str, ending: str = "", beginning: str = "") -> None:
    """Check an api name. It must be sent complete and never changes."""
    name = draft.get(field)
    if not name:
        return
    bare = name.removesuffix(ending).removeprefix(beginning)
    if len(name) > NAME_CHARS or not NAME.fullmatch(name) or not bare or "__" in bare or bare.endswith("_"):
        draft.error(field, "name.shape", value=name[:NAME_CHARS], max=NAME_CHARS)
    elif ending and not name.endswith(ending):
        draft.error(field, "name.custom_object")
    elif beginning and not name.startswith(beginning):
        draft.error(field, "name.custom_field")


def settle(ctx: Context, draft: Draft, name: str) -> None:
    """Store a label that was sent as one text under the caller's language."""
    if draft.changed(name):
        sent, before = draft.get(name) or {}, draft.before(name) or {}
        draft.set(name, settled(sent, before, ctx.locale))


def check_written(draft: Draft) -> bool:
    """Whether the object that a definition is about is written by people; an error where it is a ledger."""
    spec = catalogue().objects.get(draft.get("object") or "")
    if spec is None or spec.ledger is None:
        return True
    if not any(error.field == "object" for error in draft.errors):
        draft.error("object", "definition.ledger", object=spec.plural)
    return False


def object_prepare(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Check names and limits of objects, and the parts of standard objects that cannot change."""
    fresh = sum(draft.is_new for draft in drafts)
    standing = (
        ObjectDef.objects.system(reason=WHY).filter(deleted_at=None, is_custom=True).count() if fresh else 0
    )
    for draft in drafts:
        settle(ctx, draft, "label")
        settle(ctx, draft, "plural_label")
        if draft.is_new:
            check_name(draft, "api_name", ending=SUFFIX)
            if standing + fresh > CUSTOM_OBJECTS:
                draft.error("api_name", "definition.limit", max=int(CUSTOM_OBJECTS))
        elif not draft.row.is_custom:
            for name in draft.old.keys() - OPEN_COLUMNS:
                draft.error(name, "field.standard")
        pattern = draft.get("number_pattern")
        if draft.changed("number_pattern") and pattern and not check_pattern(pattern):
            draft.error("number_pattern", "number.pattern")
        if draft.changed("name_field"):
            _check_name_field(draft)


def _check_name_field(draft: Draft) -> None:
    """Check that the name field is the standard name, or a field of the object that can serve as a name."""
    wanted = draft.get("name_field")
    if wanted in (None, "name"):
        return
    spec = None if draft.is_new else catalogue().objects.get(draft.row.api_name)
    item = spec.by_name.get(wanted) if spec else None
    if item is None or not item.is_active:
        draft.error("name_field", "unknown_field", name=wanted)
    elif item.type not in NAMING_TYPES:
        draft.error("name_field", "field.not_for_type")


def object_written(ctx: Context, drafts: Sequence[Draft]) -> None:
    """A new name field computes the records' labels again; a new number pattern continues after the existing
    numbers."""
    for draft in drafts:
        spec = None if draft.is_new else catalogue().objects.get(draft.row.api_name)
        pattern = draft.get("number_pattern")
        if spec is not None and pattern and draft.changed("number_pattern") and "number" in spec.by_name:
            keep_clear(spec.with_(number_pattern=pattern), numbers_of(spec))
        if not draft.is_new and draft.changed("name_field"):
            start(LABELS, {"object": draft.row.api_name}, ctx.user_id)


def object_deleting(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Refuse to delete standard objects, and custom objects that are active with records or that something
    references."""
    for draft in drafts:
        row = draft.row
        spec = catalogue().objects.get(row.api_name)
        if not row.is_custom:
            draft.refusal = AdministrationRefused("definition.standard")
            continue
        count = count_living(spec) if spec is not None and row.is_active else 0
        if count:
            draft.refusal = AdministrationRefused("definition.has_records", count=count)
            continue
        fields = (
            FieldDef.objects.system(reason=WHY)
            .filter(deleted_at=None, is_active=True)
            .exclude(object=row.api_name)
        )
        user = next((f for f in fields if row.api_name in (f.target, (f.rollup or {}).get("object"))), None)
        if user is not None:
            draft.refusal = AdministrationRefused("definition.needed", name=f"{user.object}.{user.api_name}")
        else:
            start(validity.KIND, {}, ctx.user_id)


def object_purging(row: ObjectDef) -> None:
    """Remove the records with the definition, so that a later object of the same name begins empty."""
    if row.is_custom:
        erase_object(row.api_name, (FieldDef, RecordType, Layout, ValidationRule, DuplicateRule, SavedView))
