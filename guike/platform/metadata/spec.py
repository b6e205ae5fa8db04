"""The spec of an object: fields, states, actions, access, declared once as frozen data.

Everything else (list, form, search, import, export, permission, history, API, screen) is
derived from these. A custom object or field is the same data, read from the database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from dataclasses import fields as dataclass_fields
from functools import cached_property
from typing import Any

from django.db.models import Model

from guike.kernel.discounts import Convention
from guike.kernel.entered import Holds
from guike.kernel.states import StateSpec
from guike.kernel.text import Text

#: the place in the search of objects that people rarely look for
UNSOUGHT = 100
#: types whose value is one id of a record
SINGLE_REFERENCES = frozenset({"reference", "user", "department"})
NUMBERS = frozenset({"integer", "decimal", "money", "percent"})
TEXTS = frozenset({"text", "long_text", "phone", "email", "url", "auto_number"})
#: the area of the menu whose objects are always audited
ADMINISTRATION = "admin"
MANY = frozenset({"multi_choice", "references", "any_references", "tags", "files"})


@dataclass(frozen=True)
class Choice:
    """A code and its label. `closed`: for a state, set from the machine. `in_effect`: as for a field."""

    code: str
    label: Text
    color: str = ""
    closed: bool = False
    is_active: bool = True
    in_effect: bool = True


@dataclass(frozen=True)
class FieldSpec:
    """One field. `column` is the model attribute (`owner_id` for a reference `owner`); a custom field lives in `custom` under its name.

    `default`: a constant, or "$me", "$today", "$now", "$my_department".
    `system`: kept by the system; its changes do not move `_version`.
    `computed`: name of a registered expression, read-only (overdue, expired …); one that follows the clock is in a
    list only if it is asked for by name.
    `told`: the teller (`records.reading.telling`) that makes the value when rows are read; not stored, filtered or sorted. What is written
    to it the domain takes from `sent`.
    `in_effect`: whether anything follows from it yet. What is False no screen shows or offers, nor does a sheet; the API
    keeps it under its name for the day when it is built.
    `due`: of a day or instant that something is to be done by, the states of the record in which it is overdue once past.
    `discount`: of a percent that is the part taken off a price; how the company writes it (set by the catalogue).
    `within`: of a reference, the field that both records have and that must be the same in both (`account`): held on
    both sides by `records.within`; of a line, a field of its document. `keeps`: what it names does not leave that group meanwhile; else it is emptied.
    `holds`: what a text or a structure holds beyond its type; screens offer and read it as such.
    `offered`: of a reference, the yes-no field of what it names: a picker offers only records where it is yes.
    `traces`: a reference that tells where something came from or went; what it names may be deleted all the same.
    `scoped`: of a reference, what it names is told (id and label, in rows, history, filters, order and groups) to those
    alone who may see that record; elsewhere a reference belongs to the row that holds it.
    `unlinked`: of a reference to any object in rows that the system writes by the thousand: it stands in its column alone, not in the
    table of links, so it protects nothing from deletion and is no related list; filters look into the column.
    `tells`: the fields of other objects (`opportunity.stage`, by spaces) that it tells of: who may not see one of them does not see this.
    `personal`: what it holds tells of a person and goes when he is anonymised; names of persons, phones and e-mails do so anyhow.
    `result_type`: of a formula: decimal, text, date or boolean; of a roll-up: decimal, money, date or instant; inferred.
    """

    name: str
    type: str
    label: Text
    required: bool = False
    unique: bool = False
    read_only: bool = False
    system: bool = False
    create_only: bool = False
    write_only: bool = False
    choices: tuple[Choice, ...] = ()
    choice_set: str = ""
    target: str = ""
    targets: tuple[str, ...] = ()
    default: Any = None
    max_length: int | None = None
    scale: int | None = None
    minimum: str | None = None
    maximum: str | None = None
    searchable: bool = False
    person: bool = False
    help: Text | None = None
    section: Text | None = None
    column: str = ""
    custom: bool = False
    computed: str = ""
    told: str = ""
    formula: str = ""
    lines_object: str = ""
    relation: str = ""
    relation_label: Text | None = None
    is_indexed: bool = False
    is_active: bool = True
    base_column: str = ""
    position: int = 0
    result_type: str = ""
    discount: Convention | None = None
    due: tuple[str, ...] = ()
    in_effect: bool = True
    within: str = ""
    keeps: bool = False
    offered: str = ""
    traces: bool = False
    scoped: bool = False
    unlinked: bool = False
    tells: str = ""
    holds: Holds | None = None
    personal: bool = False

    @cached_property
    def is_personal(self) -> bool:
        """Whether the value tells who a person is or how he is reached."""
        return self.personal or self.person or self.type in ("phone", "email")

    @cached_property
    def value_type(self) -> str:
        """The type of the field's values: for a formula its result's type, for a roll-up number, amount, day or
        instant."""
        return self.result_type or "decimal" if self.type in ("formula", "rollup") else self.type

    @cached_property
    def attname(self) -> str:
        """Attribute on the model instance that holds the stored value."""
        if self.column:
            return self.column
        return f"{self.name}_id" if self.type in SINGLE_REFERENCES else self.name

    @cached_property
    def is_reference(self) -> bool:
        return self.type in SINGLE_REFERENCES

    @cached_property
    def target_object(self) -> str:
        """The object that a reference points at; "" for none or any."""
        return {"user": "user", "department": "department"}.get(self.type, self.target)

    @cached_property
    def stored(self) -> bool:
        return self.type != "lines" and not self.computed and not self.write_only and not self.told

    def choice(self, code: str) -> Choice | None:
        return next((c for c in self.choices if c.code == code), None)


def spec_field(type_: str, name: str, zh: str, en: str, **options: Any) -> FieldSpec:
    """`spec_field("phone", "mobile", "手机", "Mobile", searchable=True)`"""
    return FieldSpec(name=name, type=type_, label=Text(zh, en), **options)


def choices(*rows: tuple[str, str, str] | tuple[str, str, str, str] | Choice) -> tuple[Choice, ...]:
    """`choices(("open", "进行中", "Open", "blue"), …)`"""
    return tuple(
        row
        if isinstance(row, Choice)
        else Choice(row[0], Text(row[1], row[2]), row[3] if len(row) > 3 else "")
        for row in rows
    )


@dataclass(frozen=True)
class ActionSpec:
    """An action on records. `run(ctx, rows, params)` receives the rows locked, in scope and in a state that `when`
    admits, and returns one outcome for each row: None (changed), a Refusal, or a mapping to show instead of the record.

    `scope`: which record scope a row must lie in: "edit" (default), "view", or the action's own name where the object declares a special
    one (`claim`). `operation`: the function permission. `confirm`: what follows, said before it is done, with the fields that `shows` names.
    `offered`: what must hold besides `when` for the button to be there; a call that comes all the same is answered by the verb, which
    says more (who owns it, which limit is reached). `locks`: ways to other records that are locked with the row and before anything is
    decided (`metadata.ways`). An action of which the object's states declare a step takes `when` from there, unless it says it itself.
    """

    name: str
    label: Text
    run: Callable[..., Sequence[Any]]
    params: tuple[FieldSpec, ...] = ()
    when: Mapping[str, Any] | None = None
    when_text: Text | None = None
    offered: Mapping[str, Any] | None = None
    refusal: str = "action.not_now"
    scope: str = "edit"
    operation: str = ""
    placement: str = "menu"
    danger: bool = False
    on_record: bool = True
    on_list: bool = True
    collection: bool = False
    confirm: Text | None = None
    shows: tuple[str, ...] = ()
    done: Text | None = None
    locks: tuple[str, ...] = ()

    @property
    def permission(self) -> str:
        return self.operation or self.name


@dataclass(frozen=True)
class AccessSpec:
    """How record scope is found. kind: "owned" (owner, team, roles …), "open" (function permission
    alone: archives), "line" (exactly the parent's rights).

    `inherits`: fields whose target being visible suffices; `requires`: must be visible;
    `default`: private | read | edit for everybody with the function permission.
    `pool`: the field naming the pool. `audiences`: kinds of login besides internal, each with the field that says whose record
    it is ("id": the record itself): such a login sees those of whom it stands for, and no others. Without a field (""): as for colleagues.
    `any_owner`: whether people who are no salespeople may own its records.
    `dimensions`: kind of management dimension → the path to the field with the record's value (`account.level`).
    `managers_edit`: whether superiors and heads may edit what they see of their people. `administrators`: nobody else sees anything
    of it, whatever a role says. `switch`: a yes-no setting of the company; while it says no, whoever may view the object views all its
    records, whatever he may do with the records that they belong to (restriction rules hold all the same).
    """

    kind: str = "owned"
    default: str = "private"
    inherits: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    pool: str = ""
    dimensions: Mapping[str, str] = field(default_factory=dict)
    audiences: Mapping[str, str] = field(default_factory=dict)
    managers_edit: bool = True
    any_owner: bool = False
    administrators: bool = False
    switch: str = ""


@dataclass(frozen=True)
class ViewSpec:
    """A preset list view."""

    name: str
    label: Text
    filter: Mapping[str, Any] | None = None
    columns: tuple[str, ...] = ()
    sort: tuple[str, ...] = ("-created_at",)
    kind: str = "list"
    group_by: str = ""


@dataclass(frozen=True)
class Section:
    label: Text
    fields: tuple[str, ...]


@dataclass(frozen=True)
class RollupSpec:
    """A value of the parent that is computed from its children in the same transaction, under the parent's lock.
    aggregate: sum | count | avg | max | min over `source` of `child` rows whose `via` points here. `as_stands`: amounts count as
    they stand, not by their base value, because the rules of the children hold them in the currency of their parent."""

    field: str
    child: str
    via: str
    aggregate: str
    source: str = ""
    filter: Mapping[str, Any] | None = None
    as_stands: bool = False


@dataclass(frozen=True)
class LedgerSpec:
    """Rows of the object are only ever added. Without `account`: by `database.ledger.append`, where something happens.

    `account`: the reference to the record whose entries these are. They are posted (`records.writing.posting`) under the lock of that
    record, each with the next number, without holes, and with the balance after it. `amount`, `balance`: the fields of both;
    `level`: a field of the account that is kept at the balance. `floor`: no balance is below zero. `searched`: of what rows get searched text.
    """

    account: str = ""
    amount: str = "amount"
    balance: str = "balance"
    level: str = ""
    floor: bool = False
    searched: Text | None = None


@dataclass(frozen=True)
class Hooks:
    """The domain's own services in the generic write path.

    prepare(ctx, drafts): completes and checks values before writing (may add errors to a draft).
    written(ctx, drafts): further writes in the same transaction, after the rows are written. deleting(ctx, drafts): may
    refuse a deletion. purging(row): removes dependent data before a row in the recycle bin is removed for good.
    """

    prepare: Callable[..., None] | None = None
    written: Callable[..., None] | None = None
    deleting: Callable[..., None] | None = None
    purging: Callable[..., None] | None = None

    def joined(self, other: Hooks) -> Hooks:
        """Both hooks: this one first, then the other, of a higher package."""
        names = [one.name for one in dataclass_fields(self)]
        return Hooks(**{name: _both(getattr(self, name), getattr(other, name)) for name in names})


def _both(
    first: Callable[..., None] | None, second: Callable[..., None] | None
) -> Callable[..., None] | None:
    if first is None or second is None:
        return first or second

    def run(*given: Any) -> None:
        first(*given)
        second(*given)

    return run


#: the moments of a record at which participants run; "revised": a step changed what the state locks
MOMENTS = ("created", "entered", "revised", "handed_over", "deleted", "restored")


@dataclass(frozen=True)
class Participant:
    """Code of a higher package that runs in the same transaction when something happens to records of this object.

    `moment`: one of MOMENTS; `states`: for "entered", which states (a new record enters its first state, too).
    `run(ctx, drafts)` receives the affected drafts of one write, after their rows are written; a Refusal that it raises
    refuses the whole write. Participants of lower packages run first. A migration calls none.
    """

    name: str
    moment: str
    run: Callable[..., None]
    states: tuple[str, ...] = ()


@dataclass(frozen=True)
class ObjectSpec:
    """One business object, standard or custom.

    `named_after`: references; the record has the label of the first one that is filled, also after a later rename.
    `label_from`: the fields of the label, of which the first filled one counts, or those that `label_of` reads; a
    caller who may not read one of them sees a label without it.
    `import_beside`: objects with their reference to this one (`contact.account`); each row of an import may hold one
    such record. `unique_together`: groups of fields whose values occur once. `audited`: every write leaves an audit
    line
    with old and new values. `document_date`: the field with the day of the document, which fixes its exchange rate;
    today without one. `sought`: its place among the objects that people look for first in the search; the others follow
    by `position`. `feeds`: the versions ("metadata", "permission") that a change of its rows raises.
    """

    name: str
    model: type[Model]
    label: Text
    plural: Text
    fields: tuple[FieldSpec, ...]
    module: str = "sales"
    area: str = ""
    icon: str = ""
    position: int = 100
    sought: int = UNSOUGHT
    name_field: str = "name"
    label_of: Callable[[Any], str] | None = None
    label_from: tuple[str, ...] = ()
    named_after: tuple[str, ...] = ()
    number_pattern: str = ""
    document_date: str = ""
    states: StateSpec | None = None
    path_field: str = ""
    board_field: str = ""
    access: AccessSpec = field(default_factory=AccessSpec)
    actions: tuple[ActionSpec, ...] = ()
    operations: tuple[str, ...] = ("view", "create", "edit", "delete", "import", "export", "print", "reveal")
    parent: str = ""
    parent_relation: str = "lines"
    views: tuple[ViewSpec, ...] = ()
    list_columns: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    form: tuple[Section, ...] = ()
    detail: tuple[Section, ...] = ()
    related: tuple[str, ...] = ()
    rollups: tuple[RollupSpec, ...] = ()
    hooks: Hooks = field(default_factory=Hooks)
    participants: tuple[Participant, ...] = ()
    has_money: bool = False
    has_files: bool = True
    has_team: bool = True
    has_timeline: bool = True
    is_custom: bool = False
    has_approval: bool = False
    #: whether administrators' rules may act on its records
    has_workflow: bool = True
    history: bool = True
    recyclable: bool = True
    #: which of its rows prevent the deletion of their targets; None: all undeleted rows
    holds: Mapping[str, Any] | None = None
    definition_id: int = 0
    unique_together: tuple[tuple[str, ...], ...] = ()
    audited: bool = False
    feeds: tuple[str, ...] = ()
    import_beside: tuple[str, ...] = ()
    ledger: LedgerSpec | None = None

    @cached_property
    def is_audited(self) -> bool:
        """Whether every write leaves an audit line: objects of the administration decide how the product works."""
        return self.audited or self.area == ADMINISTRATION

    @cached_property
    def by_name(self) -> Mapping[str, FieldSpec]:
        return {f.name: f for f in self.fields}

    @cached_property
    def required_fields(self) -> tuple[FieldSpec, ...]:
        """The fields that every record must have."""
        return tuple(f for f in self.fields if f.required and f.is_active and f.stored)

    @cached_property
    def defaulted_fields(self) -> tuple[FieldSpec, ...]:
        """The fields with a default."""
        return tuple(f for f in self.fields if f.default is not None and f.stored)

    @cached_property
    def pointing_fields(self) -> tuple[FieldSpec, ...]:
        """The fields that reference other records."""
        many = ("references", "any_reference", "any_references")
        return tuple(f for f in self.fields if f.is_reference or f.type in many)

    @cached_property
    def within_fields(self) -> tuple[FieldSpec, ...]:
        """References that are declared `within` another field."""
        return tuple(f for f in self.fields if f.within and f.is_active)

    @cached_property
    def phone_fields(self) -> tuple[FieldSpec, ...]:
        """The fields with a phone number."""
        return tuple(f for f in self.fields if f.type == "phone" and f.stored)

    @cached_property
    def region_fields(self) -> tuple[FieldSpec, ...]:
        """The fields with a region."""
        return tuple(f for f in self.fields if f.type == "region" and f.stored)

    @cached_property
    def file_fields(self) -> tuple[FieldSpec, ...]:
        """The fields with a file."""
        return tuple(f for f in self.fields if f.type in ("file", "image", "files"))

    @cached_property
    def searchable_fields(self) -> tuple[FieldSpec, ...]:
        """The fields by which a record is found."""
        return tuple(f for f in self.fields if f.searchable)

    @cached_property
    def _base_names(self) -> frozenset[str]:
        return frozenset(f.base_column for f in self.fields if f.base_column)

    def is_in_base(self, item: FieldSpec) -> bool:
        """Whether an amount of this object is always in base currency instead of the document's."""
        return not self.has_money or item.type == "rollup" or item.name in self._base_names

    @cached_property
    def label_parts(self) -> tuple[FieldSpec, ...]:
        """The fields of the label; a record without a name has its number as label."""
        names = (*(self.named_after or self.label_from or (self.name_field,)), "number")
        return tuple(self.by_name[name] for name in dict.fromkeys(names) if name in self.by_name)

    @property
    def is_line(self) -> bool:
        return bool(self.parent)

    @property
    def parent_field(self) -> FieldSpec:
        """The reference from a line to its parent."""
        return self.by_name[self.parent]

    def action(self, name: str) -> ActionSpec | None:
        return next((a for a in self.actions if a.name == name), None)

    def action_labels(self, *names: str) -> tuple[Text, ...]:
        """The labels of actions, for a message that refers the user to them."""
        return tuple(a.label for name in names if (a := self.action(name)) is not None)

    def with_(self, **changes: Any) -> ObjectSpec:
        """A copy with some parts replaced."""
        return replace(self, **changes)


@dataclass(frozen=True)
class Relation:
    """Rows of `object` whose `field` references the object under which the relation is listed."""

    name: str
    label: Text
    object: str
    field: str
    many: bool
