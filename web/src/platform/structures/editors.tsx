/** Editors of what rules, views and layouts store as structures: in the words of their object, never as JSON. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Segmented, Select } from "antd";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMeta, useObjects } from "@/api/queries";
import type { FieldMeta, ObjectMeta } from "@/api/types";
import { draftOf, newSection, type DraftSection, type LayoutKind } from "./layout";
import type { EditorProps } from "../fields/editors/types";
import { labelText } from "../fields/display";
import { fieldOf, listColumns, MOST_SORT_KEYS, ownFirst } from "../meta";
import { usePaths } from "../fields/usePaths";
import { StoredFilter } from "../filters/StoredFilter";
import { FieldList } from "./FieldList";
import { comparable, comparedWith, lookingIn, partsOf, sortKeysOf, sortWord, WAYS, wayOf, withSections, type Layout, type Part, type SortKey, type Way } from "./structures";

const asOptions = (fields: FieldMeta[]) => fields.map((one) => ({ value: one.name, label: one.label }));

function named(values: EditorProps["values"], key: string): string {
  const name = values?.[key];
  return typeof name === "string" ? name : "";
}

/** The object that the form names, and nothing else before it is chosen. What was put together for another object goes. */
function OfObject({ props, children }: { props: EditorProps; children: (meta: ObjectMeta) => ReactNode }) {
  const { t } = useTranslation();
  const { onChange } = props;
  const object = named(props.values, "object");
  const { data } = useMeta(object || null);
  const before = useRef(object);
  useEffect(() => {
    if (before.current && before.current !== object) onChange?.(null);
    before.current = object;
  }, [object, onChange]);
  return data?.name === object ? children(data) : <p id={props.id} className="gk-muted">{t("filter.object_first")}</p>;
}

function PartRow({ part, meta, there, row, disabled, onChange, onRemove }: {
  part: Part; meta: ObjectMeta; there: ObjectMeta | null; row: number; disabled?: boolean; onChange: (next: Part) => void; onRemove: () => void;
}) {
  const { t } = useTranslation();
  const choose = (name: string) => {
    const field = fieldOf(meta, name);
    const same = there && fieldOf(there, name);
    onChange({ ...part, field: name, how: field ? wayOf(field, meta) : "exact", ...(same ? { other: name } : {}) });
  };
  return (
    <div className="gk-filter-row">
      <Select
        className="gk-filter-field" disabled={disabled} aria-label={t("match.field", { row })} placeholder={t("filter.choose_field")} value={part.field ?? null} showSearch={{ optionFilterProp: "label" }}
        options={asOptions(ownFirst(meta.fields).filter(comparable))} onChange={choose}
      />
      {there && (
        <Select
          className="gk-filter-field" disabled={disabled} aria-label={t("match.other", { row, object: there.label })} placeholder={t("match.other_hint", { object: there.label })} value={part.other ?? null} showSearch={{ optionFilterProp: "label" }}
          options={asOptions(ownFirst(there.fields).filter(comparable))} onChange={(other: string) => onChange({ ...part, other })}
        />
      )}
      <Select
        className="gk-filter-op" disabled={disabled} aria-label={t("match.how", { row })} value={(part.how ?? "exact") as Way} popupMatchSelectWidth={false}
        options={WAYS.map((one) => ({ value: one, label: t(`match.${one}`) }))} onChange={(how) => onChange({ ...part, how })}
      />
      <Button type="text" disabled={disabled} icon={<DeleteOutlined aria-hidden="true" />} aria-label={t("filter.remove")} onClick={onRemove} />
    </div>
  );
}

