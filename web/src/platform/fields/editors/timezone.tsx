import { Select } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/platform/session";
import { zoneName, zones } from "../../zones";
import { attributes, clearing, type EditorProps } from "./types";

/** A time zone by what it is called and how far it is from UTC; nothing chosen means the company's own. */
export function TimeZoneEditor(props: EditorProps) {
  const { value, onChange } = props;
  const { t, i18n } = useTranslation();
  const me = useSession();
  const chosen = typeof value === "string" && value ? value : undefined;
  // Naming four hundred zones takes a moment: not before somebody looks at them.
  const [isOpened, setOpened] = useState(false);
  const options = useMemo(
    () => (isOpened ? zones(i18n.language, chosen) : chosen ? [{ value: chosen, label: zoneName(chosen, i18n.language) }] : []),
    [isOpened, i18n.language, chosen],
  );
  return (
    <Select
      {...attributes(props)} className="gk-block" allowClear={clearing(props, t)} showSearch={{ optionFilterProp: "label" }} popupMatchSelectWidth={360}
      placeholder={zoneName(me.company.timezone, i18n.language)} value={chosen} options={options} onOpenChange={(isOpen) => isOpen && setOpened(true)} onChange={(next: string | undefined) => onChange?.(next ?? null)}
    />
  );
}
