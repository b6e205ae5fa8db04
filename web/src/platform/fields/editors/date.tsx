import { DatePicker } from "antd";
import dayjs from "dayjs";
import timezone from "dayjs/plugin/timezone";
import utc from "dayjs/plugin/utc";
import { useTranslation } from "react-i18next";
import { displayZone, formatInstant } from "../../format";
import { attributes, type EditorProps } from "./types";

dayjs.extend(utc);
dayjs.extend(timezone);

export function DateEditor(props: EditorProps) {
  const { value, onChange } = props;
  const shown = typeof value === "string" && value ? dayjs(value) : null;
  return (
    <DatePicker
      {...attributes(props)} className="gk-block" value={shown?.isValid() ? shown : null}
      format={["YYYY-MM-DD", "YYYY/M/D", "YYYYMMDD", "M/D"]} onChange={(next) => onChange?.(next ? next.format("YYYY-MM-DD") : null)}
    />
  );
}

/** The wall clock of the user's zone in, an instant in UTC out. */
export function instantOf(wallClock: string): string {
  return dayjs.tz(wallClock, "YYYY-MM-DD HH:mm", displayZone()).utc().format("YYYY-MM-DDTHH:mm:ss[Z]");
}

export function InstantEditor(props: EditorProps) {
  const { t } = useTranslation();
  const { value, onChange } = props;
  const shown = typeof value === "string" && value ? dayjs(formatInstant(value)) : null;
  return (
    <DatePicker
      {...attributes(props)} className="gk-block" showTime={{ format: "HH:mm" }} placeholder={t("field.choose_time")} format="YYYY-MM-DD HH:mm"
      value={shown?.isValid() ? shown : null} onChange={(next) => onChange?.(next ? instantOf(next.format("YYYY-MM-DD HH:mm")) : null)}
    />
  );
}
