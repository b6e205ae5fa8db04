"""Turns texts into ids of records, users and departments, with one query for each kind and chunk. Results are cached
for the run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from guike.kernel.fold import fold
from guike.kernel.numerals import whole
from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.exchange.cells import CellRefused
from guike.platform.files.queries import unattached
from guike.platform.filters.caller import UNREADABLE, is_label_told
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.models import RecordType
from guike.platform.metadata.region_names import regions_named
from guike.platform.metadata.regions import region_name
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.org.models import Department, User
from guike.platform.org.queries import Unit, directory
from guike.platform.records.duplicates import key_column
from guike.platform.records.reading import labels, visible

KEPT = 50_000  # texts that one run caches
_SHOWN = 5
_SEPARATORS = ("\\", ">", "＞", "／")  # separators of a path, besides "/"


class Lookups:
    """The look-ups of one run for one caller; records that he may not see are not found."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self._records: dict[str, dict[str, list[int]]] = defaultdict(dict)
        self._users: dict[str, list[int]] | None = None
        self._departments: dict[str, list[Unit]] | None = None
        self._files: dict[str, list[int]] | None = None
        self._kinds: dict[str, str] | None = None

    def prime(self, wanted: Mapping[str, Iterable[str]]) -> None:
        """Look up the texts of a chunk: {target object: texts}."""
        for target, texts in wanted.items():
            known = self._records[target]
            if len(known) > KEPT:
                known.clear()
            fresh = {text for text in texts if text not in known}
            spec = catalogue().objects.get(target)
            if fresh and spec is not None:
                known.update(self._find(spec, fresh))

    def _find(self, spec: ObjectSpec, texts: set[str]) -> dict[str, list[int]]:
        """text → ids of the records with this number or code, else with this outside key, label or path, else with this
        id."""
        ids = [number for text in texts if (number := whole(text)) is not None]
        condition = Q(pk__in=ids)
        told = is_label_told(self.ctx, spec)  # finding a record by its name reveals its label
        paths = {text: parts_of(text) for text in texts} if told and _parent_of(spec) else {}
        names = texts | {parts[-1] for parts in paths.values() if len(parts) > 1}
        if told:
            condition |= _labelled(spec, names)
        codes = _codes(self.ctx, spec)
        for column in codes:
            condition |= Q(**{f"{column}__in": texts})
        rows = visible(self.ctx, spec).filter(condition)
        by_code: list[dict[str, list[int]]] = [defaultdict(list) for _column in codes]
        by_label: dict[str, list[int]] = defaultdict(list)
        by_id: dict[str, list[int]] = {}
        for pk, label, *given in rows.values_list("pk", "label", *codes):
            by_id[str(pk)] = [pk]
            if told:
                by_label[label].append(pk)
            for known, code in zip(by_code, given, strict=True):
                if code:
                    known[code].append(pk)
        by_path = self._by_path(spec, paths, by_label)
        ways = (*by_code, by_label, by_path, by_id)
        return {text: next((way[text] for way in ways if way.get(text)), []) for text in texts}

    def _by_path(
        self, spec: ObjectSpec, paths: Mapping[str, list[str]], by_label: Mapping[str, list[int]]
    ) -> dict[str, list[int]]:
        """text → ids of the records whose parents' names match the path, from the lowest: 总部/销售一部."""
        parent = _parent_of(spec)
        found: dict[str, list[int]] = {}
        for text, parts in paths.items():
            if len(parts) < 2 or parent is None:
                continue
            above = {pk: pk for pk in by_label.get(parts[-1], ())}
            for name in reversed(parts[:-1]):
                rows = visible(self.ctx, spec).filter(
                    pk__in=set(above.values()), **{f"{parent.name}__isnull": False}
                )
                parents = dict(rows.values_list("pk", parent.attname))
                called = labels(self.ctx, spec.name, set(parents.values()))
                above = {
                    pk: parents[at]
                    for pk, at in above.items()
                    if at in parents and fold(called.get(parents[at], "")) == fold(name)
                }
            found[text] = list(above)
        return found

    def record(self, target: str, text: str) -> int:
        """The id of the record; CellRefused when there is none or several."""
        spec = catalogue().get(target)
        ids = self._records[target].get(text)
        if ids is None:
            self.prime({target: [text]})
            ids = self._records[target][text]
        if not ids:
            raise CellRefused("cell.not_found", object=spec.label, value=text)
        if len(ids) > 1:
            raise CellRefused("cell.ambiguous", object=spec.label, value=text, count=len(ids))
        return ids[0]

    def kind(self, text: str) -> tuple[str, str]:
        """(object, the rest) of `客户：云帆印务` or `account:3`; ("", text) when it names no object that the
        caller may see."""
        if self._kinds is None:
            self._kinds = _kinds(self.ctx)
        word, _mark, rest = text.replace("：", ":", 1).partition(":")
        return self._kinds.get(fold(word.strip()), ""), rest.strip()

    def any_record(self, item: FieldSpec, text: str) -> dict[str, Any]:
        """The record that `客户：云帆印务` means; the kind may be left out if only one is possible."""
        name, rest = self.kind(text)
        if not name and len(item.targets) == 1:
            name, rest = item.targets[0], text
        if not name or (item.targets and name not in item.targets):
            raise CellRefused("cell.kind", value=text[:50])
        return {"object": name, "id": self.record(name, rest)}

    def file(self, text: str) -> int:
        """The importer's own upload with this name or id that is not attached yet."""
        if self._files is None:
            self._files = _uploads(self.ctx)
        found = self._files.get(fold(text), [])
        if not found:
            raise CellRefused("cell.file", value=text[:100])
        return found[-1]

    def user(self, text: str) -> int:
        """An active user, by username, employee number, e-mail address or name."""
        if self._users is None:
            self._users = _users()
        found = self._users.get(fold(text), [])
        if not found:
            raise CellRefused("cell.user", value=text)
        if len(found) > 1:
            people = directory().people
            names = [people[i].username for i in found[:_SHOWN] if i in people]
            raise CellRefused("cell.user_ambiguous", value=text, names=names)
        return found[0]

    def department(self, text: str) -> int:
        """A department, by name or path: 总部/销售一部."""
        if self._departments is None:
            self._departments = _departments()
        found = self._departments.get(_path_key(text), [])
        if not found:
            raise CellRefused("cell.department", value=text)
        if len(found) > 1:
            names = [_path(unit) for unit in found[:_SHOWN]]
            raise CellRefused("cell.department_ambiguous", value=text, names=names)
        return found[0].id


