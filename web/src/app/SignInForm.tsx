import { Alert, Button, Form, Input, type FormInstance } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import { problemText } from "@/platform/ui/problem-text";
import { SignInSteps, stepOf, type Step } from "./SignInSteps";

export interface SignInValues {
  username: string;
  password: string;
}

interface Props {
  form: FormInstance<SignInValues>;
  /** Who has to be signed in; nobody in particular. */
  username?: string;
  /** The step to begin with, when the company's provider has vouched for the person. */
  begun?: Step | undefined;
  /** The person is signed in. */
  onDone: () => Promise<void>;
  /** What stands below while the password is asked for. */
  below?: ReactNode;
}

/** Name, password and whatever step follows. */
export function SignInForm({ form, username, begun, onDone, below }: Props) {
  const { t } = useTranslation();
  const [isBusy, setBusy] = useState(false);
  const [step, setStep] = useState(begun);
  const [message, setMessage] = useState("");
  const submit = async (values: SignInValues) => {
    setBusy(true);
    setMessage("");
    try {
      await call("post", "/auth/login", { body: { username: values.username.trim(), password: values.password } });
      await onDone();
    } catch (error) {
      const next = stepOf(error);
      if (next) return setStep(next);
      setMessage(problemText(error, t));
      form.getFieldInstance("password")?.focus?.();
    } finally {
      setBusy(false);
    }
  };
  const back = (said: string) => {
    setStep(undefined);
    setMessage(said);
  };
  if (step) return <SignInSteps step={step} onStep={setStep} onDone={onDone} onBack={back} />;
  return (
    <>
      {message && <Alert className="gk-signin-new" type="error" showIcon role="alert" title={message} />}
      <Form<SignInValues> name="sign-in" form={form} layout="vertical" requiredMark={false} initialValues={{ username }} onFinish={(values) => void submit(values)}>
        <Form.Item name="username" label={t("signin.username")} rules={[{ required: true, message: t("signin.username_needed") }]}>
          <Input autoFocus={!username} readOnly={Boolean(username)} autoComplete="username" size="large" />
        </Form.Item>
        <Form.Item name="password" label={t("signin.password")} rules={[{ required: true, message: t("signin.password_needed") }]}>
          <Input.Password autoFocus={Boolean(username)} autoComplete="current-password" size="large" />
        </Form.Item>
        <Button type="primary" htmlType="submit" size="large" block loading={isBusy}>{t("signin.submit")}</Button>
      </Form>
      {below}
    </>
  );
}
