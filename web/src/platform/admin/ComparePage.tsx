import "@/platform/form/form.css";
import { Alert, Select, Skeleton, Space, Switch } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { call } from "@/api/client";
import { listRecords } from "@/api/records";
import type { RoleLine } from "@/api/types";
import { Failed } from "../ui/Failed";
import { ScrollBox } from "../ui/ScrollBox";
import { useTitle } from "../ui/useTitle";
import { DimensionsWords } from "../structures/people";
import { linesOf } from "./role";
import { useRoleWords } from "./useRoleWords";

const PARTS = ["limits", "dimensions", "permissions", "scopes", "fields"] as const;

/** The words of one role's side of a line. */
function Side({ line, side }: { line: RoleLine; side: 0 | 1 }) {
  const { t } = useTranslation();
  const value: unknown = line.values[side];
  if (line.part === "dimensions") return value === null || value === undefined ? <>{t("dimension.unset")}</> : <DimensionsWords value={{ [line.name]: value }} />;
  if (line.part === "permissions") return <Granted line={line} mine={value as string[]} other={line.values[side === 0 ? 1 : 0] as string[]} />;
  if (line.part === "limits") return <>{value === null ? t("role.no_limit") : typeof value === "boolean" ? t(value ? "common.yes" : "common.no") : String(value)}</>;
  return <Coded structure={line.part} value={value} />;
}

/** How far a role sees and edits, or what it sees of a field. */
function Coded({ structure, value }: { structure: "scopes" | "fields"; value: unknown }) {
  const { t } = useTranslation();
  const words = useRoleWords(structure);
  const wordOf = (code: string) => words.find((word) => word.value === code)?.label ?? code;
  if (structure === "fields") return <>{wordOf(String(value))}</>;
  const { view, edit } = value as { view: string; edit: string };
  return <>{[t("role.sees", { scope: wordOf(view) }), t("role.edits", { scope: wordOf(edit) })].join(t("common.list_separator"))}</>;
}

/** What only this role may do stands out. */
function Granted({ line, mine, other }: { line: RoleLine; mine: string[]; other: string[] }) {
  const { t } = useTranslation();
  if (!mine.length) return <>—</>;
  const label = (one: string) => line.labels[one] ?? t(`operation.${one}`, { defaultValue: one });
  return <>{mine.map((one, index) => <span key={one}>{index > 0 && t("common.list_separator")}{other.includes(one) ? label(one) : <strong>{label(one)}</strong>}</span>)}</>;
}

function Compared({ left, right, isWhole }: { left: number; right: number; isWhole: boolean }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["records", "role", "compared", left, right], queryFn: ({ signal }) => call("get", "/access/compare", { params: { query: { roles: `${String(left)},${String(right)}` } }, signal }) });
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton active />;
  const lines = linesOf(query.data.lines, isWhole);
  if (!lines.length) return <Alert type="info" showIcon title={t("role.alike")} />;
  return (
    <ScrollBox label={t("role.compare")}>
      <table className="gk-table">
        <thead><tr><th scope="col">{t("role.what")}</th>{query.data.roles.map((one) => <th key={one.id} scope="col"><Link to={`/o/role/${String(one.id)}`}>{one.name}</Link></th>)}</tr></thead>
        {PARTS.map((part) => {
          const own = lines.filter((line) => line.part === part);
          return own.length > 0 && (
            <tbody key={part}>
              <tr><th scope="rowgroup" colSpan={3}>{t(`role.part_${part}`, { count: own.length })}</th></tr>
              {own.map((line) => <tr key={line.name}><td>{line.label}</td><td><Side line={line} side={0} /></td><td><Side line={line} side={1} /></td></tr>)}
            </tbody>
          );
        })}
      </table>
    </ScrollBox>
  );
}

/** Two roles side by side: `/admin/roles/compare?roles=1,2`. */
export function ComparePage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const [isWhole, setWhole] = useState(false);
  const [left, right] = (search.get("roles") ?? "").split(",").map((one) => Number(one) || undefined);
  const roles = useQuery({ queryKey: ["records", "role", "all"], queryFn: ({ signal }) => listRecords("role", { sort: ["id"], limit: 200, count: "none" }, signal) });
  useTitle(t("role.compare"));
  const choose = (one: number | undefined, other: number | undefined) => setSearch({ roles: `${String(one ?? "")},${String(other ?? "")}` }, { replace: true });
  const options = (roles.data?.items ?? []).map((one) => ({ value: Number(one.id), label: String(one["name"]) }));
  const without = (taken: number | undefined) => options.filter((one) => one.value !== taken);
  return (
    <div className="gk-page">
      <nav aria-label="breadcrumb" className="gk-muted"><Link to="/o/role">{t("role.back")}</Link></nav>
      <h1>{t("role.compare")}</h1>
      <Space wrap className="gk-gap">
        <Select className="gk-role-pick" showSearch={{ optionFilterProp: "label" }} aria-label={t("role.first")} placeholder={t("role.first")} value={left} options={without(right)} loading={roles.isPending} onChange={(next: number) => choose(next, right)} />
        <Select className="gk-role-pick" showSearch={{ optionFilterProp: "label" }} aria-label={t("role.second")} placeholder={t("role.second")} value={right} options={without(left)} loading={roles.isPending} onChange={(next: number) => choose(left, next)} />
        <label><Switch size="small" checked={isWhole} onChange={setWhole} /> {t("role.whole")}</label>
      </Space>
      {left && right ? <Compared key={`${String(left)},${String(right)}`} left={left} right={right} isWhole={isWhole} /> : <p className="gk-muted">{t("role.choose_two")}</p>}
    </div>
  );
}
