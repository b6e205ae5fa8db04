import "@/platform/record/record.css";
import "@/platform/form/form.css";
import { PlusOutlined } from "@ant-design/icons";
import { Button, Skeleton, Tabs } from "antd";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { listRecords } from "@/api/records";
import { metaChanged, recordsChanged, useMeta } from "@/api/queries";
import type { FieldMeta, ObjectMeta, RecordData } from "@/api/types";
import { Failed } from "../ui/Failed";
import { useTitle } from "../ui/useTitle";
import { LayoutEditor } from "./LayoutEditor";

const FormDrawer = lazy(() => import("../form/FormDrawer").then((module) => ({ default: module.FormDrawer })));

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
    field.required && t("admin.flag_required"), field.read_only && t("admin.flag_read_only"), field.system && t("admin.flag_system"), field.searchable && t("admin.flag_searchable"),
  ].filter(Boolean);
  return <>{flags.join(t("common.list_separator"))}</>;
}

function Fields({ meta }: { meta: ObjectMeta }) {
  const { t } = useTranslation();
  const defs = useFieldDefs(meta.name);
  const definition = useMeta("field_def");
  const [edited, setEdited] = useState<RecordData | "new" | null>(null);
  const defOf = (name: string) => defs.data?.items.find((record) => record["api_name"] === name);
  const mayCreate = definition.data?.operations.includes("create");
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
      <table className="gk-table">
        <thead><tr>{["field_label", "api_name", "type", "flags", "target"].map((one) => <th key={one} scope="col">{t(`admin.${one}`)}</th>)}<th scope="col"><span className="gk-visually-hidden">{t("lines.tools")}</span></th></tr></thead>
        <tbody>
          {meta.fields.map((field) => {
            const def = defOf(field.name);
            return (
              <tr key={field.name}>
                <th scope="row">{field.label}</th>
                <td><code>{field.name}</code></td>
                <td>{t(`type.${field.type}`)}</td>
                <td><Flags field={field} /></td>
                <td>{field.target ?? field.lines?.object ?? (field.choices?.length ? t("admin.choices", { count: field.choices.length }) : "")}</td>
                <td>{def && <Button type="link" size="small" onClick={() => setEdited(def)}>{t("common.edit")}</Button>}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <Suspense fallback={null}>
        {edited && <FormDrawer object="field_def" record={edited === "new" ? null : edited} defaults={edited === "new" ? { object: meta.name } : undefined} onClose={() => setEdited(null)} onSaved={saved} />}
      </Suspense>
    </section>
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
      <h1>{data.label} <code className="gk-muted">{data.name}</code></h1>
      <Tabs
        destroyOnHidden
        items={[
          { key: "fields", label: t("admin.fields"), children: <Fields meta={data} /> },
          { key: "list", label: t("admin.layout_list"), children: <LayoutEditor meta={data} kind="list" /> },
          { key: "form", label: t("admin.layout_form"), children: <LayoutEditor meta={data} kind="form" /> },
          { key: "detail", label: t("admin.layout_detail"), children: <LayoutEditor meta={data} kind="detail" /> },
        ]}
      />
    </div>
  );
}
