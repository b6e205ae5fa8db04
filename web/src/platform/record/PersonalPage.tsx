import "./record.css";
import { DownloadOutlined } from "@ant-design/icons";
import { Alert, App, Button, Form, Input, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { call } from "@/api/client";
import { useMeta } from "@/api/queries";
import type { Kept, KeptSection, PersonalCopy } from "@/api/types";
import { formatInstant } from "../format";
import { trackJob } from "../jobs/store";
import { problemText } from "../ui/problem-text";
import { Forbidden } from "../ui/Failed";
import { useTitle } from "../ui/useTitle";

const LEAST_REASON = 2;

function Trace({ trace }: { trace: Kept }) {
  const { t } = useTranslation();
  return (
    <li className="gk-trace">
      <div className="gk-record-line">
        {trace.record ? <Link to={`/o/${trace.record.object}/${trace.record.id}`}>{trace.title}</Link> : <strong>{trace.title}</strong>}
        {trace.is_closed && <Tag color="orange">{t("personal.is_closed")}</Tag>}
        <span className="gk-spacer" />
        <span className="gk-muted">{[trace.by, trace.at && formatInstant(trace.at)].filter(Boolean).join(" · ")}</span>
      </div>
      {trace.values.length > 0 && (
        <dl className="gk-kept">
          {trace.values.map((one, index) => <div key={index}><dt>{one.label}</dt><dd>{one.text}</dd></div>)}
        </dl>
      )}
    </li>
  );
}

function Section({ section }: { section: KeptSection }) {
  const { t } = useTranslation();
  const { code, label, stays, count, is_cut: isCut, items } = section;
  return (
    <section aria-labelledby={`kept-${code}`} className="gk-gap">
      <h2 id={`kept-${code}`}>{label} <span className="gk-muted">{count}{isCut ? "+" : ""}</span></h2>
      {stays && <p className="gk-muted">{stays}</p>}
      <ul className="gk-plain">{items.map((trace, index) => <Trace key={index} trace={trace} />)}</ul>
      {count > items.length && <p className="gk-muted">{t("personal.more", { shown: items.length, count })}</p>}
    </section>
  );
}

/** Everything about one person: `/o/:object/:id/personal`. It asks on what ground; each look leaves an audit line. */
export function PersonalPage() {
  const { object = "", id = "" } = useParams();
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { data: meta } = useMeta(object);
  const [reason, setReason] = useState("");
  const [copy, setCopy] = useState<PersonalCopy | null>(null);
  const [fault, setFault] = useState("");
  const [isBusy, setBusy] = useState(false);
  const title = copy ? t("personal.of", { name: copy.name }) : t("operation.personal_copy");
  useTitle(title);
  const asked = { params: { path: { object, id: Number(id) } }, body: { reason } };
  const during = async (work: () => Promise<void>, fail: (text: string) => void) => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      fail(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  const look = () => during(async () => setCopy(await call("post", "/records/{object}/{id}/personal_copy", asked)), setFault);
  const write = () => during(async () => {
    const started = await call("post", "/records/{object}/{id}/personal_copy/file", asked);
    trackJob({ id: started.id, kind: "export", title: t("operation.personal_copy"), object });
  }, (text) => void message.error(text));
  if (meta && !meta.operations.includes("personal_copy")) return <Forbidden text={t("personal.forbidden")} />;
  return (
    <div className="gk-pad gk-personal">
      <nav aria-label="breadcrumb" className="gk-muted"><Link to={`/o/${object}/${id}`}>{meta?.label} #{id}</Link></nav>
      <div className="gk-record-line">
        <h1>{title}</h1>
        <span className="gk-spacer" />
        {copy && <Button type="primary" icon={<DownloadOutlined aria-hidden="true" />} loading={isBusy} onClick={() => void write()}>{t("personal.write")}</Button>}
      </div>
      {copy ? (
        <>
          <p className="gk-muted">{copy.scope}</p>
          {copy.closed > 0 && <Alert type="warning" showIcon title={t("personal.closed", { count: copy.closed })} />}
          {copy.sections.map((one) => <Section key={one.code} section={one} />)}
        </>
      ) : (
        <Form layout="vertical" onFinish={() => void look()} className="gk-personal-ground">
          <p>{t("personal.help")}</p>
          <Form.Item label={t("personal.reason")} htmlFor="personal-reason" validateStatus={fault ? "error" : undefined} help={fault || undefined}>
            <Input id="personal-reason" autoFocus maxLength={200} placeholder={t("personal.example")} value={reason} onChange={(event) => { setReason(event.target.value); setFault(""); }} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={isBusy} disabled={reason.trim().length < LEAST_REASON}>{t("personal.look")}</Button>
        </Form>
      )}
    </div>
  );
}
