import { Select, Switch, TreeSelect } from "antd";
import { useTranslation } from "react-i18next";
import { useRegions } from "@/api/queries";
import type { Choice, RegionNode } from "@/api/types";
import { attributes, clearing, emptiedByKey, type EditorProps } from "./types";

function optionsOf(choices: Choice[] | null | undefined, value: unknown): { value: string; label: string }[] {
  const chosen = new Set(Array.isArray(value) ? value : [value]);
  return (choices ?? [])
    .filter((choice) => choice.is_active !== false || chosen.has(choice.code))
    .map((choice) => ({ value: choice.code, label: choice.label }));
}

export function ChoiceEditor(props: EditorProps) {
  const { field, value, onChange } = props;
  const { t } = useTranslation();
  return (
    <Select
      {...attributes(props)} className="gk-block" allowClear={clearing(props, t)} onKeyDown={emptiedByKey(props)} showSearch={{ optionFilterProp: "label" }}
      value={(value as string | null) ?? undefined} options={optionsOf(field.choices, value)}
      onChange={(next) => onChange?.(next ?? null)}
    />
  );
}

export function MultiChoiceEditor(props: EditorProps) {
  const { field, value, onChange } = props;
  const isFree = field.type === "tags" && !field.choices?.length;
  const shown = (Array.isArray(value) ? value : []).map((one) => (typeof one === "object" && one ? String((one as { name: string }).name) : String(one)));
  return (
    <Select
      {...attributes(props)} className="gk-block" mode={field.type === "tags" ? "tags" : "multiple"} allowClear
      showSearch={{ optionFilterProp: "label" }} value={shown} tokenSeparators={isFree ? [",", "，", "、"] : undefined}
      options={optionsOf(field.choices, value)} onChange={(next: string[]) => onChange?.(next)}
    />
  );
}

export function BooleanEditor(props: EditorProps) {
  const { value, onChange, size } = props;
  const { size: _ignored, ...rest } = attributes(props);
  return <Switch {...rest} size={size === "small" ? "small" : "medium"} checked={Boolean(value)} onChange={(next) => onChange?.(next)} />;
}

/** Yes, no or not asked: for filters, where an unset switch would look like "no". */
export function YesNoEditor(props: EditorProps) {
  const { t } = useTranslation();
  return (
    <Select
      {...attributes(props)} className="gk-block" value={props.value as boolean | undefined}
      options={[{ value: true as unknown as string, label: t("common.yes") }, { value: false as unknown as string, label: t("common.no") }]}
      onChange={(next) => props.onChange?.(next)}
    />
  );
}

interface TreeNode {
  value: string;
  title: string;
  path: string;
  children?: TreeNode[];
}

function treeOf(nodes: RegionNode[], above = ""): TreeNode[] {
  return nodes.map((node) => {
    const path = `${above}${node.name}`;
    return { value: node.code, title: node.name, path, children: node.children?.length ? treeOf(node.children, path) : undefined };
  });
}

/** Province, city, county in one tree that is searched by any part of the name. */
export function RegionEditor(props: EditorProps) {
  const { value, onChange } = props;
  const { t } = useTranslation();
  const { data, isPending } = useRegions();
  const chosen = value && typeof value === "object" ? (value as { code: string; name: string }) : null;
  const code = chosen?.code ?? (typeof value === "string" ? value : undefined);
  return (
    <TreeSelect
      {...attributes(props)} className="gk-block" allowClear={clearing(props, t)} loading={isPending} treeData={treeOf(data ?? [])}
      showSearch={{ treeNodeFilterProp: "path" }} treeNodeLabelProp="path" popupMatchSelectWidth={320}
      value={chosen && !data ? { value: chosen.code, label: chosen.name } as unknown as string : code} placeholder={t("field.region_hint")}
      onChange={(next: string | undefined, label) => onChange?.(next ? { code: next, name: String(label[0] ?? next) } : null)}
    />
  );
}
