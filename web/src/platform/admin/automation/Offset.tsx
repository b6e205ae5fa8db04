import { InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";

/** On the day itself, or so many days before or after it. */
export function Offset({ days, most = 3650, onChange }: { days: number; most?: number; onChange: (days: number) => void }) {
  const { t } = useTranslation();
  const side = Math.sign(days);
  const sides = [{ value: "0", label: t("automation.on_the_day") }, { value: "-1", label: t("automation.day_before") }, { value: "1", label: t("automation.day_after") }];
  return (
    <>
      <Select aria-label={t("automation.offset")} value={String(side)} popupMatchSelectWidth={false} options={sides} onChange={(next: string) => onChange(Number(next) * Math.max(1, Math.abs(days)))} />
      {side !== 0 && <InputNumber min={1} max={most} aria-label={t("automation.offset_days")} value={Math.abs(days)} suffix={t("automation.days")} onChange={(next) => onChange(side * (next ?? 1))} />}
    </>
  );
}
