/** 外出与代理: when I am away, and who decides for me then. */
import "./approvals.css";
import { App, Button, Checkbox, DatePicker, Form, Skeleton } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import { isProblem, placeErrors } from "@/api/problem";
import { queryClient } from "@/api/queries";
import type { Reference } from "@/api/types";
import { FieldEditor } from "../fields/editors";
import { formatDate } from "../format";
import { plainField } from "../meta";
import { Failed } from "../ui/Failed";
import { problemText } from "../ui/problem-text";

const KEY = ["account", "absence"];
const PERSON = plainField("substitute", "user");
const DAY = "YYYY-MM-DD";

interface Values {
  days: [Dayjs | null, Dayjs | null] | null;
  substitute: Reference | null;
  takes_open: boolean;
}

type Stored = Awaited<ReturnType<typeof read>>;

function read() {
  return call("get", "/approvals/absence");
}

function startOf(stored: Stored): Values {
  const day = (value: string | null) => (value ? dayjs(value) : null);
  const { from_on: from, until_on: until, substitute } = stored;
  return { days: from || until ? [day(from), day(until)] : null, substitute: substitute ? { id: substitute.id, name: substitute.name ?? "" } : null, takes_open: stored.takes_open };
}

function Editor({ stored }: { stored: Stored }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [isBusy, setBusy] = useState(false);
  const save = async ({ days, substitute, takes_open }: Values, done: string) => {
    setBusy(true);
    try {
      const body = { from_on: days?.[0]?.format(DAY) ?? null, until_on: days?.[1]?.format(DAY) ?? null, substitute: substitute?.id ?? null, takes_open };
      const next = await call("put", "/approvals/absence", { body });
      queryClient.setQueryData(KEY, next);
      form.setFieldsValue(startOf(next));
      void message.success(done);
    } catch (error) {
      const placed = isProblem(error) && error.errors.length > 0 ? placeErrors(error, new Set(["substitute", "until_on", "from_on"])) : null;
      form.setFields((placed?.fields ?? []).map((one) => ({ name: one.name[0] === "substitute" ? "substitute" : "days", errors: one.errors })) as never);
      if (!placed || placed.general.length > 0) void message.error(problemText(error, t));
    }
    setBusy(false);
  };
  const end = () => void save({ days: null, substitute: null, takes_open: false }, t("absence.ended"));
  return (
    <>
      {stored.from_on && <p role="status">{t("absence.now", { from: formatDate(stored.from_on), until: stored.until_on ? formatDate(stored.until_on) : t("absence.open_end"), name: stored.substitute?.name ?? t("absence.nobody") })}</p>}
      <Form form={form} layout="vertical" className="gk-absence" initialValues={startOf(stored)} onFinish={(values) => void save(values, t("absence.saved"))}>
        <Form.Item name="days" label={t("absence.days")} rules={[{ required: true, message: t("absence.days_needed") }]}><DatePicker.RangePicker allowEmpty={[false, true]} /></Form.Item>
        <Form.Item name="substitute" label={t("absence.substitute")} rules={[{ required: true, message: t("absence.substitute_needed") }]}><FieldEditor field={PERSON} /></Form.Item>
        <Form.Item name="takes_open" valuePropName="checked"><Checkbox>{t("absence.takes_open")}</Checkbox></Form.Item>
        <Button htmlType="submit" type="primary" loading={isBusy}>{t("common.save")}</Button>{" "}
        {(stored.from_on || stored.substitute) && <Button disabled={isBusy} onClick={end}>{t("absence.end")}</Button>}
      </Form>
    </>
  );
}

export function Absence() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: KEY, queryFn: read });
  return (
    <section aria-labelledby="absence" className="gk-gap">
      <h2 id="absence">{t("absence.title")}</h2>
      <p className="gk-muted">{t("absence.help")}</p>
      {query.data ? <Editor stored={query.data} /> : query.isError ? <Failed error={query.error} onRetry={() => void query.refetch()} /> : <Skeleton active />}
    </section>
  );
}
