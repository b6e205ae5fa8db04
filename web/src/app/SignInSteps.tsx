import { Alert, Button, Form, Input } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import { isProblem } from "@/api/problem";
import { problemText } from "@/platform/ui/problem-text";

const Enrolment = lazy(() => import("@/platform/account/Enrolment").then((module) => ({ default: module.Enrolment })));
const NewPassword = lazy(() => import("@/platform/account/NewPassword").then((module) => ({ default: module.NewPassword })));

const STEPS = ["auth.otp_needed", "auth.enroll_needed", "auth.password_given", "auth.password_old"] as const;
export type Step = (typeof STEPS)[number];
export const stepNamed = (code: string | null): Step | undefined => STEPS.find((step) => step === code);
/** The step that a refused sign-in asks for, or nothing. */
export function stepOf(error: unknown): Step | undefined {
  return isProblem(error) ? stepNamed(error.code) : undefined;
}

interface Props {
  step: Step;
  onStep: (step: Step) => void;
  /** The person is signed in. */
  onDone: () => Promise<void>;
  /** Back to the password, with what there is to say. */
  onBack: (message: string) => void;
}

/** What follows the password: a code, another password, or setting up what makes codes. */
export function SignInSteps({ step, onStep, onDone, onBack }: Props) {
  const { t } = useTranslation();
  const [message, setMessage] = useState("");
  const [isBusy, setBusy] = useState(false);
  const failed = (error: unknown) => {
    const next = stepOf(error);
    if (next) onStep(next);
    else if (isProblem(error) && error.code === "auth.required") onBack(t("factor.too_late"));
    else setMessage(problemText(error, t));
  };
  const submit = async ({ code }: { code: string }) => {
    setBusy(true);
    setMessage("");
    try {
      await call("post", "/auth/login/code", { body: { code } });
      await onDone();
    } catch (error) {
      failed(error);
    }
    setBusy(false);
  };
  const choose = async (new_password: string) => {
    setMessage("");
    try {
      await call("post", "/auth/login/password", { body: { new_password } });
      await onDone();
    } catch (error) {
      failed(error);
    }
  };
  return (
    <>
      {message && <Alert type="error" showIcon role="alert" title={message} />}
      {step === "auth.password_given" || step === "auth.password_old" ? (
        <Suspense fallback={null}>
          <Alert className="gk-signin-new" type="info" showIcon title={t(step === "auth.password_given" ? "password.given" : "password.old")} />
          <NewPassword submitText={t("password.set")} onSubmit={choose} />
        </Suspense>
      ) : step === "auth.enroll_needed" ? (
        <Suspense fallback={null}>
          <Alert type="info" showIcon title={t("factor.must_enroll")} />
          <Enrolment
            begin={() => call("post", "/auth/login/enroll")} confirm={(code) => call("post", "/auth/login/confirm", { body: { code } })}
            onDone={() => void onDone()} onFailed={failed}
          />
        </Suspense>
      ) : (
        <Form layout="vertical" requiredMark={false} onFinish={(values: { code: string }) => void submit(values)}>
          <Form.Item name="code" label={t("signin.otp")} extra={t("factor.code_help")} rules={[{ required: true, message: t("factor.code_needed") }]}>
            <Input autoFocus autoComplete="one-time-code" size="large" maxLength={50} />
          </Form.Item>
          <Button type="primary" htmlType="submit" size="large" block loading={isBusy}>{t("signin.submit")}</Button>
        </Form>
      )}
      <Button type="link" block onClick={() => onBack("")}>{t("factor.back")}</Button>
    </>
  );
}