def _labelled(spec: ObjectSpec, texts: set[str]) -> Q:
    """The condition on labels; it uses the key column of the name if there is one, because labels have no index."""
    key = key_column(spec, spec.name_field)
    if key is None:
        return Q(label__in=texts)
    return Q(**{f"{key.column}__in": {key.of(text) for text in texts} - {""}}, label__in=texts)


def _codes(ctx: Context, spec: ObjectSpec) -> list[str]:
    """Columns that identify a record besides its name: number, codes, outside key, as far as the caller may read
    them."""
    names = [
        "number",
        *(item.name for item in spec.fields if item.unique and item.type == "text"),
        "external_id",
    ]
    items = [spec.by_name[name] for name in dict.fromkeys(names) if name in spec.by_name]
    columns = {f.attname for f in spec.model._meta.concrete_fields}
    return [
        item.attname
        for item in items
        if not item.custom and item.attname in columns and ctx.level(spec.name, item.name) not in UNREADABLE
    ]


def _parent_of(spec: ObjectSpec) -> FieldSpec | None:
    """The field by which an object's records form a tree."""
    item = spec.by_name.get("parent")
    return item if item is not None and item.target_object == spec.name and item.stored else None


def parts_of(text: str) -> list[str]:
    """The names of a path, from above: 总部/销售一部."""
    for separator in _SEPARATORS:
        text = text.replace(separator, "/")
    return [part.strip() for part in text.split("/") if part.strip()]


