import "./account.css";
import { Alert, Button, Form, Input, QRCode, Skeleton } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../ui/problem-text";

interface Props {
  begin: () => Promise<{ secret: string; uri: string }>;
  confirm: (code: string) => Promise<{ recovery_codes: string[] }>;
  onDone: () => void;
  /** Nothing to set up here any more, because the half-signed session has ended. */
  onFailed?: (error: unknown) => void;
}

/** The codes that stand in for the phone; the person says that he has kept them before he goes on. */
export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { t } = useTranslation();
  const save = () => {
    const url = URL.createObjectURL(new Blob([`${t("app.name")} · ${t("factor.recovery")}\n${codes.join("\n")}\n`], { type: "text/plain" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `${t("factor.recovery")}.txt`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <section aria-labelledby="recovery-codes">
      <h2 id="recovery-codes">{t("factor.recovery")}</h2>
      <Alert type="warning" showIcon title={t("factor.recovery_once")} />
      <pre className="gk-codes">{codes.join("\n")}</pre>
      <div className="gk-record-line">
        <Button onClick={save}>{t("factor.save")}</Button>
        <span className="gk-spacer" />
        <Button type="primary" onClick={onDone}>{t("factor.kept")}</Button>
      </div>
    </section>
  );
}

/** Setting up an authenticator app: the picture to scan, the first code, the recovery codes. The picture is drawn here; nothing goes out. */
export function Enrolment({ begin, confirm, onDone, onFailed }: Props) {
  const { t } = useTranslation();
  const [begun, setBegun] = useState<{ secret: string; uri: string }>();
  const [codes, setCodes] = useState<string[]>();
  const [message, setMessage] = useState("");
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    let isCurrent = true;
    begin().then((found) => { if (isCurrent) setBegun(found); }, (error: unknown) => {
      if (!isCurrent) return;
      if (onFailed) onFailed(error);
      else setMessage(problemText(error, t));
    });
    return () => { isCurrent = false; };
    // One secret for each time that this is opened.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  const submit = async ({ code }: { code: string }) => {
    setBusy(true);
    setMessage("");
    try {
      setCodes((await confirm(code)).recovery_codes);
    } catch (error) {
      setMessage(problemText(error, t));
    }
    setBusy(false);
  };
  if (codes) return <RecoveryCodes codes={codes} onDone={onDone} />;
  if (!begun) return message ? <Alert type="error" showIcon title={message} /> : <Skeleton active />;
  return (
    <>
      <p className="gk-muted">{t("factor.scan")}</p>
      <div className="gk-qr" aria-hidden><QRCode type="svg" size={200} value={begun.uri} bordered={false} bgColor="#fff" color="#000" /></div>
      <p className="gk-muted">{t("factor.typed")} <code className="gk-secret">{begun.secret.match(/.{1,4}/g)?.join(" ")}</code></p>
      {message && <Alert className="gk-signin-new" type="error" showIcon role="alert" title={message} />}
      <Form name="enrolment" layout="vertical" requiredMark={false} onFinish={(values: { code: string }) => void submit(values)}>
        <Form.Item name="code" label={t("factor.first_code")} rules={[{ required: true, message: t("factor.code_needed") }]}>
          <Input inputMode="numeric" autoComplete="one-time-code" maxLength={10} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={isBusy}>{t("factor.confirm")}</Button>
      </Form>
    </>
  );
}
