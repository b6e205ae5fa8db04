import { Button, Drawer, Space, Spin } from "antd";
import { useTranslation } from "react-i18next";
import { useMeta } from "@/api/queries";
import type { ObjectMeta, RecordData } from "@/api/types";
import { formOf } from "./behaviour";
import { RecordForm } from "./RecordForm";
import { useRecordForm, type Values } from "./useRecordForm";

interface Props {
  object: string;
  record?: RecordData | null;
  defaults?: Values;
  create?: (body: Values, attempt: string) => Promise<RecordData>;
  onSaved: (record: RecordData) => void;
  onClose: () => void;
}

function Loaded({ meta, record, defaults, create, onSaved, onClose }: Props & { meta: ObjectMeta }) {
  const { t } = useTranslation();
  const state = useRecordForm({ meta, record, defaults, create, onSaved, keepsDraft: false });
  const title = t(record ? "form.edit" : "form.create", { label: meta.label });
  return (
    <Drawer
      open title={title} size={formOf(meta.name).isWide || meta.fields.some((field) => field.type === "lines") ? "min(1280px, 96vw)" : 760} onClose={onClose} mask={{ closable: false }}
      footer={
        <Space>
          <Button type="primary" loading={state.isSaving} onClick={() => state.form.submit()}>{t("common.save")}</Button>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
        </Space>
      }
    >
      <RecordForm meta={meta} record={record} state={state} />
    </Drawer>
  );
}

/** A form over the page one is on: create from a list or a picker, edit from a record. */
export function FormDrawer(props: Props) {
  const { data, isPending } = useMeta(props.object);
  if (isPending || !data) return <Drawer open onClose={props.onClose}><Spin className="gk-center-block" /></Drawer>;
  return <Loaded {...props} meta={data} />;
}
