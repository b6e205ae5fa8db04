/** Values that are codes of a list of their own: chosen by their names, one or several. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import type { FieldMeta } from "@/api/types";
import { useCurrencies } from "../fields/editors/currency";
import { useZones } from "../fields/editors/timezone";
import { isCoded } from "./operators";

interface Props {
  value: unknown;
  onChange: (value: unknown) => void;
  isList: boolean;
  label: string;
}

function codesOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === "string" && one !== "");
}

function CodeSelect({ value, onChange, isList, label, ...offered }: Props & { options: { value: string; label: string }[]; onOpenChange?: (isOpen: boolean) => void }) {
  const { t } = useTranslation();
  const codes = codesOf(value);
  return (
    <Select
      className="gk-block" aria-label={label} mode={isList ? "multiple" : undefined} value={(isList ? codes : codes[0]) as never} placeholder={t("filter.choose")}
      showSearch={{ optionFilterProp: "label" }} popupMatchSelectWidth={false} onChange={(next: unknown) => onChange(next)} {...offered}
    />
  );
}

function CurrencyValue(props: Props) {
  return <CodeSelect {...props} options={useCurrencies()} />;
}

function ZoneValue(props: Props) {
  return <CodeSelect {...props} {...useZones(codesOf(props.value))} />;
}

export function CodedValue({ field, ...props }: Props & { field: FieldMeta }) {
  if (!isCoded(field)) return null;
  return field.holds === "currency" ? <CurrencyValue {...props} /> : <ZoneValue {...props} />;
}
