import { Alert, Button, Modal, Skeleton } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { newAttempt } from "@/api/client";
import { runAction } from "@/api/records";
import type { SpecialDialogProps } from "../actions/special";
import { isFinished, useJob } from "../jobs/JobsTray";
import { shownElsewhere } from "../jobs/store";
import { recordName } from "../meta";
import { problemText } from "../ui/problem-text";

interface Answer {
  status: number;
  seconds: number;
  body: string;
  is_success: boolean;
}

function Outcome({ job }: { job: number }) {
  const { t } = useTranslation();
  const { data, error } = useJob(job);
  useEffect(() => shownElsewhere(job), [job]);
  if (error) return <Alert type="error" showIcon role="alert" title={problemText(error, t)} />;
  if (!data || !isFinished(data.status)) return <div role="status" aria-label={t("webhook.sending")}><p className="gk-muted">{t("webhook.sending")}</p><Skeleton active paragraph={{ rows: 2 }} title={false} /></div>;
  const result = data.result as (Answer & { error?: { message: string } }) | null;
  if (data.status !== "done" || !result) return <Alert type="error" showIcon role="alert" title={t("webhook.no_answer")} description={result?.error?.message} />;
  return (
    <>
      <Alert
        type={result.is_success ? "success" : "error"} showIcon role={result.is_success ? "status" : "alert"} className="gk-gap"
        title={t(result.is_success ? "webhook.accepted" : "webhook.not_accepted", { status: result.status, seconds: result.seconds })}
      />
      {result.body ? <><h3 className="gk-part-title">{t("webhook.answer")}</h3><pre className="gk-json">{result.body}</pre></> : <p className="gk-muted">{t("webhook.empty")}</p>}
    </>
  );
}

/** 发送测试: sends an example and shows what the receiver answers. */
export function WebhookTest({ meta, action, record, onClose }: SpecialDialogProps) {
  const { t } = useTranslation();
  const [job, setJob] = useState<number | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    setFailure(null);
    setJob(null);
    try {
      const answer = await runAction(meta.name, record.id, action.name, {}, newAttempt());
      setJob(Number(answer["job"]));
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open title={`${action.label} · ${recordName(record, meta)}`} onCancel={onClose} destroyOnHidden
      footer={[
        <Button key="close" onClick={onClose}>{t("common.close")}</Button>,
        <Button key="send" type="primary" loading={isBusy} onClick={() => void send()}>{job === null ? action.label : t("webhook.again")}</Button>,
      ]}
    >
      <p>{action.confirm}</p>
      {failure !== null && <Alert type="error" showIcon role="alert" title={problemText(failure, t)} />}
      {job !== null && <Outcome key={job} job={job} />}
    </Modal>
  );
}
