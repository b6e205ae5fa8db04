import { Alert, Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import type { RecordId } from "@/api/types";
import { problemText } from "../ui/problem-text";

/** What anonymising would touch, before it is done. */
export function Foreseen({ object, id }: { object: string; id: RecordId }) {
  const { t } = useTranslation();
  const { data, error } = useQuery({ queryKey: ["anonymise", object, String(id)], queryFn: () => call("get", "/records/{object}/{id}/anonymise", { params: { path: { object, id: Number(id) } } }), staleTime: 0 });
  if (error) return <Alert type="error" showIcon className="gk-gap" title={problemText(error, t)} />;
  if (!data) return <Skeleton active paragraph={{ rows: 3 }} title={false} />;
  const lines = [
    t("anonymise.fields", { fields: data.fields.join(t("common.list_separator")) || t("anonymise.none") }),
    t("anonymise.beside", { history: data.history, files: data.files, notices: data.notices }),
    ...data.records.map((one) => t("anonymise.texts", { label: one.label, count: one.count })),
  ];
  return <Alert type="warning" showIcon className="gk-gap" title={t("anonymise.title")} description={<ul>{lines.map((line) => <li key={line}>{line}</li>)}</ul>} />;
}