def _kinds(ctx: Context) -> dict[str, str]:
    """Folded name and labels → object, for objects that the caller may see."""
    found: dict[str, str] = {}
    for spec in catalogue().objects.values():
        if spec.is_line or not ctx.can(spec.name, "view"):
            continue
        for word in (spec.name, *spec.label.as_map().values()):
            found.setdefault(fold(word), spec.name)
    return found


def _uploads(ctx: Context) -> dict[str, list[int]]:
    """Folded name and id → the caller's uploads that are not attached yet, oldest first."""
    found: dict[str, list[int]] = defaultdict(list)
    for file in unattached(ctx):
        found[fold(file.name)].append(file.id)
        found[str(file.id)].append(file.id)
    return found


def _users() -> dict[str, list[int]]:
    rows = User.objects.system(reason="a file names users by username, number, address or name").filter(
        deleted_at=None, status="active"
    )
    ways: tuple[dict[str, list[int]], ...] = ({}, {}, {}, {})
    for pk, *words in rows.values_list("pk", "username", "employee_no", "email", "name"):
        for way, word in zip(ways, words, strict=True):
            if word:
                way.setdefault(fold(word), []).append(pk)
    usernames, employee_numbers, addresses, names = ways
    return {**names, **addresses, **employee_numbers, **usernames}


def _departments() -> dict[str, list[Unit]]:
    found: dict[str, list[Unit]] = {}
    paths: dict[str, list[Unit]] = {}
    for unit in directory().units.values():
        if unit.deleted or not unit.is_active:
            continue
        found.setdefault(fold(unit.name), []).append(unit)
        for start in range(len(unit.path) - 1):
            paths.setdefault(_path_key(_path(unit, start)), []).append(unit)
    units = directory().units
    rows = Department.objects.system(reason="a file names departments by code").filter(deleted_at=None)
    for pk, code in rows.exclude(code__in=("",)).values_list("pk", "code"):
        if code and pk in units and units[pk].is_active:
            found.setdefault(fold(code), [units[pk]])
    return found | paths


def _path(unit: Unit, start: int = 0) -> str:
    units = directory().units
    return "/".join(units[i].name for i in unit.path[start:] if i in units)


def _path_key(text: str) -> str:
    return "/".join(fold(part) for part in parts_of(text))


def region(text: str) -> str:
    """The six-digit code of a division, given by code or name."""
    plain = text.strip()
    if whole(plain) is not None and region_name(plain.ljust(6, "0")):
        return plain.ljust(6, "0")
    codes = regions_named(plain)
    if not codes:
        raise CellRefused("cell.region", value=text)
    if len(codes) > 1:
        names = [region_name(code) or code for code in sorted(codes)[:_SHOWN]]
        raise CellRefused("cell.region_ambiguous", value=text, names=names)
    return next(iter(codes))


def targets_of(items: Iterable[FieldSpec]) -> dict[str, str]:
    """Field → object whose records its texts name, without users and departments."""
    return {
        item.name: item.target for item in items if item.type in ("reference", "references") and item.target
    }


def record_type_ids(object_name: str) -> dict[str, int]:
    """Name → id of the active record types of an object."""
    rows = RecordType.objects.system(reason="record types are definitions, read by everyone")
    found = rows.filter(object=object_name, is_active=True, deleted_at=None).values_list("name", "pk")
    return {fold(name): pk for name, pk in found}


def choice_words(item: FieldSpec) -> dict[str, str]:
    """Folded code or label, in every language → code."""
    words: dict[str, str] = {}
    for choice in item.choices:
        label: Text = choice.label
        for text in label.as_map().values():
            words.setdefault(fold(text.strip()), choice.code)
    for choice in item.choices:
        words[fold(choice.code)] = choice.code
    return words
