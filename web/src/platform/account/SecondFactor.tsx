import { App, Button, Form, Input, Modal, Skeleton, Tag } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import { queryClient } from "@/api/queries";
import { formatInstant } from "../format";
import { Failed } from "../ui/Failed";
import { problemText } from "../ui/problem-text";
import { Enrolment, RecoveryCodes } from "./Enrolment";

type Task = "enroll" | "recovery" | "disable";
interface Proof { password: string; code?: string }
type Shown = { kind: "proof"; task: Task } | { kind: "enrolment"; begun: { secret: string; uri: string } } | { kind: "codes"; codes: string[] };

/** Asks for the password, and for a code where there is a second factor, before anything about it is changed. */
function ProofForm({ isOn, task, onProof }: { isOn: boolean; task: Task; onProof: (proof: Proof) => Promise<void> }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [isBusy, setBusy] = useState(false);
  const submit = async (proof: Proof) => {
    setBusy(true);
    try {
      await onProof(proof);
    } catch (error) {
      void message.error(problemText(error, t));
      setBusy(false);
    }
  };
  return (
    <Form name="proof" layout="vertical" requiredMark={false} onFinish={(values: Proof) => void submit(values)}>
      <p className="gk-muted">{t(`factor.${task}_help`)}</p>
      <Form.Item name="password" label={t("account.old_password")} rules={[{ required: true, message: t("signin.password_needed") }]}><Input.Password autoFocus autoComplete="current-password" /></Form.Item>
      {isOn && <Form.Item name="code" label={t("factor.code")} rules={[{ required: true, message: t("factor.code_needed") }]}><Input autoComplete="one-time-code" maxLength={50} /></Form.Item>}
      <Button type="primary" htmlType="submit" danger={task === "disable"} loading={isBusy}>{t(task === "disable" ? "factor.disable" : "factor.next")}</Button>
    </Form>
  );
}

/** 两步验证 of one's own: on or off, another phone, new recovery codes. */
export function SecondFactor() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [shown, setShown] = useState<Shown>();
  const query = useQuery({ queryKey: ["account", "otp"], queryFn: () => call("get", "/auth/otp") });
  if (query.isPending) return <Skeleton active />;
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  const state = query.data;
  const done = () => {
    setShown(undefined);
    void queryClient.invalidateQueries({ queryKey: ["account"] });
  };
  const prove = async (task: Task, body: Proof) => {
    if (task === "enroll") return setShown({ kind: "enrolment", begun: await call("post", "/auth/otp/enroll", { body }) });
    if (task === "recovery") return setShown({ kind: "codes", codes: (await call("post", "/auth/otp/recovery", { body })).recovery_codes });
    await call("post", "/auth/otp/disable", { body });
    void message.success(t("factor.disabled"));
    done();
  };
  const confirm = async (code: string) => {
    const made = await call("post", "/auth/otp/confirm", { body: { code } });
    setShown({ kind: "codes", codes: made.recovery_codes }); // it closes by saying that they are kept alone
    return made;
  };
  const ask = (task: Task) => setShown({ kind: "proof", task });
  return (
    <section aria-labelledby="second-factor" className="gk-gap">
      <h2 id="second-factor">{t("factor.title")} <Tag color={state.is_on ? "green" : undefined}>{t(state.is_on ? "factor.on" : "factor.off")}</Tag></h2>
      <p className="gk-muted">{t("factor.help")}{state.is_required && ` ${t("factor.required")}`}</p>
      {state.is_on && <p className="gk-muted">{t("factor.since", { at: formatInstant(state.since) })} {t("factor.left", { count: state.recovery_left })}</p>}
      <div className="gk-record-line">
        <Button type={state.is_on ? "default" : "primary"} onClick={() => ask("enroll")}>{t(state.is_on ? "factor.other_phone" : "factor.enroll")}</Button>
        {state.is_on && <Button onClick={() => ask("recovery")}>{t("factor.new_recovery")}</Button>}
        {state.is_on && !state.is_required && <Button danger onClick={() => ask("disable")}>{t("factor.disable")}</Button>}
      </div>
      <Modal open={!!shown} title={t("factor.title")} footer={null} destroyOnHidden mask={{ closable: false }} closable={shown?.kind !== "codes"} keyboard={shown?.kind !== "codes"} onCancel={done}>
        {shown?.kind === "proof" && <ProofForm isOn={state.is_on} task={shown.task} onProof={(proof) => prove(shown.task, proof)} />}
        {shown?.kind === "enrolment" && <Enrolment begin={() => Promise.resolve(shown.begun)} confirm={confirm} onDone={done} />}
        {shown?.kind === "codes" && <RecoveryCodes codes={shown.codes} onDone={done} />}
      </Modal>
    </section>
  );
}
