/** The shapes of the API, as written down in docs/design/meta.md. */

export type FieldType =
  | "text" | "long_text" | "integer" | "decimal" | "money" | "percent" | "boolean"
  | "date" | "instant" | "choice" | "multi_choice" | "reference" | "references"
  | "any_reference" | "any_references" | "user" | "department" | "phone" | "email"
  | "url" | "region" | "geo" | "image" | "file" | "auto_number" | "formula" | "rollup"
  | "lines" | "tags" | "json" | "label" | "choices" | "value";

export interface Choice {
  code: string;
  label: string;
  color?: string | null;
  closed?: boolean;
  is_active?: boolean;
}

export interface FieldMeta {
  name: string;
  label: string;
  type: FieldType;
  required: boolean;
  read_only: boolean;
  masked?: boolean;
  system?: boolean;
  custom?: boolean;
  create_only?: boolean;
  write_only?: boolean;
  choices?: Choice[] | null;
  target?: string | null;
  targets?: string[] | null;
  multiple?: boolean;
  filterable?: boolean;
  sortable?: boolean;
  groupable?: boolean;
  searchable?: boolean;
  is_unique?: boolean;
  operators?: Operator[];
  max_length?: number | null;
  scale?: number | null;
  minimum?: number | string | null;
  maximum?: number | string | null;
  default?: unknown;
  help?: string;
  section?: string;
  lines?: { object: string; fields: FieldMeta[] } | null;
  /** The field of the same form that narrows the choice, e.g. `account` for a contact. */
  depends_on?: string | null;
  /** For formula and roll-up: the type of what they give. */
  result_type?: FieldType | null;
}

export interface RelationMeta {
  name: string;
  label: string;
  object: string;
  field: string;
  can_create: boolean;
}

export interface ActionMeta {
  name: string;
  label: string;
  placement?: "primary" | "secondary" | "menu" | string;
  danger?: boolean;
  on_record?: boolean;
  on_list?: boolean;
  confirm?: string;
  done?: string;
  params?: unknown;
  fields?: FieldMeta[];
}

export interface ViewMeta {
  id: string | number;
  label: string;
  filter: FilterNode | null;
  columns: string[];
  sort: string[];
  kind?: "list" | "board" | string;
  is_preset?: boolean;
  is_default?: boolean;
  is_mine?: boolean;
  group_by?: string | null;
}

export interface StateItem {
  code: string;
  label: string;
  closed?: boolean;
  color?: string | null;
  action?: string | null;
}

export interface SectionMeta {
  label: string;
  fields: string[];
}

export interface ObjectMeta {
  name: string;
  label: string;
  plural_label: string;
  module: string;
  area: string;
  is_custom: boolean;
  is_line: boolean;
  parent: string | null;
  name_field: string;
  state_field: string | null;
  path_field: string | null;
  path_filter?: FilterNode | null;
  board_field: string | null;
  owner_field: string | null;
  pool_field?: string | null;
  has_timeline: boolean;
  has_team: boolean;
  has_files: boolean;
  has_recycle_bin: boolean;
  operations: string[];
  fields: FieldMeta[];
  relations: RelationMeta[];
  actions: ActionMeta[];
  states: { field: string; items: StateItem[] } | null;
  views: ViewMeta[];
  layouts: {
    list?: { columns: string[] } | null;
    form?: { sections: SectionMeta[] } | null;
    detail?: { header: string[]; sections: SectionMeta[]; related: string[] } | null;
  };
  limits?: Record<string, unknown>;
}

export interface ObjectSummary {
  name: string;
  label: string;
  plural_label: string;
  module: string;
  area: string;
  position: number;
  icon?: string;
  is_custom?: boolean;
  is_line?: boolean;
  operations: string[];
  has_board?: boolean;
}

export interface AreaMeta {
  name: string;
  label: string;
  group: string;
  group_label: string;
  position: number;
}

export interface ObjectsAnswer {
  items: ObjectSummary[];
  areas: AreaMeta[];
}

export interface Reference {
  id: number | string;
  name: string;
  object?: string;
}

export interface Me {
  id: number;
  username: string;
  name: string;
  kind: string;
  email: string;
  mobile: string;
  locale: string;
  timezone: string;
  department: Reference | null;
  roles: Reference[];
  permissions: Record<string, string[]>;
  is_administrator: boolean;
  company: { name: string; currency: string; timezone: string; is_demo: boolean };
}

export interface AuthConfig {
  is_demo: boolean;
  company: string;
  locales: string[];
  demo_logins: { username: string; label: string }[];
  demo_password?: string | null;
}

export type RecordId = number | string;

export interface RecordData {
  id: RecordId;
  _version?: number;
  _actions?: Record<string, string | null>;
  _operations?: string[];
  [field: string]: unknown;
}

export interface ListAnswer {
  items: RecordData[];
  next_cursor: string | null;
  total?: number | null;
  total_is_exact?: boolean;
}

export type Operator =
  | "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in"
  | "contains" | "not_contains" | "starts_with" | "is_empty" | "is_not_empty" | "within"
  | "under" | "is_me" | "in_my_departments" | "has_any" | "has_all" | "near";

export interface Condition {
  field: string;
  op: Operator | string;
  value?: unknown;
  other?: string;
}

export type FilterNode =
  | { all: FilterNode[] }
  | { any: FilterNode[] }
  | { not: FilterNode }
  | { some?: string; none?: string; every?: string; where: FilterNode }
  | Condition;

export interface AggregateAnswer {
  rows: { keys: Record<string, unknown>; values: Record<string, unknown> }[];
  totals: Record<string, unknown>;
}

export interface JobAnswer {
  id: number | string;
  kind: string;
  status: "queued" | "running" | "done" | "failed" | "cancelled";
  done: number;
  total: number | null;
  errors?: unknown;
  result?: unknown;
}

export interface TimelineEntry {
  at: string;
  kind: "activity" | "history" | "event" | "file" | string;
  actor: Reference | null;
  title: string;
  body: string;
  object?: string | null;
  id?: RecordId | null;
  changes?: ChangeEntry[];
  is_problem?: boolean;
  files?: FileEntry[];
}

export interface ChangeEntry {
  field: string;
  label: string;
  old: unknown;
  new: unknown;
}

export interface HistoryEntry extends ChangeEntry {
  at: string;
  actor: Reference | null;
}

export interface FileEntry {
  id: number | string;
  name: string;
  size: number;
  type: string;
  created_at?: string;
  created_by?: Reference | null;
}

export interface NotificationItem {
  id: number;
  kind: string;
  label: string;
  text: string;
  object: string | null;
  record_id: RecordId | null;
  at: string;
  is_read: boolean;
}

export interface NotificationsAnswer {
  items: NotificationItem[];
  unread: Record<string, number>;
  total_unread: number;
  next_cursor: string | null;
}

export interface DuplicateItem {
  object: string;
  id: RecordId;
  name: string;
  score: number;
  reasons: string[];
  visible: boolean;
  owner?: Reference | null;
}

export interface SettingItem {
  key: string;
  label: string;
  help: string;
  type: FieldType;
  value: unknown;
  default: unknown;
  scope: string;
  choices?: Choice[] | null;
  section: string;
}

export interface RegionNode {
  code: string;
  name: string;
  children?: RegionNode[];
}

export interface ActionResult {
  id: RecordId;
  ok: boolean;
  error?: ProblemBody | null;
}

export interface FieldProblem {
  field: string;
  code: string;
  message: string;
}

export interface ProblemBody {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  code?: string;
  errors?: FieldProblem[];
  [extra: string]: unknown;
}
