import "@/platform/record/record.css";
import "@/platform/form/form.css";
import "./automation.css";
import { App, Button, Skeleton, Space, Tag } from "antd";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { call } from "@/api/client";
import { readRecord, runAction } from "@/api/records";
import { keys, recordsChanged, useMeta } from "@/api/queries";
import type { components } from "@/api/generated/schema";
import { plainValue } from "../../fields/display";
import { formatInstant } from "../../format";
import { fieldOf } from "../../meta";
import { Failed } from "../../ui/Failed";
import { useTitle } from "../../ui/useTitle";
import { StepsDone } from "./Tries";

const ActionDialog = lazy(() => import("../../actions/ActionDialog").then((module) => ({ default: module.ActionDialog })));

type Run = components["schemas"]["AutomationRun"];
const COLORS: Record<string, string> = { done: "green", failed: "red", waiting: "cyan", running: "blue", throttled: "orange" };

/** A value of the history in words, where the server leaves it as it is stored. */
function useShown(run: Run): (field: string, value: unknown) => string {
  const { t } = useTranslation();
  const meta = useMeta(run.record?.object);
  return (name, value) => {
    if (value === null || value === undefined || value === "") return t("run.nothing");
    const field = meta.data && fieldOf(meta.data, name);
    const type = field?.result_type ?? field?.type;
    return field && (type === "instant" || type === "percent" || type === "boolean") ? plainValue(field, value) : String(value);
  };
}

function Cause({ run }: { run: Run }) {
  const { t } = useTranslation();
  const { cause } = run;
  const shown = useShown(run);
  return (
    <section className="gk-section">
      <h2>{t("run.cause")}</h2>
      <ul className="gk-plain">
        <li>{t(`run.moment_${cause.moment || "changed"}`)}{cause.by?.name ? `（${cause.by.name}）` : ""} <span className="gk-muted">{formatInstant(run.created_at)}</span></li>
        {cause.changes.map((one) => <li key={one.field}>{one.label}：{shown(one.field, one.old)} → {shown(one.field, one.new)}</li>)}
        {cause.run && <li><Link to={`/o/automation_run/${cause.run.id}`}>{t("run.by_run", { name: cause.run.rule, id: cause.run.id })}</Link></li>}
        {run.replays && <li><Link to={`/o/automation_run/${run.replays}`}>{t("run.replays", { id: run.replays })}</Link>{t("run.replayed", { name: cause.replayed_by?.name ?? "", n: cause.from_step ?? 1, version: t(`run.version_${cause.version ?? "now"}`) })}</li>}
      </ul>
    </section>
  );
}

function Effects({ run }: { run: Run }) {
  const { t } = useTranslation();
  const shown = useShown(run);
  if (run.caused.length === 0 && run.changes.length === 0) return null;
  return (
    <section className="gk-section">
      <h2>{t("run.effects")}</h2>
      <ul className="gk-plain">
        {run.changes.map((one, row) => <li key={row}>{one.label}：{shown(one.field, one.old)} → {shown(one.field, one.new)}</li>)}
        {run.caused.map((one) => <li key={one.id}><Link to={`/o/automation_run/${one.id}`}>{t("run.caused", { name: one.label })}</Link></li>)}
      </ul>
    </section>
  );
}

function Replay({ run }: { run: Run }) {
  const [isAsking, setAsking] = useState(false);
  const { message } = App.useApp();
  const meta = useMeta("automation_run");
  const record = useQuery({ queryKey: keys.record("automation_run", run.id), queryFn: ({ signal }) => readRecord("automation_run", run.id, signal) });
  const action = meta.data?.actions.find((one) => one.name === "replay");
  if (!action || !record.data || record.data._actions?.["replay"] !== null || ["queued", "running", "waiting", "throttled"].includes(run.status)) return null;
  return (
    <>
      <Button onClick={() => setAsking(true)}>{action.label}</Button>
      <Suspense fallback={null}>
        {isAsking && (
          <ActionDialog
            action={action} object="automation_run" subject={run.rule.name} onClose={() => setAsking(false)}
            run={async (params, attempt) => {
              await runAction("automation_run", run.id, "replay", params, attempt);
              void message.success(action.done);
              await recordsChanged("automation_run");
              setAsking(false);
            }}
          />
        )}
      </Suspense>
    </>
  );
}

/** One rule at work on one record: its cause, its steps, its effects. */
export function RunPage() {
  const id = Number(useParams()["id"]);
  const { t } = useTranslation();
  const meta = useMeta("automation_run");
  const query = useQuery({ queryKey: ["records", "automation_run", "shown", id], queryFn: () => call("get", "/automation/runs/{run_id}", { params: { path: { run_id: id } } }) });
  useTitle(query.data ? `${query.data.rule.name} #${id}` : t("run.title"));
  if (query.isLoadingError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  const run = query.data;
  if (!run || !meta.data) return <Skeleton active className="gk-page" />;
  const status = plainValue(fieldOf(meta.data, "status"), run.status);
  return (
    <div className="gk-page gk-rule">
      <nav aria-label="breadcrumb" className="gk-muted"><Link to="/o/automation_run">{t("run.back")}</Link> /</nav>
      <div className="gk-record-line">
        <h1>{run.rule.name} <span className="gk-muted">#{run.id}</span></h1>
        <Tag color={COLORS[run.status]}>{status}</Tag>
        <span className="gk-spacer" />
        <Space wrap>
          <Link to={`/o/automation_rule/${run.rule.id}`}>{t("run.open_rule")}</Link>
          <Replay run={run} />
        </Space>
      </div>
      <section className="gk-section">
        <dl className="gk-rule-facts">
          <dt>{t("run.record")}</dt><dd>{run.record ? <Link to={`/o/${run.record.object}/${run.record.id}`}>{run.record.name || `${run.record.label} #${run.record.id}`}</Link> : "—"}</dd>
          <dt>{t("run.run_as")}</dt><dd>{run.run_as?.name}</dd>
          <dt>{t("run.version")}</dt><dd>{run.revision}</dd>
          <dt>{t("run.depth")}</dt><dd>{run.depth}</dd>
          <dt>{t("run.started")}</dt><dd>{run.started_at ? formatInstant(run.started_at) : "—"}</dd>
          <dt>{t("run.finished")}</dt><dd>{run.finished_at ? formatInstant(run.finished_at) : run.due_at ? t("run.next", { at: formatInstant(run.due_at) }) : "—"}</dd>
          {run.error && <><dt>{t("run.why")}</dt><dd>{t(`run.why_${run.error.replaceAll(".", "_")}`, { defaultValue: run.error })}</dd></>}
        </dl>
      </section>
      <Cause run={run} />
      <section className="gk-section"><h2>{t("run.steps")}</h2><StepsDone steps={run.steps} /></section>
      <Effects run={run} />
    </div>
  );
}
