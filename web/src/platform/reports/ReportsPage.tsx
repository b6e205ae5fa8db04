import "./reports.css";
import { SearchOutlined } from "@ant-design/icons";
import { Input, Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useObjects } from "@/api/queries";
import { useSession } from "@/platform/session";
import type { RecordData, ReportTemplate } from "@/api/types";
import { Failed } from "../ui/Failed";
import { useTitle } from "../ui/useTitle";
import { addressOf, referenceOf, savedQuery, templatesQuery, textOf } from "./data";

interface Group<Item> {
  label: string;
  items: Item[];
}

/** Together by a label, in the order in which the labels are first met. */
function grouped<Item>(items: Item[], labelOf: (item: Item) => string): Group<Item>[] {
  const found = new Map<string, Item[]>();
  for (const item of items) found.set(labelOf(item), [...(found.get(labelOf(item)) ?? []), item]);
  return [...found].map(([label, of]) => ({ label, items: of }));
}

function Entry({ to, name, said }: { to: string; name: string; said: string }) {
  return <li><Link to={to}>{name}</Link>{said && <p className="gk-muted">{said}</p>}</li>;
}

/** In place of the reports, until they are there. */
function Cards() {
  return <ul className="gk-report-list" aria-busy="true">{["a", "b", "c"].map((key) => <li key={key}><Skeleton active paragraph={{ rows: 2 }} /></li>)}</ul>;
}

function Section<Item>({ title, groups, empty, entry }: { title: string; groups: Group<Item>[]; empty?: string; entry: (item: Item) => ReactNode }) {
  if (groups.length === 0 && !empty) return null;
  return (
    <section className="gk-report-section" aria-label={title}>
      <h2>{title}</h2>
      {groups.length === 0 && <p className="gk-muted">{empty}</p>}
      {groups.map(({ label, items }) => (
        <div key={label}>
          {label && <h3>{label}</h3>}
          <ul className="gk-report-list">{items.map(entry)}</ul>
        </div>
      ))}
    </section>
  );
}

function savedEntry(report: RecordData, said: string) {
  return <Entry key={report.id} to={addressOf({ id: Number(report.id) })} name={textOf(report, "name")} said={said} />;
}

function Lists({ saved, templates, text }: { saved: RecordData[]; templates: ReportTemplate[]; text: string }) {
  const { t } = useTranslation();
  const me = useSession();
  const areas = useObjects().data?.areas ?? [];
  const fits = (name: string) => name.toLowerCase().includes(text.toLowerCase());
  const moduleOf = (template: ReportTemplate) => areas.find((one) => one.group === template.module)?.group_label ?? t("report.other");
  // those in no folder come first, without a heading when there is no folder at all
  const byFolder = (reports: RecordData[]) => {
    const groups = grouped(reports, (one) => referenceOf(one, "folder")?.name ?? "").sort((a, b) => a.label.localeCompare(b.label));
    return groups.length > 1 ? groups.map((one) => ({ ...one, label: one.label || t("report.no_folder") })) : groups;
  };
  const found = saved.filter((one) => fits(textOf(one, "name")));
  const isMine = (one: RecordData) => referenceOf(one, "owner")?.id === me.id;
  const presets = templates.filter((one) => fits(one.label));
  if (text && found.length + presets.length === 0) return <div className="gk-empty"><p>{t("report.search_empty", { text })}</p></div>;
  return (
    <>
      <Section title={t("report.mine")} groups={byFolder(found.filter(isMine))} empty={text ? undefined : t("report.mine_empty")} entry={(one) => savedEntry(one, textOf(one, "description"))} />
      <Section title={t(me.is_administrator ? "report.others_own" : "report.shared")} groups={byFolder(found.filter((one) => !isMine(one)))} entry={(one) => savedEntry(one, [t("report.by", { name: referenceOf(one, "owner")?.name ?? "" }), textOf(one, "description")].filter(Boolean).join(" · "))} />
      <Section
        title={t("report.templates")} groups={grouped(presets, moduleOf)} empty={text ? undefined : t("report.templates_empty")}
        entry={(one) => <Entry key={one.code} to={addressOf({ template: one.code })} name={one.label} said={one.sentence} />}
      />
    </>
  );
}

/** One's own reports, those shared with one, and the templates that one may run. */
export function ReportsPage() {
  const { t } = useTranslation();
  const templates = useQuery(templatesQuery());
  const saved = useQuery(savedQuery());
  const [text, setText] = useState("");
  useTitle(t("report.title"));
  const error = templates.error ?? saved.error;
  if (error) return <Failed error={error} onRetry={() => { void templates.refetch(); void saved.refetch(); }} />;
  return (
    <div className="gk-page">
      <header className="gk-report-head">
        <h1>{t("report.title")}</h1>
        <span className="gk-spacer" />
        <Input className="gk-quick-search" prefix={<SearchOutlined aria-hidden="true" />} allowClear value={text} placeholder={t("report.search")} aria-label={t("report.search")} onChange={(event) => setText(event.target.value)} />
      </header>
      {templates.data && saved.data ? <Lists saved={saved.data} templates={templates.data} text={text.trim()} /> : <Cards />}
      {(saved.data?.length ?? 0) > 0 && <p><Link to="/o/report">{t("report.manage")}</Link></p>}
    </div>
  );
}
