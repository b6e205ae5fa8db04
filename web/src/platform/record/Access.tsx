import "./record.css";
import { CheckCircleOutlined, StopOutlined } from "@ant-design/icons";
import { Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useMe } from "@/api/queries";
import { readAccess } from "@/api/records";
import type { ObjectMeta, RecordData, Reference } from "@/api/types";
import { FieldEditor } from "../fields/editors";
import { plainField } from "../meta";
import { Failed } from "../ui/Failed";

type Told = Awaited<ReturnType<typeof readAccess>>;
type Line = Told["items"][number];
interface Named { object?: string; id: number; name: string }

/** The rules and roles that it is about, each leading to its page. */
function By({ by, isWay = false }: { by: Named[]; isWay?: boolean }) {
  const { t } = useTranslation();
  if (!by.length) return null;
  const links = by.map((one, index) => <span key={`${String(one.object)}:${String(one.id)}`}>{index > 0 && t("common.list_separator")}<Link to={`/o/${one.object ?? ""}/${String(one.id)}`}>{one.name}</Link></span>);
  return <span className="gk-muted">{isWay ? <>{t("access.of_before")}{links}{t("access.of_after")}</> : <>{t("access.by")}{links}</>}</span>;
}

/** Those of which the same is to be said are said together; `said`: what is said of one. */
function together<T>(items: T[], said: (one: T) => unknown): { key: string; first: T; all: T[] }[] {
  const found = new Map<string, { key: string; first: T; all: T[] }>();
  for (const one of items) {
    const key = JSON.stringify(said(one));
    const same = found.get(key);
    if (same) same.all.push(one);
    else found.set(key, { key, first: one, all: [one] });
  }
  return [...found.values()];
}

type Ways = Line["would"];

function Would({ ways }: { ways: Ways }) {
  const { t } = useTranslation();
  if (!ways.length) return null;
  return (
    <>
      <div className="gk-muted">{t("access.would")}</div>
      <ul className="gk-access-ways">{ways.map((way) => <li key={way.text}>{way.text}<By by={way.by} isWay /></li>)}</ul>
    </>
  );
}

/** The fields that are limited, those of the same level and reason together. */
function Fields({ fields }: { fields: Told["fields"] }) {
  const { t } = useTranslation();
  if (!fields.length) return null;
  return (
    <>
      <h3 className="gk-access-fields">{t("access.fields")}</h3>
      <ul className="gk-access" aria-label={t("access.fields")}>
        {together(fields, (one) => [one.text, one.by, one.would]).map(({ key, first, all }) => (
          <li key={key} className="is-denied">
            <StopOutlined aria-label={t("access.limited")} />
            <div>
              <strong>{all.map((one) => one.label).join(t("common.list_separator"))}</strong>
              <div>{first.text} <By by={first.by} /></div>
              <Would ways={first.would} />
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Which rule lets somebody in, or keeps him out and what would change that, operation by operation. */
export function Access({ meta, record, about = null }: { meta: ObjectMeta; record: RecordData; about?: Reference | null }) {
  const { t } = useTranslation();
  const { data: me } = useMe();
  const [person, setPerson] = useState<Reference | null>(about);
  const user = person ? Number(person.id) : null;
  const query = useQuery({ queryKey: ["records", meta.name, "access", String(record.id), user], queryFn: () => readAccess(meta.name, record.id, user) });
  const whom = plainField("user", "user", { label: t("access.whom") });
  return (
    <>
      {me?.is_administrator && (
        <div className="gk-access-whom">
          <span>{t("access.whom")}</span>
          <div className="gk-grow"><FieldEditor field={whom} value={person} aria-label={t("access.whom")} onChange={(next) => setPerson((next ?? null) as Reference | null)} /></div>
        </div>
      )}
      {query.isPending && <Skeleton active />}
      {query.isError && <Failed error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && (
        <ul className="gk-access" aria-label={t("record.access")}>
          {together(query.data.items, (line) => [line.allowed, line.rule, line.text, line.by, line.would]).map(({ key, first: line, all }) => (
            <li key={key} className={line.allowed ? "is-allowed" : "is-denied"}>
              {line.allowed ? <CheckCircleOutlined aria-label={t("access.allowed")} /> : <StopOutlined aria-label={t("access.denied")} />}
              <div>
                <strong>{all.map((one) => one.label || t(`operation.${one.operation}`, { defaultValue: one.operation })).join(t("common.list_separator"))}</strong>
                <div>{line.text} <By by={line.by} /></div>
                <Would ways={line.would} />
              </div>
            </li>
          ))}
        </ul>
      )}
      {query.data && <Fields fields={query.data.fields} />}
    </>
  );
}
