import { UploadOutlined } from "@ant-design/icons";
import { App, Button, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fileUrl, uploadFile } from "@/api/records";
import type { FileEntry } from "@/api/types";
import { formatSize } from "../../format";
import { problemText } from "../../ui/problem-text";
import type { EditorProps } from "./types";

function entries(value: unknown): FileEntry[] {
  const values = Array.isArray(value) ? value : value ? [value] : [];
  return values.filter((one): one is FileEntry => Boolean(one) && typeof one === "object");
}

/** Files are sent at once and hang on the record when the form is saved. */
export function FileEditor(props: EditorProps) {
  const { field, value, onChange, id, disabled } = props;
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [sending, setSending] = useState(0);
  const files = entries(value);
  const isMultiple = field.type === "files" || field.name.endsWith("s");
  const isImage = field.type === "image";
  const add = async (file: File) => {
    setSending((count) => count + 1);
    try {
      const entry = await uploadFile(file, file.name);
      onChange?.(isMultiple ? [...files, entry] : entry);
    } catch (error) {
      void message.error(problemText(error, t));
    } finally {
      setSending((count) => count - 1);
    }
  };
  const remove = (entry: FileEntry) => {
    const rest = files.filter((one) => one.id !== entry.id);
    onChange?.(isMultiple ? rest : null);
  };
  return (
    <div>
      <ul className="gk-files-inline">
        {files.map((file) => (
          <li key={file.id}>
            {isImage && <img className="gk-thumb" src={fileUrl(file.id, "thumb")} alt="" width={48} height={48} />}
            <a href={fileUrl(file.id)}>{file.name}</a> <span className="gk-muted">{formatSize(file.size ?? 0)}</span>
            <Button type="link" size="small" disabled={disabled} onClick={() => remove(file)}>{t("common.remove")}</Button>
          </li>
        ))}
      </ul>
      <Upload
        showUploadList={false} multiple={isMultiple} accept={isImage ? "image/*" : undefined} disabled={disabled}
        beforeUpload={(file) => { void add(file); return false; }}
      >
        <Button id={id} icon={<UploadOutlined aria-hidden="true" />} loading={sending > 0} disabled={disabled}>{t(isImage ? "field.choose_image" : "field.choose_file")}</Button>
      </Upload>
    </div>
  );
}
