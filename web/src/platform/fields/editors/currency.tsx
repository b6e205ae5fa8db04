import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { listRecords } from "@/api/records";
import { useSession } from "@/platform/session";
import { attributes, clearing, type EditorProps } from "./types";

/** The company's currencies by code and name. */
export function useCurrencies(): { value: string; label: string }[] {
  const { data } = useQuery({
    queryKey: ["records", "currency", "codes"],
    queryFn: ({ signal }) => listRecords("currency", { fields: ["code", "name"], limit: 100, count: "none" }, signal),
    staleTime: 300_000,
  });
  return (data?.items ?? []).map((one) => ({ value: String(one["code"]), label: [one["code"], one["name"]].filter((part) => typeof part === "string" && part).join(" ") }));
}

/** A document's currency by its code; nothing chosen means the company's own. */
export function CurrencyEditor(props: EditorProps) {
  const { value, onChange } = props;
  const { t } = useTranslation();
  const me = useSession();
  const options = useCurrencies();
  return (
    <Select
      {...attributes(props)} className="gk-block" allowClear={clearing(props, t)} showSearch={{ optionFilterProp: "label" }} placeholder={me.company.currency}
      value={typeof value === "string" && value ? value : undefined} options={options} onChange={(next: string | undefined) => onChange?.(next ?? null)}
    />
  );
}
