import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Card, Dropdown, Input, InputNumber, Segmented, Select } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMeta } from "@/api/queries";
import { listRecords } from "@/api/records";
import type { ObjectMeta, Reference } from "@/api/types";
import { RecordPicker } from "../fields/editors/reference";
import type { EditorProps } from "../fields/editors/types";
import { FieldChooser } from "../filters/FilterBuilder";
import { recordName } from "../meta";
import { Failed } from "../ui/Failed";
import { useDebounced } from "../ui/useDebounced";
import { BlockBody } from "./BlockBody";
import { PaperPages } from "./PaperPages";
import { contentOf, isFinished, isPrinted, KINDS, moved, newBlock, presetsOf, preview, type Block, type Content, type Kind } from "./templates";

const PAPERS = ["a4", "a5", "us-letter"];
const REST = 600; // milliseconds without a change before the paper is drawn again

interface PartProps {
  meta: ObjectMeta;
  content: Content;
  disabled?: boolean;
  onChange: (next: Content) => void;
}

function PageWords({ meta, content, disabled, onChange }: PartProps) {
  const { t } = useTranslation();
  const edge = (name: "header" | "footer") => (
    <div className="gk-designer-row">
      <Input className="gk-grow" maxLength={200} disabled={disabled} aria-label={t(`printing.${name}`)} placeholder={t(`printing.${name}`)} value={content[name] ?? ""} onChange={(event) => onChange({ ...content, [name]: event.target.value })} />
      {!disabled && <FieldChooser meta={meta} value="" label={t("printing.insert")} placeholder={t("printing.insert")} onChange={(path, field) => isPrinted(field) && onChange({ ...content, [name]: `${content[name] ?? ""}{${path}}` })} />}
    </div>
  );
  return (
    <Card size="small" title={t("printing.paper")}>
      <div className="gk-designer-row">
        <Select size="small" disabled={disabled} aria-label={t("printing.paper")} value={content.paper ?? "a4"} options={PAPERS.map((paper) => ({ value: paper, label: t(`printing.papers.${paper}`) }))} onChange={(paper) => onChange({ ...content, paper })} />
        <Segmented size="small" disabled={disabled} aria-label={t("printing.direction")} value={content.landscape ? "wide" : "tall"} options={[{ value: "tall", label: t("printing.tall") }, { value: "wide", label: t("printing.wide") }]} onChange={(way) => onChange({ ...content, landscape: way === "wide" })} />
        <InputNumber size="small" min={7} max={14} disabled={disabled} suffix="pt" aria-label={t("printing.font_size")} value={content.font_size ?? 10} onChange={(size) => onChange({ ...content, font_size: size ?? 10 })} />
      </div>
      {edge("header")}
      {edge("footer")}
      <p className="gk-muted">{t("printing.placeholders")}</p>
    </Card>
  );
}

function Blocks({ meta, content, disabled, onChange }: PartProps) {
  const { t } = useTranslation();
  const blocks = content.blocks;
  const set = (next: Block[]) => onChange({ ...content, blocks: next });
  const lines = meta.fields.find((field) => field.type === "lines")?.name ?? "";
  const kinds = KINDS.filter((kind) => kind !== "table" || lines);
  const add = (kind: Kind) => set([...blocks, newBlock(kind, { title: meta.label, signature: t("printing.signature") }, lines)]);
  return (
    <div className="gk-designer-blocks">
      {blocks.map((block, index) => {
        const label = t("printing.block", { number: index + 1, kind: t(`printing.kind.${block.kind}`) });
        return (
          <Card
            key={index} size="small" title={label}
            extra={!disabled && (
              <>
                <Button type="text" size="small" icon={<ArrowUpOutlined aria-hidden="true" />} disabled={index === 0} aria-label={t("columns.up", { label })} onClick={() => set(moved(blocks, index, -1))} />
                <Button type="text" size="small" icon={<ArrowDownOutlined aria-hidden="true" />} disabled={index === blocks.length - 1} aria-label={t("columns.down", { label })} onClick={() => set(moved(blocks, index, 1))} />
                <Button type="text" size="small" icon={<DeleteOutlined aria-hidden="true" />} aria-label={t("printing.remove", { label })} onClick={() => set(blocks.filter((_, at) => at !== index))} />
              </>
            )}
          >
            <BlockBody block={block} meta={meta} disabled={disabled} onChange={(next) => set(blocks.map((one, at) => (at === index ? next : one)))} />
          </Card>
        );
      })}
      {!disabled && (
        <Dropdown trigger={["click"]} menu={{ items: kinds.map((kind) => ({ key: kind, label: t(`printing.kind.${kind}`) })), onClick: ({ key }) => add(key as Kind) }}>
          <Button type="dashed" icon={<PlusOutlined aria-hidden="true" />}>{t("printing.add_block")}</Button>
        </Dropdown>
      )}
    </div>
  );
}

