import "./automation.css";
import { Skeleton, Tag } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { call } from "@/api/client";
import { formatInstant } from "../../format";
import { Failed } from "../../ui/Failed";

/** Everything that acts when a record of the object is saved, in order, with who changed it last. */
export function Saving({ object }: { object: string }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["automation", "saving", object], queryFn: () => call("get", "/automation/saving/{object}", { params: { path: { object } } }) });
  if (query.isLoadingError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton active />;
  return (
    <>
      <p className="gk-muted">{t("automation.saving_help")}</p>
      <ol className="gk-saving">
        {query.data.parts.map((part, row) => (
          <li key={part.key}>
            <h2><span className="gk-rule-number">{row + 1}</span> {part.label}</h2>
            <ul>
              {part.acts.map((act, at) => (
                <li key={at} className={act.is_on ? undefined : "gk-muted"}>
                  {act.object === "automation_rule" || act.object === "validation_rule" || act.object === "duplicate_rule" ? <Link to={`/o/${act.object}/${String(act.id)}`}>{act.name}</Link> : <span>{act.name}</span>}
                  {act.detail && <span className="gk-muted">{act.detail}</span>}
                  {!act.is_on && <Tag>{t("automation.is_off")}</Tag>}
                  {act.changed_by && <span className="gk-muted gk-saving-who">{act.changed_by.name} {act.changed_at ? formatInstant(act.changed_at) : ""}</span>}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </>
  );
}
