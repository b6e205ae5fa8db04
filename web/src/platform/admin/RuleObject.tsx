import { Select } from "antd";
import type { ComponentType } from "react";
import { useObjects } from "@/api/queries";
import type { ObjectSummary } from "@/api/types";
import { attributes, type EditorProps } from "../fields/editors/types";
import { byArea } from "./areas";

/** What a rule of access may be about: what people work with, grouped as in the menu, without lines and the administration. */
export function ruleObject(isFit: (object: ObjectSummary) => boolean): ComponentType<EditorProps> {
  return function RuleObject(props: EditorProps) {
    const { data, isPending } = useObjects();
    const groups = byArea(data, (object) => !object.is_line && object.area !== "admin" && isFit(object));
    const known = groups.some((group) => group.objects.some((one) => one.name === props.value));
    const options = [
      ...groups.map((group) => ({ label: group.label, title: group.label, options: group.objects.map((one) => ({ value: one.name, label: one.label })) })),
      ...(props.value && !known && data ? [{ value: String(props.value), label: data.items.find((one) => one.name === props.value)?.label ?? String(props.value) }] : []),
    ];
    return <Select {...attributes(props)} className="gk-block" loading={isPending} value={(props.value as string | null) ?? undefined} options={options} showSearch={{ optionFilterProp: "label" }} onChange={(next: string) => props.onChange?.(next)} />;
  };
}
