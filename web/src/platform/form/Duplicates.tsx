import { useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { findDuplicates } from "@/api/records";
import { useObjects } from "@/api/queries";
import type { FieldMeta, RecordId } from "@/api/types";
import { createBody } from "../fields/wire";
import { useDebounced } from "../ui/useDebounced";
import type { Values } from "./useRecordForm";

const WATCHED = ["name", "company", "mobile", "phone", "email", "credit_code"];

/** While typing: who may be the same person or company already, as far as one may see them. */
export function Duplicates({ object, values, id, fields }: {
  object: string; values: Values; id: RecordId | null; fields: FieldMeta[];
}) {
  const { t } = useTranslation();
  const { data: objects } = useObjects();
  const watched = fields.filter((field) => WATCHED.includes(field.name));
  const body = JSON.stringify(createBody(watched, values));
  const settled = useDebounced(body, 500);
  const isEnough = Object.values(JSON.parse(settled) as Record<string, unknown>).some((value) => typeof value === "string" && value.length >= 2);
  const found = useQuery({
    queryKey: ["duplicates", object, settled],
    queryFn: ({ signal }) => findDuplicates(object, { values: JSON.parse(settled) as Record<string, unknown> }, signal),
    enabled: watched.length > 0 && isEnough,
    retry: false,
  });
  const items = (found.data?.items ?? []).filter((item) => item.object !== object || String(item.id) !== String(id)).slice(0, 5);
  if (!isEnough || items.length === 0) return null;
  const labelOf = (name: string) => objects?.items.find((one) => one.name === name)?.label ?? name;
  return (
    <Alert
      type="warning" showIcon role="status" className="gk-gap" title={t("form.duplicates")}
      description={
        <ul className="gk-plain">
          {items.map((item) => (
            <li key={`${item.object}:${item.id}`}>
              {labelOf(item.object)}{" "}
              {item.visible ? <Link to={`/o/${item.object}/${item.id}`} target="_blank">{item.name}</Link> : <strong>{item.name}</strong>}
              <span className="gk-muted">{[...item.reasons, item.owner?.name].filter(Boolean).map((part) => ` · ${part}`)}</span>
            </li>
          ))}
        </ul>
      }
    />
  );
}
