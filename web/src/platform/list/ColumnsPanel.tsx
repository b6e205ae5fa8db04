import { ArrowDownOutlined, ArrowUpOutlined } from "@ant-design/icons";
import { Button, Drawer, InputNumber, Radio, Select, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ObjectMeta } from "@/api/types";
import { listColumns } from "../meta";
import type { Density, ListPrefs } from "./prefs";

interface Props {
  meta: ObjectMeta;
  columns: string[];
  labelOf: (path: string) => string;
  prefs: ListPrefs;
  onChange: (prefs: Partial<ListPrefs>) => void;
  onReset: () => void;
  onClose: () => void;
}

/** Which columns, in which order, how wide, how dense: all by keyboard too. */
export function ColumnsPanel({ meta, columns, labelOf, prefs, onChange, onReset, onClose }: Props) {
  const { t } = useTranslation();
  const [isAdding, setAdding] = useState(false);
  const missing = listColumns(meta).filter((field) => !columns.includes(field.name));
  const move = (index: number, step: number) => {
    const next = [...columns];
    const [path] = next.splice(index, 1);
    if (path !== undefined) next.splice(index + step, 0, path);
    onChange({ columns: next });
  };
  return (
    <Drawer open size={420} title={t("columns.title")} onClose={onClose} footer={<Space><Button type="primary" onClick={onClose}>{t("common.done")}</Button><Button onClick={onReset}>{t("columns.reset")}</Button></Space>}>
      <div className="gk-gap">
        <Radio.Group
          optionType="button" aria-label={t("columns.density")} value={prefs.density} onChange={(event) => onChange({ density: event.target.value as Density })}
          options={(["compact", "normal", "roomy"] as const).map((one) => ({ value: one, label: t(`columns.${one}`) }))}
        />
      </div>
      <ol className="gk-columns">
        {columns.map((path, index) => {
          const label = labelOf(path);
          return (
            <li key={path}>
              <span className="gk-grow">{label}</span>
              <InputNumber size="small" min={60} max={900} step={20} className="gk-width" aria-label={t("columns.width", { label })} value={prefs.widths[path]} placeholder={t("columns.auto")} onChange={(width) => { const { [path]: _old, ...rest } = prefs.widths; onChange({ widths: width ? { ...rest, [path]: width } : rest }); }} />
              <Button type="text" size="small" icon={<ArrowUpOutlined aria-hidden="true" />} disabled={index === 0} aria-label={t("columns.up", { label })} onClick={() => move(index, -1)} />
              <Button type="text" size="small" icon={<ArrowDownOutlined aria-hidden="true" />} disabled={index === columns.length - 1} aria-label={t("columns.down", { label })} onClick={() => move(index, 1)} />
              <Button type="link" size="small" disabled={columns.length === 1} onClick={() => onChange({ columns: columns.filter((one) => one !== path) })}>{t("common.remove")}</Button>
            </li>
          );
        })}
      </ol>
      <Select
        className="gk-block" aria-label={t("columns.add")} placeholder={t("columns.add")} value={null} open={isAdding} onOpenChange={setAdding} showSearch={{ optionFilterProp: "label" }}
        options={missing.map((field) => ({ value: field.name, label: field.label }))} onChange={(name: string | null) => name && onChange({ columns: [...columns, name] })}
      />
    </Drawer>
  );
}
