/** A rule is tried on one record, and over what happened in the last days, before it acts. */
import { Alert, Button, InputNumber, Space, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { call } from "@/api/client";
import { useMetas, useObjects } from "@/api/queries";
import type { ObjectMeta, Reference } from "@/api/types";
import type { components } from "@/api/generated/schema";
import { RecordPicker } from "../../fields/editors/reference";
import { formatInstant } from "../../format";
import { fieldOf, plainField } from "../../meta";
import { problemText } from "../../ui/problem-text";
import { bodyOf, type Rule } from "./rule";

type Backtest = components["schemas"]["Backtest"];
type Simulated = components["schemas"]["Simulated"];
type RuleStep = components["schemas"]["RuleStep"];

export function StepsDone({ steps }: { steps: RuleStep[] }) {
  const { t } = useTranslation();
  return (
    <ol className="gk-rule-done">
      {steps.map((step) => (
        <li key={step.n} className={step.ok ? undefined : "is-refused"}>
          <Tag color={step.ok ? "green" : "red"}>{step.n + 1}. {step.label}</Tag>
          <span>{step.text}</span>
          {step.record?.name && <Link to={`/o/${step.record.object}/${step.record.id}`}>{step.record.name}</Link>}
          {step.at && <span className="gk-muted">{formatInstant(step.at)}</span>}
        </li>
      ))}
      {steps.length === 0 && <li className="gk-muted">{t("automation.no_steps")}</li>}
    </ol>
  );
}

function useTry<T>(ask: () => Promise<T>): { found: T | null; fault: string; isBusy: boolean; run: () => void } {
  const { t } = useTranslation();
  const [found, setFound] = useState<T | null>(null);
  const [fault, setFault] = useState("");
  const [isBusy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    setFault("");
    try {
      setFound(await ask());
    } catch (error) {
      setFound(null);
      setFault(problemText(error, t));
    } finally {
      setBusy(false);
    }
  };
  return { found, fault, isBusy, run: () => void run() };
}

export function TryOne({ meta, rule }: { meta: ObjectMeta; rule: Rule }) {
  const { t } = useTranslation();
  const [record, setRecord] = useState<Reference | null>(null);
  const tried = useTry<Simulated>(() => call("post", "/automation/simulate", { body: { rule: { ...bodyOf(rule), ...(rule.id ? { id: rule.id } : {}) }, id: Number(record?.id) } }));
  return (
    <section className="gk-section">
      <h2>{t("automation.try_one")}</h2>
      <p className="gk-muted">{t("automation.try_one_help")}</p>
      <div className="gk-rule-line">
        <span className="gk-rule-wide gk-rule-block"><RecordPicker field={plainField("record", "reference", { label: meta.label })} target={meta.name} canCreate={false} aria-label={t("automation.try_on")} value={record} onChange={(next) => setRecord(next as Reference | null)} /></span>
        <Button loading={tried.isBusy} disabled={!record} onClick={tried.run}>{t("automation.try_now")}</Button>
      </div>
      {tried.fault && <Alert type="error" showIcon title={tried.fault} />}
      {tried.found && (
        <>
          <p>{t(tried.found.holds ? "automation.holds" : "automation.holds_not")}</p>
          <StepsDone steps={tried.found.steps} />
        </>
      )}
    </section>
  );
}

/** `lead.company` → 线索 · 公司 */
function useFieldNames(paths: string[]): (path: string) => string {
  const objects = [...new Set(paths.map((path) => path.split(".")[0] ?? ""))].filter(Boolean);
  const metas = useMetas(objects);
  return (path) => {
    const [object = "", name = ""] = path.split(".");
    const meta = metas.find((one) => one.name === object);
    return `${meta?.label ?? object} · ${(meta && fieldOf(meta, name)?.label) ?? name}`;
  };
}

function Effects({ found }: { found: Backtest }) {
  const { t } = useTranslation();
  const objects = useObjects();
  const name = useFieldNames([...Object.keys(found.effects.changes), ...found.meets.flatMap((one) => one.same_fields)]);
  const label = (object: string) => objects.data?.items.find((one) => one.name === object)?.label ?? object;
  return (
    <ul className="gk-plain">
      {Object.entries(found.effects.changes).map(([path, count]) => <li key={path}>{t("automation.would_change", { field: name(path), count })}</li>)}
      {Object.entries(found.effects.creates).map(([object, count]) => <li key={object}>{t("automation.would_create", { object: label(object), count })}</li>)}
      {found.effects.tells > 0 && <li>{t("automation.would_tell", { count: found.effects.tells })}</li>}
      {found.effects.sends > 0 && <li>{t("automation.would_send", { count: found.effects.sends })}</li>}
      {found.meets.map((one) => (
        <li key={one.rule.id}>
          <Link to={`/o/automation_rule/${one.rule.id}`}>{t("automation.meets", { name: one.rule.name })}</Link>{" "}
          {[
            one.same_events > 0 && t("automation.meets_events", { count: one.same_events }),
            one.same_fields.length > 0 && t("automation.meets_fields", { fields: one.same_fields.map(name).join("、") }),
            one.triggers_it && t("automation.meets_triggers"),
            one.triggered_by_it && t("automation.meets_triggered"),
          ].filter(Boolean).join(t("automation.comma"))}
        </li>
      ))}
    </ul>
  );
}

export function TryPast({ rule }: { rule: Rule }) {
  const { t } = useTranslation();
  const [days, setDays] = useState(30);
  const tried = useTry<Backtest>(() => call("post", "/automation/backtest", { body: { rule: { ...bodyOf(rule), ...(rule.id ? { id: rule.id } : {}) }, days } }));
  const { found } = tried;
  return (
    <section className="gk-section">
      <h2>{t("automation.try_past")}</h2>
      <p className="gk-muted">{t("automation.try_past_help")}</p>
      <Space wrap>
        <InputNumber min={1} max={365} aria-label={t("automation.past_days")} prefix={t("automation.past_days")} suffix={t("automation.days")} value={days} onChange={(next) => setDays(next ?? 30)} />
        <Button loading={tried.isBusy} onClick={tried.run}>{t("automation.test_now")}</Button>
      </Space>
      {tried.fault && <Alert type="error" showIcon title={tried.fault} className="gk-gap-top" />}
      {found && (
        <div className="gk-gap-top">
          <p><strong>{t("automation.would_fire", { times: found.times, records: found.records })}</strong> <span className="gk-muted">{t(found.is_all ? "automation.looked_through" : "automation.looked_through_some", { count: found.events })}</span></p>
          <Effects found={found} />
          {found.samples.length > 0 && (
            <details className="gk-gap-top">
              <summary>{t("automation.samples", { count: found.samples.length })}</summary>
              {found.samples.map((sample, row) => (
                <div key={row} className="gk-rule-sample">
                  <span className="gk-muted">{formatInstant(sample.at)}</span> <Link to={`/o/${sample.record.object}/${sample.record.id}`}>{sample.record.name || `#${sample.record.id}`}</Link>
                  <StepsDone steps={sample.steps} />
                </div>
              ))}
            </details>
          )}
        </div>
      )}
    </section>
  );
}
