"""Who is signed in, what objects are made of, settings."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from guike.entry.openapi.shapes.basics import FieldType, Filter, Label, Operator, Reference
from guike.kernel.entered import Holds


class Company(TypedDict):
    name: str
    currency: str
    #: decimal places of amounts, by currency
    minor_units: dict[str, int]
    timezone: str
    is_demo: bool
    #: where screens show who looks
    watermark: Literal["off", "records", "everything"]


class Helper(TypedDict):
    name: str
    until: str


class Assistance(TypedDict):
    """Who acted as the person when."""

    at: str
    by: str | None
    reason: str
    minutes: int


class Me(TypedDict):
    id: int
    username: str
    name: str
    kind: str
    email: str
    mobile: str

    locale: str
    timezone: str
    department: Reference | None
    roles: list[Reference]
    permissions: dict[str, list[str]]
    is_administrator: bool
    helper: Helper | None
    company: Company


class DemoLogin(TypedDict):
    username: str
    label: str


class AuthConfig(TypedDict):
    is_demo: bool
    is_new: bool
    company: str
    locales: list[str]
    demo_logins: list[DemoLogin]
    demo_password: str | None
    provider: str | None
    password_rules: list[str]


class SignIn(TypedDict):
    id: int
    address: str
    agent: str
    created_at: str
    last_seen_at: str
    ends_at: str
    is_current: bool


class Token(TypedDict):
    id: int
    name: str
    prefix: str
    scopes: list[str] | None
    created_at: str
    expires_at: str | None
    is_expired: bool
    last_used_at: str | None


class NewToken(Token):
    """The only answer that holds the token itself."""

    token: str


class Choice(TypedDict):
    code: str
    label: Label
    color: str
    closed: bool
    is_active: bool


class LinesMeta(TypedDict):
    object: str
    #: as many lines as a document may have
    most: int
    fields: list[FieldMeta]
    #: figures that the system keeps of each line and a document shows
    kept: list[str]


class FieldMeta(TypedDict):
    name: str
    label: Label
    type: FieldType
    required: bool
    read_only: bool
    masked: bool
    system: bool
    custom: bool
    create_only: bool
    write_only: bool
    choices: list[Choice]
    target: str | None
    targets: list[str]
    filterable: bool
    sortable: bool
    groupable: bool
    searchable: bool
    operators: list[Operator]
    max_length: int | None
    scale: int | None
    minimum: str | None
    maximum: str | None
    default: Any
    help: Label
    is_unique: bool
    in_base_currency: bool
    discount: Literal["to_pay", "off"] | None
    holds: Holds | None
    #: of a reference: both its record (of a line, else the document) and what it points at have this field, with the same value
    within: str | None
    #: of a reference: a yes-no field of what it points at; only records where it is yes are offered
    offered: str | None
    result_type: FieldType | None
    lines: LinesMeta | None


class RelationMeta(TypedDict):
    name: str
    label: Label
    object: str
    field: str
    can_create: bool


class FigureSourceMeta(TypedDict):
    object: str
    field: str
    label: Label


class ActionMeta(TypedDict):
    name: str
    label: Label
    placement: str
    danger: bool
    on_record: bool
    on_list: bool
    confirm: Label
    #: fields that it changes although the record's state locks them: its dialog is their form
    opens: list[str]
    shows: list[str]
    done: Label
    params: dict[str, Any]
    fields: list[FieldMeta]


class StateItem(TypedDict):
    code: str
    label: Label
    closed: bool
    color: str
    action: str | None


class StatesMeta(TypedDict):
    field: str
    items: list[StateItem]


class ViewMeta(TypedDict):
    id: str
    label: Label
    filter: Filter | None
    columns: list[str]
    sort: list[str]
    kind: str
    group_by: str | None
    is_preset: bool
    is_default: bool
    is_mine: bool
    #: why it cannot be used now, such as a field that is switched off
    unusable: str | None


class SectionMeta(TypedDict):
    label: Label
    fields: list[str]


class ListLayout(TypedDict):
    columns: list[str]


class FormLayout(TypedDict):
    sections: list[SectionMeta]


class DetailLayout(TypedDict):
    header: list[str]
    sections: list[SectionMeta]
    related: list[str]


class LayoutsMeta(TypedDict):
    list: ListLayout
    form: FormLayout
    detail: DetailLayout


class RecordTypeMeta(TypedDict):
    id: int
    name: str
    is_default: bool
    filter: Filter | None
    layouts: LayoutsMeta


class LimitMeta(TypedDict):
    name: str
    value: int
    unit: str
    reason: str


class PresetMeta(TypedDict):
    code: str
    label: str
    sentence: str


class ObjectMeta(TypedDict):
    name: str
    label: Label
    plural_label: Label
    module: str
    area: str
    is_custom: bool
    is_line: bool
    is_ledger: bool
    #: what a search looks through, where that is another thing than names, numbers and phones by their words and their pinyin
    searched: Label
    parent: str | None
    name_field: str
    state_field: str | None
    path_field: str | None
    board_field: str | None
    owner_field: str | None
    pool_field: str | None
    has_timeline: bool
    has_team: bool
    has_files: bool
    has_approval: bool
    has_recycle_bin: bool
    operations: list[str]
    fields: list[FieldMeta]
    relations: list[RelationMeta]
    figure_sources: list[FigureSourceMeta]
    #: presets of reports whose figures the page of a record shows
    reports: list[PresetMeta]
    actions: list[ActionMeta]
    states: StatesMeta | None
    views: list[ViewMeta]
    layouts: LayoutsMeta
    record_types: list[RecordTypeMeta]
    limits: list[LimitMeta]


class ObjectSummary(TypedDict):
    name: str
    label: Label
    plural_label: Label
    module: str
    area: str
    position: int
    icon: str
    is_custom: bool
    is_line: bool
    is_granted: bool
    has_approval: bool
    operations: list[str]
    has_board: bool
    has_timeline: bool
    is_owned: bool
    has_team: bool


class AreaMeta(TypedDict):
    name: str
    label: Label
    group: str
    group_label: Label
    position: int


class Objects(TypedDict):
    items: list[ObjectSummary]
    areas: list[AreaMeta]


class Region(TypedDict):
    code: str
    name: str
    children: list[Region]


class SettingChoice(TypedDict):
    code: str
    label: Label


class Setting(TypedDict):
    key: str
    label: Label
    help: Label
    type: str
    value: Any
    default: Any
    scope: str
    choices: list[SettingChoice]
    section: str
    section_label: Label
    minimum: int | str | None
    maximum: int | str | None
    required: bool
    read_only: bool
    holds: Holds | None
    is_set: bool


class Settings(TypedDict):
    items: list[Setting]
