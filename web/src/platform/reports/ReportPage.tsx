import "./reports.css";
import { Alert, Select, Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState, useEffect, type ReactNode } from "react";
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

/** What stands above the figures. It is there at once, so that nothing moves when they come. */
function Frame({ shown, deeds, children }: { shown?: Shown; deeds?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className="gk-page">
      <p className="gk-report-back"><Link to="/reports">{t("report.back")}</Link></p>
      <header className="gk-report-head">
        {shown ? <h1>{shown.title}</h1> : <Skeleton.Input active />}
        <span className="gk-spacer" />
        {deeds}
      </header>
      {shown?.sentence && <p className="gk-muted">{shown.sentence}</p>}
      {children}
    </div>
  );
}

/** In place of a table that is still to come. */
function Rows() {
  return <div className="gk-report-box gk-report-waiting" aria-busy="true"><Skeleton active title={false} paragraph={{ rows: 10, width: "100%" }} /></div>;
}

function Counting() {
  const { t } = useTranslation();
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  return <><Rows /><p role="status" className="gk-muted gk-report-notes">{isSlow ? t("report.slow") : ""}</p></>;
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
function Notes({ answer, hasCounted, isOld }: { answer: ReportAnswer; hasCounted: boolean; isOld: boolean }) {
  const { t, i18n } = useTranslation();
  const isDated = answer.columns.some((one) => one.bucket);
  const isMoney = answer.columns.some((one) => one.kind === "measure" && one.type === "money");
  const said = [
    t("report.as_of", { at: formatInstant(answer.as_of) }),
    ...(isDated ? [t("report.zone", { zone: zoneName(answer.time_zone, i18n.language) })] : []),
    ...(isMoney ? [t("report.currency", { currency: answer.currency })] : []),
    t(hasCounted ? "report.counted_note" : "report.seen_note"),
  ];
  return <p className="gk-muted gk-report-notes">{said.map((one) => <span key={one}>{one}</span>)}<span role="status">{isOld ? t("report.stale") : ""}</span></p>;
}

export function Figures({ answer, title, isScene, isOld = false }: { answer: ReportAnswer; title: string; isScene: boolean; isOld?: boolean }) {
  const { t } = useTranslation();
  const table = useMemo(() => tableOf(answer), [answer]);
  const isEmpty = table.groups.length > 0 && answer.rows.length === 0;
  return (
    <div className={isOld ? "gk-report-old" : undefined} aria-busy={isOld}>
      {answer.truncated && <Alert type="warning" showIcon className="gk-gap" title={t("report.truncated", { count: answer.rows.length })} />}
      {isEmpty ? <div className="gk-empty"><p>{t(isScene ? "report.nothing_scene" : "report.nothing")}</p></div> : <ReportTable answer={answer} table={table} name={title} />}
      <Notes answer={answer} hasCounted={table.hasCounted} isOld={isOld} />
    </div>
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
    <Frame shown={shown} deeds={<ReportButtons shown={shown} meta={meta} scene={scene} isBusy={figures.isFetching} onAgain={again} />}>
      <SceneChooser meta={meta} views={views} scene={scene} onChoose={(id) => turn("scene", id)} />
      {job !== null && !scene && run.data?.filter && <p className="gk-report-conditions"><FilterSummary meta={meta} filter={run.data.filter} /></p>}
      {asked && !scene && <Alert type="warning" showIcon className="gk-gap" title={t("report.scene_gone")} />}
      {job !== null && <BackgroundRun id={job} {...start} />}
      {job === null && figures.isError && <NotComputed error={figures.error} {...start} />}
      {job === null && figures.isPending && <Counting />}
      {answer && <Figures answer={answer} title={shown.title} isScene={Boolean(scene)} isOld={isOld} />}
    </Frame>
  );
}

function Loaded({ shown }: { shown: Shown }) {
  const meta = useMeta(String(shown.spec["object"] ?? ""));
  if (meta.error) return <Failed error={meta.error} onRetry={() => void meta.refetch()} />;
  return meta.data ? <Report key={addressOf(shown.name)} shown={shown} meta={meta.data} /> : <Frame shown={shown}><Rows /></Frame>;
}

/** `/reports/template/:code` */
export function TemplatePage() {
  const { code = "" } = useParams();
  const { data, error, refetch } = useQuery(templatesQuery());
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Frame><Rows /></Frame>;
  const template = data.find((one) => one.code === code);
  if (!template) return <Failed error={new ApiProblem(404, {})} />;
  return <Loaded shown={{ name: { template: code }, title: template.label, sentence: template.sentence, spec: template.spec }} />;
}

/** `/reports/:id` */
export function SavedReportPage() {
  const id = Number(useParams()["id"]);
  const { data, error, refetch } = useQuery({ queryKey: keys.record("report", id), queryFn: ({ signal }) => readRecord("report", id, signal) });
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Frame><Rows /></Frame>;
  return <Loaded shown={{ name: { id }, title: textOf(data, "name"), sentence: textOf(data, "description"), spec: (data["spec"] ?? {}) as Record<string, unknown>, saved: data }} />;
}
