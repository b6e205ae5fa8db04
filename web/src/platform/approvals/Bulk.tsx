/** Many decisions at once, each with its own result. */
import { App, Button, Form, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import { problemText } from "../ui/problem-text";
import { approvalChanged } from "./data";

type Act = "approve" | "reject";
type Result = Awaited<ReturnType<typeof decide>>["results"][number];
const MOST = 4000;

/** A task to decide, with the record that it is about. */
export interface Decided {
  id: number;
  record: { object: string; name: string };
}

function decide(act: Act, ids: number[], comment: string) {
  const body = { ids, comment };
  return act === "approve" ? call("post", "/approvals/tasks/approve", { body }) : call("post", "/approvals/tasks/reject", { body });
}

function Results({ act, items, results, onClose }: { act: Act; items: Decided[]; results: Result[]; onClose: () => void }) {
  const { t } = useTranslation();
  const failed = results.filter((one) => !one.ok);
  const nameOf = (id?: number) => items.find((item) => item.id === id)?.record.name ?? `#${String(id)}`;
  const why = ({ error }: Result) => error?.detail || error?.errors?.map((one) => one.message).join(t("common.sentence_separator")) || error?.title || "";
  return (
    <Modal open title={t(`approval.${act}`)} onCancel={onClose} footer={<Button type="primary" onClick={onClose}>{t("common.ok")}</Button>}>
      <p role="status">{t("bulk.summary", { ok: results.length - failed.length, failed: failed.length })}</p>
      <ul className="gk-plain">{results.map((one) => <li key={one.id}>{one.ok ? <span className="gk-muted">{nameOf(one.id)}{t("common.colon")}{t(`approval.task_${act === "approve" ? "approved" : "rejected"}`)}</span> : <strong>{nameOf(one.id)}{t("common.colon")}{why(one)}</strong>}</li>)}</ul>
    </Modal>
  );
}

/** `isCounted`: the buttons say how many they decide, where more than those is chosen. */
export function Bulk({ items, isCounted, onDone }: { items: Decided[]; isCounted?: boolean; onDone: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ comment?: string }>();
  const [asked, setAsked] = useState<Act | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [shown, setShown] = useState<{ act: Act; items: Decided[]; results: Result[] } | null>(null);
  const run = async (act: Act, comment: string) => {
    setBusy(true);
    try {
      const { results } = await decide(act, items.map((item) => item.id), comment.trim());
      setAsked(null);
      if (results.every((one) => one.ok)) void message.success(t("bulk.all_done", { title: t(`approval.${act}`), count: results.length }));
      else setShown({ act, items, results });
      await Promise.all([...new Set(items.map((item) => item.record.object))].map(approvalChanged));
      onDone();
    } catch (error) {
      void message.error(problemText(error, t));
    }
    setBusy(false);
  };
  return (
    <>
      {items.length > 0 && !isCounted && <span role="status">{t("bulk.selected", { count: String(items.length) })}</span>}
      <Button size="small" type="primary" disabled={items.length === 0} onClick={() => setAsked("approve")}>{t(isCounted ? "approval.approve_n" : "approval.approve_many", { count: items.length })}</Button>
      <Button size="small" danger disabled={items.length === 0} onClick={() => setAsked("reject")}>{t(isCounted ? "approval.reject_n" : "approval.reject_many", { count: items.length })}</Button>
      {asked && (
        <Modal
          open title={t(`approval.${asked}_many`)} okText={t(`approval.${asked}`)} okButtonProps={{ danger: asked === "reject" }} cancelText={t("common.cancel")} confirmLoading={isBusy} mask={{ closable: false }} destroyOnHidden
          onCancel={() => setAsked(null)} onOk={() => form.submit()}
        >
          <p>{t("approval.many_sure", { count: items.length })}</p>
          <Form form={form} layout="vertical" preserve={false} onFinish={({ comment }) => void run(asked, comment ?? "")}>
            <Form.Item name="comment" label={t("approval.opinion")} required={asked === "reject"} rules={asked === "reject" ? [{ required: true, whitespace: true, message: t("approval.comment_needed") }] : []}>
              <Input.TextArea rows={3} maxLength={MOST} autoFocus placeholder={t(asked === "reject" ? "approval.say_must" : "approval.say_may")} />
            </Form.Item>
          </Form>
        </Modal>
      )}
      {shown && <Results {...shown} onClose={() => setShown(null)} />}
    </>
  );
}
