import "@/platform/record/record.css";
import "@/platform/form/form.css";
import { PlusOutlined } from "@ant-design/icons";
import { Button, Input, Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { listRecords } from "@/api/records";
import { metaChanged, recordsChanged, useMeta, useObjects } from "@/api/queries";
import type { RecordData } from "@/api/types";
import { plainValue } from "../fields/display";
import { fieldOf } from "../meta";
import { Failed } from "../ui/Failed";
import { useTitle } from "../ui/useTitle";
import { FormDrawer } from "../form/later";


function text(value: unknown): string {
  return value === null || value === undefined ? "" : typeof value === "object" ? String((value as { name?: string }).name ?? "") : String(value);
}

function ObjectRow({ record, moduleText }: { record: RecordData; moduleText: string }) {
  const { t } = useTranslation();
  const name = text(record["api_name"]);
  return (
    <tr>
      <th scope="row"><Link to={`/admin/objects/${name}`}>{text(record["label"]) || name}</Link></th>
      <td><code>{name}</code></td>
      <td>{moduleText}</td>
      <td>{t(name.endsWith("__c") ? "admin.custom" : "admin.standard")}</td>
      <td>{record["has_workflow"] ? t("common.yes") : ""}</td>
      <td>{record["has_approval"] ? t("common.yes") : ""}</td>
      <td>{record["is_active"] === false ? t("definition.inactive") : t("definition.is_active")}</td>
      <td>{text(record["number_pattern"])}</td>
    </tr>
  );
}

/** 对象管理: every object of the deployment, standard and custom. */
export function ObjectsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [wanted, setWanted] = useState("");
  const [isCreating, setCreating] = useState(false);
  const meta = useMeta("object_def");
  const objects = useObjects();
  const query = useQuery({ queryKey: ["records", "object_def", "manager"], queryFn: ({ signal }) => listRecords("object_def", { limit: 500, count: "none" }, signal) });
  useTitle(t("admin.objects"));
  if (query.isError || meta.isError) return <Failed error={query.error ?? meta.error} onRetry={() => void query.refetch()} />;
  if (query.isPending || !meta.data) return <Skeleton active className="gk-page" />;
  const moduleField = fieldOf(meta.data, "module");
  const inMenu = new Set(objects.data?.items.map((one) => one.name));
  const rows = query.data.items
    .filter((record) => `${text(record["label"])} ${text(record["api_name"])}`.toLowerCase().includes(wanted.trim().toLowerCase()))
    .sort((a, b) => Number(inMenu.has(text(b["api_name"]))) - Number(inMenu.has(text(a["api_name"]))));
  return (
    <div className="gk-page">
      <div className="gk-record-line">
        <h1>{t("admin.objects")}</h1>
        <span className="gk-spacer" />
        {meta.data.operations.includes("create") && <Button type="primary" icon={<PlusOutlined aria-hidden="true" />} onClick={() => setCreating(true)}>{t("admin.new_object")}</Button>}
      </div>
      <Input.Search allowClear className="gk-quick-search gk-gap" value={wanted} aria-label={t("admin.find_object")} placeholder={t("admin.find_object")} onChange={(event) => setWanted(event.target.value)} />
      <table className="gk-table">
        <thead><tr>{["admin.object_label", "admin.api_name", "admin.module", "admin.kind", "definition.workflow", "definition.approval", "definition.is_active", "admin.number_pattern"].map((one) => <th key={one} scope="col">{t(one)}</th>)}</tr></thead>
        <tbody>{rows.map((record) => <ObjectRow key={String(record.id)} record={record} moduleText={plainValue(moduleField, record["module"])} />)}</tbody>
      </table>
      <Suspense fallback={null}>
        {isCreating && (
          <FormDrawer
            object="object_def" onClose={() => setCreating(false)}
            onSaved={(record) => { setCreating(false); void metaChanged(); void recordsChanged("object_def"); void navigate(`/admin/objects/${text(record["api_name"])}`); }}
          />
        )}
      </Suspense>
    </div>
  );
}
