import { App, Form, Modal, Radio, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import type { FilterNode, ObjectMeta } from "@/api/types";
import { trackJob } from "../jobs/store";
import { listColumns } from "../meta";
import { problemText } from "../ui/problem-text";

interface Props {
  meta: ObjectMeta;
  filter: FilterNode | null;
  q: string;
  columns: string[];
  onClose: () => void;
}

/** The columns of the record, long texts too, then those of its lines: with any of them, one row a line. */
export function exportColumns(meta: ObjectMeta): { value: string; label: string }[] {
  const long = meta.fields.filter((field) => field.type === "long_text");
  const own = [...listColumns(meta), ...long].map((field) => ({ value: field.name, label: field.label }));
  const lines = meta.fields.flatMap((field) =>
    (field.lines?.fields ?? [])
      .filter((column) => column.name === "id" || (!column.system && !LINE_HIDDEN.has(column.name) && column.target !== meta.name))
      .map((column) => ({ value: `${field.name}.${column.name}`, label: `${field.label} ${column.label}` })),
  );
  return [...own, ...lines];
}

const LINE_HIDDEN = new Set(["external_id", "source_system", "currency"]);

/** What says which record a row of the file is: without it, a file that is corrected and imported again would make new ones. */
function withKey(meta: ObjectMeta, columns: string[]): string[] {
  const hasId = exportColumns(meta).some((one) => one.value === "id");
  return !hasId || columns.some((name) => name === "number" || name === "id") ? columns : ["id", ...columns];
}

export function ExportDialog({ meta, filter, q, columns, onClose }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [fields, setFields] = useState(() => withKey(meta, columns));
  const [format, setFormat] = useState<"xlsx" | "csv">("xlsx");
  const [isBusy, setBusy] = useState(false);
  const paths = columns.filter((path) => path.includes("."));
  const options = [...exportColumns(meta), ...paths.map((path) => ({ value: path, label: path }))];
  const start = async () => {
    setBusy(true);
    try {
      const { id } = await call("post", "/exports", { body: { object: meta.name, filter, q: q || undefined, fields, format } });
      trackJob({ id, kind: "export", title: t("export.job", { label: meta.plural_label }), object: meta.name });
      onClose();
    } catch (error) {
      void message.error(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal open title={t("export.title", { label: meta.plural_label })} okText={t("export.start")} cancelText={t("common.cancel")} confirmLoading={isBusy} okButtonProps={{ disabled: fields.length === 0 }} onOk={() => void start()} onCancel={onClose}>
      <p>{t(filter || q ? "export.help_filtered" : "export.help")}</p>
      <Form layout="vertical">
        <Form.Item label={t("export.fields")} htmlFor="export-fields">
          <Select id="export-fields" mode="multiple" options={options} value={fields} onChange={setFields} showSearch={{ optionFilterProp: "label" }} />
        </Form.Item>
        <Form.Item label={t("export.format")}>
          <Radio.Group value={format} onChange={(event) => setFormat(event.target.value as "xlsx" | "csv")} options={[{ value: "xlsx", label: "Excel (.xlsx)" }, { value: "csv", label: "CSV (.csv)" }]} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
