import "@/platform/record/record.css";
import "@/platform/form/form.css";
import { PlusOutlined } from "@ant-design/icons";
import { App, Button, Skeleton, Space, Tabs } from "antd";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { deleteRecord, listRecords } from "@/api/records";
import { metaChanged, recordsChanged, useMeta, useObjects } from "@/api/queries";
import type { FieldMeta, ObjectMeta, RecordData } from "@/api/types";
import { labelText } from "../fields/display";
import { Failed } from "../ui/Failed";
import { ScrollBox } from "../ui/ScrollBox";
import { problemText } from "../ui/problem-text";
import { useTitle } from "../ui/useTitle";
import { useUndoToast } from "../ui/useUndoToast";
import { FieldRolesCell, FieldRolesDialog, useRoles } from "./FieldRoles";
import { LayoutEditor } from "./LayoutEditor";
import { FormDrawer } from "../form/later";

const Saving = lazy(() => import("./automation/Saving").then((module) => ({ default: module.Saving })));

/** The stored definitions of an object's own fields: only these can be changed. */
function useFieldDefs(object: string) {
  return useQuery({
    queryKey: ["records", "field_def", "of", object],
    queryFn: ({ signal }) => listRecords("field_def", { filter: { field: "object", op: "eq", value: object }, limit: 500, count: "none" }, signal),
  });
}

function Flags({ field }: { field: FieldMeta }) {
  const { t } = useTranslation();
  const flags = [
    field.required && t("admin.flag_required"), field.is_unique && t("definition.unique"), field.read_only && t("admin.flag_read_only"), field.system && t("admin.flag_system"), field.searchable && t("admin.flag_searchable"),
  ].filter(Boolean);
  return <>{flags.join(t("common.list_separator"))}</>;
}

/** What a field points at, as a way to that object's own page. */
function Target({ field }: { field: FieldMeta }) {
  const { t } = useTranslation();
  const { data } = useObjects();
  const name = field.lines?.object ?? field.target;
  const there = data?.items.find((one) => one.name === name);
  if (there) return <Link to={`/admin/objects/${there.name}`}>{there.label}</Link>;
  return <>{name ?? (field.choices?.length ? t("admin.choices", { count: field.choices.filter((one) => one.is_active !== false).length }) : "")}</>;
}

function useDropDefinition(onDropped: () => void) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const undo = useUndoToast();
  return async (object: string, record: RecordData) => {
    try {
      await deleteRecord(object, record.id);
      undo(t("definition.deleted", { name: labelText(record["label"]) }), object, [record.id]);
      await Promise.all([metaChanged(), recordsChanged(object)]);
      onDropped();
    } catch (error) {
      void message.error(problemText(error, t));
    }
  };
}

function FieldRow({ field, def, levels, onEdit, onDrop }: { field: FieldMeta | null; def?: RecordData; levels?: ReactNode; onEdit: (def: RecordData) => void; onDrop: (def: RecordData) => void }) {
  const { t } = useTranslation();
  const isActive = def?.["is_active"] !== false;
  const label = field?.label ?? labelText(def?.["label"]);
  return (
    <tr className={isActive ? undefined : "gk-muted"}>
      <th scope="row">{label}</th>
      <td><code>{field?.name ?? String(def?.["api_name"] ?? "")}</code></td>
      <td>{t(`type.${field?.type ?? String(def?.["type"])}`)}</td>
      <td>{field && <Flags field={field} />}</td>
      <td>{isActive ? t("definition.is_active") : t("definition.inactive")}</td>
      <td>{field && <Target field={field} />}</td>
      <td className="gk-nowrap">{levels}</td>
      <td className="gk-nowrap">
        {def && <Button type="link" size="small" onClick={() => onEdit(def)}>{t("common.edit")}</Button>}
        {def?.["is_custom"] === true && <Button type="link" size="small" danger title={t("definition.remove_help")} onClick={() => onDrop(def)}>{t("common.delete")}</Button>}
      </td>
    </tr>
  );
}

