/** The editors of single values: what stands in a form, a filter, a cell of a list or of lines. */
import type { ComponentType } from "react";
import type { FieldType } from "@/api/types";
import { currencySign } from "../../format";
import { moneyCurrency } from "../display";
import { BooleanEditor, ChoiceEditor, MultiChoiceEditor, RegionEditor } from "./choice";
import { DateEditor, InstantEditor } from "./date";
import { FileEditor } from "./file";
import { ChoicesEditor } from "./choices";
import { GeoEditor } from "./geo";
import { JsonEditor, LabelEditor } from "./json";
import { PercentEditor } from "./percent";
import { AnyReferenceEditor, ReferenceEditor } from "./reference";
import { LongTextEditor, NumberEditor, TextEditor } from "./text";
import type { EditorProps } from "./types";

function MoneyEditor(props: EditorProps) {
  return <NumberEditor {...props} prefix={currencySign(moneyCurrency(props.field, props.values))} />;
}

/** References to nothing that has records are files: a follow-up's attachments. */
function ReferencesEditor(props: EditorProps) {
  return props.field.target ? <ReferenceEditor {...props} /> : <FileEditor {...props} />;
}

export const cellEditors: Record<Exclude<FieldType, "lines">, ComponentType<EditorProps>> = {
  text: TextEditor,
  long_text: LongTextEditor,
  integer: NumberEditor,
  decimal: NumberEditor,
  money: MoneyEditor,
  percent: PercentEditor,
  boolean: BooleanEditor,
  date: DateEditor,
  instant: InstantEditor,
  choice: ChoiceEditor,
  multi_choice: MultiChoiceEditor,
  reference: ReferenceEditor,
  references: ReferencesEditor,
  any_reference: AnyReferenceEditor,
  any_references: AnyReferenceEditor,
  user: ReferenceEditor,
  department: ReferenceEditor,
  phone: TextEditor,
  email: TextEditor,
  url: TextEditor,
  region: RegionEditor,
  geo: GeoEditor,
  image: FileEditor,
  file: FileEditor,
  files: FileEditor,
  auto_number: TextEditor,
  formula: TextEditor,
  rollup: TextEditor,
  tags: MultiChoiceEditor,
  json: JsonEditor,
  label: LabelEditor,
  value: TextEditor,
  choices: ChoicesEditor,
};
