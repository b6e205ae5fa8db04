import "./reports.css";
import { Alert, Select, Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router";
import { ApiProblem } from "@/api/problem";
import { keys, useMeta } from "@/api/queries";
import { readRecord } from "@/api/records";
import type { ObjectMeta, ReportAnswer, ViewMeta } from "@/api/types";
import { FilterSummary } from "../filters/FilterSummary";
import { formatInstant } from "../format";
import { Failed } from "../ui/Failed";
import { useTitle } from "../ui/useTitle";
import { zoneName } from "../zones";
import { BackgroundRun, NotComputed } from "./BackgroundRun";
import { addressOf, templatesQuery, textOf, useFigures, useRun, type Shown } from "./data";
import { ReportButtons } from "./ReportButtons";
import { ReportTable } from "./ReportTable";
import { tableOf } from "./table";

/** After so long it is said that there is much to count. */
const SLOW_MS = 3000;
const ALL = "";

function Counting() {
  const { t } = useTranslation();
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  return <><Skeleton active /><p role="status" className="gk-muted">{isSlow ? t("report.slow") : ""}</p></>;
}

/** The saved views of the object that restrict something. */
function SceneChooser({ meta, views, scene, onChoose }: { meta: ObjectMeta; views: ViewMeta[]; scene: ViewMeta | null; onChoose: (id: string) => void }) {
  const { t } = useTranslation();
  if (views.length === 0) return null;
  return (
    <div className="gk-report-scene">
      <label htmlFor="report-scene">{t("report.scene")}</label>
      <Select
        id="report-scene" className="gk-report-scenes" value={scene?.id ?? ALL} onChange={onChoose} showSearch={{ optionFilterProp: "label" }} title={t("report.scene_help")}
        options={[{ value: ALL, label: t("report.scene_all") }, ...views.map((view) => ({ value: view.id, label: view.label }))]}
      />
      {scene?.filter && <span className="gk-muted gk-report-conditions"><FilterSummary meta={meta} filter={scene.filter} /></span>}
    </div>
  );
}

/** What is to be known of the figures, besides themselves. */
function Notes({ answer, hasCounted }: { answer: ReportAnswer; hasCounted: boolean }) {
  const { t, i18n } = useTranslation();
  const isDated = answer.columns.some((one) => one.bucket);
  const isMoney = answer.columns.some((one) => one.kind === "measure" && one.type === "money");
  const said = [
    t("report.as_of", { at: formatInstant(answer.as_of) }),
    ...(isDated ? [t("report.zone", { zone: zoneName(answer.time_zone, i18n.language) })] : []),
    ...(isMoney ? [t("report.currency", { currency: answer.currency })] : []),
    ...(hasCounted ? [t("report.counted_note")] : []),
  ];
  return <p className="gk-muted gk-report-notes">{said.map((one) => <span key={one}>{one}</span>)}</p>;
}

export function Figures({ answer, meta, title, isScene }: { answer: ReportAnswer; meta: ObjectMeta; title: string; isScene: boolean }) {
  const { t } = useTranslation();
  const table = useMemo(() => tableOf(answer), [answer]);
  const isEmpty = table.groups.length > 0 && answer.rows.length === 0;
  return (
    <>
      {answer.truncated && <Alert type="warning" showIcon className="gk-gap" title={t("report.truncated", { count: answer.rows.length })} />}
      {isEmpty ? <div className="gk-empty"><p>{t(isScene ? "report.nothing_scene" : "report.nothing")}</p></div> : <ReportTable answer={answer} table={table} meta={meta} name={title} />}
      <Notes answer={answer} hasCounted={table.hasCounted} />
    </>
  );
}

function Report({ shown, meta }: { shown: Shown; meta: ObjectMeta }) {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const views = meta.views.filter((view) => view.filter && !view.unusable);
  const asked = search.get("scene");
  const scene = views.find((view) => view.id === asked) ?? null;
  const filter = scene?.filter ?? null;
  const job = Number(search.get("run")) || null;
  const run = useRun(job);
  const figures = useFigures(shown.name, filter, job === null);
  useTitle(shown.title);
  const turn = (part: "scene" | "run", value: string) => setSearch((now) => { now.delete("run"); if (value) now.set(part, value); else now.delete(part); return now; }, { replace: true });
  const again = () => { if (job === null) void figures.refetch(); else turn("run", ""); };
  const start = { shown, filter, onStarted: (id: number) => turn("run", String(id)), onAgain: again };
  const answer = job === null ? figures.data : run.data?.answer;
  const isOld = job === null && (figures.isPlaceholderData || (figures.isFetching && Boolean(figures.data)));
  return (
    <div className="gk-page">
      <p className="gk-report-back"><Link to="/reports">{t("report.back")}</Link></p>
      <header className="gk-report-head">
        <h1>{shown.title}</h1>
        <span className="gk-spacer" />
        <ReportButtons shown={shown} meta={meta} scene={scene} isBusy={figures.isFetching} onAgain={again} />
      </header>
      {shown.sentence && <p className="gk-muted">{shown.sentence}</p>}
      <SceneChooser meta={meta} views={views} scene={scene} onChoose={(id) => turn("scene", id)} />
      {job !== null && !scene && run.data?.filter && <p className="gk-report-conditions"><FilterSummary meta={meta} filter={run.data.filter} /></p>}
      {asked && !scene && <Alert type="warning" showIcon className="gk-gap" title={t("report.scene_gone")} />}
      {job !== null && <BackgroundRun id={job} {...start} />}
      {job === null && figures.isError && <NotComputed error={figures.error} {...start} />}
      {job === null && figures.isPending && <Counting />}
      {answer && (
        <div className={isOld ? "gk-report-old" : undefined} aria-busy={isOld}>
          {isOld && <p role="status" className="gk-muted">{t("report.stale")}</p>}
          <Figures answer={answer} meta={meta} title={shown.title} isScene={Boolean(scene)} />
        </div>
      )}
    </div>
  );
}

function Loaded({ shown }: { shown: Shown }) {
  const meta = useMeta(String(shown.spec["object"] ?? ""));
  if (meta.error) return <Failed error={meta.error} onRetry={() => void meta.refetch()} />;
  return meta.data ? <Report key={addressOf(shown.name)} shown={shown} meta={meta.data} /> : <Skeleton active className="gk-pad" />;
}

/** `/reports/template/:code` */
export function TemplatePage() {
  const { code = "" } = useParams();
  const { data, error, refetch } = useQuery(templatesQuery());
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active className="gk-pad" />;
  const template = data.find((one) => one.code === code);
  if (!template) return <Failed error={new ApiProblem(404, {})} />;
  return <Loaded shown={{ name: { template: code }, title: template.label, sentence: template.sentence, spec: template.spec }} />;
}

/** `/reports/:id` */
export function SavedReportPage() {
  const id = Number(useParams()["id"]);
  const { data, error, refetch } = useQuery({ queryKey: keys.record("report", id), queryFn: ({ signal }) => readRecord("report", id, signal) });
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active className="gk-pad" />;
  return <Loaded shown={{ name: { id }, title: textOf(data, "name"), sentence: textOf(data, "description"), spec: (data["spec"] ?? {}) as Record<string, unknown>, saved: data }} />;
}
