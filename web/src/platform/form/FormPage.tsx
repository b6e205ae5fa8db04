import { Button, Skeleton, Space } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { readRecord } from "@/api/records";
import { keys, useMeta } from "@/api/queries";
import type { ObjectMeta, RecordData } from "@/api/types";
import { recordName } from "../meta";
import { Failed } from "../ui/Failed";
import { useTitle } from "../ui/useTitle";
import { defaultsFromAddress } from "./address";
import { Gone, isGone } from "./Gone";
import { RecordForm } from "./RecordForm";
import { useRecordForm, type Values } from "./useRecordForm";

function Loaded({ meta, record, isGone, defaults }: { meta: ObjectMeta; record: RecordData | null; isGone: boolean; defaults?: Values }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const state = useRecordForm({ meta, record, defaults, onSaved: (saved) => void navigate(`/o/${meta.name}/${saved.id}`, { replace: true }) });
  const title = record ? t("form.edit_named", { name: recordName(record, meta) }) : t("form.create", { label: meta.label });
  useTitle(title);
  return (
    <div className={`gk-page gk-form-page${meta.fields.some((field) => field.type === "lines") ? " has-lines" : ""}`}>
      <h1>{title}</h1>
      {isGone && record && <Gone meta={meta} record={record} list={`/o/${meta.name}`} />}
      <RecordForm meta={meta} record={record} state={state}>
        <div className="gk-form-foot">
          <Space>
            <Button type="primary" loading={state.isSaving} onClick={() => state.form.submit()}>{t("common.save")} <kbd>Ctrl S</kbd></Button>
            <Button onClick={() => void navigate(-1)}>{t("common.cancel")}</Button>
          </Space>
        </div>
      </RecordForm>
    </div>
  );
}

export function FormPage() {
  const { object = "", id: given } = useParams();
  const id = given ? Number(given) : 0;
  const [search] = useSearchParams();
  const meta = useMeta(object);
  const record = useQuery({
    queryKey: keys.record(object, id),
    queryFn: ({ signal }) => readRecord(object, id, signal),
    enabled: id !== 0,
    // An open form must not change under the person; a stale one is told on saving.
    staleTime: Infinity,
  });
  const defaults = useMemo(() => defaultsFromAddress(search), [search]);
  // What cannot be fetched anew (the record went to somebody else, the network is away) takes no form from whoever writes in it.
  if (meta.isLoadingError || record.isLoadingError) return <Failed error={meta.error ?? record.error} onRetry={() => void Promise.all([meta.refetch(), record.refetch()])} />;
  if (!meta.data || (id && !record.data)) return <Skeleton active className="gk-page" />;
  return <Loaded key={`${object}/${id || "new"}`} meta={meta.data} record={record.data ?? null} isGone={isGone(record)} defaults={id ? undefined : defaults} />;
}
