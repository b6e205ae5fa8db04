import { useQuery } from "@tanstack/react-query";
import { Alert, App, Button, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { isProblem } from "@/api/problem";
import { keys, recordsChanged } from "@/api/queries";
import { listRecords, restoreRecord } from "@/api/records";
import type { ObjectMeta, RecordData } from "@/api/types";
import { recordName } from "../meta";
import { problemText } from "../ui/problem-text";

/** Whether a record that is on the screen was not there any more when it was fetched again. */
export function isGone(query: { data?: RecordData; error: unknown }): boolean {
  return query.data !== undefined && isProblem(query.error) && query.error.status === 404;
}

/** A record that went away while somebody looked at it: what happened as far as the person may know it, and the ways on. */
export function Gone({ meta, record, list }: { meta: ObjectMeta; record: RecordData; list: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [isBusy, setBusy] = useState(false);
  const name = recordName(record, meta);
  // It lies in the recycle bin where the person sees it there; else it may be hidden as well as deleted.
  const bin = useQuery({
    queryKey: [...keys.records(meta.name), "bin", String(record.id)],
    queryFn: ({ signal }) => listRecords(meta.name, { deleted: true, filter: { field: "id", op: "eq", value: record.id }, fields: ["id"], limit: 1, count: "none" }, signal),
    retry: false,
  });
  const isDeleted = (bin.data?.items.length ?? 0) > 0;
  const restore = async () => {
    setBusy(true);
    try {
      await restoreRecord(meta.name, record.id);
      void message.success(t("recycle.restored"));
      await recordsChanged(meta.name);
    } catch (error) {
      void message.error(problemText(error, t));
    }
    setBusy(false);
  };
  return (
    <Alert
      type="warning" showIcon role="alert" className="gk-gap" title={t(isDeleted ? "record.gone_deleted" : "record.gone", { name })} description={t("record.gone_help")}
      action={
        <Space wrap>
          {isDeleted && <Button size="small" loading={isBusy} onClick={() => void restore()}>{t("recycle.restore")}</Button>}
          <Link to={list} replace>{t("record.gone_back", { label: meta.plural_label || meta.label })}</Link>
        </Space>
      }
    />
  );
}
