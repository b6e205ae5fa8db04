import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Cascader, Segmented, Select, Switch } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMetas } from "@/api/queries";
import type { FieldMeta, ObjectMeta } from "@/api/types";
import { shownOperator } from "../discount";
import { fieldOf, ownFirst, targetOf } from "../meta";
import type { PathField } from "../fields/usePaths";
import { useNarrow } from "../ui/useNarrow";
import { changeDraft, emptyCondition, emptyGroup, isComplete, type Draft, type DraftCondition, type DraftGroup } from "./draft";
import { FilterValue } from "./FilterValue";
import { comparableWith, firstOperator, mayCompare, operatorsOf, operatorsOnChange, valueShape } from "./operators";

const MOST_DEPTH = 4;

interface Option {
  value: string;
  label: string;
  isLeaf?: boolean;
  children?: Option[];
}

function leaves(meta: ObjectMeta): Option[] {
  return ownFirst(meta.fields)
    .filter((field) => field.filterable !== false && field.type !== "lines")
    .map((field) => ({ value: field.name, label: field.label, isLeaf: true }));
}

/** The fields, and behind each reference those of the other record. An object that the person may not see is not among `there`. */
export function pathOptions(meta: ObjectMeta, there: ObjectMeta[]): Option[] {
  return leaves(meta).map((option) => {
    const field = fieldOf(meta, option.value);
    const target = there.find((one) => one.name === (field && targetOf(field)));
    const children = target ? leaves(target) : [];
    return children.length ? { ...option, isLeaf: false, children } : option;
  });
}

/** Whether a path is meant by what was typed: each word somewhere on it and one in its last name, so that a reference does not bring all that lies behind it. */
export function isMeant(typed: string, labels: string[]): boolean {
  const words = typed.toLowerCase().split(/[\s·/]+/).filter(Boolean);
  const names = labels.map((label) => label.toLowerCase());
  return words.every((word) => names.some((name) => name.includes(word))) && words.some((word) => names.at(-1)?.includes(word));
}

const SEARCH = {
  limit: 30,
  filter: (typed: string, path: Option[]) => isMeant(typed, path.map((one) => one.label)),
  // The record's own fields first.
  sort: (one: Option[], other: Option[]) => one.length - other.length,
};

/** Choose a field, or go through a reference to a field of the other record. */
export function FieldChooser({ meta, value, label, placeholder, onChange }: { meta: ObjectMeta; value: string; label?: string; placeholder?: string; onChange: (path: string, field: FieldMeta) => void }) {
  const { t } = useTranslation();
  const isNarrow = useNarrow();
  const [isOpened, setOpened] = useState(false);
  // All once somebody looks, so that a search finds `客户 · 级别`; before that, what the label of the chosen path needs.
  const targets = useMemo(() => {
    const wanted = meta.fields.filter((field) => isOpened || value.startsWith(`${field.name}.`));
    return [...new Set(wanted.flatMap((field) => targetOf(field) ?? []))];
  }, [meta, isOpened, value]);
  const there = useMetas(targets);
  const options = useMemo(() => pathOptions(meta, there), [meta, there]);
  const choose = ([first = "", second]: string[]) => {
    const holder = fieldOf(meta, first);
    const target = holder && second ? there.find((one) => one.name === targetOf(holder)) : undefined;
    const field = second ? target && fieldOf(target, second) : holder;
    if (field) onChange(second ? `${first}.${second}` : first, field);
  };
  return (
    <Cascader
      className="gk-filter-field" aria-label={label ?? t("filter.field")} placeholder={placeholder ?? t("filter.choose_field")} options={options} value={value ? value.split(".") : undefined} changeOnSelect
      allowClear={false} showSearch={SEARCH} expandTrigger={isNarrow ? "click" : "hover"} displayRender={(labels) => labels.join(" · ")}
      onOpenChange={(isOpen) => isOpen && setOpened(true)} onChange={(next) => choose((next ?? []) as string[])}
    />
  );
}

interface PartProps {
  meta: ObjectMeta;
  lookup: (path: string) => PathField;
  /** Whether conditions that are not finished say so. */
  isMarked: boolean;
  /** Whether it is about a change of a record, so that conditions may ask what changed. */
  isOnChange: boolean;
  onChange: (key: number, next: Draft | null) => void;
}

