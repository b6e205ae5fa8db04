import { InputNumber, Select, Space } from "antd";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/platform/format";
import { attributes, type EditorProps } from "@/platform/fields/editors/types";
import { partsOf, repeatWords } from "@/platform/fields/repeat";

const DAYS = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];
const MOST = 999;

/** The rules that begin at this time, as people ask for them. */
function rulesFrom(start: unknown): string[] {
  const day = new Date(`${formatInstant(start).slice(0, 10)}T00:00:00Z`);
  const on = Number.isNaN(day.getTime()) ? [] : [`BYDAY=${DAYS[day.getUTCDay()]}`];
  return ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", ["FREQ=WEEKLY", ...on].join(";"), ["FREQ=WEEKLY", "INTERVAL=2", ...on].join(";"), "FREQ=MONTHLY", "FREQ=YEARLY"];
}

/** How often, and how many times: without a number it goes on. */
export function RepeatEditor(props: EditorProps) {
  const { t } = useTranslation();
  const { value, values, onChange } = props;
  const rule = typeof value === "string" ? value : "";
  const parts = partsOf(rule);
  const bare = rule.replace(/;COUNT=\d+/, "");
  const rules = rulesFrom(values?.["planned_start_at"]);
  const options = [...new Set([...rules, ...(bare ? [bare] : [])])].map((one) => ({ value: one, label: repeatWords(one) }));
  const count = parts.has("COUNT") ? Number(parts.get("COUNT")) : null;
  return (
    <Space.Compact className="gk-block">
      <Select {...attributes(props)} className="gk-grow" allowClear value={bare || undefined} placeholder={t("repeat.never")} options={options} onChange={(next: string | undefined) => onChange?.(next ? `${next}${count ? `;COUNT=${count}` : ""}` : null)} />
      <InputNumber min={1} max={MOST} precision={0} disabled={!bare} value={count} placeholder={t("repeat.times")} aria-label={t("repeat.times")} onChange={(next) => onChange?.(`${bare}${next ? `;COUNT=${next}` : ""}`)} />
    </Space.Compact>
  );
}
