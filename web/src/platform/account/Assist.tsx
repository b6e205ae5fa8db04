import { Alert, App, Button, Form, Input, InputNumber } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { call } from "@/api/client";
import { changeIdentity } from "../session";
import { problemText } from "../ui/problem-text";

interface Values {
  reason: string;
  minutes: number;
}
const LONGEST = 60;

/** 以他人身份登录: why and for how long an administrator acts as this person. */
export function Assist({ user }: { user: number }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [isBusy, setBusy] = useState(false);
  const { data } = useQuery({ queryKey: ["account", "assistance"], queryFn: () => call("get", "/auth/assistance") });
  const begin = async (values: Values) => {
    setBusy(true);
    try {
      await call("post", "/auth/assist", { body: { user, ...values } });
      changeIdentity();
    } catch (error) {
      void message.error(problemText(error, t));
    }
    setBusy(false);
  };
  return (
    <section aria-labelledby="assist" className="gk-gap">
      <h2 id="assist">{t("assisting.as")}</h2>
      <p className="gk-muted">{t("assisting.help")}</p>
      {data?.mode === "off" && <Alert type="info" showIcon title={<>{t("assisting.mode_off")} <Link to="/admin/settings">{t("assisting.to_settings")}</Link></>} />}
      {data?.mode === "permitted" && <p>{t("assisting.must_permit")}</p>}
      {data && data.mode !== "off" && <Form name="assist" layout="vertical" requiredMark={false} initialValues={{ minutes: 15 }} onFinish={(values: Values) => void begin(values)}>
        <Form.Item name="reason" label={t("assisting.reason")} rules={[{ required: true, min: 5, max: 500, message: t("assisting.reason_needed") }]}><Input.TextArea autoSize maxLength={500} /></Form.Item>
        <Form.Item name="minutes" label={t("assisting.minutes")} rules={[{ required: true, type: "integer", min: 1, max: LONGEST, message: t("assisting.minutes_needed") }]}><InputNumber /></Form.Item>
        <Button htmlType="submit" loading={isBusy}>{t("assisting.begin")}</Button>
      </Form>}
    </section>
  );
}
