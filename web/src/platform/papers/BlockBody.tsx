import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, InputNumber, Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useMeta } from "@/api/queries";
import type { ObjectMeta } from "@/api/types";
import { usePaths } from "../fields/usePaths";
import { FieldChooser } from "../filters/FilterBuilder";
import { isPrinted, itemsOf, moved, type Block, type Item, type Side } from "./templates";

const SIDES: Side[] = ["left", "center", "right"];
const MOST_WIDTH = 12;
const NUMBERS = new Set(["money", "decimal", "integer"]);

interface BodyProps {
  block: Block;
  meta: ObjectMeta;
  disabled?: boolean;
  onChange: (next: Block) => void;
}

/** Fields in their order, each with a name of its own where it should have one. */
function Items({ meta, items, hasWidths, disabled, onChange }: { meta: ObjectMeta; items: Item[]; hasWidths?: boolean; disabled?: boolean; onChange: (items: Item[]) => void }) {
  const { t } = useTranslation();
  const lookup = usePaths(meta, items.map((one) => one.field));
  const set = (index: number, part: Partial<Item>) => onChange(items.map((one, at) => (at === index ? tidy({ ...one, ...part }) : one)));
  return (
    <div>
      {items.map((item, index) => {
        const { label } = lookup(item.field);
        return (
          <div key={item.field} className="gk-designer-row">
            <span className="gk-grow">{label}</span>
            <Input size="small" maxLength={200} disabled={disabled} aria-label={t("printing.own_label", { label })} placeholder={t("printing.own_label_hint")} value={item.label ?? ""} onChange={(event) => set(index, { label: event.target.value })} />
            {hasWidths && <InputNumber size="small" min={1} max={MOST_WIDTH} disabled={disabled} aria-label={t("printing.width", { label })} placeholder={t("printing.width_hint")} value={item.width ?? null} onChange={(width) => set(index, { width: width ?? undefined })} />}
            <Button type="text" size="small" icon={<ArrowUpOutlined aria-hidden="true" />} disabled={disabled || index === 0} aria-label={t("columns.up", { label })} onClick={() => onChange(moved(items, index, -1))} />
            <Button type="text" size="small" icon={<ArrowDownOutlined aria-hidden="true" />} disabled={disabled || index === items.length - 1} aria-label={t("columns.down", { label })} onClick={() => onChange(moved(items, index, 1))} />
            <Button type="text" size="small" icon={<DeleteOutlined aria-hidden="true" />} disabled={disabled} aria-label={t("printing.remove", { label })} onClick={() => onChange(items.filter((_, at) => at !== index))} />
          </div>
        );
      })}
      {!disabled && <FieldChooser meta={meta} value="" label={t("printing.add_field")} placeholder={t("printing.add_field")} onChange={(path, field) => { if (isPrinted(field) && !items.some((one) => one.field === path)) onChange([...items, { field: path }]); }} />}
    </div>
  );
}

/** Without what was emptied again. */
function tidy({ field, label, width }: Item): Item {
  return { field, ...(label ? { label } : {}), ...(width ? { width } : {}) };
}

function Align({ block, disabled, onChange }: Omit<BodyProps, "meta">) {
  const { t } = useTranslation();
  const usual: Side = block.kind === "title" ? "center" : "left";
  return <Segmented size="small" disabled={disabled} aria-label={t("printing.align")} value={block.align ?? usual} options={SIDES.map((side) => ({ value: side, label: t(`printing.side.${side}`) }))} onChange={(align) => onChange({ ...block, align })} />;
}

/** A text into which fields are put from a list. */
function Words({ block, meta, disabled, onChange }: BodyProps) {
  const { t } = useTranslation();
  const text = block.text ?? "";
  return (
    <>
      <Input.TextArea autoSize={{ minRows: block.kind === "title" ? 1 : 3, maxRows: 12 }} disabled={disabled} aria-label={t("printing.text")} maxLength={block.kind === "title" ? 200 : 10_000} value={text} onChange={(event) => onChange({ ...block, text: event.target.value })} />
      <div className="gk-designer-row">
        {!disabled && <FieldChooser meta={meta} value="" label={t("printing.insert")} placeholder={t("printing.insert")} onChange={(path, field) => isPrinted(field) && onChange({ ...block, text: `${text}{${path}}` })} />}
        <Align block={block} disabled={disabled} onChange={onChange} />
      </div>
    </>
  );
}

function Labelled({ block, disabled, onChange }: Omit<BodyProps, "meta">) {
  const { t } = useTranslation();
  return <Input className="gk-grow" maxLength={200} disabled={disabled} aria-label={t("printing.heading")} placeholder={t("printing.heading")} value={block.label ?? ""} onChange={(event) => onChange({ ...block, label: event.target.value })} />;
}

