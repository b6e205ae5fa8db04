import "@/platform/form/form.css";
import { Alert, App, Button, Skeleton, Space, Steps } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { call } from "@/api/client";
import { keys, recordsChanged, useMeta, useObjects } from "@/api/queries";
import { changeRecord, readRecord } from "@/api/records";
import type { ObjectMeta, RecordData, Reference } from "@/api/types";
import { FieldEditor } from "../fields/editors";
import { toWire } from "../fields/wire";
import { fieldOf, plainField } from "../meta";
import { Access } from "../record/Access";
import { Failed } from "../ui/Failed";
import { problemText } from "../ui/problem-text";
import { useTitle } from "../ui/useTitle";

type Values = Record<string, unknown>;
type AnyReference = Reference & { object: string };
const SET = ["roles", "departments", "dimensions"] as const;
/** What has to stand before the rights of a person are set, in this order. */
const BEFORE = [["to_departments", "/o/department"], ["to_roles", "/o/role"], ["to_dimensions", "/o/management_dimension"], ["to_people", "/o/user"]] as const;
const STEPS = ["person", "roles", "departments", "dimensions", "effect", "check"] as const;

function wireOf(meta: ObjectMeta, values: Values): Values {
  return Object.fromEntries(SET.flatMap((name) => { const field = fieldOf(meta, name); return field ? [[name, toWire(field, values[name]) ?? (name === "dimensions" ? {} : [])]] : []; }));
}

function Effect({ user, wire }: { user: number; wire: Values }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["records", "user", "effect", user, wire], queryFn: ({ signal }) => call("post", "/access/simulate_person", { body: { user, ...wire }, signal }), retry: false });
  if (query.isError) return <Alert type="error" showIcon role="alert" title={problemText(query.error, t)} />;
  if (!query.data) return <Skeleton active />;
  return (
    <table className="gk-table gk-counts">
      <thead><tr><th scope="col">{t("role.object")}</th><th scope="col" className="gk-right">{t("rights.sees_now")}</th><th scope="col" className="gk-right">{t("rights.would_see")}</th></tr></thead>
      <tbody>{query.data.items.map((one) => <tr key={one.object}><th scope="row">{one.label}</th><td className="gk-right">{one.now}</td><td className="gk-right">{one.now === one.then ? one.then : <strong>{one.then}</strong>}</td></tr>)}</tbody>
    </table>
  );
}

/** The record about which one asks, and why the person may or may not. */
function Check({ person }: { person: Reference }) {
  const { t } = useTranslation();
  const objects = useObjects();
  const [about, setAbout] = useState<AnyReference | null>(null);
  const meta = useMeta(about?.object ?? null);
  const record = useQuery({ queryKey: keys.record(about?.object ?? "", about?.id ?? 0), queryFn: ({ signal }) => readRecord(about?.object ?? "", about?.id ?? 0, signal), enabled: about !== null });
  const targets = (objects.data?.items ?? []).filter((one) => !one.is_line && one.area !== "admin").map((one) => one.name);
  if (!objects.data) return <Skeleton active />;
  return (
    <>
      <p>{t("rights.check_help", { name: person.name })}</p>
      <FieldEditor field={plainField("record", "any_reference", { label: t("rights.record"), targets })} value={about} aria-label={t("rights.record")} onChange={(next) => setAbout((next ?? null) as AnyReference | null)} />
      {about && meta.data && record.data && <Access key={`${about.object}/${String(about.id)}`} meta={meta.data} record={record.data} about={person} />}
    </>
  );
}

function Setting({ meta, name, values, onChange }: { meta: ObjectMeta; name: (typeof SET)[number]; values: Values; onChange: (next: Values) => void }) {
  const { t } = useTranslation();
  const field = fieldOf(meta, name);
  if (!field) return null;
  const roles = name === "roles" && Array.isArray(values[name]) ? (values[name] as Reference[]) : [];
  return (
    <>
      <p>{t(`rights.${name}_help`)}</p>
      <FieldEditor field={field} object="user" values={values} value={values[name]} aria-label={field.label} onChange={(next) => onChange({ ...values, [name]: next })} />
      {roles.length > 0 && <ul className="gk-plain-list">{roles.map((one) => <li key={String(one.id)}><Link to={`/admin/roles/${String(one.id)}`} target="_blank">{t("rights.functions_of", { name: one.name })}</Link></li>)}</ul>}
    </>
  );
}