function ConditionRow({ draft, meta, lookup, isMarked, isOnChange, onChange }: PartProps & { draft: DraftCondition }) {
  const { t } = useTranslation();
  const { field } = lookup(draft.field);
  const set = (part: Partial<DraftCondition>) => onChange(draft.key, { ...draft, ...part });
  const setOp = (op: DraftCondition["op"]) => set({ op, value: valueShape(op) === valueShape(draft.op) ? draft.value : undefined, other: undefined });
  const isOpen = isMarked && !isComplete(draft);
  const isOther = draft.other !== undefined;
  const others = field && mayCompare(field, draft.op) ? comparableWith(meta, field, draft.field) : [];
  return (
    <div className={isOpen ? "gk-filter-row is-open" : "gk-filter-row"}>
      <FieldChooser meta={meta} value={draft.field} onChange={(path, chosen) => set({ field: path, op: firstOperator(chosen), value: undefined, other: undefined })} />
      {field && (
        <Select
          className="gk-filter-op" aria-label={t("filter.operator")} value={draft.op} onChange={setOp} popupMatchSelectWidth={false}
          options={(isOnChange ? operatorsOnChange(field, draft.field) : operatorsOf(field)).map((op) => ({ value: op as DraftCondition["op"], label: t(`op.${shownOperator(field, op)}`) }))}
        />
      )}
      <div className="gk-filter-value">
        {others.length > 0 && (
          <Segmented
            size="small" aria-label={t("filter.compared_with")} value={isOther ? "field" : "value"}
            options={[{ value: "value", label: t("filter.with_value") }, { value: "field", label: t("filter.with_field") }]}
            onChange={(mode) => set({ value: undefined, other: mode === "field" ? "" : undefined })}
          />
        )}
        {field && isOther && (
          <Select
            className="gk-filter-op" aria-label={t("filter.other_field")} placeholder={t("filter.choose_field")} value={draft.other || null} showSearch={{ optionFilterProp: "label" }}
            options={others.map((one) => ({ value: one.name, label: one.label }))} onChange={(other) => set({ other: other ?? "" })} popupMatchSelectWidth={false}
          />
        )}
        {field && !isOther && <FilterValue field={field} op={draft.op} value={draft.value} onChange={(value) => set({ value })} />}
      </div>
      <Button type="text" icon={<DeleteOutlined aria-hidden="true" />} aria-label={t("filter.remove")} onClick={() => onChange(draft.key, null)} />
      {isOpen && <div className="gk-field-error" role="alert">{field ? t("filter.no_value", { label: field.label }) : t("filter.no_field")}</div>}
    </div>
  );
}

function GroupBox({ draft, depth, ...rest }: PartProps & { draft: DraftGroup; depth: number }) {
  const { t } = useTranslation();
  const { onChange } = rest;
  const set = (part: Partial<DraftGroup>) => onChange(draft.key, { ...draft, ...part });
  const add = (child: Draft) => set({ children: [...draft.children, child] });
  return (
    <fieldset className={depth ? "gk-filter-group" : "gk-filter-root"}>
      <legend className="gk-visually-hidden">{t("filter.group")}</legend>
      <div className="gk-filter-head">
        <Segmented
          size="small" value={draft.join} aria-label={t("filter.join")} onChange={(join) => set({ join })}
          options={[{ value: "all" as const, label: t("filter.all_of") }, { value: "any" as const, label: t("filter.any_of") }]}
        />
        <label className="gk-inline"><Switch size="small" checked={draft.negated} onChange={(negated) => set({ negated })} /> {t("filter.negate")}</label>
        {depth > 0 && <Button type="text" size="small" icon={<DeleteOutlined aria-hidden="true" />} aria-label={t("filter.remove_group")} onClick={() => onChange(draft.key, null)} />}
      </div>
      {draft.children.map((child) =>
        child.kind === "condition" ? <ConditionRow key={child.key} draft={child} {...rest} />
          : child.kind === "group" ? <GroupBox key={child.key} draft={child} depth={depth + 1} {...rest} />
          : (
            <div key={child.key} className="gk-filter-row">
              <code className="gk-filter-value">{JSON.stringify(child.node)}</code>
              <Button type="text" icon={<DeleteOutlined aria-hidden="true" />} aria-label={t("filter.remove")} onClick={() => onChange(child.key, null)} />
            </div>
          ),
      )}
      <div className="gk-filter-add">
        <Button type="dashed" size="small" icon={<PlusOutlined aria-hidden="true" />} onClick={() => add(emptyCondition())}>{t("filter.add")}</Button>
        {depth < MOST_DEPTH - 1 && <Button type="dashed" size="small" onClick={() => add({ ...emptyGroup(draft.join === "all" ? "any" : "all"), children: [emptyCondition()] })}>{t("filter.add_group")}</Button>}
      </div>
    </fieldset>
  );
}

/** A filter put together in words. It only holds a draft: nothing is asked of the server while typing. */
export function FilterBuilder({ meta, draft, lookup, isMarked = false, isOnChange = false, onChange }: {
  meta: ObjectMeta; draft: DraftGroup; lookup: (path: string) => PathField; isMarked?: boolean; isOnChange?: boolean; onChange: (next: DraftGroup) => void;
}) {
  return <GroupBox draft={draft} depth={0} meta={meta} lookup={lookup} isMarked={isMarked} isOnChange={isOnChange} onChange={(key, next) => onChange(changeDraft(draft, key, next))} />;
}

/** Every path in a draft, complete or not, so that the metadata behind it is fetched. */
export function draftPaths(draft: Draft): string[] {
  if (draft.kind === "condition") return draft.field ? [draft.field] : [];
  return draft.kind === "group" ? draft.children.flatMap(draftPaths) : [];
}