/** How a record looks on the paper now, drawn anew when nothing has changed for a moment. */
function Preview({ meta, content, template }: { meta: ObjectMeta; content: Content; template: number | null }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Reference | null>(null);
  const newest = useQuery({ queryKey: ["records", meta.name, "newest"], queryFn: ({ signal }) => listRecords(meta.name, { limit: 1, count: "none" }, signal), staleTime: 60_000 });
  const first = newest.data?.items[0];
  const record = chosen ?? (first ? { id: Number(first.id), name: recordName(first, meta) } : null);
  const shown = useDebounced(JSON.stringify({ ...content, blocks: content.blocks.filter(isFinished) }), REST);
  const isEmpty = content.blocks.filter(isFinished).length === 0;
  const answer = useQuery({
    queryKey: ["print-preview", meta.name, record?.id, template, shown],
    queryFn: ({ signal }) => preview(meta.name, Number(record?.id), JSON.parse(shown) as Content, template, signal),
    enabled: Boolean(record) && !isEmpty, retry: false, gcTime: 0, staleTime: Infinity, placeholderData: (before) => before,
  });
  return (
    <Card size="small" title={t("printing.preview")} extra={<RecordPicker field={meta.fields[0]!} target={meta.name} canCreate={false} aria-label={t("printing.preview_of")} value={record} onChange={(next) => setChosen((next as Reference | null) ?? null)} />}>
      {answer.error ? <Failed error={answer.error} onRetry={() => void answer.refetch()} /> : answer.data ? <PaperPages answer={answer.data} /> : <p className="gk-muted">{t(record || newest.isPending ? "printing.drawing" : "printing.no_record")}</p>}
    </Card>
  );
}

function Begin({ object, onChange }: { object: string; onChange: (content: Content) => void }) {
  const { t } = useTranslation();
  const presets = useQuery({ queryKey: ["print-presets", object], queryFn: () => presetsOf(object), staleTime: 60_000 });
  const first = presets.data?.[0]?.content;
  useEffect(() => { if (first) onChange(first); }, [first]); // eslint-disable-line react-hooks/exhaustive-deps -- begun once
  return presets.error ? <Failed error={presets.error} onRetry={() => void presets.refetch()} /> : <p className="gk-muted">{t("printing.drawing")}</p>;
}

/** The content of a template, put together from blocks and fields, beside the paper that comes of it. */
export function Designer(props: EditorProps) {
  const { t } = useTranslation();
  const object = typeof props.values?.["object"] === "string" ? props.values["object"] : "";
  const { data: meta } = useMeta(object || null);
  const content = contentOf(props.value);
  const set = (next: Content) => props.onChange?.(next);
  const template = typeof props.values?.["id"] === "number" ? props.values["id"] : null;
  if (!object) return <p id={props.id} className="gk-muted">{t("filter.object_first")}</p>;
  if (!content) return <Begin key={object} object={object} onChange={set} />;
  if (meta?.name !== object) return null;
  return (
    <div id={props.id} className="gk-designer">
      <div className="gk-designer-blocks">
        <PageWords meta={meta} content={content} disabled={props.disabled} onChange={set} />
        <Blocks meta={meta} content={content} disabled={props.disabled} onChange={set} />
      </div>
      <Preview meta={meta} content={content} template={template} />
    </div>
  );
}