function Match({ meta, props }: { meta: ObjectMeta; props: EditorProps }) {
  const { t } = useTranslation();
  const { data: objects } = useObjects();
  const parts = partsOf(props.value);
  // Chosen before there is a condition that could keep it.
  const [wanted, setWanted] = useState(() => comparedWith(parts, meta.name));
  const object = comparedWith(parts, meta.name) || wanted;
  const { data: there } = useMeta(object || null);
  const set = (next: Part[]) => props.onChange?.(next.length ? next : null);
  const others = (objects?.items ?? []).filter((one) => !one.is_line && one.area && one.name !== meta.name && one.module !== "admin");
  return (
    <div id={props.id}>
      <div className="gk-filter-row">
        <span>{t("match.with")}</span>
        <Select
          className="gk-filter-field" disabled={props.disabled} aria-label={t("match.with")} value={object} popupMatchSelectWidth={false}
          options={[{ value: "", label: t("match.same_object", { object: meta.label }) }, ...others.map((one) => ({ value: one.name, label: one.label }))]}
          onChange={(next) => { setWanted(next); set(lookingIn(parts, next)); }}
        />
        <span>{t("match.all_same")}</span>
      </div>
      {parts.map((part, index) => (
        <PartRow
          key={index} part={part} meta={meta} there={object ? there ?? null : null} row={index + 1} disabled={props.disabled}
          onChange={(next) => set(parts.map((one, at) => (at === index ? next : one)))} onRemove={() => set(parts.filter((_, at) => at !== index))}
        />
      ))}
      <div className="gk-filter-add">
        <Button type="dashed" size="small" disabled={props.disabled} icon={<PlusOutlined aria-hidden="true" />} onClick={() => set([...parts, { how: "exact", ...(object ? { object } : {}) }])}>{t("filter.add")}</Button>
      </div>
    </div>
  );
}

/** What must be the same for two records to be one. */
export function MatchEditor(props: EditorProps) {
  return <OfObject props={props}>{(meta) => <Match key={meta.name} meta={meta} props={props} />}</OfObject>;
}

function names(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}

function Columns({ meta, props }: { meta: ObjectMeta; props: EditorProps }) {
  const { t } = useTranslation();
  const chosen = names(props.value);
  const lookup = usePaths(meta, chosen);
  return (
    <FieldList
      id={props.id} names={chosen} labelOf={(path) => lookup(path).label} options={asOptions(listColumns(meta))} addLabel={t("columns.add")} disabled={props.disabled}
      onChange={(next) => props.onChange?.(next.length ? next : null)}
    />
  );
}

/** The columns of a view, in their order. */
export function ColumnsEditor(props: EditorProps) {
  return <OfObject props={props}>{(meta) => <Columns meta={meta} props={props} />}</OfObject>;
}

function Order({ meta, props }: { meta: ObjectMeta; props: EditorProps }) {
  const { t } = useTranslation();
  const stored = names(props.value);
  const lookup = usePaths(meta, stored.map((word) => word.replace(/^-/, "")));
  const keys = sortKeysOf(stored, (path) => lookup(path).field);
  const set = (next: SortKey[]) => props.onChange?.(next.length ? next.map((key) => sortWord(key, lookup(key.path).field)) : null);
  const open = ownFirst(meta.fields).filter((field) => field.sortable && !keys.some((key) => key.path === field.name));
  return (
    <div id={props.id}>
      {keys.map((key, index) => {
        const { label } = lookup(key.path);
        return (
          <div key={key.path} className="gk-filter-row">
            <span className="gk-filter-field">{label}</span>
            <Segmented
              size="small" disabled={props.disabled} aria-label={t("order_by.direction", { label })} value={key.isDescending ? "down" : "up"} options={[{ value: "up", label: t("order_by.up") }, { value: "down", label: t("order_by.down") }]}
              onChange={(way) => set(keys.map((one, at) => (at === index ? { ...one, isDescending: way === "down" } : one)))}
            />
            <Button type="text" disabled={props.disabled} icon={<DeleteOutlined aria-hidden="true" />} aria-label={t("order_by.remove", { label })} onClick={() => set(keys.filter((_, at) => at !== index))} />
          </div>
        );
      })}
      {keys.length < MOST_SORT_KEYS && (
        <Select
          className="gk-filter-field" value={null} disabled={props.disabled} aria-label={t("order_by.add")} placeholder={t("order_by.add")} showSearch={{ optionFilterProp: "label" }} popupMatchSelectWidth={false}
          options={asOptions(open)} onChange={(name: string | null) => name && set([...keys, { path: name, isDescending: false }])}
        />
      )}
    </div>
  );
}

/** What a list is sorted by. */
export function OrderEditor(props: EditorProps) {
  return <OfObject props={props}>{(meta) => <Order meta={meta} props={props} />}</OfObject>;
}

/** Which records: over the object that the form names, else the one that the field is always about. */
export function FilterEditor(props: EditorProps) {
  const object = named(props.values, "object") || props.field.targets[0] || props.object || "";
  return <StoredFilter object={object} value={props.value} onChange={props.onChange} />;
}

