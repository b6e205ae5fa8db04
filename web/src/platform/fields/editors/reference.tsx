import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Divider, Select, Space, Spin } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { listRecords } from "@/api/records";
import { useMeta, useObjects } from "@/api/queries";
import type { FieldMeta, FilterNode, ObjectMeta, RecordData, Reference } from "@/api/types";
import { both } from "../../filter-node";
import { recordName } from "../../meta";
import { useDebounced } from "../../ui/useDebounced";
import { creatorOf } from "../creator";
import { attributes, clearing, emptiedByKey, type EditorProps } from "./types";

interface PickerProps extends EditorProps {
  target: string;
  isMultiple?: boolean;
  filter?: FilterNode | null;
  canCreate?: boolean;
  /** What a record made on the spot begins with. */
  newDefaults?: Record<string, unknown>;
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

/** Find a record by name, number, phone or pinyin; create it on the spot when it is missing. */
export function RecordPicker(props: PickerProps) {
  const { target, value, onChange, isMultiple = false, filter = null, canCreate = true, newDefaults } = props;
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [isCreating, setCreating] = useState(false);
  const q = useDebounced(typed.trim(), 250);
  const meta = useMeta(isOpen ? target : null);
  const found = useCandidates(target, q, filter, isOpen);
  const chosen = asReferences(value);
  // What was found for other words is not offered: a quick Enter would take the wrong one.
  const isStale = typed.trim() !== q;
  const options = (isStale ? [] : found.data?.items ?? []).map((record) => {
    const label = recordName(record, meta.data);
    return { value: String(record.id), label, hint: hintOf(target, record, label) };
  });
  const pick = (id: string, label: string): Reference => {
    const twins = options.filter((one) => one.label === label);
    const hint = twins.length > 1 ? twins.find((one) => one.value === id)?.hint : "";
    if (target === "department" && hint) return { id: Number(id), name: `${hint} / ${label}` };
    const known = found.data?.items.find((record) => String(record.id) === id);
    return { id: known?.id ?? Number(id), name: label };
  };
  const choose = (picked: { value: string; label?: unknown }[]) => {
    const kept = picked.map(({ value: id, label }) => chosen.find((one) => String(one.id) === id) ?? pick(id, String(label ?? id)));
    onChange?.(isMultiple ? kept : kept[0] ?? null);
    setTyped("");
  };
  const Creator = creatorOf();
  const offersNew = Creator && canCreate && Boolean(meta.data?.operations.includes("create"));
  const shown = chosen.map((one) => ({ value: String(one.id), label: one.name || `#${one.id}` }));
  return (
    <>
      <Select
        {...attributes(props)} className="gk-block" labelInValue allowClear={clearing(props, t)} onKeyDown={isMultiple ? undefined : emptiedByKey(props)} mode={isMultiple ? "multiple" : undefined}
        value={(isMultiple ? shown : shown[0] ?? null) as never} open={isOpen} onOpenChange={setOpen} options={options}
        showSearch={{ filterOption: false, onSearch: setTyped, searchValue: typed }} placeholder={props.size === "small" ? undefined : t("picker.hint")} loading={found.isFetching && isOpen}
        notFoundContent={isStale || found.isFetching ? <Spin size="small" /> : t("picker.nothing")}
        optionRender={(option) => (
          <span className="gk-option"><span>{option.label}</span><span className="gk-muted">{(option.data as { hint?: string }).hint}</span></span>
        )}
        popupRender={(menu) => (
          <>
            {menu}
            {offersNew && (
              <>
                <Divider className="gk-thin" />
                <Button type="text" icon={<PlusOutlined aria-hidden="true" />} block onClick={() => { setOpen(false); setCreating(true); }}>
                  {t("picker.create", { label: meta.data?.label })}
                </Button>
              </>
            )}
          </>
        )}
        onChange={(next: unknown) => choose((Array.isArray(next) ? next : next ? [next] : []) as { value: string; label?: unknown }[])}
      />
      {isCreating && Creator && meta.data && (
        <Suspense fallback={null}>
          <Creator
            object={target} defaults={{ ...newDefaults, ...(typed ? { [meta.data.name_field]: typed } : {}) }} onClose={() => setCreating(false)}
            onSaved={(record) => {
              const made = { id: record.id, name: recordName(record, meta.data) };
              onChange?.(isMultiple ? [...chosen, made] : made);
              setCreating(false);
            }}
          />
        </Suspense>
      )}
    </>
  );
}

const TARGETS: Partial<Record<FieldMeta["type"], string>> = { user: "user", department: "department" };

/**
 * A contact is chosen among those of the account that the form already names: what the target
 * must have (a required reference) and the form has under the same name narrows the choice.
 */
export function dependsOn(field: FieldMeta, there: ObjectMeta | undefined, values: Record<string, unknown> | undefined): Record<string, Reference> {
  const masters = (there?.fields ?? []).filter((one) => one.type === "reference" && one.required && one.name !== field.name).map((one) => one.name);
  const found = masters.flatMap((name) => {
    const chosen = values?.[name];
    return chosen && typeof chosen === "object" && "id" in chosen ? [[name, chosen as Reference] as const] : [];
  });
  return Object.fromEntries(found);
}

function narrowed(masters: Record<string, Reference>): FilterNode | null {
  const nodes = Object.entries(masters).map(([field, chosen]): FilterNode => ({ field, op: "eq", value: chosen.id }));
  return nodes.length > 1 ? { all: nodes } : nodes[0] ?? null;
}

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

export function ReferenceEditor(props: EditorProps) {
  const { field, values } = props;
  const target = TARGETS[field.type] ?? field.target ?? "";
  const there = useMeta(field.type === "reference" && values ? target : null);
  const masters = dependsOn(field, there.data, values);
  const active = target === "user" ? IS_ACTIVE_USER : target === "record_type" ? typesOf(props.object) : inUse(there.data);
  return (
    <RecordPicker
      {...props} target={target} isMultiple={field.type === "references"}
      filter={both(narrowed(masters), active)} canCreate={!["user", "department", "record_type"].includes(target)} newDefaults={masters}
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