function Wizard({ meta, record, person, onOther }: { meta: ObjectMeta; record: RecordData; person: Reference; onOther: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [step, setStep] = useState(1);
  const [values, setValues] = useState<Values>(Object.fromEntries(SET.map((name) => [name, record[name]])));
  const [failure, setFailure] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const wire = wireOf(meta, values);
  const save = async () => {
    setBusy(true);
    setFailure(null);
    try {
      await changeRecord("user", record.id, record._version, wire);
      await recordsChanged("user");
      void message.success(t("form.saved"));
      setStep(5);
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const name = STEPS[step];
  return (
    <div className="gk-box">
      <Steps current={step} size="small" className="gk-gap" items={STEPS.map((one) => ({ title: one === "person" ? person.name : t(`rights.step_${one}`) }))} onChange={(next) => (next === 0 ? onOther() : setStep(next))} />
      {failure !== null && <Alert type="error" showIcon role="alert" className="gk-gap" title={problemText(failure, t)} />}
      <section aria-label={t(`rights.step_${String(name)}`)} className="gk-gap">
        {(name === "roles" || name === "departments" || name === "dimensions") && <Setting key={name} meta={meta} name={name} values={values} onChange={setValues} />}
        {name === "effect" && <><p>{t("rights.effect_help", { name: person.name })}</p><Effect user={Number(record.id)} wire={wire} /></>}
        {name === "check" && <Check person={person} />}
      </section>
      <Space>
        {step > 1 && <Button onClick={() => setStep(step - 1)}>{t("common.back")}</Button>}
        {step < 4 && <Button type="primary" onClick={() => setStep(step + 1)}>{t("common.next")}</Button>}
        {step === 4 && <Button type="primary" loading={isBusy} onClick={() => void save()}>{t("common.save")}</Button>}
        {step === 4 && <Button onClick={() => setStep(5)}>{t("rights.only_check")}</Button>}
        {step === 5 && <Button onClick={onOther}>{t("rights.next_person")}</Button>}
      </Space>
    </div>
  );
}

/** 权限设置向导: the roles of a person, his departments, his dimensions, what it changes, and why he may see a record. */
export function RightsPage() {
  const { t } = useTranslation();
  const [person, setPerson] = useState<Reference | null>(null);
  const meta = useMeta("user");
  const record = useQuery({ queryKey: keys.record("user", person?.id ?? 0), queryFn: ({ signal }) => readRecord("user", person?.id ?? 0, signal), enabled: person !== null });
  useTitle(t("rights.title"));
  const error = meta.error ?? record.error;
  return (
    <div className="gk-page">
      <h1>{t("rights.title")}</h1>
      {error && <Failed error={error} onRetry={() => void Promise.all([meta.refetch(), record.refetch()])} />}
      {!person && <div className="gk-box"><p>{t("rights.before")}</p><p>{BEFORE.map(([key, to], index) => <span key={key}>{index > 0 && t("rights.then")}<Link to={to}>{t(`rights.${key}`)}</Link></span>)}</p><p>{t("rights.person_help")}</p><div className="gk-narrow"><FieldEditor field={plainField("person", "user", { label: t("rights.step_person"), target: "user" })} value={null} aria-label={t("rights.step_person")} onChange={(next) => setPerson((next ?? null) as Reference | null)} /></div></div>}
      {person && (!meta.data || !record.data) && !error && <Skeleton active />}
      {person && meta.data && record.data && <Wizard key={String(person.id)} meta={meta.data} record={record.data} person={person} onOther={() => setPerson(null)} />}
    </div>
  );
}
