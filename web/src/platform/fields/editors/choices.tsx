import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Select, Space } from "antd";
import { useTranslation } from "react-i18next";
import { nextCode } from "../codes";
import { labelText } from "../display";
import type { EditorProps } from "./types";

interface Option {
  code: string;
  label: unknown;
  color?: string | null;
}

const COLORS = ["default", "blue", "green", "orange", "red", "purple", "cyan"];

/** The choices of a field: code for programs, label for people, colour for both. */
export function ChoicesEditor({ value, onChange, disabled, id }: EditorProps) {
  const { t, i18n } = useTranslation();
  const options = Array.isArray(value) ? (value as Option[]) : [];
  const set = (index: number, part: Partial<Option>) => onChange?.(options.map((one, at) => (at === index ? { ...one, ...part } : one)));
  const relabel = (option: Option, text: string) => (option.label && typeof option.label === "object" ? { ...option.label, [i18n.language]: text } : text);
  return (
    <div id={id} className="gk-plain">
      {options.map((option, index) => (
        <Space.Compact key={index} block>
          <Input disabled={disabled} value={labelText(option.label)} aria-label={t("choices.label", { row: index + 1 })} placeholder={t("choices.label_hint")} onChange={(event) => set(index, { label: relabel(option, event.target.value) })} />
          <Input disabled={disabled} className="gk-choice-code" value={option.code} aria-label={t("choices.code", { row: index + 1 })} placeholder={t("choices.code_hint")} onChange={(event) => set(index, { code: event.target.value })} />
          <Select disabled={disabled} className="gk-kind" value={option.color || "default"} aria-label={t("choices.color", { row: index + 1 })} options={COLORS.map((color) => ({ value: color, label: <span className={`gk-pill gk-pill-${color}`}>{t(`choices.${color}`)}</span> }))} onChange={(color: string) => set(index, { color: color === "default" ? "" : color })} />
          <Button disabled={disabled} icon={<DeleteOutlined aria-hidden="true" />} aria-label={t("lines.remove", { row: index + 1 })} onClick={() => onChange?.(options.filter((_, at) => at !== index))} />
        </Space.Compact>
      ))}
      <Button type="dashed" size="small" disabled={disabled} icon={<PlusOutlined aria-hidden="true" />} onClick={() => onChange?.([...options, { code: nextCode(options.map((one) => one.code)), label: "" }])}>{t("choices.add")}</Button>
    </div>
  );
}
