import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Divider, Select, Space, Spin } from "antd";
import { Suspense, useEffect, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { listRecords } from "@/api/records";
import { useMeta, useObjects } from "@/api/queries";
import type { FieldMeta, FilterNode, ObjectMeta, RecordData, Reference } from "@/api/types";
import { both } from "../../filter-node";
import { fieldOf, recordName } from "../../meta";
import { isComposing } from "../../ui/keyboard";
import { problemText } from "../../ui/problem-text";
import { useDebounced } from "../../ui/useDebounced";
import { creatorOf } from "../creator";
import { groupOf, narrowed } from "../within";
import { attributes, clearing, emptiedByKey, type EditorProps } from "./types";

interface PickerProps extends EditorProps {
  target: string;
  isMultiple?: boolean;
  filter?: FilterNode | null;
  canCreate?: boolean;
  /** What a record made on the spot begins with. */
  newDefaults?: Record<string, unknown>;
  /** What is said when nothing is found. */
  nothing?: string;
}

function asReferences(value: unknown): Reference[] {
  const values = Array.isArray(value) ? value : value === null || value === undefined || value === "" ? [] : [value];
  return values.map((one) => (typeof one === "object" ? (one as Reference) : { id: one as number, name: `#${String(one)}` }));
}

function useCandidates(target: string, q: string, filter: FilterNode | null, enabled: boolean) {
  return useQuery({
    queryKey: ["records", target, "pick", q, filter],
    queryFn: ({ signal }) => listRecords(target, { q: q || undefined, filter, limit: 20, count: "none" }, signal),
    enabled: enabled && Boolean(target),
    staleTime: 10_000,
  });
}

/** What tells two of the same name apart: the company of a person, the department of a colleague or what it is part of, else a number. */
function hintOf(target: string, record: RecordData, name: string): string {
  if (target === "user") return (record["department"] as Reference | null | undefined)?.name ?? "";
  if (target === "department") return (record["parent"] as Reference | null | undefined)?.name ?? "";
  const company = record["company"] ?? (record["account"] as Reference | null | undefined)?.name ?? record["number"] ?? record["code"] ?? record["employee_no"];
  return typeof company === "string" && company !== name ? company : "";
}

/** The last entry of the list. It takes no focus: a cell of a list would close before the form opens. */
function NewEntry({ label, onNew }: { label: string | undefined; onNew: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Divider className="gk-thin" />
      <Button type="text" icon={<PlusOutlined aria-hidden="true" />} block onMouseDown={(event) => event.preventDefault()} onClick={onNew}>
        {t("picker.create", { label })}
      </Button>
    </>
  );
}

/** Enter before the answer is there, as a barcode scanner sends it, waits for it and takes what alone was found. */
function useWaiting(typed: string, isAnswered: boolean, take: () => void) {
  const [waits, setWaits] = useState("");
  const isReady = waits !== "" && isAnswered;
  useEffect(() => {
    if (!isReady) return;
    setWaits("");
    if (waits === typed) take();
    // The answer to these words, once.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isReady]);
  return (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== "Enter" || typed === "" || isAnswered || isComposing(event)) return;
    // The list itself would close on it.
    event.preventDefault();
    event.stopPropagation();
    setWaits(typed);
  };
}

/** Find a record by name, number, phone or pinyin; create it on the spot when it is missing. */
export function RecordPicker(props: PickerProps) {
  const { target, value, onChange, isMultiple = false, filter = null, canCreate = true, newDefaults } = props;
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [isOpen, setOpen] = useState(false);
  // The words that a record is made from; closing the list forgets what was typed.
  const [words, setWords] = useState<string | null>(null);
  const isCreating = words !== null;
  const q = useDebounced(typed.trim(), 250);
  const meta = useMeta(isOpen || isCreating ? target : null);
  const found = useCandidates(target, q, filter, isOpen);
  const chosen = asReferences(value);
  // What was found for other words is not offered: a quick Enter would take the wrong one.
  const isStale = typed.trim() !== q;
  const options = (isStale ? [] : found.data?.items ?? []).map((record) => {
    const label = recordName(record, meta.data);
    return { value: String(record.id), label, hint: hintOf(target, record, label) };
  });
  const shown = chosen.map((one) => ({ value: String(one.id), label: one.name || `#${one.id}` }));
  const pick = (id: string, label: string): Reference => {
    const [own, ...twins] = options.filter((one) => one.label === label).sort((a, b) => Number(b.value === id) - Number(a.value === id));
    if (target === "department" && twins.length && own?.hint) return { id: Number(id), name: `${own.hint} / ${label}` };
    const known = found.data?.items.find((record) => String(record.id) === id);
    return { id: known?.id ?? Number(id), name: label, ...(q ? { sought: q } : {}) };
  };
  const choose = (picked: { value: string; label?: unknown }[]) => {
    const kept = picked.map(({ value: id, label }) => chosen.find((one) => String(one.id) === id) ?? pick(id, String(label ?? id)));
    onChange?.(isMultiple ? kept : kept[0] ?? null);
    setTyped("");
  };
  const onEnter = useWaiting(typed.trim(), !isStale && !found.isFetching, () => {
    if (!options[0] || options[1]) return;
    choose([...(isMultiple ? shown : []), options[0]]);
    setOpen(isMultiple);
  });
  const Creator = creatorOf();
  const offersNew = Creator && canCreate && Boolean(meta.data?.operations.includes("create"));
  return (
    <>
      <span className="gk-contents" onKeyDownCapture={onEnter}>
        <Select
          // A cell of a list closes when it is left; its form for a new record is no leaving.
          {...attributes(props)} onBlur={isCreating ? undefined : props.onBlur} className="gk-block" labelInValue allowClear={clearing(props, t)} onKeyDown={isMultiple ? undefined : emptiedByKey(props)} mode={isMultiple ? "multiple" : undefined}
          value={(isMultiple ? shown : shown[0] ?? null) as never} open={isOpen} onOpenChange={setOpen} options={options}
          showSearch={{ filterOption: false, onSearch: setTyped, searchValue: typed }} placeholder={props.size === "small" ? undefined : t("picker.hint")} loading={found.isFetching && isOpen}
          notFoundContent={isStale || found.isFetching ? <Spin size="small" /> : found.error ? problemText(found.error, t) : props.nothing ?? t("picker.nothing")}
          optionRender={(option) => (
            <span className="gk-option"><span>{option.label}</span><span className="gk-muted">{(option.data as { hint?: string }).hint}</span></span>
          )}
          popupRender={(menu) => (
            <>
              {menu}
              {offersNew && <NewEntry label={meta.data?.label} onNew={() => { setWords(typed.trim()); setOpen(false); }} />}
            </>
          )}
          onChange={(next: unknown) => choose((Array.isArray(next) ? next : next ? [next] : []) as { value: string; label?: unknown }[])}
        />
      </span>
      {isCreating && Creator && meta.data && (
        <Suspense fallback={null}>
          <Creator
            object={target} defaults={{ ...newDefaults, ...(words ? { [meta.data.name_field]: words } : {}) }} onClose={() => setWords(null)}
            onSaved={(record) => {
              const made = { id: record.id, name: recordName(record, meta.data) };
              onChange?.(isMultiple ? [...chosen, made] : made);
              setWords(null);
            }}
          />
        </Suspense>
      )}
    </>
  );
}

const TARGETS: Partial<Record<FieldMeta["type"], string>> = { user: "user", department: "department" };

const IS_ACTIVE_USER: FilterNode = { field: "status", op: "eq", value: "active" };

/** A record is of a type of its own object. */
export function typesOf(object: string | undefined): FilterNode | null {
  return object ? { all: [{ field: "object", op: "eq", value: object }, { field: "is_active", op: "eq", value: true }] } : null;
}

/** Archives that know "no longer in use" (products, price books …) offer only what is in use. */
export function inUse(there: ObjectMeta | undefined): FilterNode | null {
  const knows = there?.fields.some((one) => one.name === "is_active" && one.type === "boolean" && one.filterable);
  return knows ? { field: "is_active", op: "eq", value: true } : null;
}

/** What a reference offers of its own accord: products that are for sale. */
export function offered(field: FieldMeta): FilterNode | null {
  return field.offered ? { field: field.offered, op: "eq", value: true } : null;
}

export function ReferenceEditor(props: EditorProps) {
  const { field, values } = props;
  const { t } = useTranslation();
  const target = TARGETS[field.type] ?? field.target ?? "";
  const there = useMeta(field.type === "reference" && values ? target : null);
  const group = groupOf(field, values);
  const groupLabel = there.data && field.within && field.within in group ? fieldOf(there.data, field.within)?.label : undefined;
  const active = target === "user" ? IS_ACTIVE_USER : target === "record_type" ? typesOf(props.object) : inUse(there.data);
  return (
    <RecordPicker
      {...props} target={target} isMultiple={field.type === "references"}
      filter={both(narrowed(group), both(both(active, offered(field)), props.scope ?? null))} canCreate={!["user", "department", "record_type"].includes(target)} newDefaults={group}
      nothing={groupLabel && t("picker.nothing_within", { group: groupLabel })}
    />
  );
}

/** First what kind of record, then which one. */
export function AnyReferenceEditor(props: EditorProps) {
  const { field, value, onChange } = props;
  const { t } = useTranslation();
  const { data } = useObjects();
  const isMultiple = field.type === "any_references";
  const chosen = asReferences(value);
  const allowed = (data?.items ?? []).filter((one) => (field.targets?.length ? field.targets.includes(one.name) : Boolean(one.area)));
  const [picked, setPicked] = useState<string>();
  const target = picked ?? chosen[0]?.object ?? field.targets?.[0] ?? allowed[0]?.name ?? "";
  const others = isMultiple ? chosen.filter((one) => one.object && one.object !== target) : [];
  const mine = chosen.filter((one) => !one.object || one.object === target);
  const mark = (next: unknown) => asReferences(next).map((one) => ({ ...one, object: target }));
  return (
    <Space.Compact block>
      <Select
        size={props.size} disabled={props.disabled} value={target || undefined} aria-label={t("picker.kind")} className="gk-kind"
        options={allowed.map((one) => ({ value: one.name, label: one.label }))} onChange={setPicked}
      />
      <RecordPicker
        {...props} target={target} isMultiple={isMultiple} value={isMultiple ? mine : mine[0] ?? null}
        onChange={(next) => onChange?.(isMultiple ? [...others, ...mark(next)] : mark(next)[0] ?? null)}
      />
    </Space.Compact>
  );
}