function FieldsBody({ block, meta, disabled, onChange }: BodyProps) {
  const { t } = useTranslation();
  return (
    <>
      <div className="gk-designer-row">
        <Labelled block={block} disabled={disabled} onChange={onChange} />
        <Segmented size="small" disabled={disabled} aria-label={t("printing.columns")} value={Number(block.columns ?? 2)} options={[1, 2, 3].map((count) => ({ value: count, label: t("printing.column_count", { columns: count }) }))} onChange={(columns) => onChange({ ...block, columns })} />
        <Checkbox disabled={disabled} checked={block.filled_only ?? false} onChange={(event) => onChange({ ...block, filled_only: event.target.checked })}>{t("printing.filled_only")}</Checkbox>
      </div>
      <Items meta={meta} items={itemsOf(block.fields)} disabled={disabled} onChange={(fields) => onChange({ ...block, fields })} />
    </>
  );
}

function TableBody({ block, meta, disabled, onChange }: BodyProps) {
  const { t } = useTranslation();
  const lines = meta.fields.filter((field) => field.type === "lines");
  const object = lines.find((field) => field.name === block.lines)?.lines?.object ?? null;
  const { data: line } = useMeta(object);
  const items = itemsOf(block.columns);
  const lookup = usePaths(line ?? meta, items.map((one) => one.field));
  const numbers = items.filter((one) => NUMBERS.has(lookup(one.field).field?.type ?? ""));
  const setColumns = (columns: Item[]) => onChange({ ...block, columns, sums: (block.sums ?? []).filter((name) => columns.some((one) => one.field === name)) });
  return (
    <>
      <div className="gk-designer-row">
        <Labelled block={block} disabled={disabled} onChange={onChange} />
        {lines.length > 1 && <Select size="small" disabled={disabled} aria-label={t("printing.lines")} value={block.lines ?? null} options={lines.map((field) => ({ value: field.name, label: field.label }))} onChange={(name) => onChange({ ...block, lines: name ?? "", columns: [], sums: [] })} />}
        <Checkbox disabled={disabled} checked={block.numbered ?? true} onChange={(event) => onChange({ ...block, numbered: event.target.checked })}>{t("printing.numbered")}</Checkbox>
      </div>
      {line && line.name === object && <Items hasWidths meta={line} items={items} disabled={disabled} onChange={setColumns} />}
      {numbers.length > 0 && <Select mode="multiple" className="gk-block" disabled={disabled} aria-label={t("printing.sums")} placeholder={t("printing.sums")} value={block.sums ?? []} options={numbers.map((one) => ({ value: one.field, label: lookup(one.field).label }))} onChange={(sums) => onChange({ ...block, sums })} />}
    </>
  );
}

function TotalsBody({ block, meta, disabled, onChange }: BodyProps) {
  const { t } = useTranslation();
  const amounts = meta.fields.filter((field) => field.type === "money");
  return (
    <>
      <Items meta={meta} items={itemsOf(block.fields)} disabled={disabled} onChange={(fields) => onChange({ ...block, fields })} />
      <Select allowClear className="gk-block" disabled={disabled} aria-label={t("printing.words")} placeholder={t("printing.words")} value={block.words || null} options={amounts.map((field) => ({ value: field.name, label: t("printing.words_of", { label: field.label }) }))} onChange={(words: string | null | undefined) => onChange({ ...block, words: words ?? "" })} />
    </>
  );
}

function SignaturesBody({ block, disabled, onChange }: BodyProps) {
  const { t } = useTranslation();
  const texts = block.texts ?? [];
  return <Select mode="tags" className="gk-block" maxCount={4} disabled={disabled} aria-label={t("printing.signers")} placeholder={t("printing.signers")} open={false} value={texts} onChange={(next: string[]) => onChange({ ...block, texts: next })} />;
}

function LogoBody({ block, disabled, onChange }: BodyProps) {
  const { t } = useTranslation();
  return (
    <div className="gk-designer-row">
      <span className="gk-muted">{t("printing.logo_help")}</span>
      <InputNumber size="small" min={5} max={60} disabled={disabled} suffix="mm" aria-label={t("printing.height")} value={block.height ?? 15} onChange={(height) => onChange({ ...block, height: height ?? 15 })} />
      <Align block={block} disabled={disabled} onChange={onChange} />
    </div>
  );
}

function TextBody(props: BodyProps) {
  return <><div className="gk-designer-row"><Labelled block={props.block} disabled={props.disabled} onChange={props.onChange} /></div><Words {...props} /></>;
}

const BODIES = { logo: LogoBody, title: Words, fields: FieldsBody, table: TableBody, totals: TotalsBody, text: TextBody, signatures: SignaturesBody };

/** What one block is made of, by its kind. */
export function BlockBody(props: BodyProps) {
  const Body = BODIES[props.block.kind] ?? Words;
  return <Body {...props} />;
}
