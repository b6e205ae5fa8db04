import { InboxOutlined } from "@ant-design/icons";
import { App, Skeleton, Upload } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fileUrl, readFiles, uploadFile } from "@/api/records";
import { queryClient } from "@/api/queries";
import type { ObjectMeta, RecordData } from "@/api/types";
import { formatInstant, formatSize } from "../format";
import { Failed } from "../ui/Failed";
import { problemText } from "../ui/problem-text";

export function Files({ meta, record }: { meta: ObjectMeta; record: RecordData }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [sending, setSending] = useState(0);
  const key = ["records", meta.name, "files", String(record.id)];
  const query = useQuery({ queryKey: key, queryFn: () => readFiles(meta.name, record.id) });
  const add = async (file: File) => {
    setSending((count) => count + 1);
    try {
      await uploadFile(file, file.name, { object: meta.name, id: record.id });
      await queryClient.invalidateQueries({ queryKey: key });
    } catch (error) {
      void message.error(`${file.name}: ${problemText(error, t)}`);
    } finally {
      setSending((count) => count - 1);
    }
  };
  if (query.isPending) return <Skeleton active />;
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  const mayAdd = (record._operations ?? meta.operations).includes("edit");
  return (
    <section aria-label={t("record.files")}>
      {mayAdd && (
        <Upload.Dragger multiple showUploadList={false} beforeUpload={(file) => { void add(file); return false; }}>
          <p><InboxOutlined className="gk-drop-icon" aria-hidden="true" /></p>
          <p>{sending > 0 ? t("files.sending", { count: sending }) : t("files.drop")}</p>
        </Upload.Dragger>
      )}
      {query.data.items.length === 0 ? <p className="gk-muted">{t("files.none")}</p> : (
        <table className="gk-table">
          <thead><tr><th scope="col">{t("files.name")}</th><th scope="col" className="gk-right">{t("files.size")}</th><th scope="col">{t("files.at")}</th><th scope="col">{t("files.by")}</th></tr></thead>
          <tbody>
            {query.data.items.map((file) => (
              <tr key={file.id}><th scope="row"><a href={fileUrl(file.id)}>{file.name}</a></th><td className="gk-right">{formatSize(file.size)}</td><td>{formatInstant(file.created_at)}</td><td>{file.created_by?.name ?? ""}</td></tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
