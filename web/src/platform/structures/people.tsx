/** Whom and what administrators name in rules of access: people, departments and roles; members of a team; values of dimensions. */
import { Checkbox, Select, TreeSelect } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { call } from "@/api/client";
import { useMeta, useRegions } from "@/api/queries";
import { listRecords } from "@/api/records";
import type { Reference, RegionNode } from "@/api/types";
import type { EditorProps } from "../fields/editors/types";
import { FieldEditor } from "../fields/editors";
import { ownFirst, plainField } from "../meta";
import { EMPTY, OWN, entriesOf, idsOf, limitOf, withIds, withLimit, type Entry, type Limits, type PartyKind, type Value } from "./parties";

const KINDS: readonly PartyKind[] = ["user", "department", "role"];
const MOST = 200;

function useNamed(target: string, ids: number[]): Reference[] {
  const { data } = useQuery({
    queryKey: ["records", target, "named", ids],
    queryFn: ({ signal }) => listRecords(target, { filter: { field: "id", op: "in", value: ids }, limit: MOST, count: "none" }, signal),
    enabled: ids.length > 0, staleTime: 60_000,
  });
  return ids.map((id) => ({ id, name: String(data?.items.find((one) => one.id === id)?.["name"] ?? `#${id}`) }));
}

function Chosen({ target, ids, label, disabled, onChange }: { target: string; ids: number[]; label: string; disabled?: boolean; onChange: (ids: number[]) => void }) {
  const field = plainField("value", "references", { target, label });
  const value = useNamed(target, ids);
  return (
    <div className="gk-party">
      <span className="gk-party-kind">{label}</span>
      <div className="gk-grow">
        <FieldEditor field={field} value={value} disabled={disabled} aria-label={label} onChange={(next) => onChange((Array.isArray(next) ? next : []).map((one: Reference) => Number(one.id)))} />
      </div>
    </div>
  );
}

function Parties({ entries, disabled, kinds = KINDS, onChange }: { entries: Entry[]; disabled?: boolean; kinds?: readonly PartyKind[]; onChange: (next: Entry[]) => void }) {
  const { t } = useTranslation();
  return (
    <>
      {kinds.map((kind) => (
        <Chosen key={kind} target={kind} ids={idsOf(entries, kind)} label={t(`party.${kind}`)} disabled={disabled} onChange={(ids) => onChange(withIds(entries, kind, ids))} />
      ))}
    </>
  );
}

/** People, whole departments and roles. */
export function PartiesEditor(props: EditorProps) {
  return <div id={props.id} className="gk-parties"><Parties entries={entriesOf(props.value)} disabled={props.disabled} onChange={(next) => props.onChange?.(next)} /></div>;
}

/** Who joins the team of a record: people, roles, whom a field of it names, and who serves its owner. */
export function MembersEditor(props: EditorProps) {
  const { t } = useTranslation();
  const entries = entriesOf(props.value);
  const object = typeof props.values?.["object"] === "string" ? props.values["object"] : null;
  const { data: meta } = useMeta(object);
  const fields = meta ? ownFirst(meta.fields).filter((field) => field.type === "user") : [];
  const chosen = entries.filter((one) => one.kind === "field").map((one) => String(one.value));
  const set = (next: Entry[]) => props.onChange?.(next);
  return (
    <div id={props.id} className="gk-parties">
      <Parties entries={entries} kinds={["user", "role"]} disabled={props.disabled} onChange={set} />
      <div className="gk-party">
        <span className="gk-party-kind">{t("party.field")}</span>
        <Select
          className="gk-grow" mode="multiple" disabled={props.disabled || !meta} aria-label={t("party.field")} value={chosen} showSearch={{ optionFilterProp: "label" }} placeholder={meta ? undefined : t("filter.object_first")}
          options={fields.map((field) => ({ value: field.name, label: field.label }))}
          onChange={(names: string[]) => set([...entries.filter((one) => one.kind !== "field"), ...names.map((value) => ({ kind: "field" as const, value }))])}
        />
      </div>
      <Checkbox
        disabled={props.disabled} checked={entries.some((one) => one.kind === "serving")}
        onChange={(event) => set([...entries.filter((one) => one.kind !== "serving"), ...(event.target.checked ? [{ kind: "serving" as const }] : [])])}
      >
        {t("party.serving")}
      </Checkbox>
    </div>
  );
}

interface RegionChoice { value: string; title: string; children?: RegionChoice[] }

function regionTree(nodes: RegionNode[]): RegionChoice[] {
  return nodes.map((node) => ({ value: node.code, title: node.name, children: node.children?.length ? regionTree(node.children) : undefined }));
}

type Dimension = Awaited<ReturnType<typeof readDimensions>>["items"][number];

function readDimensions() {
  return call("get", "/access/dimensions", {});
}

export function useDimensions() {
  return useQuery({ queryKey: ["access", "dimensions"], queryFn: readDimensions, staleTime: 60_000 });
}

