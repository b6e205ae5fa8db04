import { CheckCircleOutlined, StopOutlined } from "@ant-design/icons";
import { Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { readAccess } from "@/api/records";
import type { ObjectMeta, RecordData } from "@/api/types";
import { Failed } from "../ui/Failed";

/** Which rule lets one in, or keeps one out, operation by operation. */
export function Access({ meta, record }: { meta: ObjectMeta; record: RecordData }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["records", meta.name, "access", String(record.id)], queryFn: () => readAccess(meta.name, record.id) });
  if (query.isPending) return <Skeleton active />;
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <ul className="gk-access" aria-label={t("record.access")}>
      {query.data.items.map((item) => (
        <li key={`${item.operation}:${item.rule}`} className={item.allowed ? "is-allowed" : "is-denied"}>
          {item.allowed ? <CheckCircleOutlined aria-label={t("access.allowed")} /> : <StopOutlined aria-label={t("access.denied")} />}
          <strong>{item.label || t(`operation.${item.operation}`, { defaultValue: item.operation })}</strong>
          <span>{item.text}</span>
        </li>
      ))}
    </ul>
  );
}
