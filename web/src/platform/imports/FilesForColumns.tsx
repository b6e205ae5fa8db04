import { UploadOutlined } from "@ant-design/icons";
import { App, Button, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { uploadFile } from "@/api/records";
import { problemText } from "../ui/problem-text";
import type { PreviewField } from "@/api/types";

/** A cell can only name a picture; the pictures themselves are put beside the table. */
export function FilesForColumns({ fields }: { fields: PreviewField[] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [names, setNames] = useState<string[]>([]);
  const [sending, setSending] = useState(0);
  if (fields.length === 0) return null;
  const send = async (file: File) => {
    setSending((count) => count + 1);
    try {
      await uploadFile(file, file.name);
      setNames((now) => [...now, file.name]);
    } catch (error) {
      void message.error(problemText(error, t));
    } finally {
      setSending((count) => count - 1);
    }
  };
  return (
    <fieldset className="gk-section gk-gap">
      <legend>{t("sheet.files")}</legend>
      <p className="gk-muted">{fields.map((field) => field.label).join(t("common.list_separator"))}{t("common.colon")}{t("sheet.files_help")}</p>
      <Upload multiple showUploadList={false} beforeUpload={(file) => { void send(file); return false; }}>
        <Button icon={<UploadOutlined aria-hidden="true" />} loading={sending > 0}>{t("sheet.files_drop")}</Button>
      </Upload>
      {names.length > 0 && <p role="status">{t("sheet.files_ready", { count: names.length })}{t("common.colon")}{names.join(t("common.list_separator"))}</p>}
    </fieldset>
  );
}
