import { App, Button, Form, Input, Select, Space } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/api/problem";
import type { RecordId } from "@/api/types";
import { problemText } from "../ui/problem-text";
import { mailed, recipientsOf, type Letter } from "./templates";

interface Props {
  object: string;
  id: RecordId;
  template: string;
  /** What the mail is about to begin with. */
  subject: string;
  onClose: () => void;
}

/** Sends the document that is shown to whom one chooses or types. */
export function MailForm({ object, id, template, subject, onClose }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [isBusy, setBusy] = useState(false);
  const [faults, setFaults] = useState<Record<string, string>>({});
  const known = useQuery({ queryKey: ["print-recipients", object, id], queryFn: () => recipientsOf(object, id), staleTime: 60_000, retry: false });
  const send = async (words: Omit<Letter, "template">) => {
    setBusy(true);
    try {
      await mailed(object, id, { ...words, text: words.text ?? "", template });
      void message.success(t("printing.mail.sent"));
      onClose();
    } catch (error) {
      const found = isProblem(error) ? Object.fromEntries((error.body.errors ?? []).map((one) => [one.field, one.message])) : {};
      setFaults(found);
      if (Object.keys(found).length === 0) void message.error(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  const status = (name: string) => (faults[name] ? { validateStatus: "error" as const, help: faults[name] } : {});
  return (
    <Form className="gk-print-mail" layout="vertical" initialValues={{ to: [], subject, text: "" }} onFinish={(words: Omit<Letter, "template">) => void send(words)} onValuesChange={() => setFaults({})}>
      <Form.Item name="to" label={t("printing.mail.to")} {...status("to")}>
        <Select mode="tags" autoFocus tokenSeparators={[",", ";", "，", "；", " "]} placeholder={t("printing.mail.to_hint")} notFoundContent={t("printing.mail.nobody")} options={(known.data ?? []).map((one) => ({ value: one.email, label: one.name ? `${one.name} <${one.email}>` : one.email }))} />
      </Form.Item>
      <Form.Item name="subject" label={t("printing.mail.subject")} {...status("subject")}><Input maxLength={200} /></Form.Item>
      <Form.Item name="text" label={t("printing.mail.text")} {...status("text")}><Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} maxLength={10_000} /></Form.Item>
      <Space>
        <Button type="primary" htmlType="submit" loading={isBusy}>{t("printing.mail.send")}</Button>
        <Button onClick={onClose}>{t("common.cancel")}</Button>
      </Space>
    </Form>
  );
}