function ValuesOf({ dimension, values, disabled, onChange }: { dimension: Dimension; values: Value[]; disabled?: boolean; onChange: (next: Value[]) => void }) {
  const { t } = useTranslation();
  const { data: regions } = useRegions(dimension.kind === "region");
  const special = values.filter((one) => one === EMPTY || one === OWN);
  const plain = values.filter((one) => one !== EMPTY && one !== OWN);
  const set = (next: Value[]) => onChange([...next, ...special]);
  const mark = (value: Value, on: boolean) => onChange([...values.filter((one) => one !== value), ...(on ? [value] : [])]);
  const target = dimension.kind === "department" ? "department" : dimension.target;
  return (
    <>
      {dimension.kind === "region" ? (
        <TreeSelect className="gk-block" multiple disabled={disabled} aria-label={dimension.name} treeData={regionTree(regions ?? [])} showSearch={{ treeNodeFilterProp: "title" }} value={plain as string[]} onChange={(next: string[]) => set(next)} />
      ) : target ? (
        <Chosen target={target} ids={plain as number[]} label={t("party.values")} disabled={disabled} onChange={set} />
      ) : (
        <Select className="gk-block" mode="multiple" disabled={disabled} aria-label={dimension.name} value={plain as string[]} showSearch={{ optionFilterProp: "label" }} options={dimension.choices.map((one) => ({ value: one.code, label: one.label }))} onChange={(next: string[]) => set(next)} />
      )}
      {dimension.kind === "department" && <Checkbox disabled={disabled} checked={values.includes(OWN)} onChange={(event) => mark(OWN, event.target.checked)}>{t("dimension.own")}</Checkbox>}
      <Checkbox disabled={disabled} checked={values.includes(EMPTY)} onChange={(event) => mark(EMPTY, event.target.checked)}>{t("dimension.empty")}</Checkbox>
    </>
  );
}

/** In each dimension: nothing said, all values, or some. */
export function DimensionsEditor(props: EditorProps) {
  const { t } = useTranslation();
  const { data } = useDimensions();
  const limits = (props.value ?? {}) as Limits;
  if (!data) return null;
  if (!data.items.length) return <p id={props.id} className="gk-muted">{t("dimension.none")} <Link to="/o/management_dimension" target="_blank">{t("dimension.to_make")}</Link></p>;
  return (
    <div id={props.id} className="gk-parties">
      {data.items.map((one) => {
        const limit = limitOf(limits, one.code);
        return (
          <div key={one.code} role="group" aria-label={one.name} className="gk-dimension">
            <div className="gk-dimension-name">{one.name}<span className="gk-muted">{t("dimension.divides", { objects: one.objects.join(t("common.list_separator")) })}</span></div>
            <Select
              className="gk-dimension-mode" disabled={props.disabled} aria-label={one.name} value={limit.mode} options={(["unset", "all", "some"] as const).map((mode) => ({ value: mode, label: t(`dimension.${mode}`) }))}
              onChange={(mode) => props.onChange?.(withLimit(limits, one.code, mode, limit.values))}
            />
            {limit.mode === "some" && <ValuesOf dimension={one} values={limit.values} disabled={props.disabled} onChange={(values) => props.onChange?.(withLimit(limits, one.code, "some", values))} />}
          </div>
        );
      })}
    </div>
  );
}

function Names({ target, ids }: { target: string; ids: number[] }) {
  const { t } = useTranslation();
  return <>{useNamed(target, ids).map((one) => one.name).join(t("common.list_separator"))}</>;
}

/** Parties and members in words, kind by kind. */
export function PartiesWords({ value, object }: { value: unknown; object: string }) {
  const { t } = useTranslation();
  const entries = entriesOf(value);
  const { data: meta } = useMeta(entries.some((one) => one.kind === "field") && object ? object : null);
  const fields = entries.filter((one) => one.kind === "field").map((one) => meta?.fields.find((field) => field.name === one.value)?.label ?? String(one.value));
  return (
    <ul className="gk-plain-list">
      {KINDS.filter((kind) => idsOf(entries, kind).length > 0).map((kind) => <li key={kind}><strong>{t(`party.${kind}`)}{t("common.colon")}</strong><Names target={kind} ids={idsOf(entries, kind)} /></li>)}
      {fields.length > 0 && <li><strong>{t("party.field")}{t("common.colon")}</strong>{fields.join(t("common.list_separator"))}</li>}
      {entries.some((one) => one.kind === "serving") && <li>{t("party.serving")}</li>}
    </ul>
  );
}

function ValuesWords({ dimension, values }: { dimension: Dimension; values: Value[] }) {
  const { t } = useTranslation();
  const { data: regions } = useRegions(dimension.kind === "region");
  const target = dimension.kind === "department" ? "department" : dimension.target;
  const ids = target ? values.filter((one): one is number => typeof one === "number") : [];
  const named = useNamed(target ?? "department", ids).map((one) => one.name);
  const flat = (nodes: RegionNode[]): RegionNode[] => nodes.flatMap((node) => [node, ...flat(node.children ?? [])]);
  const known = dimension.kind === "region" ? flat(regions ?? []).map((node) => ({ code: node.code, label: node.name })) : dimension.choices;
  const said = values.map((one) => {
    if (one === EMPTY) return t("dimension.empty");
    if (one === OWN) return t("dimension.own");
    return typeof one === "number" ? named[ids.indexOf(one)] : known.find((choice) => choice.code === one)?.label ?? one;
  });
  return <>{said.length ? said.join(t("common.list_separator")) : t("dimension.nothing")}</>;
}

/** The dimensions that are limited, each with its values. */
export function DimensionsWords({ value }: { value: unknown }) {
  const { t } = useTranslation();
  const { data } = useDimensions();
  const limits = (value ?? {}) as Limits;
  const said = (data?.items ?? []).filter((one) => one.code in limits);
  if (!said.length) return <>{t("dimension.unset")}</>;
  return (
    <ul className="gk-plain-list">
      {said.map((one) => {
        const limit = limitOf(limits, one.code);
        return <li key={one.code}><strong>{one.name}{t("common.colon")}</strong>{limit.mode === "all" ? t("dimension.all") : <ValuesWords dimension={one} values={limit.values} />}</li>;
      })}
    </ul>
  );
}
