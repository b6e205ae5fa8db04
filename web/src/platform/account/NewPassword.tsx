import "./account.css";
import { Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAuthConfig } from "@/api/queries";

interface Values {
  old_password?: string;
  new_password: string;
}

interface Props {
  /** Whether the present password is asked for, too. */
  asksOld?: boolean;
  submitText: string;
  /** Says itself what went wrong. True: the form is empty again. */
  onSubmit: (password: string, old: string) => Promise<boolean | void>;
}

/** A new password, typed twice, below what it has to be. */
export function NewPassword({ asksOld, submitText, onSubmit }: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const [isBusy, setBusy] = useState(false);
  const rules = useAuthConfig().data?.password_rules ?? [];
  const submit = async (values: Values) => {
    setBusy(true);
    if (await onSubmit(values.new_password, values.old_password ?? "")) form.resetFields();
    setBusy(false);
  };
  const needed = { required: true, message: t("signin.password_needed") };
  return (
    <Form name="new-password" className="gk-new-password" form={form} layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
      {asksOld && <Form.Item name="old_password" label={t("account.old_password")} rules={[needed]}><Input.Password autoComplete="current-password" /></Form.Item>}
      <ul className="gk-muted gk-password-rules">{rules.map((rule) => <li key={rule}>{rule}</li>)}</ul>
      <Form.Item name="new_password" label={t("account.new_password")} rules={[needed]}><Input.Password autoComplete="new-password" /></Form.Item>
      <Form.Item
        name="again" label={t("password.again")} dependencies={["new_password"]}
        rules={[needed, ({ getFieldValue }) => ({ validator: (_rule, value) => (!value || value === getFieldValue("new_password") ? Promise.resolve() : Promise.reject(new Error(t("password.differs")))) })]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={isBusy}>{submitText}</Button>
    </Form>
  );
}
