import "@/platform/record/record.css";
import "@/platform/form/form.css";
import "./automation.css";
import { Alert, App, Button, Input, Select, Skeleton, Space, Switch, Tag } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { call, newAttempt } from "@/api/client";
import { changeRecord, createRecord, readRecord, runAction } from "@/api/records";
import { keys, recordsChanged, useMeta, useObjects } from "@/api/queries";
import type { FilterNode, RecordData, Reference } from "@/api/types";
import { RecordPicker } from "../../fields/editors/reference";
import { plainValue } from "../../fields/display";
import { StoredFilter } from "../../filters/StoredFilter";
import { fieldOf, plainField } from "../../meta";
import { useSession } from "../../session";
import { Failed } from "../../ui/Failed";
import { problemText } from "../../ui/problem-text";
import { useTitle } from "../../ui/useTitle";
import { faultsOf, RuleErrors } from "./errors";
import { bodyOf, emptyRule, ruleOf, type Rule } from "./rule";
import { StepsEditor } from "./Steps";
import { TryOne, TryPast } from "./Tries";
import { When } from "./When";

const USER = plainField("run_as", "user", { required: true });
const ONCE = ["each_time", "per_record", "per_entry"] as const;

function Row({ label, fault, help, children }: { label: string; fault?: string; help?: string; children: React.ReactNode }) {
  return (
    <div className="gk-rule-row">
      <span className="gk-rule-label">{label}</span>
      <div className="gk-grow">
        {children}
        {help && <p className="gk-muted">{help}</p>}
        {fault && <div className="gk-field-error" role="alert">{fault}</div>}
      </div>
    </div>
  );
}

function Details({ rule, isNew, errors, onChange }: { rule: Rule; isNew: boolean; errors: RuleErrors; onChange: (part: Partial<Rule>) => void }) {
  const { t } = useTranslation();
  const me = useSession();
  const objects = useObjects();
  const offered = (objects.data?.items ?? []).filter((one) => one.area && one.area !== "admin" && !one.is_line);
  return (
    <section className="gk-section">
      <Row label={t("automation.name")} fault={errors.at("name")}><Input aria-label={t("automation.name")} maxLength={100} value={rule.name} onChange={(event) => onChange({ name: event.target.value })} /></Row>
      <Row label={t("automation.object")} fault={errors.at("object")}>
        <Select
          className="gk-rule-wide" aria-label={t("automation.object")} placeholder={t("filter.choose")} disabled={!isNew} value={rule.object || null} showSearch={{ optionFilterProp: "label" }}
          options={offered.map((one) => ({ value: one.name, label: one.label }))}
          onChange={(object: string | null) => onChange({ object: object ?? "", fields: [], from: [], to: [], filter: null, steps: [], date_field: "", trigger: "created" })}
        />
      </Row>
      <Row label={t("automation.run_as")} fault={errors.at("run_as")} help={t("automation.run_as_help")}>
        <span className="gk-rule-wide gk-rule-block"><RecordPicker field={USER} target="user" canCreate={false} disabled={!me.is_administrator} aria-label={t("automation.run_as")} value={rule.run_as} onChange={(next) => onChange({ run_as: next as Reference | null })} /></span>
      </Row>
      <Row label={t("automation.description")}><Input.TextArea aria-label={t("automation.description")} autoSize={{ minRows: 1 }} maxLength={1000} value={rule.description} onChange={(event) => onChange({ description: event.target.value })} /></Row>
    </section>
  );
}

/** Pause, go on, stop: what the rule may be told now. */
function Orders({ record }: { record: RecordData }) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const meta = useMeta("automation_rule");
  const may = record._actions ?? {};
  const run = async (name: string, done: string) => {
    try {
      await runAction("automation_rule", record.id, name, {}, newAttempt());
      void message.success(done);
      await recordsChanged("automation_rule");
    } catch (error) {
      void message.error(problemText(error, t));
    }
  };
  const actions = (meta.data?.actions ?? []).filter((action) => ["pause", "resume", "stop"].includes(action.name) && may[action.name] === null);
  return (
    <>
      {actions.map((action) => (
        <Button
          key={action.name} danger={action.danger} type={action.name === "resume" ? "primary" : "default"}
          onClick={() => (action.confirm ? modal.confirm({ title: action.label, content: action.confirm, okText: action.label, onOk: () => run(action.name, action.done ?? "") }) : void run(action.name, action.done ?? ""))}
        >
          {action.label}
        </Button>
      ))}
    </>
  );
}

