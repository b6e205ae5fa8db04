import { ArrowDownOutlined, ArrowUpOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";

interface Props {
  /** What is in the list, in its order. */
  names: string[];
  labelOf: (name: string) => string;
  /** What may be added. */
  options: { value: string; label: string }[];
  addLabel: string;
  disabled?: boolean;
  id?: string;
  onChange: (names: string[]) => void;
}

/** Names in an order of their own: fields of a layout, columns of a view. */
export function FieldList({ names, labelOf, options, addLabel, disabled, id, onChange }: Props) {
  const { t } = useTranslation();
  const move = (index: number, step: number) => {
    const next = [...names];
    const [name] = next.splice(index, 1);
    if (name !== undefined) next.splice(index + step, 0, name);
    onChange(next);
  };
  return (
    <div id={id} className="gk-field-list">
      {names.length > 0 && (
        <ol className="gk-columns">
          {names.map((name, index) => {
            const label = labelOf(name);
            return (
              <li key={name}>
                <span className="gk-grow">{label}</span>
                <Button type="text" size="small" icon={<ArrowUpOutlined aria-hidden="true" />} disabled={disabled || index === 0} aria-label={t("columns.up", { label })} onClick={() => move(index, -1)} />
                <Button type="text" size="small" icon={<ArrowDownOutlined aria-hidden="true" />} disabled={disabled || index === names.length - 1} aria-label={t("columns.down", { label })} onClick={() => move(index, 1)} />
                <Button type="link" size="small" disabled={disabled} onClick={() => onChange(names.filter((one) => one !== name))}>{t("common.remove")}</Button>
              </li>
            );
          })}
        </ol>
      )}
      <Select
        className="gk-filter-field" value={null} disabled={disabled} aria-label={addLabel} placeholder={addLabel} showSearch={{ optionFilterProp: "label" }} popupMatchSelectWidth={false}
        options={options.filter((one) => !names.includes(one.value))} onChange={(name: string | null) => name && onChange([...names, name])}
      />
    </div>
  );
}
