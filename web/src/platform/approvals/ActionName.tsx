import { Select } from "antd";
import { useMeta } from "@/api/queries";
import { attributes, type EditorProps } from "../fields/editors/types";

/** The action of the object whose running waits for an approval, by its label. */
export function ActionName(props: EditorProps) {
  const { value, onChange, values } = props;
  const { data: meta } = useMeta(typeof values?.["object"] === "string" ? values["object"] : null);
  const options = (meta?.actions ?? []).filter((action) => action.on_record !== false).map((action) => ({ value: action.name, label: action.label }));
  return <Select {...attributes(props)} allowClear={!props.field.required} value={typeof value === "string" && value ? value : null} options={options} showSearch={{ optionFilterProp: "label" }} onChange={(next: string | null) => onChange?.(next ?? null)} />;
}
