/** What an act asks for: an opinion with files, another person, where a rejection leads. */
import { Alert, App, Button, Form, Input, Modal, Radio, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isProblem, placeErrors } from "@/api/problem";
import type { ApprovalAct, ApprovalRequest, FileEntry, Reference } from "@/api/types";
import { FieldEditor } from "../fields/editors";
import { plainField } from "../meta";
import { problemText } from "../ui/problem-text";
import { FORMS, perform, useDecision, type Said } from "./data";

const PERSON = plainField("user", "user", { required: true });
const FILES = plainField("files", "file");
const MOST = 4000;
const PHRASES = ["phrase_1", "phrase_2", "phrase_3"] as const;

interface Values {
  comment?: string;
  files?: FileEntry[];
  user?: Reference;
  position?: "before" | "after" | "beside";
  to?: "end" | "applicant" | "step";
  step?: number;
}

/** What the dialog has to know of the request; its steps only where it is sent to one of them. */
type Asked = Pick<ApprovalRequest, "id" | "number" | "record" | "steps">;

interface Props {
  act: ApprovalAct;
  request: Asked;
  task: number | null;
  onClose: () => void;
  onDone: () => void;
}

function saidOf({ comment = "", files = [], user, position, to, step }: Values): Said {
  return { comment: comment.trim(), files: files.map((file) => file.id), user: user?.id, position, to, step: to === undefined || to === "step" ? step : undefined };
}

/** Where a rejection leads; the step's own way is chosen at first. */
function Target({ task, to }: { task: number | null; to: Values["to"] }) {
  const { t } = useTranslation();
  const { data } = useDecision(task);
  const steps = data?.returnable ?? [];
  return (
    <>
      <Form.Item name="to" label={t("approval.to")}>
        <Radio.Group options={(["end", "applicant", ...(steps.length ? ["step" as const] : [])] as const).map((value) => ({ value, label: t(`approval.to_${value}`) }))} />
      </Form.Item>
      {to === "step" && (
        <Form.Item name="step" label={t("approval.to_which")} rules={[{ required: true, message: t("approval.step_needed") }]}>
          <Select options={steps.map((one) => ({ value: one.key, label: one.name }))} />
        </Form.Item>
      )}
    </>
  );
}

function Reroute({ request }: { request: Asked }) {
  const { t } = useTranslation();
  const steps = request.steps.filter((one, at) => request.steps.findIndex((other) => other.key === one.key) === at);
  return (
    <Form.Item name="step" label={t("approval.to_which")} rules={[{ required: true, message: t("approval.step_needed") }]}>
      <Select options={steps.map((one) => ({ value: one.key, label: one.name }))} />
    </Form.Item>
  );
}

/** The words that are said most, at a press. */
function Phrases({ onChoose }: { onChoose: (text: string) => void }) {
  const { t } = useTranslation();
  return <div className="gk-approval-phrases">{PHRASES.map((key) => <Button key={key} size="small" onClick={() => onChoose(t(`approval.${key}`))}>{t(`approval.${key}`)}</Button>)}</div>;
}

export function ActDialog({ act, request, task, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [isBusy, setBusy] = useState(false);
  const [general, setGeneral] = useState<string[]>([]);
  const { data: decision } = useDecision(act === "reject" ? task : null);
  const to = Form.useWatch("to", form);
  const { comment, files, user } = FORMS[act];
  const submit = async () => {
    if (isBusy) return;
    setBusy(true);
    setGeneral([]);
    try {
      await perform(act, request.id, task, saidOf(form.getFieldsValue(true) as Values));
      void message.success(t(`approval.done_${act}`));
      onDone();
    } catch (error) {
      const placed = isProblem(error) && error.errors.length > 0 ? placeErrors(error, new Set(["comment", "files", "user", "step", "to"])) : null;
      if (placed) form.setFields(placed.fields as never);
      setGeneral(placed ? placed.general : [problemText(error, t)]);
    }
    setBusy(false);
  };
  if (act === "reject" && task !== null && !decision) return null;
  const label = t(act === "comment" ? "approval.comment" : "approval.opinion");
  return (
    <Modal
      open title={`${t(`approval.${act}`)} · ${request.record.name || request.number}`} okText={t(`approval.${act}`)} cancelText={t("common.cancel")} confirmLoading={isBusy} mask={{ closable: false }} destroyOnHidden
      okButtonProps={{ danger: act === "reject" || act === "withdraw" || act === "cancel" }} onCancel={onClose} onOk={() => form.submit()}
    >
      {general.length > 0 && <Alert type="error" showIcon role="alert" className="gk-gap" title={general.join(t("common.sentence_separator"))} />}
      {(act === "withdraw" || act === "cancel") && <p>{t(`approval.sure_${act}`)}</p>}
      <Form form={form} layout="vertical" initialValues={{ position: "after", to: decision?.reject_to ?? "end", step: decision?.returnable[0]?.key }} onFinish={() => void submit()}>
        {user && <Form.Item name="user" label={t(`approval.whom_${act}`)} required rules={[{ required: true, message: t("approval.whom_needed") }]}><FieldEditor field={PERSON} autoFocus aria-required="true" /></Form.Item>}
        {act === "add_approver" && <Form.Item name="position" label={t("approval.position")}><Radio.Group className="gk-approval-choices" options={(["before", "after", "beside"] as const).map((value) => ({ value, label: t(`approval.position_${value}`) }))} /></Form.Item>}
        {act === "reroute" && <Reroute request={request} />}
        {comment !== "none" && (
          <Form.Item name="comment" label={label} required={comment === "must"} rules={comment === "must" ? [{ required: true, whitespace: true, message: t("approval.comment_needed") }] : []}>
            <Input.TextArea
              rows={3} maxLength={MOST} autoFocus={!user} placeholder={t(comment === "must" ? "approval.say_must" : "approval.say_may")} aria-required={comment === "must"}
              onKeyDown={(event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.submit(); }}
            />
          </Form.Item>
        )}
        {act === "approve" && <Phrases onChoose={(text) => form.setFieldValue("comment", text)} />}
        {act === "reject" && <Target task={task} to={to} />}
        {files && <Form.Item name="files" label={t("approval.files")}><FieldEditor field={FILES} /></Form.Item>}
      </Form>
    </Modal>
  );
}