/** What it is called, in which version, whether it runs, and what it may be told. */
function Head({ rule, record, isBusy, onChange, onSave }: { rule: Rule; record: RecordData | null; isBusy: boolean; onChange: (part: Partial<Rule>) => void; onSave: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const own = useMeta("automation_rule");
  const paused = record && own.data ? plainValue(fieldOf(own.data, "paused_for"), record["paused_for"]) : "";
  return (
    <div className="gk-record-line">
      <h1>{rule.name || t("automation.new")}</h1>
      {record && <Tag>{t("automation.revision", { n: Number(record["revision"] ?? 1) })}</Tag>}
      {paused && <Tag color="orange">{t("automation.paused", { why: paused })}</Tag>}
      <span className="gk-spacer" />
      <Space wrap>
        <label className="gk-inline"><Switch aria-label={t("automation.is_active")} checked={rule.is_active} onChange={(is_active) => onChange({ is_active })} /> {t("automation.is_active")}</label>
        {record && <Button onClick={() => void navigate(`/o/automation_run?filter=${encodeURIComponent(JSON.stringify({ field: "rule", op: "eq", value: record.id }))}`)}>{t("automation.runs")}</Button>}
        {record && <Orders record={record} />}
        <Button type="primary" loading={isBusy} onClick={onSave}>{t("common.save")}</Button>
      </Space>
    </div>
  );
}

function Editor({ record }: { record: RecordData | null }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const me = useSession();
  const mine = { id: me.id, name: me.name };
  const faults = faultsOf(record);
  const [rule, setRule] = useState<Rule>(() => (record ? ruleOf(record, mine) : emptyRule(mine)));
  const [errors, setErrors] = useState(() => RuleErrors.kept(faults));
  const [isBusy, setBusy] = useState(false);
  const meta = useMeta(rule.object || null);
  const kinds = useQuery({ queryKey: ["automation", "steps"], queryFn: () => call("get", "/automation/steps"), staleTime: Infinity });
  const change = (part: Partial<Rule>) => setRule((now) => ({ ...now, ...part }));
  useTitle(rule.name || t("automation.new"));
  const save = async () => {
    setBusy(true);
    setErrors(new RuleErrors());
    try {
      const saved = record ? await changeRecord("automation_rule", record.id, record._version, bodyOf(rule)) : await createRecord("automation_rule", bodyOf(rule), newAttempt());
      void message.success(t("form.saved"));
      await recordsChanged("automation_rule");
      if (!record) void navigate(`/o/automation_rule/${String(saved.id)}`, { replace: true });
    } catch (error) {
      setErrors(RuleErrors.of(error));
      void message.error(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  const ready = meta.data?.name === rule.object ? meta.data : null;
  return (
    <div className="gk-page gk-rule">
      <nav aria-label="breadcrumb" className="gk-muted"><Link to="/o/automation_rule">{t("automation.back")}</Link> /</nav>
      <Head rule={rule} record={record} isBusy={isBusy} onChange={change} onSave={() => void save()} />
      {faults.length > 0 && (
        <Alert
          className="gk-rule-invalid" type="error" showIcon title={t("automation.invalid")}
          description={<ul className="gk-plain-list">{faults.map((one) => <li key={one.field}><strong>{one.part}{t("common.colon")}</strong>{one.message}</li>)}</ul>}
        />
      )}
      {errors.at("is_active") && <div className="gk-field-error" role="alert">{errors.at("is_active")}</div>}
      <Details rule={rule} isNew={!record} errors={errors} onChange={change} />
      {!ready && <p className="gk-muted">{t("filter.object_first")}</p>}
      {ready && (
        <>
          <section className="gk-section"><h2>{t("automation.when")}</h2><When meta={ready} rule={rule} errors={errors} onChange={change} /></section>
          <section className="gk-section">
            <h2>{t("automation.if")}</h2>
            <StoredFilter object={rule.object} value={rule.filter} isOnChange={rule.trigger === "updated" || rule.trigger === "state_changed"} onChange={(next) => change({ filter: next as FilterNode | null })} />
            {errors.under("filter").length > 0 && <div className="gk-field-error" role="alert">{errors.under("filter").join("；")}</div>}
            <Row label={t("automation.once")} help={t(`automation.once_help_${rule.once}`)}>
              <Select className="gk-rule-wide" aria-label={t("automation.once")} value={rule.once} options={ONCE.map((one) => ({ value: one as string, label: t(`automation.once_${one}`) }))} onChange={(once: string) => change({ once })} />
            </Row>
          </section>
          <section className="gk-section">
            <h2>{t("automation.then")}</h2>
            {errors.at("steps") && <div className="gk-field-error" role="alert">{errors.at("steps")}</div>}
            <StepsEditor meta={ready} steps={rule.steps} kinds={kinds.data?.items ?? []} errors={errors} onChange={(steps) => change({ steps })} />
          </section>
          <TryOne meta={ready} rule={rule} />
          <TryPast rule={rule} />
        </>
      )}
    </div>
  );
}

/** A rule in words: when, if, then. */
export function RulePage() {
  const { id } = useParams();
  const number = Number(id);
  const isNew = !Number.isInteger(number) || number <= 0;
  const query = useQuery({ queryKey: keys.record("automation_rule", number), queryFn: ({ signal }) => readRecord("automation_rule", number, signal), enabled: !isNew });
  if (isNew) return <Editor record={null} />;
  if (query.isLoadingError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton active className="gk-page" />;
  return <Editor key={`${String(query.data.id)}:${String(query.data._version)}`} record={query.data} />;
}