/** The sections of a layout; a list has one without a name. */
export function Sections({ meta, kind, sections, disabled, onChange }: {
  meta: ObjectMeta; kind: LayoutKind; sections: DraftSection[]; disabled?: boolean; onChange: (next: DraftSection[]) => void;
}) {
  const { t, i18n } = useTranslation();
  const used = new Set(sections.flatMap((one) => one.fields));
  const open = meta.fields.filter((field) => !used.has(field.name) && !(kind === "list" && field.type === "lines"));
  const set = (section: DraftSection, part: Partial<DraftSection>) => onChange(sections.map((one) => (one.key === section.key ? { ...one, ...part } : one)));
  const relabel = (label: unknown, text: string) => (label && typeof label === "object" ? { ...label, [i18n.language]: text } : text) as string;
  return (
    <>
      {sections.map((section) => (
        <fieldset key={section.key} className="gk-section gk-layout">
          {kind !== "list" && (
            <div className="gk-filter-head">
              <Input disabled={disabled} value={labelText(section.label)} aria-label={t("admin.section_label")} placeholder={t("admin.section_label")} onChange={(event) => set(section, { label: relabel(section.label, event.target.value) })} />
              {sections.length > 1 && <Button type="link" danger disabled={disabled} onClick={() => onChange(sections.filter((one) => one.key !== section.key))}>{t("common.remove")}</Button>}
            </div>
          )}
          <FieldList names={section.fields} labelOf={(name) => fieldOf(meta, name)?.label ?? name} options={asOptions(open)} addLabel={t("admin.add_field")} disabled={disabled} onChange={(fields) => set(section, { fields })} />
        </fieldset>
      ))}
    </>
  );
}

function LayoutParts({ meta, kind, props }: { meta: ObjectMeta; kind: LayoutKind; props: EditorProps }) {
  const { t } = useTranslation();
  // Whoever begins a layout begins with what everybody sees now.
  const [first] = useState((): Layout => (props.value ?? meta.layouts[kind]) as Layout);
  const layout = (props.value ?? first) as Layout;
  const [sections, setSections] = useState(() => draftOf(first as Parameters<typeof draftOf>[0]));
  const { onChange } = props;
  const isNew = !props.value;
  useEffect(() => {
    if (isNew) onChange?.(first);
  }, [isNew, first, onChange]);
  const change = (next: DraftSection[]) => {
    setSections(next);
    props.onChange?.(withSections(layout, kind, next));
  };
  const isDetail = kind === "detail";
  return (
    <div id={props.id}>
      {isDetail && (
        <fieldset className="gk-section gk-layout">
          <div className="gk-part-title">{t("admin.layout_header")}</div>
          <FieldList names={layout.header ?? []} labelOf={(name) => fieldOf(meta, name)?.label ?? name} options={asOptions(listColumns(meta))} addLabel={t("admin.add_field")} disabled={props.disabled} onChange={(header) => props.onChange?.({ ...layout, header })} />
        </fieldset>
      )}
      <Sections meta={meta} kind={kind} sections={sections} disabled={props.disabled} onChange={change} />
      {kind !== "list" && <Button className="gk-gap" type="dashed" size="small" disabled={props.disabled} icon={<PlusOutlined aria-hidden="true" />} onClick={() => change([...sections, newSection(t("admin.new_section"))])}>{t("admin.add_section")}</Button>}
      {isDetail && (
        <fieldset className="gk-section gk-layout">
          <div className="gk-part-title">{t("admin.layout_related")}</div>
          <FieldList
            names={layout.related ?? []} labelOf={(name) => meta.relations.find((one) => one.name === name)?.label ?? name} options={meta.relations.map((one) => ({ value: one.name, label: one.label }))}
            addLabel={t("admin.add_related")} disabled={props.disabled} onChange={(related) => props.onChange?.({ ...layout, related })}
          />
        </fieldset>
      )}
    </div>
  );
}

/** What stands where on a list, a form, a record's page. */
export function LayoutSpecEditor(props: EditorProps) {
  const { t } = useTranslation();
  const kind = named(props.values, "kind");
  return (
    <OfObject props={props}>
      {(meta) => (kind ? <LayoutParts key={`${meta.name}.${kind}`} meta={meta} kind={kind as LayoutKind} props={props} /> : <p id={props.id} className="gk-muted">{t("admin.layout_kind_first")}</p>)}
    </OfObject>
  );
}
