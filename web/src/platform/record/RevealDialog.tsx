import { Button, Form, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import type { FieldMeta, RecordId } from "@/api/types";
import { FieldValue } from "../fields/display";
import { problemText } from "../ui/problem-text";

const LEAST_REASON = 2;

/** Asks why, then shows the value until the dialog is closed; it is kept nowhere. */
export function RevealDialog({ object, field, id, onClose }: { object: string; field: FieldMeta; id: RecordId; onClose: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [shown, setShown] = useState<{ value: unknown } | null>(null);
  const [fault, setFault] = useState("");
  const [isBusy, setBusy] = useState(false);
  const show = async () => {
    setBusy(true);
    try {
      setShown(await call("post", "/records/{object}/{id}/reveal", { params: { path: { object, id: Number(id) } }, body: { field: field.name, reason } }));
    } catch (error) {
      setFault(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal open title={t("reveal.title", { label: field.label })} onCancel={onClose} footer={shown ? <Button onClick={onClose}>{t("common.close")}</Button> : undefined}
      okText={t("reveal.show")} cancelText={t("common.cancel")} confirmLoading={isBusy} okButtonProps={{ disabled: reason.trim().length < LEAST_REASON }} onOk={() => void show()}>
      {shown ? <p role="status"><strong><FieldValue field={{ ...field, masked: false }} value={shown.value} /></strong></p> : (
        <Form layout="vertical">
          <p className="gk-muted">{t("reveal.help")}</p>
          <Form.Item label={t("reveal.reason")} htmlFor="reveal-reason" validateStatus={fault ? "error" : undefined} help={fault || undefined}>
            <Input id="reveal-reason" autoFocus maxLength={200} value={reason} onChange={(event) => { setReason(event.target.value); setFault(""); }} />
          </Form.Item>
        </Form>
      )}
    </Modal>
  );
}
