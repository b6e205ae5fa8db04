import { Select } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/platform/session";
import { zoneName, zones } from "../../zones";
import { attributes, clearing, type EditorProps } from "./types";

interface Zones {
  options: { value: string; label: string }[];
  onOpenChange: (isOpen: boolean) => void;
}

/** What a chooser of zones offers. Naming four hundred zones takes a moment: not before somebody looks at them. */
export function useZones(chosen: string[]): Zones {
  const { i18n } = useTranslation();
  const [isOpened, setOpened] = useState(false);
  const key = chosen.join(" ");
  const options = useMemo(() => {
    const named = key ? key.split(" ") : [];
    return isOpened ? zones(i18n.language, named) : named.map((zone) => ({ value: zone, label: zoneName(zone, i18n.language) }));
  }, [isOpened, i18n.language, key]);
  return { options, onOpenChange: (isOpen) => isOpen && setOpened(true) };
}

/** A time zone by what it is called and how far it is from UTC; nothing chosen means the company's own. */
export function TimeZoneEditor(props: EditorProps) {
  const { value, onChange } = props;
  const { t, i18n } = useTranslation();
  const me = useSession();
  const chosen = typeof value === "string" && value ? value : undefined;
  const { options, onOpenChange } = useZones(chosen ? [chosen] : []);
  return (
    <Select
      {...attributes(props)} className="gk-block" allowClear={clearing(props, t)} showSearch={{ optionFilterProp: "label" }} popupMatchSelectWidth={360}
      placeholder={zoneName(me.company.timezone, i18n.language)} value={chosen} options={options} onOpenChange={onOpenChange} onChange={(next: string | undefined) => onChange?.(next ?? null)}
    />
  );
}
