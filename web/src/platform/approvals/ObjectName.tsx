import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { useObjects } from "@/api/queries";
import { attributes, type EditorProps } from "../fields/editors/types";

/** The object whose records are approved: one of those that have approvals. */
export function ObjectName(props: EditorProps) {
  const { value, onChange } = props;
  const { t } = useTranslation();
  const { data } = useObjects();
  const options = (data?.items ?? []).filter((one) => one.has_approval || one.name === value).map((one) => ({ value: one.name, label: one.label }));
  return <Select {...attributes(props)} value={typeof value === "string" && value ? value : null} options={options} notFoundContent={t("flow.no_object")} placeholder={t("flow.choose_object")} showSearch={{ optionFilterProp: "label" }} onChange={(next: string | null) => onChange?.(next ?? null)} />;
}
