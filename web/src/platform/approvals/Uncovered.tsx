import { useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import { keys } from "@/api/queries";

/** Says of which objects what is submitted takes effect at once, because no definition decides about them now. */
export function Uncovered() {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: [...keys.records("approval_definition"), "uncovered"],
    queryFn: ({ signal }) => call("get", "/approvals/uncovered", { signal }),
  });
  if (!data || data.items.length === 0) return null;
  const names = data.items.map((one) => one.label).join(t("common.list_separator"));
  return <Alert type="warning" showIcon title={t("approval.uncovered", { names })} />;
}
