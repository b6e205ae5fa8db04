import "@/platform/record/record.css";
import "@/platform/form/form.css";
import { App, Button, Form, Input } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { call } from "@/api/client";
import { queryClient } from "@/api/queries";
import { can, useSession } from "@/platform/session";
import { problemText } from "../ui/problem-text";
import { useNarrow } from "../ui/useNarrow";
import { useTitle } from "../ui/useTitle";
import { ProgramKeys, SignIns } from "./Keys";

const Absence = lazy(() => import("../approvals/Absence").then((module) => ({ default: module.Absence })));
const SecondFactor = lazy(() => import("./SecondFactor").then((module) => ({ default: module.SecondFactor })));

interface Passwords {
  old_password: string;
  new_password: string;
}

function Password() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Passwords>();
  const [isBusy, setBusy] = useState(false);
  const isNarrow = useNarrow();
  const change = async (values: Passwords) => {
    setBusy(true);
    try {
      await call("post", "/auth/password", { body: values });
      form.resetFields();
      void message.success(t("account.password_changed"));
      await queryClient.invalidateQueries({ queryKey: ["account"] });
    } catch (error) {
      void message.error(problemText(error, t));
    }
    setBusy(false);
  };
  return (
    <section aria-labelledby="password" className="gk-gap">
      <h2 id="password">{t("account.password")}</h2>
      <p className="gk-muted">{t("account.password_help")}</p>
      <Form form={form} layout={isNarrow ? "vertical" : "inline"} onFinish={(values) => void change(values)}>
        <Form.Item name="old_password" label={t("account.old_password")} rules={[{ required: true, message: t("signin.password_needed") }]}><Input.Password autoComplete="current-password" /></Form.Item>
        <Form.Item name="new_password" label={t("account.new_password")} rules={[{ required: true, message: t("signin.password_needed") }]}><Input.Password autoComplete="new-password" /></Form.Item>
        <Button htmlType="submit" type="primary" loading={isBusy}>{t("account.change")}</Button>
      </Form>
    </section>
  );
}

/** 个人账号: one's password, where one is signed in, the keys of one's programs. */
export function ProfilePage() {
  const { t } = useTranslation();
  const me = useSession();
  useTitle(t("account.title"));
  return (
    <div className="gk-page">
      <div className="gk-record-line">
        <h1>{t("account.title")}</h1>
        <span className="gk-spacer" />
        {can(me, "user", "view") && <Link to={`/o/user/${me.id}`}>{t("account.record")}</Link>}
      </div>
      <p className="gk-muted">{[me.name, me.username, me.department?.name, ...me.roles.map((role) => role.name)].filter(Boolean).join(" · ")}</p>
      <Password />
      <Suspense fallback={null}><SecondFactor /></Suspense>
      {can(me, "approval_task", "view") && <Suspense fallback={null}><Absence /></Suspense>}
      <SignIns />
      <ProgramKeys />
    </div>
  );
}
