"""Adds options that a file names and the importer wants, before the first row is read, because all rows use the same
options."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from guike.kernel.errors import FieldError, Invalid
from guike.kernel.fold import fold, pinyin
from guike.platform.exchange import cells
from guike.platform.exchange.deciding import CREATE, holder_at, item_at
from guike.platform.exchange.lookups import choice_words
from guike.platform.exchange.models import Import
from guike.platform.exchange.plans import Plan
from guike.platform.metadata.labels import as_labels, stored_choices
from guike.platform.metadata.models import ChoiceSet, FieldDef
from guike.platform.metadata.spec import Choice, FieldSpec
from guike.platform.org.queries import begin_versions
from guike.platform.records.shapes import single
from guike.platform.records.writing import record_update

WHY = "the definition of a field that gets more options; who may change it is asked when it is changed"
#: with more words than this a column is not a list of choices
MOST = 200
_CODE_CHARS = 20


def make_options(plan: Plan, import_id: int) -> bool:
    """Add the options that the columns name; whether there were any. A repeated call finds them and adds nothing."""
    wanted = wanted_options(plan)
    if not any(wanted.values()):
        return False
    with transaction.atomic():
        row = Import.objects.select_for_update(no_key=True).get(job_id=import_id)
        made = [one for path, texts in wanted.items() if texts for one in _add(plan, path, texts)]
        Import.objects.filter(job_id=import_id).update(made=[*row.made, *made])
    begin_versions()
    return True


def wanted_options(plan: Plan) -> dict[str, list[str]]:
    """{path of a field: words of the file that are not among its options}; Invalid when there are too many."""
    paths = {path: item_at(plan.spec, path) for path, one in plan.decisions.items() if one.on_bad == CREATE}
    choices = {path: item for path, item in paths.items() if item.type in ("choice", "multi_choice")}
    if not choices:
        return {}
    places = {place.path: column for column, place in plan.columns.items()}
    indexes = {path: plan.table.columns.index(places[path]) for path in choices}
    known = {
        path: {*choice_words(item), *(fold(word.strip()) for word in plan.decisions[path].words)}
        for path, item in choices.items()
    }
    found: dict[str, dict[str, str]] = {path: {} for path in choices}
    for row in plan.table.rows():
        for path, index in indexes.items():
            for text in _words(choices[path], row.cells[index].strip()):
                if fold(text) not in known[path]:
                    found[path].setdefault(fold(text), text)
                    if len(found[path]) > MOST:
                        error = FieldError(
                            f"columns.{places[path]}", "import.too_many_options", {"max": MOST}
                        )
                        raise Invalid([error])
    return {path: list(texts.values()) for path, texts in found.items()}


def _words(item: FieldSpec, text: str) -> Iterable[str]:
    if item.type == "multi_choice":
        return cells.split(text)
    return [text] if text else []


def _add(plan: Plan, path: str, texts: list[str]) -> list[dict[str, Any]]:
    item = item_at(plan.spec, path)
    taken = {choice.code for choice in item.choices}
    fresh = []
    for text in texts:
        code = _code(text, taken)
        taken.add(code)
        fresh.append({"code": code, "label": text[:100], "is_active": True})
    holder = holder_at(plan.spec, path).name
    own = (
        FieldDef.objects.system(reason=WHY).filter(object=holder, api_name=item.name, deleted_at=None).first()
    )
    shared = ChoiceSet.objects.system(reason=WHY).filter(api_name=item.choice_set, deleted_at=None).first()
    object_name, row = (
        ("field_def", own) if own is None or own.choices or shared is None else ("choice_set", shared)
    )
    if row is None:
        raise Invalid([FieldError(path, "import.decision", {"name": path, "words": []})])
    standing = [as_sent(choice) for choice in stored_choices(row.choices) or item.choices]
    single(record_update(plan.ctx, object_name, [{"id": row.pk, "choices": [*standing, *fresh]}]))
    return [
        {"object": object_name, "id": row.pk, "code": one["code"], "field": [holder, item.name]}
        for one in fresh
    ]


def as_sent(choice: Choice, *, is_active: bool | None = None) -> dict[str, Any]:
    """An existing choice in the form of a write."""
    active = choice.is_active if is_active is None else is_active
    return {
        "code": choice.code,
        "label": as_labels(choice.label),
        "color": choice.color,
        "is_active": active,
    }


def _code(text: str, taken: set[str]) -> str:
    """A short code in Latin letters, close to the word."""
    base = re.sub(r"[^a-z0-9]+", "_", pinyin(text).lower()).strip("_")[: _CODE_CHARS - 3] or "option"
    code, number = base, 2
    while code in taken:
        code, number = f"{base}_{number}", number + 1
    return code