function Fields({ meta }: { meta: ObjectMeta }) {
  const { t } = useTranslation();
  const defs = useFieldDefs(meta.name);
  const definition = useMeta("field_def");
  const [edited, setEdited] = useState<RecordData | "new" | null>(null);
  const [limited, setLimited] = useState<FieldMeta | null>(null);
  const roles = useRoles();
  const drop = useDropDefinition(() => undefined);
  const items = defs.data?.items ?? [];
  const defOf = (name: string) => items.find((record) => record["api_name"] === name);
  const idle = items.filter((record) => record["is_active"] === false && !meta.fields.some((field) => field.name === record["api_name"]));
  const mayCreate = definition.data?.operations.includes("create");
  // A roll-up is kept by the system, and still one of the object's own fields.
  const ordered = [...meta.fields.filter((field) => !field.system || field.custom), ...meta.fields.filter((field) => field.system && !field.custom)];
  const saved = () => {
    setEdited(null);
    void metaChanged();
    void recordsChanged(meta.name);
  };
  return (
    <section aria-label={t("admin.fields")}>
      <div className="gk-record-line gk-gap">
        <span className="gk-muted">{t("admin.field_count", { count: meta.fields.length })}</span>
        <span className="gk-spacer" />
        {mayCreate && <Button type="primary" icon={<PlusOutlined aria-hidden="true" />} onClick={() => setEdited("new")}>{t("admin.new_field")}</Button>}
      </div>
      <ScrollBox label={t("admin.fields")}>
        <table className="gk-table gk-fields-table">
          <thead><tr>{["admin.field_label", "admin.api_name", "admin.type", "admin.flags", "definition.is_active", "admin.target", "role.by_role"].map((one) => <th key={one} scope="col">{t(one)}</th>)}<th scope="col"><span className="gk-visually-hidden">{t("lines.tools")}</span></th></tr></thead>
          <tbody>
            {ordered.map((field) => <FieldRow key={field.name} field={field} def={defOf(field.name)} levels={roles && field.name !== "id" && <FieldRolesCell field={field} meta={meta} roles={roles} onOpen={setLimited} />} onEdit={setEdited} onDrop={(def) => void drop("field_def", def)} />)}
            {idle.map((def) => <FieldRow key={String(def.id)} field={null} def={def} onEdit={setEdited} onDrop={(one) => void drop("field_def", one)} />)}
          </tbody>
        </table>
      </ScrollBox>
      {limited && roles && <FieldRolesDialog field={limited} meta={meta} roles={roles} onClose={() => setLimited(null)} />}
      <Suspense fallback={null}>
        {edited && <FormDrawer object="field_def" record={edited === "new" ? null : edited} defaults={edited === "new" ? { object: meta.name } : undefined} onClose={() => setEdited(null)} onSaved={saved} />}
      </Suspense>
    </section>
  );
}

/** The object's own definition: its settings can be changed, a custom one can go. */
function Definition({ meta }: { meta: ObjectMeta }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [isEditing, setEditing] = useState(false);
  const drop = useDropDefinition(() => void navigate("/admin/objects"));
  const found = useQuery({
    queryKey: ["records", "object_def", "of", meta.name],
    queryFn: ({ signal }) => listRecords("object_def", { filter: { field: "api_name", op: "eq", value: meta.name }, limit: 1, count: "none" }, signal),
  });
  const record = found.data?.items[0];
  if (!record) return null;
  return (
    <Space>
      {!meta.is_line && <Button href={`/o/${meta.name}`} onClick={(event) => { event.preventDefault(); void navigate(`/o/${meta.name}`); }}>{t("definition.open_list")}</Button>}
      <Button onClick={() => setEditing(true)}>{t("definition.edit_object")}</Button>
      {meta.is_custom && <Button danger onClick={() => void drop("object_def", record)}>{t("common.delete")}</Button>}
      <Suspense fallback={null}>
        {isEditing && <FormDrawer object="object_def" record={record} onClose={() => setEditing(false)} onSaved={() => { setEditing(false); void metaChanged(); void recordsChanged("object_def"); }} />}
      </Suspense>
    </Space>
  );
}

/** One object: its fields, its layouts. */
export function ObjectPage() {
  const { name = "" } = useParams();
  const { t } = useTranslation();
  const { data, error, refetch } = useMeta(name);
  useTitle(data?.label ?? name);
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active className="gk-page" />;
  return (
    <div className="gk-page">
      <nav aria-label="breadcrumb" className="gk-muted"><Link to="/admin/objects">{t("admin.objects")}</Link> /</nav>
      <div className="gk-record-line">
        <h1>{data.label} <code className="gk-muted">{data.name}</code></h1>
        <span className="gk-spacer" />
        <Definition key={data.name} meta={data} />
      </div>
      <Tabs
        key={data.name}
        destroyOnHidden
        items={[
          { key: "fields", label: t("admin.fields"), children: <Fields meta={data} /> },
          { key: "list", label: t("admin.layout_list"), children: <LayoutEditor meta={data} kind="list" /> },
          { key: "form", label: t("admin.layout_form"), children: <LayoutEditor meta={data} kind="form" /> },
          { key: "detail", label: t("admin.layout_detail"), children: <LayoutEditor meta={data} kind="detail" /> },
          { key: "saving", label: t("automation.saving"), children: <Suspense fallback={<Skeleton active />}><Saving object={data.name} /></Suspense> },
        ]}
      />
    </div>
  );
}
