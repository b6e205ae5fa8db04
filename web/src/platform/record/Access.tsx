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

interface Named { object?: string; id: number; name: string }

/** The rules and roles that it is about, each leading to its page. */
function By({ by }: { by: Named[] }) {
  const { t } = useTranslation();
  if (!by.length) return null;
  return (
    <span className="gk-muted">
      {t("access.by")}
      {by.map((one, index) => <span key={`${String(one.object)}:${String(one.id)}`}>{index > 0 && t("common.list_separator")}<Link to={`/o/${one.object ?? ""}/${String(one.id)}`}>{one.name}</Link></span>)}
    </span>
  );
}

/** Which rule lets somebody in, or keeps him out and what would change that, operation by operation. */
export function Access({ meta, record }: { meta: ObjectMeta; record: RecordData }) {
  const { t } = useTranslation();
  const { data: me } = useMe();
  const [person, setPerson] = useState<Reference | null>(null);
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
          {query.data.items.map((item) => (
            <li key={`${item.operation}:${item.rule}`} className={item.allowed ? "is-allowed" : "is-denied"}>
              {item.allowed ? <CheckCircleOutlined aria-label={t("access.allowed")} /> : <StopOutlined aria-label={t("access.denied")} />}
              <strong>{item.label || t(`operation.${item.operation}`, { defaultValue: item.operation })}</strong>
              <div>
                <span>{item.text}</span> <By by={item.by} />
                {item.would.length > 0 && (
                  <ul className="gk-access-ways" aria-label={t("access.would")}>
                    {item.would.map((way) => <li key={way.text}>{way.text} <By by={way.by} /></li>)}
                  </ul>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
